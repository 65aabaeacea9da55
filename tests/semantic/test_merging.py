"""Identity by hand: merged, split, and undone, with nothing lost on the way."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import Conflict, InvalidInput, NotFound
from mnesis.model import Add, Audit, Entity, EntityType, Event, Fact, Named, Relationship, Scope, What, within
from mnesis.semantic.edges import edges
from mnesis.semantic.history import as_mapping, events_of, fold
from mnesis.semantic.merging import Decision, merge, split, undo
from mnesis.semantic.resolution import Entities
from mnesis.semantic.standing import STANDING, bearers, canonical, members
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing.values import HERE, START, FakeClock, make_fact

PERSON, TOOL = EntityType.PERSON, EntityType.TOOL
CLOCK = FakeClock()


def person(name: str) -> Named:
    return Named(name=name, type=PERSON)


def known(store: Store, *names: str) -> list[str]:
    """These people, as ids, with a fact about each, and each the friend of the one before."""
    entities = Entities(store, HERE, START)
    ids = [entities.entity(person(name), START).id for name in names]
    store.apply(entities.changes())
    said = as_mapping(Event(at=START, what=What.STATED, said=START, quote="they are friends"))
    for before, id in zip([*ids[-1:], *ids], ids, strict=False):
        about = {"entity_id": id, "predicate": "friend", "object": "x", "object_id": before}
        fact = make_fact(f"f-{id}", **about, history=(said,))
        store.apply([Add(fact), *edges(store, HERE, {(id, before, "friend"): [fact]}, START)])
    return ids


def done(store: Store, decision: Decision) -> str:
    store.apply(decision.changes)
    return decision.line.id


def rows(store: Store) -> dict[str, Any]:
    """Everything but the trail, without what every write changes."""
    found: list[Any] = [*store.find(Entity), *store.find(Fact), *store.find(Relationship)]
    return {one.id: replace(one, version=0, updated_at=START) for one in found}


def test_what_is_merged_reads_as_one_and_no_fact_is_rewritten(store: Store) -> None:
    ana, anna, bob = known(store, "Ana", "Anna", "Bob")
    before = store.find(Fact)
    line = done(store, merge(store, HERE, ana, anna, CLOCK))
    assert canonical(store, HERE, (anna, ana, bob)) == {anna: ana, ana: ana, bob: bob}
    assert members(store, HERE, (ana,)) == {ana: ana, anna: ana}
    assert store.find(Fact) == before
    assert [one.name for one in store.find(Entity, within(HERE, STANDING))] == ["Ana", "Bob"]
    assert [one.id for one in bearers(store, HERE, "anna")] == [ana]
    assert [one.id for one in store.matching(Entity, ["anna"], HERE, within(HERE), 9)] == [ana]
    [told] = store.find(Audit)
    assert (told.id, told.actor, told.action, told.subject, told.detail) == (line, "user", "merge", anna, {"into": ana})


def test_a_chain_of_merges_comes_apart_in_any_order(store: Store) -> None:
    one, two, three = known(store, "Liz", "Beth", "Elizabeth")
    before = rows(store)
    first = done(store, merge(store, HERE, two, one, CLOCK))
    second = done(store, merge(store, HERE, three, one, CLOCK))  # who is Beth by now
    assert canonical(store, HERE, (one,)) == {one: three}
    assert store.get(Entity, [three])[0].aliases == ("Beth", "Liz")
    done(store, undo(store, HERE, first, CLOCK))
    assert store.get(Entity, [three])[0].aliases == ("Beth",)
    assert canonical(store, HERE, (one, two)) == {one: one, two: three}
    done(store, undo(store, HERE, second, CLOCK))
    assert rows(store) == before


def test_a_split_takes_facts_and_their_edges_and_tells_so_in_the_log(store: Store) -> None:
    ana, bob = known(store, "Ana", "Bob")
    before = rows(store)
    new, decision = split(store, HERE, ana, [f"f-{ana}", f"f-{bob}"], person("Ana Lima"), CLOCK)
    line = done(store, decision)
    fact, about = store.get(Fact, [f"f-{ana}", f"f-{bob}"])
    assert (fact.entity_id, about.object_id) == (new.id, new.id)
    last = events_of(fact)[-1]
    assert (last.what, last.from_entity, last.to_entity) == (What.REASSIGNED, ana, new.id)
    assert fold(events_of(fact)) == fold(events_of(fact)[:-1])
    assert {(one.source_id, one.target_id) for one in store.find(Relationship)} == {(new.id, bob), (bob, new.id)}
    done(store, undo(store, HERE, line, CLOCK))
    assert rows(store) == before


def test_a_split_person_makes_a_shared_first_name_ambiguous_until_it_is_undone(store: Store) -> None:
    [kim] = known(store, "Alex Kim")
    before = rows(store)
    brown, decision = split(store, HERE, kim, [f"f-{kim}"], person("Alex Brown"), CLOCK)
    line = done(store, decision)
    assert Entities(store, HERE, START).entity(person("Alex"), START).id not in (kim, brown.id)
    assert {one.id for one in bearers(store, HERE, "Alex")} == {kim, brown.id}
    done(store, undo(store, HERE, line, CLOCK))
    assert rows(store) == before
    assert Entities(store, HERE, START).entity(person("Alex"), START).id == kim


def test_what_was_split_is_not_joined_again_by_rule(store: Store) -> None:
    [alex] = known(store, "Alex")
    brown, decision = split(store, HERE, alex, [f"f-{alex}"], person("Alex Brown"), CLOCK)
    done(store, decision)
    assert canonical(store, HERE, (alex,)) == {alex: alex}
    assert Entities(store, HERE, START).entity(person("Alex"), START).id == alex != brown.id


def test_undoing_what_a_rule_merged_keeps_the_two_apart(store: Store) -> None:
    short, full = known(store, "Alex", "Alex Kim")
    [line] = store.find(Audit)
    assert canonical(store, HERE, (short,)) == {short: full}
    done(store, undo(store, HERE, line.id, CLOCK))
    known(store, "Alex Lee")
    entities = Entities(store, HERE, START)
    assert entities.entity(person("Alex"), START).id == short


def test_undoing_is_logged_and_done_once(store: Store) -> None:
    ana, anna = known(store, "Ana", "Anna")
    line = done(store, merge(store, HERE, ana, anna, CLOCK))
    reversal = done(store, undo(store, HERE, line, CLOCK))
    [told] = store.get(Audit, [reversal])
    assert (told.action, told.subject) == ("undo", line)
    with pytest.raises(InvalidInput, match="was undone already"):
        undo(store, HERE, line, CLOCK)
    with pytest.raises(InvalidInput, match="no merge and no split"):
        undo(store, HERE, reversal, CLOCK)
    assert done(store, merge(store, HERE, ana, anna, CLOCK)) != line


def test_what_stands_upon_a_split_must_be_undone_first(store: Store) -> None:
    ana, bob = known(store, "Ana", "Bob")
    new, decision = split(store, HERE, ana, [f"f-{ana}"], person("Ana Lima"), CLOCK)
    line = done(store, decision)
    merged = done(store, merge(store, HERE, bob, new.id, CLOCK))
    with pytest.raises(InvalidInput, match="was merged since"):
        undo(store, HERE, line, CLOCK)
    done(store, undo(store, HERE, merged, CLOCK))
    store.apply([Add(make_fact("later", entity_id=new.id))])
    with pytest.raises(InvalidInput, match="came or went since"):
        undo(store, HERE, line, CLOCK)


def test_decisions_that_cannot_be_are_refused(store: Store) -> None:
    ana, bob = known(store, "Ana", "Bob Hill")
    with pytest.raises(NotFound):
        merge(store, HERE, ana, "nobody", CLOCK)
    with pytest.raises(InvalidInput, match="the same entity already"):
        merge(store, HERE, ana, ana, CLOCK)
    with pytest.raises(NotFound):
        undo(store, HERE, "nothing", CLOCK)
    with pytest.raises(NotFound):
        split(store, HERE, ana, ["nothing"], person("Ana Lima"), CLOCK)
    with pytest.raises(InvalidInput, match="names no facts"):
        split(store, HERE, ana, [], person("Ana Lima"), CLOCK)
    for name in ("Bob", "ana", "user"):
        with pytest.raises(InvalidInput, match="means somebody here already"):
            split(store, HERE, ana, [f"f-{ana}"], person(name), CLOCK)
    [cleo] = known(store, "Cleo")
    with pytest.raises(InvalidInput, match="are about others"):
        split(store, HERE, ana, [f"f-{cleo}"], person("Ana Lima"), CLOCK)
    with pytest.raises(NotFound):
        merge(store, Scope(name="elsewhere"), ana, bob, CLOCK)


def test_two_decisions_at_once_do_not_both_count(store: Store) -> None:
    ana, anna = known(store, "Ana", "Anna")
    one, other = merge(store, HERE, ana, anna, CLOCK), merge(store, HERE, anna, ana, CLOCK)
    done(store, one)
    with pytest.raises(Conflict):
        done(store, other)


NAMES = ("Ana", "Ana Lima", "Anna", "Bob", "Bob Hill", "Bob Stone", "Cleo")
PICK = st.integers(0, len(NAMES) - 1)
STEPS = st.lists(st.one_of(st.tuples(PICK, PICK), PICK), max_size=6)


@settings(max_examples=60, deadline=None)
@given(steps=STEPS)
def test_undoing_restores_every_row(steps: Sequence[tuple[int, int] | int]) -> None:
    store = MemoryStore()
    ids = known(store, *NAMES)
    before, lines, states = rows(store), [], []
    for number, step in enumerate(steps):
        state = rows(store)
        try:
            if isinstance(step, tuple):
                decision = merge(store, HERE, ids[step[0]], ids[step[1]], CLOCK)
            else:
                mine = members(store, HERE, canonical(store, HERE, (ids[step],)).values())
                facts = [one.id for one in store.find(Fact) if one.entity_id in mine]
                _, decision = split(store, HERE, ids[step], facts, person(f"Ana Nova{number}"), CLOCK)
        except InvalidInput:
            continue
        lines.append(done(store, decision))
        states.append(state)
    for line, state in zip(reversed(lines), reversed(states), strict=True):
        done(store, undo(store, HERE, line, CLOCK))
        assert rows(store) == state
    assert rows(store) == before
    assert store.check() == []
