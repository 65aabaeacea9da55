"""Facts asked for by name, value, words, meaning and both kinds of time."""

from dataclasses import replace
from typing import Any

import pytest

from mnesis.model import Embed, EntityType, Fact, Key, Named, Put, Use, content_hash
from mnesis.semantic.asking import FactsAsked, facts
from mnesis.semantic.merging import merge
from mnesis.semantic.telling import told
from mnesis.stores.contract import Store
from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import HERE

from .talk import Talk, claim, day


def ask(talk: Talk, embedder: HashEmbedder | None = None, **asked: Any) -> list[str]:
    found = facts(talk.store, embedder, HERE, FactsAsked(**asked), talk.clock())
    return [f"{one.subject} {one.predicate} {one.object}" for one in found]


@pytest.fixture
def talk(store: Store) -> Talk:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "likes", "tea"), claim("user", "works_at", "Acme"))
    talk.say("2024-02-01", claim("user", "works_at", "Globex"), claim("Nadia", "likes", "tea"))
    return talk


def test_by_subject_predicate_and_object(talk: Talk) -> None:
    assert ask(talk, subject="user", predicate="works for") == ["user works_at Globex"]
    assert sorted(ask(talk, object="Tea")) == ["Nadia likes tea", "user likes tea"]
    assert ask(talk, subject="nobody") == []
    assert ask(talk, object="globex", past=True) == ["user works_at Globex"]
    assert sorted(ask(talk, subject="user", predicate="works_at", past=True)) == [
        "user works_at Acme",
        "user works_at Globex",
    ]
    assert len(ask(talk, limit=2)) == 2
    assert ask(talk, limit=0) == []


def test_the_last_said_first(talk: Talk) -> None:
    talk.say("2024-03-01", claim("user", "likes", "tea"))
    assert ask(talk, predicate="likes") == ["user likes tea", "Nadia likes tea"]


def test_by_aliases_and_what_was_merged(talk: Talk) -> None:
    nina = Named(name="Nina", type=EntityType.PERSON, aliases=("Ninotschka",))
    talk.say(
        "2024-03-01",
        type(said := claim("user", "owns", "x"))(subject=nina, predicate="owns", object="boat", quote=said.quote),
    )
    assert ask(talk, subject="ninotschka") == ["Nina owns boat"]
    ids = {one.subject: one.entity_id for one in talk.facts()}
    talk.store.apply(merge(talk.store, HERE, ids["Nadia"], ids["Nina"], talk.clock).changes)
    assert sorted(ask(talk, subject="Nina")) == ["Nadia likes tea", "Nadia owns boat"]


def test_by_words_and_by_meaning(talk: Talk) -> None:
    embedder = HashEmbedder()
    talk.store.apply([Use(embedder.space, "active")])
    assert ask(talk, query="who works?") == ["user works_at Globex"]
    assert ask(talk, query="chamomile") == []
    for fact in talk.facts():
        text = "drinks chamomile" if fact.subject == "Nadia" else told(fact)
        [vector] = embedder.embed([text])
        key = Key(fact.id, text=text, lexical=False)
        talk.store.apply([Put(fact, (key,)), Embed(HERE, embedder.space, content_hash(text), vector)])
    assert ask(talk, embedder, query="chamomile drinks", limit=1) == ["Nadia likes tea"]


def test_confidence_is_that_of_the_moment(talk: Talk) -> None:
    talk.clock.now = day("2026-01-01")
    asked = FactsAsked(subject="user", predicate="likes")
    [fact] = facts(talk.store, None, HERE, asked, talk.clock())
    [then] = facts(talk.store, None, HERE, replace(asked, known_at=day("2024-01-02")), talk.clock())
    assert fact.confidence == pytest.approx(1 - 0.02 * 24, abs=0.01)
    assert then.confidence == pytest.approx(1.0, abs=0.01)
    stored: Fact = talk.fact(subject="user", predicate="likes")
    assert stored.confidence == 1.0


def test_what_was_known_before_and_after(talk: Talk) -> None:
    known = {"subject": "user", "predicate": "works_at", "as_of": day("2024-03-01")}
    assert ask(talk, **known, known_at=day("2024-01-15")) == ["user works_at Acme"]
    assert ask(talk, **known, known_at=day("2024-02-15")) == ["user works_at Globex"]
    assert ask(talk, **known, known_at=day("2023-02-15")) == []
