"""Two at one thread: as if one had come after the other, and no checkpoint ever without its channels."""

from collections.abc import Callable
from typing import Any

import pytest

pytest.importorskip("langgraph")

from langgraph.checkpoint.base import Checkpoint, empty_checkpoint

import mnesis
from mnesis.adapters.langgraph import MnesisSaver

CONFIG: Any = {"configurable": {"thread_id": "t", "checkpoint_ns": ""}}


def checkpoint(id: str, **versions: str) -> Checkpoint:
    made = empty_checkpoint()
    return {
        **made,
        "id": id,
        "ts": id,
        "channel_versions": versions,
        "channel_values": {name: f"{name} {version}" for name, version in versions.items()},
    }


def after(id: str | None) -> Any:
    return {"configurable": {**CONFIG["configurable"], **({"checkpoint_id": id} if id else {})}}


def put(saver: MnesisSaver, parent: str | None, id: str, run: str, new: str, **versions: str) -> None:
    metadata: Any = {"source": "loop", "step": 1, "run_id": run}
    saver.put(after(parent), checkpoint(id, **versions), metadata, {new: versions[new]})


def begun(memory: mnesis.Memory) -> MnesisSaver:
    saver = MnesisSaver(memory)
    put(saver, None, "1", "first", "a", a="1")
    put(saver, "1", "2", "first", "b", a="1", b="1")
    put(saver, "2", "3", "second", "b", a="1", b="2")
    saver.put_writes(after("2"), [("a", "x"), ("b", "y")], "task")
    return saver


WRITING: dict[str, Callable[[MnesisSaver], Any]] = {
    "put": lambda saver: put(saver, "3", "4", "third", "c", a="1", b="2", c="1"),
    "fork": lambda saver: put(saver, "2", "5", "fourth", "d", a="1", b="1", d="1"),
    "write": lambda saver: saver.put_writes(after("3"), [("a", 1), ("b", 2), ("c", 3)], "task"),
    "write less": lambda saver: saver.put_writes(after("3"), [("a", 4), ("b", 5)], "task"),
    "delete": lambda saver: saver.delete_thread("t"),
    "delete for run": lambda saver: saver.delete_for_runs(["second"]),
    "delete for runs": lambda saver: saver.delete_for_runs(["first", "second"]),
    "prune": lambda saver: saver.prune(["t"]),
}
READING: dict[str, Callable[[MnesisSaver], Any]] = {
    "get": lambda saver: shown(saver.get_tuple(CONFIG)),
    "get one": lambda saver: shown(saver.get_tuple(after("2"))),
    "history": lambda saver: sorted(saver.get_delta_channel_history(config=after("3"), channels=["b"])),
}


def shown(found: Any) -> Any:
    """A checkpoint, which never lacks a channel, as one can compare it."""
    if found is None:
        return None
    assert found.checkpoint["channel_values"].keys() == found.checkpoint["channel_versions"].keys()
    return found.checkpoint["id"], found.checkpoint["channel_values"], sorted(map(str, found.pending_writes))


def whole(saver: MnesisSaver) -> list[Any]:
    return [shown(one) for one in saver.list(None)]


@pytest.mark.parametrize("other", WRITING)
@pytest.mark.parametrize("one", [*WRITING, *READING])
def test_one_after_the_other(one: str, other: str, serial: Callable[..., int]) -> None:
    assert serial(begun, {**WRITING, **READING}[one], WRITING[other], whole)


@pytest.mark.parametrize("other", WRITING)
@pytest.mark.parametrize("one", ["list", "copy"])
def test_each_is_whole(one: str, other: str, serial: Callable[..., int]) -> None:
    """A list, or a copy, is that of one moment or a later one; no checkpoint of it is half there."""

    def run(saver: MnesisSaver) -> None:
        whole(saver) if one == "list" else saver.copy_thread("t", "u")

    def seen(saver: MnesisSaver) -> None:
        whole(saver)

    assert serial(begun, run, WRITING[other], seen)


@pytest.mark.parametrize("one", [*WRITING, "copy"])
def test_cut_off_and_repeated(one: str, cut: Callable[..., int]) -> None:
    def run(saver: MnesisSaver) -> None:
        saver.copy_thread("t", "u") if one == "copy" else WRITING[one](saver)

    assert cut(begun, run, whole)


@pytest.mark.parametrize("one", ["delete for run", "delete for runs", "prune"])
def test_repeated_it_ends_what_was_begun_in_other_threads(one: str, cut: Callable[..., int]) -> None:
    def begun_twice(memory: mnesis.Memory) -> MnesisSaver:
        saver = begun(memory)
        saver.copy_thread("t", "u")
        return saver

    def run(saver: MnesisSaver) -> None:
        saver.prune(["t", "u"]) if one == "prune" else WRITING[one](saver)

    assert cut(begun_twice, run, whole, whole=False)
