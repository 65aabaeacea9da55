"""Who may do what to whose memory: the whole table, and what holds of every key."""

from dataclasses import replace
from datetime import UTC, datetime
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.errors import Forbidden, InvalidInput
from mnesis.governance.access import GIVES, RIGHTS, WIDEST, Caller
from mnesis.governance.places import check_name, check_places, covers, is_pattern, level_of
from mnesis.model import Right, Role, Scope, ScopeLevel
from mnesis.testing.values import make_api_key

# What each role may do at each level in a place of its key: r read, w write, c curate, k work on it; - nothing.
TABLE = """
            agent user session project team organisation company main
  reader    r     r    r       r       r    r            r       r
  agent     rw    rw   rw      r       r    r            r       rw
  member    rwck  rwck rwck    rwck    r    r            r       rwck
  lead      rwck  rwck rwck    rwck    rwck r            r       rwck
  manager   rwck  rwck rwck    rwck    rwck rwck         r       rwck
  admin     rwck  rwck rwck    rwck    rwck rwck         rwck    rwck
  operator  -     -    -       -       -    -            -       -
"""
LETTERS = {"r": Right.READ, "w": Right.WRITE, "c": Right.CURATE, "k": Right.WORK}


def table() -> dict[tuple[Role, str], set[Right]]:
    head, *lines = (line.split() for line in TABLE.strip().splitlines())
    return {
        (Role(role), column): {LETTERS[one] for one in cell if one in LETTERS}
        for role, *cells in lines
        for column, cell in zip(head, cells, strict=True)
    }


def caller(role: Role, *places: str, tenant: str = "acme") -> Caller:
    return Caller(tenant=tenant, role=role, places=places, name="somebody")


def test_the_table_names_every_role_and_level() -> None:
    columns = [*ScopeLevel, "main"]
    assert set(table()) == set(product(Role, columns))
    assert set(RIGHTS) == set(Role)


@pytest.mark.parametrize(("role", "level"), list(product(Role, [*ScopeLevel, "main"])))
@pytest.mark.parametrize("named", ["exactly", "by its level", "by a star"])
def test_every_right_of_every_role_at_every_level(role: Role, level: str, named: str) -> None:
    name = "main" if level == "main" else f"{level}:x"
    if level == "main" and named == "by its level":
        return
    place = {"exactly": name, "by its level": f"{level}:*", "by a star": "*"}[named]
    allowed = {right for right in Right if caller(role, place).may(right, Scope("acme", name))}
    assert allowed == table()[role, level]
    for who in (caller(role, place, tenant="other"), caller(role, "user:else"), caller(role)):
        assert not any(who.may(right, Scope("acme", name)) for right in Right)


def test_what_is_refused_is_refused_in_the_same_words() -> None:
    told = []
    for scope in (Scope("acme", "team:x"), Scope("other", "team:x")):
        with pytest.raises(Forbidden) as refused:
            caller(Role.READER, "user:a").require(Right.READ, scope)
        told.append(str(refused.value))
    assert told[0] == told[1]
    caller(Role.READER, "team:x").require(Right.READ, Scope("acme", "team:x"))


# --- names and places --------------------------------------------------------------------------------------------

COVERED = [
    ("*", "main", True),
    ("*", "team:a", True),
    ("team:*", "team:a", True),
    ("team:*", "team:a:b", True),
    ("team:a:*", "team:a:b", True),
    ("team:*", "team", False),
    ("team:*", "teams:a", False),
    ("team:*", "Team:a", False),
    ("team:*", "user:team:a", False),
    ("team:a", "team:ab", False),
    ("team:ab", "team:a", False),
    ("team:a:*", "team:ab", False),
    ("team:a*", "team:ab", False),
    ("team*", "team:a", False),
    ("te*:a", "team:a", False),
    ("**", "main", False),
    ("", "main", False),
    ("", "", True),
]


@pytest.mark.parametrize(("place", "name", "does"), COVERED)
def test_what_a_place_stands_for(place: str, name: str, does: bool) -> None:
    assert covers(place, name) is does


