"""The one door: a caller gets the scopes of their key, and an admin the keys that they could have given."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

import mnesis
from mnesis.errors import Forbidden, InvalidInput, NotFound, Unauthenticated
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Audit, Right, Role, Scope, within
from mnesis.server.door import Door
from mnesis.steps.keyring import Keyring
from mnesis.testing.values import START, FakeClock


@pytest.fixture
def memory() -> Iterator[Memory]:
    with mnesis.open("memory://", embedder="none") as opened:
        yield opened


@pytest.fixture
def door(memory: Memory) -> Door:
    return Door(memory, Keyring(memory.store, FakeClock()))


def given(door: Door, role: Role, *places: str, tenant: str = "acme", days: int | None = None) -> Caller:
    ends = None if days is None else START + timedelta(days=days)
    return door.caller(door.keyring.make(tenant, "somebody", role, places, ends).token)


def test_a_caller_enters_their_home_or_the_scope_they_name(door: Door) -> None:
    ada = given(door, Role.AGENT, "user:ada", "team:a", "project:*")
    assert door.enter(ada, Right.WRITE).scope == Scope("acme", "user:ada")
    assert door.enter(ada, Right.READ, "project:x").scope == Scope("acme", "project:x")
    for right, scope in ((Right.WRITE, "team:a"), (Right.READ, "team:b"), (Right.READ, "main"), (Right.CURATE, None)):
        with pytest.raises(Forbidden):
            door.enter(ada, right, scope)
    with pytest.raises(InvalidInput):
        door.enter(given(door, Role.ADMIN, "*"), Right.READ, "Team:a")


@pytest.mark.parametrize("right", [Right.KEYS, Right.OPERATE])
def test_keys_and_upkeep_open_no_memory(door: Door, right: Right) -> None:
    for role in Role:
        with pytest.raises(Forbidden):
            door.enter(given(door, role, "*"), right)


def test_without_keys_everybody_is_the_owner(memory: Memory) -> None:
    owner = Caller(tenant="local", role=Role.ADMIN, places=("*",), name="owner")
    assert Door(memory, Keyring(memory.store), owner).caller(None) is owner
    with pytest.raises(Unauthenticated):
        Door(memory, Keyring(memory.store)).caller(None)


def test_what_a_caller_may_look_into_as_well(door: Door) -> None:
    ada = given(door, Role.AGENT, "user:ada", "team:a", "project:*", "company:acme")
    acme = {name: Scope("acme", name) for name in ("user:ada", "team:a", "project:x", "company:acme")}
    assert door.reach(ada, None) == (acme["team:a"], acme["company:acme"])
    assert door.reach(ada, None, "team:a") == (acme["user:ada"], acme["company:acme"])
    assert door.reach(ada, ()) == ()
    assert door.reach(ada, ["project:x", "user:ada", "project:x", "team:a"]) == (acme["project:x"], acme["team:a"])
    for refused in ("team:b", "main"):
        with pytest.raises(Forbidden):
            door.reach(ada, ["team:a", refused])
    assert door.reach(given(door, Role.OPERATOR, "user:ada", "team:a"), None) == ()
    assert door.reach(ada, ["project:x", "*"]) == (acme["project:x"], acme["team:a"], acme["company:acme"])
    with pytest.raises(InvalidInput):
        door.reach(ada, ["project:*"])


def test_only_an_operator_sees_to_the_whole_store(door: Door) -> None:
    assert door.operate(given(door, Role.OPERATOR, "main")) is door.memory
    with pytest.raises(Forbidden):
        door.operate(given(door, Role.ADMIN, "*"))


# --- keys --------------------------------------------------------------------------------------------------------


def test_an_admin_handles_the_keys_they_could_have_given(door: Door) -> None:
    admin = given(door, Role.ADMIN, "team:a", "user:*")
    given(door, Role.ADMIN, "*")
    given(door, Role.OPERATOR, "main")
    given(door, Role.READER, "team:a", tenant="other")
    desk = door.keys(admin)
    made = desk.make("Bo", Role.AGENT, ["user:bo"])
    assert {one.places for one in desk.list()} == {("user:bo",), ("team:a", "user:*")}
    new = desk.rotate(made.key.id, timedelta())
    assert door.caller(new.token).places == ("user:bo",)
    assert desk.revoke(new.key.id).revoked_at == START
    lines = door.memory.store.find(Audit, within(Scope("acme", "keys")))[-3:]
    assert {one.actor for one in lines} == {f"key:{admin.key_id}"}


def test_what_an_admin_may_not_give_or_see(door: Door) -> None:
    desk = door.keys(given(door, Role.ADMIN, "team:a"))
    boss, strange = given(door, Role.ADMIN, "*"), given(door, Role.READER, "team:a", tenant="other")
    for role, places in ((Role.READER, ["team:b"]), (Role.READER, ["*"]), (Role.OPERATOR, ["team:a"])):
        with pytest.raises(Forbidden):
            desk.make("x", role, places)
    told = set()
    for id in (boss.key_id, strange.key_id, "0" * 16):
        for handle in (desk.get, desk.rotate, desk.revoke):
            with pytest.raises(NotFound) as error:
                handle(str(id))
            told.add(str(error.value).replace(str(id), "ID"))
    assert len(told) == 1


def test_a_key_is_outlived_by_none_that_it_gives(door: Door) -> None:
    admin = given(door, Role.ADMIN, "*", days=7)
    desk, forever = door.keys(admin), given(door, Role.READER, "user:a")
    for ends in (None, START + timedelta(days=8)):
        with pytest.raises(Forbidden):
            desk.make("x", Role.READER, ["user:a"], ends)
    with pytest.raises(Forbidden):
        desk.rotate(str(forever.key_id))
    assert desk.make("x", Role.READER, ["user:a"], START + timedelta(days=7)).key.expires_at == admin.expires_at
    assert desk.rotate(str(admin.key_id)).key.expires_at == admin.expires_at


def test_an_operator_handles_the_keys_of_every_tenant_and_reads_nothing(door: Door) -> None:
    operator = given(door, Role.OPERATOR, "main", tenant="house")
    made = door.keys(operator, "acme").make("first", Role.ADMIN, ["*"])
    assert door.caller(made.token).tenant == "acme"
    assert [one.id for one in door.keys(operator, "acme").list()] == [made.key.id]
    assert door.keys(operator, "nobody").list() == []
    for scope in (None, "main", "user:a"):
        with pytest.raises(Forbidden):
            door.enter(operator, Right.READ, scope)


def test_all_others_handle_no_keys(door: Door) -> None:
    told = set()
    for role in set(Role) - {Role.ADMIN, Role.OPERATOR}:
        with pytest.raises(Forbidden) as error:
            door.keys(given(door, role, "*"))
        told.add(str(error.value))
    for tenant in ("other", "nobody"):
        given(door, Role.READER, "*", tenant="other")
        with pytest.raises(Forbidden) as error:
            door.keys(given(door, Role.ADMIN, "*"), tenant)
        told.add(str(error.value))
    assert len(told) == 1
