"""Several clients at once, on the same memory."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from mnesis.errors import NotFound
from mnesis.model import Episode, Item, Right, Role, within
from mnesis.server.mem0.desk import Desk

from .places import PLACES, World

ROUNDS = 12
WHO = {"filters": {"user_id": "a"}}


@pytest.fixture
def desk(world: World) -> Desk:
    door = world.http.app.state.door  # type: ignore[attr-defined]
    return Desk(door, door.caller(door.keyring.make("local", "app", Role.MEMBER, PLACES).token))


def at_once(*calls: Callable[[], Any]) -> list[Any]:
    """What becomes of calls that begin together; of one whose memory is gone, None."""
    barrier = Barrier(len(calls))

    def one(call: Callable[[], Any]) -> Any:
        barrier.wait()
        try:
            return call()
        except NotFound:
            return None

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(one, calls))


def kept(desk: Desk) -> tuple[int, int]:
    """Memories of the user, whether listed or not, and documents beside them."""
    memory = desk.door.enter(desk.caller, Right.READ, "user:a")
    return memory.store.count(Episode, within(memory.scope)), memory.store.count(Item, within(memory.scope))


def test_the_same_is_added_once(desk: Desk) -> None:
    for number in range(ROUNDS):
        same = {"messages": f"Nr {number}.", "user_id": "a", "timestamp": 1_704_067_200, "metadata": {"n": number}}
        told = at_once(*[lambda same=same: desk.add(same) for _ in range(4)])  # type: ignore[misc]
        events = sorted(one["event"] for [one] in told)
        assert events == ["ADD", "NONE", "NONE", "NONE"]
        assert len({one["id"] for [one] in told}) == 1
    assert [one["metadata"]["n"] for one in reversed(desk.list(WHO).results)] in (
        list(range(ROUNDS)),
        list(reversed(range(ROUNDS))),
    )
    assert kept(desk) == (ROUNDS, ROUNDS)


def test_what_is_added_again_changes_nothing(desk: Desk) -> None:
    same = {"messages": "Tea.", "user_id": "a", "timestamp": 1_704_067_200}
    [first] = desk.add({**same, "metadata": {"n": 1}})
    desk.update(first["id"], {"metadata": {"n": 2}})
    [again] = desk.add({**same, "metadata": {"n": 3}})
    assert (again["event"], again["id"]) == ("NONE", first["id"])
    assert desk.get(first["id"])["metadata"] == {"n": 2}


def test_of_two_changes_both_are_told_and_one_memory_is_left(desk: Desk) -> None:
    [one] = desk.add({"messages": "Begun.", "user_id": "a", "infer": False})
    for number in range(ROUNDS):
        texts = [f"{name} {number}." for name in ("Left", "Right", "Same", "Same")]
        at_once(*[lambda text=text: desk.update(one["id"], {"text": text}) for text in texts])  # type: ignore[misc]
        [left] = desk.list(WHO).results
        assert (left["id"], left["memory"] in texts) == (one["id"], True)
        assert {event["new_memory"] for event in desk.history(one["id"])} >= set(texts)
        assert kept(desk) == (1, 2), "the memory, its document and its history"


def test_what_is_deleted_while_it_is_changed_is_gone(desk: Desk) -> None:
    for number in range(ROUNDS):
        [one] = desk.add({"messages": f"Begun {number}.", "user_id": "a", "infer": False})
        change = {"text": f"Changed {number}."}
        at_once(lambda: desk.update(one["id"], change), lambda: desk.delete(one["id"]))  # noqa: B023
        assert desk.list(WHO).results == []
        assert kept(desk) == (0, 0)