LEVELS = [
    ("team:a", ScopeLevel.TEAM),
    ("team:", ScopeLevel.TEAM),
    ("team:a:b", ScopeLevel.TEAM),
    ("team:user:b", ScopeLevel.TEAM),
    ("team", None),
    (":team", None),
    ("main", None),
    ("Team:a", None),
    ("chat:a", None),
]


@pytest.mark.parametrize(("name", "level"), LEVELS)
def test_the_level_of_a_name(name: str, level: ScopeLevel | None) -> None:
    assert level_of(name) is level


NAMED = ["main", "team", "Team", "team:a", "team:", "team:Ä b", "telegram:42", "my-team:a", "a b", "проект", "user-42"]
MISLEADING = [
    *("Team:a", "TEAM:a", "team :a", " team:a", "team:a ", "te am:a", "team\N{FULLWIDTH COLON}a"),
    *("\N{FULLWIDTH LATIN SMALL LETTER T}eam:a", "t\N{CYRILLIC SMALL LETTER IE}am:a", "team\N{RATIO}a"),
    *(
        "te\u200bam:a",
        "team:a\u202eb",
        "team:a\nb",
        "team:a\x7f",
        "_team:a",
        "te-am:a",
        "проект:a",
        "team:*",
        "*",
        "a*b",
    ),
    *("team\N{MODIFIER LETTER COLON}a", "\N{LATIN SMALL LETTER LONG S}ession:a"),
]


@pytest.mark.parametrize("name", NAMED)
def test_a_name_that_may_be_shared(name: str) -> None:
    check_name(name)
    assert check_places([name]) == (name,)


@pytest.mark.parametrize("name", MISLEADING)
def test_a_name_that_reads_like_another_is_not_shared(name: str) -> None:
    with pytest.raises(InvalidInput):
        check_name(name)


BROKEN: list[tuple[object, ...]] = [
    *((), ("",), ("a*",), ("te*:a",), ("**",), ("*:*",), ("team:**",), ("team: *",), ("Team:*",), (" *",)),
    *(("a" * 201,), ("a\0b",), ("\ud800",), (None,), (1,), tuple(f"user:{n}" for n in range(101))),
]


@pytest.mark.parametrize("places", BROKEN, ids=repr)
def test_places_that_no_key_may_have(places: tuple[str, ...]) -> None:
    with pytest.raises(InvalidInput):
        check_places(places)


def test_places_are_a_list_and_each_counts_once() -> None:
    assert check_places(["user:a", "*", "team:*", "user:a"]) == ("user:a", "*", "team:*")
    with pytest.raises(InvalidInput):
        check_places("user:a")


def test_home_is_the_first_place_that_is_one_scope() -> None:
    assert caller(Role.AGENT, "project:*", "user:a", "main").home == Scope("acme", "user:a")
    assert caller(Role.AGENT, "*").home == Scope("acme", "main")
    assert caller(Role.AGENT).home == Scope("acme", "main")
    assert not caller(Role.AGENT).may(Right.READ, caller(Role.AGENT).home)


# --- who gives which key -----------------------------------------------------------------------------------------

GIVEN = [
    (Role.ADMIN, ("*",), "acme", Role.ADMIN, ("*",), True),
    (Role.ADMIN, ("*",), "acme", Role.READER, ("user:a", "team:*"), True),
    (Role.ADMIN, ("*",), "other", Role.READER, ("user:a",), False),
    (Role.ADMIN, ("*",), "acme", Role.OPERATOR, ("main",), False),
    (Role.ADMIN, ("team:*",), "acme", Role.LEAD, ("team:a", "team:*", "team:b:*"), True),
    (Role.ADMIN, ("team:*",), "acme", Role.LEAD, ("team:a", "user:a"), False),
    (Role.ADMIN, ("team:*",), "acme", Role.LEAD, ("*",), False),
    (Role.ADMIN, ("team:a",), "acme", Role.LEAD, ("team:*",), False),
    (Role.ADMIN, ("team:a",), "acme", Role.LEAD, ("team:a:*",), False),
    (Role.OPERATOR, ("main",), "other", Role.ADMIN, ("*",), True),
    (Role.OPERATOR, ("main",), "acme", Role.OPERATOR, ("main",), True),
    (Role.MANAGER, ("*",), "acme", Role.READER, ("user:a",), False),
    (Role.READER, ("*",), "acme", Role.READER, ("user:a",), False),
]


