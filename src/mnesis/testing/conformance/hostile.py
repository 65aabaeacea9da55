"""Texts made to break things: kept word for word, found, and never understood as anything but text."""

import pytest

from mnesis.model import (
    EVERYTHING,
    Add,
    AnyOf,
    Entity,
    Episode,
    Erase,
    Key,
    KeyKind,
    Scope,
    Touch,
    Use,
    Where,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, words
from mnesis.testing.values import HERE, SPACE, make_episode, make_session

HOSTILE = [
    "'; DROP TABLE episodes; --",
    '" OR "1"="1',
    'NEAR("apple" pear, 2)',
    "apple* AND NOT pear",
    "-apple +pear ^fig",
    "summary:apple",
    "{a b}: c",
    "(((((",
    '"""""',
    "\\",
    "%s %d {} {0} $1 :name ?1 @x",
    "%_[a-z]*?",
    "a\\0b",
    "\t\r\n \u2028\u2029\x0b\x0c\x1f\x7f",
    "\ufeffBOM \u200bzero\u200dwidth\u00ad",
    "😀👩‍👩‍👧‍👦🏳️‍🌈 emoji",
    "\u202egnikat sdrow \u202c",
    "שלום עולם مرحبا بالعالم",
    "e\u0301 \u00e9 \u1e9b\u0323",
    "Z̸̢̛͔̈́ą̶l̷g̸o̴",
    "\U0010ffff\ufffe\uffff",
    "null None NaN true 0x0 1e309",
    "\u0bb5\u0ba3\u0b95\u0bcd\u0b95\u0bae\u0bcd",
    "<script>alert(1)</script>&amp;",
    " leading and trailing ",
    "",
]


class Hostile(StoreCase):
    @pytest.mark.parametrize("text", HOSTILE, ids=ascii)
    def test_hostile_text_is_kept_and_compared_as_text(self, store: Store, text: str) -> None:
        id, session = text or "id", text or "session"
        scope = Scope("t" + text, "n" + text)
        episode = make_episode(
            id, text, scope=scope, session_id=session, speaker=text, details=text, tags=(text,), actor="tool:x" + text
        )
        keys = (Key(id), Key(id, KeyKind.PART, 0, text))
        entity = values.make_entity(id, scope=scope, name=text, aliases=(text,), metadata={text: [text]})
        store.apply([Add(make_session(session, scope=scope, channel=text)), Add(episode, keys), Add(entity)])
        store.apply([Add(make_episode("bystander", "innocent"), (Key("bystander"),))])
        assert store.get(Episode, [id], within(scope)) == [episode]
        assert store.find(Entity, within(scope)) == [entity]
        for where in (
            Where("summary", "eq", text),
            Where("speaker", "in", (text, "x")),
            Where("tags", "has", text),
            Where("scope", "eq", scope.name),
            AnyOf((Where("actor", "eq", "tool:x" + text), Where("session_id", "eq", session))),
        ):
            assert [one.id for one in store.find(Episode, where, order=["speaker", "-summary"])] == [id]
        store.apply([Touch(Episode, scope, id, {"speaker": "x" + text})])
        assert store.find(Episode, Where("speaker", "eq", "x" + text))[0].version == 2
        assert store.apply([Erase(Episode, Where("tags", "has", text))]).erased == 1
        assert [one.id for one in store.find(Episode)] == ["bystander"]
        assert store.check() == []

    @pytest.mark.parametrize("text", HOSTILE, ids=ascii)
    def test_hostile_terms_are_looked_up_and_nothing_else(self, store: Store, text: str) -> None:
        store.apply(
            [Add(make_episode("e1", "apple pear fig"), (Key("e1"),)), Add(make_episode("e2", text), (Key("e2"),))]
        )
        for terms in ([text], text.split(), [text, "apple"]):
            found = store.matching(Episode, terms, HERE, EVERYTHING, 5)
            assert {one.id for one in found} <= {"e1", "e2"}
        assert "e1" in [one.id for one in store.matching(Episode, [text, "apple"], HERE, EVERYTHING, 5)]
        assert store.matching(Episode, [f"{text}\0\ud800"], HERE, EVERYTHING, 0) == []
        assert set(words(store, text)) <= {"e1", "e2"}

    @pytest.mark.parametrize(
        "term", ["\0", "\ud800", "apple\0", "\udcffapple", '"', "*", "AND", "NOT", "NEAR", "-", ":"]
    )
    def test_terms_that_are_no_words_break_nothing(self, store: Store, term: str) -> None:
        store.apply([Add(make_episode("e1", "apple"), (Key("e1"),)), Add(make_episode("e2", "pear"), (Key("e2"),))])
        found = store.matching(Episode, ["pear", term], HERE, EVERYTHING, 5)
        assert "e2" in [one.id for one in found]

    def test_pending_gives_the_text_word_for_word(self, store: Store) -> None:
        texts = [*HOSTILE, "x" * 1_000_000]
        store.apply([Use(SPACE, "active")])
        store.apply([Add(make_episode(f"e{n}", text), (Key(f"e{n}"),)) for n, text in enumerate(texts)])
        assert {one.text for one in store.pending(SPACE, 100)} == set(texts)
        assert {one.text for one in store.scan(Episode)} == set(texts)
