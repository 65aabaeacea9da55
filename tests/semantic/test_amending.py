"""Facts changed by hand, and the story they tell afterwards."""

from datetime import timedelta

import pytest

from mnesis.errors import Conflict, InvalidInput, NotFound
from mnesis.model import Audit, EntityType, Named, Relationship, SourceType, Story, What
from mnesis.semantic.amending import Amended, Amender, Assertion
from mnesis.semantic.story import why
from mnesis.stores.contract import Store
from mnesis.testing.values import HERE

from .talk import Talk, claim, day


def by_hand(talk: Talk) -> Amender:
    talk.clock.advance(days=1)
    return Amender(talk.store, HERE, talk.clock)


def apply(talk: Talk, amended: Amended) -> str:
    talk.store.apply(amended.changes)
    assert talk.store.check() == []
    return amended.id


def story(talk: Talk, id: str) -> Story:
    return why(talk.store, HERE, id, talk.clock())


def test_a_correction_replaces_what_was_never_true(store: Store) -> None:
    talk = Talk(store)
    talk.say("2023-01-01", claim("user", "located_in", "Porto"))
    talk.say("2024-01-01", claim("user", "located_in", "Galway", valid_from="2023-06-01"))
    porto, galway = talk.facts()
    new = apply(talk, by_hand(talk).correct(galway.id, "Salthill"))
    right, wrong = talk.fact(id=new), talk.fact(id=galway.id)
    assert (right.object, right.source_type, right.valid_from) == ("Salthill", SourceType.CORRECTED, day("2023-06-01"))
    assert (wrong.known_until, wrong.superseded_by) == (talk.clock.now, new)
    assert (talk.fact(id=porto.id).valid_until, talk.fact(id=porto.id).superseded_by) == (day("2023-06-01"), new)
    [line] = store.find(Audit)
    assert (line.actor, line.action, line.subject, line.detail) == ("user", "correct", galway.id, {"fact": new})
    edges = {one.properties["fact"]: one.properties for one in store.find(Relationship)}
    assert "known_until" in edges[galway.id]
    assert "known_until" not in edges[new]


def test_a_correction_of_times(store: Store) -> None:
    talk = Talk(store)
    talk.say("2024-01-01", claim("user", "works_at", "Acme"))
    id = apply(talk, by_hand(talk).correct(talk.fact().id, valid_from=day("2020-03-01")))
    assert (id, talk.fact().valid_from, talk.fact().valid_until) == (talk.fact().id, day("2020-03-01"), None)
    with pytest.raises(InvalidInput, match="nothing"):
        by_hand(talk).correct(id, "the Acme")


def test_a_retraction_reopens_what_it_had_ended(store: Store) -> None:
    talk = Talk(store)
    talk.say("2023-01-01", claim("user", "located_in", "Porto"))
    talk.say("2024-01-01", claim("user", "located_in", "Galway"))
    porto, galway = talk.facts()
    apply(talk, by_hand(talk).retract(galway.id))
    assert talk.fact(id=galway.id).known_until == talk.clock.now
    assert (talk.fact(id=porto.id).valid_until, talk.fact(id=porto.id).superseded_by) == (None, None)
    talk.say("2023-06-01", claim("user", "located_in", "Galway", quote="as I said"))
    assert talk.fact(id=galway.id).known_until is not None


def test_a_confirmation_is_worth_nine_tenths_at_least(store: Store) -> None:
    talk = Talk(store)
    talk.say("2023-01-01", claim("user", "likes", "tea", confidence=0.4, source_type=SourceType.INFERRED))
    talk.say("2023-01-01", claim("user", "likes", "jazz"))
    for fact in talk.facts():
        apply(talk, by_hand(talk).confirm(fact.id))
    assert [one.confidence for one in talk.facts()] == [0.9, 1.0]
    assert all(one.confirmed_at and one.confirmed_at > day("2023-01-01") for one in talk.facts())


def test_confirming_what_is_over_states_it_anew(store: Store) -> None:
    talk = Talk(store)
    talk.say("2023-01-01", claim("user", "located_in", "Porto"))
    talk.say("2024-01-01", claim("user", "located_in", "Braga"))
    porto, braga = talk.facts()
    new = apply(talk, by_hand(talk).confirm(porto.id))
    assert (new != porto.id, talk.fact(id=new).object) == (True, "Porto")
    assert talk.fact(id=braga.id).superseded_by == new


def test_facts_learnt_by_hand(store: Store) -> None:
    talk = Talk(store)
    ana = Named(name="Ana", type=EntityType.PERSON)
    told = Assertion(subject=ana, predicate="works for", object="Acme", valid_from=day("2019-01-01"))
    id = apply(talk, by_hand(talk).assert_fact(told))
    fact = talk.fact(id=id)
    assert (fact.predicate, fact.confidence, fact.source_type) == ("works_at", 1.0, SourceType.STATED)
    assert fact.object_id is not None
    with pytest.raises(InvalidInput, match="empty"):
        by_hand(talk).assert_fact(Assertion(subject=ana, predicate="likes", object=" "))
    with pytest.raises(NotFound):
        by_hand(talk).retract("nobody")


def test_a_lost_race_is_told(store: Store) -> None:
    talk = Talk(store)
    talk.say("2023-01-01", claim("user", "likes", "tea"))
    amended = by_hand(talk).retract(talk.fact().id)
    talk.say("2023-02-01", claim("user", "likes", "tea"))
    with pytest.raises(Conflict):
        store.apply(amended.changes)


def test_the_story_tells_everything(store: Store) -> None:
    talk = Talk(store)
    first = talk.say("2023-01-01", claim("user", "located_in", "Porto", quote="I live in Porto"))
    talk.say("2023-02-01", claim("user", "located_in", "Faro", confidence=0.6, source_type=SourceType.INFERRED))
    talk.say("2024-01-01", claim("user", "located_in", "Braga"))
    porto, faro, braga = talk.facts()
    talk.clock.now = day("2025-01-01")
    told = story(talk, porto.id)
    assert told.told == "user is in Porto until December 2023"
    assert [one.event.what for one in told.happened] == [What.STATED, What.SUPERSEDED]
    evidence = told.happened[0].evidence
    assert evidence is not None
    assert (evidence.episode_id, evidence.quote) == (first, "I live in Porto")
    assert told.replaced_by is not None
    assert (told.replaced, told.replaced_by.id, [one.id for one in told.rivals]) == ((), braga.id, [faro.id])
    lost = story(talk, faro.id)
    assert lost.replaced_by is not None
    assert (lost.replaced_by.id, lost.happened[-1].event.what) == (porto.id, What.OUTWEIGHED)
    won = story(talk, braga.id)
    assert [one.id for one in won.replaced] == [porto.id]
    assert won.confidence == pytest.approx(1 - 0.05 * (timedelta(days=366) / timedelta(days=365.25 / 12) - 6))
    assert won.formula.endswith(f"= {won.confidence:.2f}")
    with pytest.raises(NotFound):
        story(talk, "nobody")
