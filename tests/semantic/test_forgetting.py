"""After an erasure, what is known is as if the episodes had never been heard, and no word of them is in any file."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from mnesis.model import (
    Change,
    Entity,
    EntityType,
    Episode,
    Erase,
    Event,
    Fact,
    Named,
    Relationship,
    What,
    Where,
    within,
)
from mnesis.semantic.amending import Amender
from mnesis.semantic.forgetting import without
from mnesis.semantic.history import events_of
from mnesis.stores.contract import Store
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE

from .talk import Talk, claim, day

SECRET = "Zanzibarquux"


def forget(talk: Talk, *ids: str) -> Sequence[Change]:
    """Erase these episodes and what was learnt from them."""
    changes = [
        *without(talk.store, HERE, ids, talk.clock()),
        Erase(Episode, within(HERE, Where("id", "in", ids))),
    ]
    talk.store.apply(changes)
    assert talk.store.check() == []
    return changes


def test_what_was_ended_opens_again(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "located_in", "Porto"))
    before = talk.fact()
    gone = talk.say("2024-06-01", claim("user", "located_in", "Braga"))
    forget(talk, gone)
    left = talk.fact()
    assert (left.object, left.valid_until, left.superseded_by, left.known_until) == ("Porto", None, None, None)
    assert left.history == before.history
    [edge] = store.find(Relationship)
    assert edge.properties == {"fact": left.id}
    assert {one.name for one in store.find(Entity)} == {"user", "Porto"}


def test_the_chain_closes_over_a_gap(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "works_at", "Acme"))
    gone = talk.say("2024-02-01", claim("user", "works_at", "Globex"))
    talk.say("2024-03-01", claim("user", "works_at", "Initech"))
    forget(talk, gone)
    acme, initech = talk.facts()
    assert (acme.valid_until, acme.superseded_by) == (day("2024-03-01"), initech.id)
    assert initech.valid_from == day("2024-03-01")


def test_a_fact_that_others_said_too_stays(store: Store) -> None:
    talk = Talk(store)
    gone = talk.say("2024-01-01", claim("user", "likes", "tea", confidence=1.0, quote=f"{SECRET}: tea"))
    kept = talk.say("2024-02-01", claim("user", "likes", "tea", confidence=0.8))
    forget(talk, gone)
    fact = talk.fact()
    [event] = events_of(fact)
    assert (event.what, event.episode, fact.source_episode, fact.confidence) == (What.STATED, kept, kept, 0.8)
    assert fact.confirmed_at == day("2024-02-01")


def test_an_end_is_forgotten(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "uses", "Jira"))
    gone = talk.say("2024-02-01", claim("user", "uses", "Jira", ended=True))
    assert talk.fact().valid_until == day("2024-02-01")
    forget(talk, gone)
    assert talk.fact().valid_until is None


def test_a_hand_made_fact_stays_and_a_nod_is_not_enough(store: Store) -> None:
    talk = Talk(store)
    gone = talk.say("2024-01-01", claim("user", "likes", "tea"), claim("user", "likes", "jazz"))
    tea, jazz = talk.facts()
    by_hand = Amender(store, HERE, talk.clock)
    store.apply(by_hand.correct(tea.id, "green tea").changes)
    store.apply(by_hand.confirm(jazz.id).changes)
    forget(talk, gone)
    assert talk.fact().object == "green tea"


def test_names_that_only_erased_words_used_go(store: Store) -> None:
    talk = Talk(store)
    mia = Named(name="Mia Berg", type=EntityType.PERSON, aliases=(SECRET,), description=f"knows {SECRET}")
    said = claim("user", "friend", "x", quote=f"Mia Berg, whom we call {SECRET}, knows {SECRET}")
    gone = talk.say("2024-01-01", type(said)(subject=said.subject, predicate="friend", object=mia, quote=said.quote))
    talk.say("2024-02-01", claim("Mia Berg", "likes", "tea", quote="Mia Berg likes tea"))
    forget(talk, gone)
    [fact] = talk.facts()
    assert (fact.subject, fact.predicate) == ("Mia Berg", "likes")
    assert SECRET not in repr(store.find(Entity))


def test_somebody_whose_name_is_gone_is_unnamed(store: Store) -> None:
    talk = Talk(store)
    gone = talk.say("2024-01-01", claim("user", "manager", SECRET, quote=f"My boss is {SECRET}"))
    talk.say("2024-02-01", claim(SECRET, "likes", "tea", quote="She likes tea"))
    forget(talk, gone)
    fact = talk.fact()
    assert (fact.subject[:7], fact.object) == ("unnamed", "tea")
    assert SECRET.lower() not in repr([*store.find(Entity), *store.find(Fact)]).lower()


def test_nothing_known_of_them_nothing_to_do(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "likes", "tea"))
    assert without(store, HERE, ["another"], talk.clock()) == []


@pytest.mark.parametrize("also_kept", [False, True])
def test_no_word_is_left_in_any_file(tmp_path: Path, also_kept: bool) -> None:
    with SQLiteStore(tmp_path / "memory.db") as store:
        talk = Talk(store)
        talk.say("2024-01-01", claim("user", "works_at", "Acme"))
        gone = [
            talk.say("2024-02-01", claim("user", "works_at", SECRET, label=f"boss of {SECRET}")),
            talk.say("2024-02-02", claim(f"{SECRET} Miller", "likes", f"tea of {SECRET}")),
            talk.say("2024-02-03", claim("user", "located_in", f"{SECRET}-on-Sea", corrects=True, instead_of=SECRET)),
            talk.say("2024-02-04", claim("user", "uses", "Jira", quote=f"{SECRET}!")),
        ]
        if also_kept:
            talk.say("2024-03-01", claim("user", "uses", "Jira"), claim("user", "works_at", "Globex"))
        assert SECRET.lower() in dump(tmp_path)
        forget(talk, *gone)
        assert SECRET.lower() not in dump(tmp_path)
        assert SECRET.lower()[:9] not in repr(everything(store)).lower()
    assert SECRET.lower() not in dump(tmp_path)


def dump(folder: Path) -> str:
    return b"".join(file.read_bytes() for file in folder.iterdir()).decode("latin-1").lower()


def everything(store: Store) -> list[object]:
    return [*store.find(Fact), *store.find(Entity), *store.find(Relationship), *store.find(Episode)]


def test_the_log_itself_holds_nothing_of_them(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "located_in", "Porto"))
    gone = talk.say("2024-06-01", claim("user", "located_in", "Braga", corrects=True, instead_of="Porto"))
    braga = talk.fact(object="Braga")
    forget(talk, gone)
    events: list[Event] = [event for one in talk.facts() for event in events_of(one)]
    assert all(one.episode != gone and one.by != braga.id for one in events)
