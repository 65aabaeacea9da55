"""Facts of two entities that turn out to be one, and the other way round."""

from mnesis.model import EntityType, Named, What
from mnesis.semantic.history import events_of
from mnesis.semantic.merging import Decision, merge, split, undo
from mnesis.semantic.reconciling import reconcile
from mnesis.stores.contract import Store
from mnesis.testing.values import HERE, FakeClock

from .talk import Talk, claim, day

PERSON = EntityType.PERSON
CLOCK = FakeClock(day("2025-01-01"))


def decided(store: Store, decision: Decision) -> str:
    store.apply(decision.changes)
    store.apply(reconcile(store, HERE, decision.entities, CLOCK()))
    assert reconcile(store, HERE, decision.entities, CLOCK()) == []
    return decision.line.id


def holding(talk: Talk) -> dict[str, bool]:
    """The places people live in, and whether that holds still."""
    return {one.object: one.valid_until is None and one.known_until is None for one in talk.facts()}


def test_homes_of_one_person_under_two_names_exclude_each_other_until_that_is_undone(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-10", claim("Liz", "located_in", "Braga"))
    talk.say("2024-06-10", claim("Elizabeth", "located_in", "Ghent"))
    assert holding(talk) == {"Braga": True, "Ghent": True}
    liz, elizabeth = (one.entity_id for one in talk.facts())
    line = decided(store, merge(store, HERE, elizabeth, liz, CLOCK))
    assert holding(talk) == {"Braga": False, "Ghent": True}
    decided(store, undo(store, HERE, line, CLOCK))
    assert holding(talk) == {"Braga": True, "Ghent": True}
    [braga] = [one for one in talk.facts() if one.object == "Braga"]
    assert [event.what for event in events_of(braga)] == [What.STATED, What.SUPERSEDED, What.REOPENED]


def test_a_home_that_was_somebody_elses_holds_again_after_a_split(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-10", claim("Ana", "located_in", "Braga"))
    talk.say("2024-06-10", claim("Ana", "located_in", "Ghent"))
    assert holding(talk) == {"Braga": False, "Ghent": True}
    braga, ghent = talk.facts()
    named = Named(name="Ana Lima", type=PERSON)
    line = decided(store, split(store, HERE, braga.entity_id, [ghent.id], named, CLOCK)[1])
    assert holding(talk) == {"Braga": True, "Ghent": True}
    decided(store, undo(store, HERE, line, CLOCK))
    assert holding(talk) == {"Braga": False, "Ghent": True}