@pytest.mark.parametrize(("giver", "own", "tenant", "role", "places", "may"), GIVEN)
def test_nobody_gives_more_than_they_have(
    giver: Role, own: tuple[str, ...], tenant: str, role: Role, places: tuple[str, ...], may: bool
) -> None:
    assert caller(giver, *own).may_give(tenant, role, places) is may


def test_only_operators_operate() -> None:
    assert [role for role in Role if caller(role, "*").may_operate] == [Role.OPERATOR]
    assert set(GIVES) == {role for role in Role if Right.KEYS in RIGHTS[role]}


def test_what_is_left_of_a_key() -> None:
    key = make_api_key("k1", scope=Scope("acme", "keys"), role=Role.LEAD, places=("team:a",), name="Ada")
    ends = datetime(2026, 3, 1, tzinfo=UTC)
    assert Caller.of(replace(key, expires_at=ends)) == Caller(
        tenant="acme", role=Role.LEAD, places=("team:a",), name="Ada", key_id="k1", expires_at=ends
    )


# --- what holds of every key -------------------------------------------------------------------------------------

words = st.sampled_from(["team", "user", "a", "ab", "company", "chat", "main", ""])
names = st.lists(words, min_size=1, max_size=3).map(":".join).filter(bool)
patterns = st.one_of(st.just("*"), names.map("{}:*".format))
places = st.lists(st.one_of(names, patterns), max_size=3).map(tuple)
callers = st.builds(caller, st.sampled_from(Role)).flatmap(lambda one: places.map(lambda own: replace(one, places=own)))


@given(callers, st.sampled_from(Right), names)
def test_whoever_may_do_something_may_read_and_has_it_as_a_place(one: Caller, right: Right, name: str) -> None:
    if one.may(right, Scope("acme", name)):
        assert one.may(Right.READ, Scope("acme", name))
        assert any(place in ("*", name) or (is_pattern(place) and name.startswith(place[:-1])) for place in one.places)
        assert level_of(name) is None or right is Right.READ or level_of(name) in up_to(WIDEST[one.role])
    assert not one.may(right, Scope("elsewhere", name))


def up_to(widest: ScopeLevel) -> list[ScopeLevel]:
    return list(ScopeLevel)[: list(ScopeLevel).index(widest) + 1]


@given(callers, places, st.sampled_from(Role), st.sampled_from(Right), names)
def test_no_key_that_is_given_may_do_what_its_giver_may_not(
    giver: Caller, own: tuple[str, ...], role: Role, right: Right, name: str
) -> None:
    made = replace(giver, role=role, places=own)
    if giver.role is not Role.OPERATOR and giver.may_give("acme", role, own) and made.may(right, Scope("acme", name)):
        assert giver.may(right, Scope("acme", name))


@given(callers, places, places, st.sampled_from([*Role]), st.sampled_from([*Role]))
def test_giving_goes_no_further_by_going_on(
    giver: Caller, own: tuple[str, ...], further: tuple[str, ...], role: Role, next_role: Role
) -> None:
    second = replace(giver, role=role, places=own)
    if giver.may_give("acme", role, own) and second.may_give("acme", next_role, further):
        assert giver.may_give("acme", next_role, further)


@given(places, names)
def test_a_place_that_is_covered_covers_no_more(own: tuple[str, ...], name: str) -> None:
    for wide, narrow in product(own, own):
        if covers(wide, narrow) and covers(narrow, name):
            assert covers(wide, name)


@given(st.text(max_size=40))
def test_any_text_is_a_name_or_is_refused_in_words(text: str) -> None:
    try:
        check_name(text)
    except InvalidInput:
        return
    assert text.isprintable()
    assert "*" not in text
