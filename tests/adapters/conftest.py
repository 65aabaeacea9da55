"""CrewAI has an environment of its own (see the Makefile); elsewhere its tests are not looked at."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from itertools import count
from typing import Any, TypeVar

import pytest

import mnesis

collect_ignore = [] if find_spec("crewai") else ["crewai"]

T = TypeVar("T")
Serial = Callable[..., int]
STEPS = ("apply", "get", "find", "scan", "count", "pick", "distinct", "matching")
IN_ARCHIVE = ("keep", "holds", "get", "scan", "remove")


@pytest.fixture
def serial() -> Serial:
    """Checks that of two operations the outcome is that of one after the other, whoever comes between."""
    return _serial


def _serial(
    make: Callable[[mnesis.Memory], T], one: Callable[[T], Any], other: Callable[[T], Any], state: Callable[[T], Any]
) -> int:
    """Let `other` happen whole between each two steps that `one` takes on its store, in turn. What both return and the
    `state` afterwards are as if one had come after the other. How many places there were for it."""

    def in_order(*verbs: Callable[[T], Any]) -> Any:
        memory, part = _begun(make)
        with memory:
            told = [verb(part) for verb in verbs]
            return told, state(part)

    (mine, theirs), first = in_order(one, other)
    (theirs_first, mine_last), last = in_order(other, one)
    allowed = [(mine, theirs, first), (mine_last, theirs_first, last)]
    for at in count():
        memory, part = _begun(make)
        told: list[Any] = []
        with memory:
            with _before(memory, at, lambda told=told, part=part: told.append(other(part))):  # type: ignore[misc]
                mine = one(part)
            if not told:
                return at
            assert (mine, told[0], state(part)) in allowed, f"between steps {at - 1} and {at}"
    raise AssertionError


@pytest.fixture
def cut() -> Serial:
    """Checks that an operation is done whole or not at all, wherever it is broken off, and that it can be repeated."""
    return _cut


class Cut(BaseException):
    """The end of a process, as the adapter sees it."""


def _cut(
    make: Callable[[mnesis.Memory], T], one: Callable[[T], Any], state: Callable[[T], Any], *, whole: bool = True
) -> int:
    """Let `one` break off before each step that it takes on its store or archive, in turn, and then repeat it. Before
    that the `state` is as if it had been done, or not (unless it need not be `whole`); afterwards as if it had been
    done once more. How many places there were for it."""
    memory, part = _begun(make)
    with memory:
        states = [state(part)]
        for _ in range(2):
            one(part)
            states.append(state(part))
    for at in count():
        memory, part = _begun(make)
        with memory:
            try:
                with _before(memory, at, _end):
                    one(part)
            except Cut:
                found = state(part)
                assert found in states[:2] or not whole, f"before step {at}"
                one(part)
                done = states.index(found) if whole else 0
                assert state(part) == states[1 + done], f"before step {at}"
            else:
                return at
    raise AssertionError


def _end() -> None:
    raise Cut


def _begun(make: Callable[[mnesis.Memory], T]) -> tuple[mnesis.Memory, T]:
    memory = mnesis.open("memory://", embedder="none")
    return memory, make(memory)


@contextmanager
def _before(memory: mnesis.Memory, at: int, happens: Callable[[], Any]) -> Iterator[None]:
    """Let something happen right before the call with this number on a store, or its archive."""
    left = at

    def stepping(verb: Callable[..., Any]) -> Callable[..., Any]:
        def called(*given: Any, **named: Any) -> Any:
            nonlocal left
            left -= 1
            if left == -1:
                happens()
            return verb(*given, **named)

        return called

    with pytest.MonkeyPatch.context() as patch:
        for part, names in ((memory.store, STEPS), (memory.archive, IN_ARCHIVE)):
            for name in names:
                patch.setattr(part, name, stepping(getattr(part, name)))
        yield
