"""What a memory said before it was changed: told to who may read it, bounded, and gone without a trace with it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from tests.memory.reading import files_with

from mnesis.model import Item, within
from mnesis.server.mem0.changes import LONGEST, MOST

from .places import World, opened

SECRET, NEXT, LAST = "Xanadu forty-seven", "Zembla eleven", "Ruritania"
Deleting = Callable[[World, str], object]


def told(world: World, id: str) -> list[tuple[str, str | None, str | None]]:
    events = world("GET", f"/v1/memories/{id}/history/")
    return [(one["event"], one["old_memory"], one["new_memory"]) for one in events]


def test_each_change_tells_the_words_before_and_after(world: World) -> None:
    [added] = world.add("One.", user_id="a", infer=False)
    path = f"/v1/memories/{added['id']}/"
    world("PUT", path, {"text": "Two."})
    world("PUT", path, {"metadata": {"n": 1}})
    world("PUT", path, {"text": "Three."})
    assert told(world, added["id"]) == [
        ("ADD", None, "One."),
        ("UPDATE", "One.", "Two."),
        ("UPDATE", "Two.", "Two."),
        ("UPDATE", "Two.", "Three."),
    ]
    assert world.texts(filters={"user_id": "a"}) == ["Three."]
    found = world("POST", "/v3/memories/search/", {"query": "One", "filters": {"user_id": "a"}})["results"]
    assert [one["memory"] for one in found] in ([], ["Three."]), "what was replaced is found no more"


def test_words_may_come_back(world: World) -> None:
    [added] = world.add("One.", user_id="a", timestamp=1_704_067_200)
    for words in ("Two.", "One."):
        world("PUT", f"/v1/memories/{added['id']}/", {"text": words})
    assert [one[1:] for one in told(world, added["id"])] == [(None, "One."), ("One.", "Two."), ("Two.", "One.")]
    world("PUT", f"/v1/memories/{added['id']}/", {"text": "Two."})
    [again] = world.add("One.", user_id="a", timestamp=1_704_067_200)
    assert again["event"] == "ADD"
    assert again["id"] != added["id"], "the id is still that of the first one"
    assert world("GET", f"/v1/memories/{again['id']}/")["memory"] == "One."
    assert world("GET", f"/v1/memories/{added['id']}/")["memory"] == "Two."


def test_it_is_bounded(world: World) -> None:
    [added] = world.add("Nr 0.", user_id="a", infer=False)
    for number in range(1, MOST + 4):
        world("PUT", f"/v1/memories/{added['id']}/", {"text": f"Nr {number}."})
    events = told(world, added["id"])
    assert events[0] == ("ADD", None, None), "what it began with is no longer kept"
    assert events[1] == ("UPDATE", "Nr 3.", "Nr 4.")
    assert len(events) == 1 + MOST
    world("PUT", f"/v1/memories/{added['id']}/", {"text": "x" * LONGEST})
    world("PUT", f"/v1/memories/{added['id']}/", {"text": "Short."})
    assert told(world, added["id"])[1:] == [("UPDATE", "x" * LONGEST, "Short.")]
    world("PUT", f"/v1/memories/{added['id']}/", {"text": "x" * (LONGEST + 1)})
    world("PUT", f"/v1/memories/{added['id']}/", {"text": "Short."})
    assert told(world, added["id"]) == [("ADD", None, None)]


def by_its_id(world: World, id: str) -> object:
    return world("DELETE", f"/v1/memories/{id}/")


def with_all(world: World, id: str) -> object:
    return world("DELETE", "/v1/memories/", user_id="a")


def by_a_filter(world: World, id: str) -> object:
    return world("DELETE", "/v1/memories/", filters=str({"AND": [{"user_id": "a"}, {"metadata": {"n": 1}}]}))


def with_its_owner(world: World, id: str) -> object:
    return world("DELETE", "/v2/entities/user/a/")


def by_another_door(world: World, id: str) -> object:
    memory = world.memory.within("user:a")
    [one] = memory.episodes()
    return memory.forget(one.id)


@pytest.mark.parametrize("delete", [by_its_id, with_all, by_a_filter, with_its_owner, by_another_door])
def test_no_word_of_it_is_left_in_the_files(tmp_path: Path, delete: Deleting) -> None:
    with opened(tmp_path / "mem0.db") as world:
        world.add("Tea at five.", user_id="b", infer=False)
        said = {"user_id": "a", "metadata": {"n": 1}, "expiration_date": "2999-01-01"}
        [added] = world.add(f"I live in {SECRET}.", **said)
        for words in (f"I live in {NEXT}.", f"I live in {LAST}."):
            world("PUT", f"/v1/memories/{added['id']}/", {"text": words})
        assert files_with(tmp_path, SECRET), "the history has it"
        delete(world, added["id"])
        assert world.ask("GET", f"/v1/memories/{added['id']}/history/").status_code == 404
        assert files_with(tmp_path, SECRET, NEXT, LAST) == []
        assert world.memory.store.count(Item, within(world.memory.within("user:a").scope)) == 0
    assert files_with(tmp_path, SECRET, NEXT, LAST) == []


def test_what_is_dropped_from_it_is_gone_from_the_files(tmp_path: Path) -> None:
    with opened(tmp_path / "mem0.db") as world:
        [added] = world.add(f"It is {SECRET}.", user_id="a", infer=False)
        for number in range(MOST + 1):
            world("PUT", f"/v1/memories/{added['id']}/", {"text": f"Nr {number}."})
        assert files_with(tmp_path, SECRET) == []
