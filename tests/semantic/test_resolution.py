"""Which entity a name means: one thing under several names, several things under one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import Conflict, InvalidInput
from mnesis.model import USER, Audit, Entity, EntityType, Named, Put, Scope, within
from mnesis.semantic.naming import first_name, folded, importance, keys_of, user_id
from mnesis.semantic.resolution import Entities
from mnesis.semantic.standing import STANDING
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing.values import HERE, START, make_entity

PERSON, LOCATION, PROJECT, TOOL = EntityType.PERSON, EntityType.LOCATION, EntityType.PROJECT, EntityType.TOOL
ORGANIZATION = EntityType.ORGANIZATION


def person(name: str, *aliases: str) -> Named:
    return Named(name=name, type=PERSON, aliases=aliases)


def told(store: Store, *said: Named, scope: Scope = HERE) -> list[str]:
    """What each name meant, as ids at the time of saying, kept after each as its own batch."""
    ids = []
    for named in said:
        known = Entities(store, scope, START)
        known.load([named.name])
        ids.append(known.entity(named, START).id)
        store.apply(known.changes())
    return ids


def standing(store: Store) -> dict[str, Entity]:
    return {f"{one.name}/{one.type}": one for one in store.find(Entity, within(HERE, STANDING))}


def now_meant(store: Store, ids: Sequence[str]) -> list[str]:
    known = Entities(store, HERE, START)
    return [known.canonical(id) for id in ids]


@pytest.mark.parametrize(
    "said",
    [
        (person("Zoë"), person("zoe"), person("ZOË ")),
        (person("Jean-Luc Martin"), person("jean luc martin")),
        (Named(name="Zephyr", type=PROJECT), Named(name="zephyr")),
        (person("Alex Kim"), person("Alex")),
        (person("Alex Kim"), Named(name="Alex")),
        (person("Maria Silva", "Masha"), person("Masha")),
        (Named(name="ACM", type=ORGANIZATION, aliases=("Acme Machines",)), Named(name="Acme Machines")),
        (person("John Smith"), person("John"), person("John Smith")),
        (Named(name=USER), person("User"), person("user")),
    ],
)
def test_one_thing_is_one_entity(store: Store, said: Sequence[Named]) -> None:
    ids = told(store, *said)
    assert len(set(ids)) == 1
    [known] = standing(store).values()
    assert known.mention_count == len(said)


@pytest.mark.parametrize(
    "said",
    [
        (person("Paris"), Named(name="Paris", type=LOCATION)),
        (person("Alex Kim"), person("Alex Brown")),
        (person("Alex Kim"), person("Alex Brown"), person("Alex")),
        (Named(name="C", type=TOOL), Named(name="C++", type=TOOL), Named(name="C#", type=TOOL)),
        (Named(name="WHO", type=ORGANIZATION), Named(name="World Health Organization", type=ORGANIZATION)),
        (person("Dr. Kim"), person("Dr.")),
        (Named(name="Paris", type=LOCATION), person("Paris"), Named(name="Paris")),
        (person("Ann Lee"), person("Anna")),
        (person("山田 太郎"), person("山田 花子")),
    ],
)
def test_different_things_stay_apart(store: Store, said: Sequence[Named]) -> None:
    assert len(set(told(store, *said))) == len(said)
    assert len(standing(store)) == len(said)


def test_what_had_no_type_turns_out_to_be_the_typed_thing_of_its_name(store: Store) -> None:
    untyped, typed, again = told(
        store,
        Named(name="Zephyr", description="a backup thing"),
        Named(name="Zephyr", type=PROJECT, description="written in Go"),
        Named(name="zephyr"),
    )
    assert now_meant(store, [untyped]) == [typed] == [again]
    [known] = standing(store).values()
    assert (known.type, known.mention_count, known.first_seen) == (PROJECT, 3, START)
    assert known.description == "a backup thing; written in Go"
    [line] = store.find(Audit)
    assert (line.actor, line.action, line.subject, line.detail) == ("rule", "merge", untyped, {"into": typed})


def test_a_full_name_that_comes_later_is_the_person_of_that_first_name(store: Store) -> None:
    short, full = told(store, person("Alex"), person("Alex Kim"))
    assert now_meant(store, [short]) == [full]
    assert set(standing(store)) == {"Alex Kim/person"}


def test_a_second_bearer_makes_a_first_name_mean_nobody_but_itself(store: Store) -> None:
    short, kim, brown = told(store, person("Alex"), person("Alex Kim"), person("Alex Brown"))
    assert now_meant(store, [short]) == [short]
    assert set(standing(store)) == {"Alex/person", "Alex Kim/person", "Alex Brown/person"}
    assert told(store, person("Alex")) == [short]
    assert [line.action for line in store.find(Audit)] == ["merge", "unmerge"]
    assert len({short, kim, brown}) == 3


def test_a_name_nobody_has_said_by_itself_is_not_shown(store: Store) -> None:
    told(store, person("Alex Kim"), person("Alex Brown"))
    assert set(standing(store)) == {"Alex Kim/person", "Alex Brown/person"}
    assert [one.id for one in store.matching(Entity, ["alex"], HERE, within(HERE), 9)] != []
    assert len(store.matching(Entity, ["alex"], HERE, within(HERE), 9)) == 2


def test_two_known_things_are_one_when_the_words_say_so_and_that_is_logged(store: Store) -> None:
    short, long, both = told(
        store,
        Named(name="ACM", type=ORGANIZATION),
        Named(name="Acme Machines", type=ORGANIZATION),
        Named(name="Acme Machines", type=ORGANIZATION, aliases=("ACM",)),
    )
    assert now_meant(store, [short, long]) == [both, both]
    [known] = standing(store).values()
    assert known.aliases == ("ACM",)
    assert [line.subject for line in store.find(Audit)] == [short]
    assert [one.id for one in store.matching(Entity, ["acm"], HERE, within(HERE), 9)] == [both]


def test_one_batch_resolves_as_several_do(store: Store) -> None:
    known = Entities(store, HERE, START)
    said = [person("Alex"), person("Alex Kim"), Named(name="Go"), Named(name="Go", type=TOOL), person("Alex")]
    ids = [known.canonical(known.entity(named, START).id) for named in said]
    store.apply(known.changes())
    assert now_meant(store, ids)[0] == ids[1] == ids[4]
    assert now_meant(store, ids)[2] == ids[3]
    assert {name: one.mention_count for name, one in standing(store).items()} == {"Alex Kim/person": 2, "Go/tool": 2}


SAID = st.lists(
    st.tuples(
        st.builds(
            Named,
            name=st.sampled_from(["Alex", "alex", "Alex Kim", "Alex Brown", "Go", "Paris", "user", "Al"]),
            type=st.sampled_from([PERSON, LOCATION, TOOL, EntityType.OTHER]),
            aliases=st.lists(st.sampled_from(["Al", "Alex", "golang"]), max_size=1).map(tuple),
        ),
        st.booleans(),
    ),
    max_size=8,
)


@settings(max_examples=60, deadline=None)
@given(said=SAID)
def test_it_makes_no_difference_where_a_batch_ends(said: Sequence[tuple[Named, bool]]) -> None:
    whole, parts = MemoryStore(), MemoryStore()
    at_once, part = Entities(whole, HERE, START), Entities(parts, HERE, START)
    for named, ends in said:
        one, other = at_once.entity(named, START), part.entity(named, START)
        assert at_once.canonical(one.id) == one.id == part.canonical(other.id)
        if ends:
            parts.apply(part.changes())
            part = Entities(parts, HERE, START)
    whole.apply(at_once.changes())
    parts.apply(part.changes())
    assert {one.id: replace(one, version=0) for one in whole.find(Entity)} == {
        one.id: replace(one, version=0) for one in parts.find(Entity)
    }
    assert len(whole.find(Audit)) == len(parts.find(Audit))


# --- the user -------------------------------------------------------------------------------------------------


def named_user(store: Store, name: str) -> tuple[Entity, list[str]]:
    known = Entities(store, HERE, START)
    user = known.call(known.entity(Named(name=USER), START), name)
    store.apply(known.changes())
    return user, known.notices


def test_the_user_takes_the_name_they_tell_and_stays_the_user(store: Store) -> None:
    user, notices = named_user(store, "Otto Berg")
    assert (user.id, user.name, user.aliases, user.importance) == (user_id(HERE), "Otto Berg", ("user",), 10)
    assert notices == []
    assert told(store, Named(name=USER), person("Otto Berg"), person("Otto"), Named(name="otto berg")) == [user.id] * 4


def test_a_user_who_is_renamed_keeps_the_names_of_before(store: Store) -> None:
    named_user(store, "Otto")
    user, _ = named_user(store, "Ottilie")
    assert (user.name, user.aliases) == ("Ottilie", ("user", "Otto"))
    user, _ = named_user(store, "otto")
    assert (user.name, user.aliases) == ("otto", ("user", "Ottilie"))
    assert told(store, person("Ottilie")) == [user.id]


def test_a_name_that_somebody_else_has_becomes_an_alias_of_the_user_and_says_so(store: Store) -> None:
    [other] = told(store, person("Otto"))
    user, notices = named_user(store, "Otto")
    assert (user.name, user.aliases) == (USER, ("Otto",))
    assert len(notices) == 1
    assert "Otto is another person" in notices[0]
    assert told(store, person("Otto"), Named(name=USER)) == [other, user.id]


def test_what_anything_else_is_called_is_an_alias(store: Store) -> None:
    known = Entities(store, HERE, START)
    dog = known.call(known.entity(Named(name="the puppy"), START), "Rex")
    store.apply(known.changes())
    assert dog.aliases == ("Rex",)
    assert told(store, Named(name="rex")) == [dog.id]


# --- what is kept ---------------------------------------------------------------------------------------------


def test_a_mention_is_counted_and_dated(store: Store) -> None:
    known = Entities(store, HERE, START)
    later, earlier = START + timedelta(days=3), START - timedelta(days=3)
    for at in (START, later, earlier):
        one = known.entity(person("Ana"), at)
    assert (one.mention_count, one.first_seen, one.last_referenced) == (3, earlier, later)


def test_importance_grows_with_mentions_and_with_what_is_known() -> None:
    def of(**fields: object) -> int:
        return importance(make_entity(**{"type": PERSON, **fields}))

    assert [of(mention_count=n) for n in (1, 2, 3, 4, 64, 10**6)] == [4, 5, 5, 6, 10, 10]
    assert of(description="a violinist") == 5
    assert of(type=EntityType.CONCEPT) == 2


def test_metadata_of_a_type_is_kept(store: Store) -> None:
    [id] = told(store, person("Alex"))
    [row] = store.get(Entity, [id])
    known = Entities(store, HERE, START)
    store.apply(known.changes())
    store.apply([Put(replace(row, metadata={"telegram": 7}), keys_of(row))])
    told(store, person("Alex Kim"), person("Alex Brown"), person("Alex"))
    assert store.get(Entity, [id])[0].metadata["telegram"] == 7


def test_scopes_know_nothing_of_each_other(store: Store) -> None:
    elsewhere = Scope(name="elsewhere")
    assert told(store, person("Alex Kim")) != told(store, person("Alex"), scope=elsewhere)
    assert [one.name for one in store.find(Entity, within(elsewhere))] == ["Alex"]


def test_two_workers_make_the_same_entity_and_the_slower_one_is_told(store: Store) -> None:
    one, other = Entities(store, HERE, START), Entities(store, HERE, START)
    assert one.entity(person("Alex Kim"), START).id == other.entity(person("Alex Kim"), START).id
    store.apply(one.changes())
    with pytest.raises(Conflict):
        store.apply(other.changes())


def test_a_name_taken_by_the_user_meanwhile_is_a_conflict_not_a_failure(store: Store) -> None:
    told(store, Named(name=USER))
    slow = Entities(store, HERE, START)
    slow.entity(person("Otto"), START)
    named_user(store, "Otto")
    with pytest.raises(Conflict):
        store.apply(slow.changes())


def test_a_person_who_comes_meanwhile_is_a_conflict_for_the_user_who_takes_their_name(store: Store) -> None:
    slow = Entities(store, HERE, START)
    slow.call(slow.entity(Named(name=USER), START), "Otto")
    told(store, person("Otto"))
    with pytest.raises(Conflict):
        store.apply(slow.changes())


@pytest.mark.parametrize("name", ["", "  ", "a\0b", "\ud800"])
def test_names_nobody_can_have_are_refused(store: Store, name: str) -> None:
    with pytest.raises(InvalidInput):
        Entities(store, HERE, START).entity(person(name), START)


def test_a_batch_of_names_is_read_in_few_queries(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    told(store, *(person(f"Alex{n} Kim") for n in range(20)))
    asked = []
    plain = type(store).get
    monkeypatch.setattr(type(store), "get", lambda self, *given: asked.append(1) or plain(self, *given))
    known = Entities(store, HERE, START)
    known.load([f"Alex{n}" for n in range(20)])
    for n in range(20):
        known.entity(person(f"Alex{n}"), START)
    assert len(asked) <= 3


def test_nothing_said_changes_nothing(store: Store) -> None:
    known = Entities(store, HERE, START)
    known.load(["Ana"])
    assert known.changes() == []
    assert known.canonical("nobody") == "nobody"


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Alex Kim", "Alex"),
        ("Alex", None),
        ("Dr. Kim", None),
        ("Aunt Carol", None),
        ("Señora Ruiz", None),
        ("A. Kim", None),
    ],
)
def test_first_names(name: str, first: str | None) -> None:
    assert first_name(name, PERSON) == first
    assert first_name(name, TOOL) is None


def test_folding() -> None:
    assert folded("  “São_Paulo” ") == "sao paulo"
    assert folded("St. Gallen") == folded("St Gallen")
    assert folded("Node.js") == "node.js"
    assert folded("!!!") == "!!!"
