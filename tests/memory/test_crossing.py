"""Two programs in one session at the same moment: no question outlives its turn in somebody else's key."""

from collections.abc import Callable, Sequence
from pathlib import Path

from numpy import float32
from numpy.typing import NDArray

import mnesis
from mnesis.memory import Memory
from mnesis.model import EVERYTHING, Episode, Message, Space
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .reading import files_with

QUESTION = "Is the treasure under the quincetree?"


class Interrupted:
    """An embedder in whose time something else happens once: after a message was read and before it is written."""

    def __init__(self) -> None:
        self._inner = HashEmbedder()
        self.then: Callable[[], object] | None = None

    @property
    def space(self) -> Space:
        return self._inner.space

    def embed(self, texts: Sequence[str]) -> NDArray[float32]:
        if self.then:
            then, self.then = self.then, None
            then()
        return self._inner.embed(texts)


class Late:
    """A store's `apply` before which something else happens once."""

    def __init__(self, memory: Memory, then: Callable[[], object]) -> None:
        self._apply = memory.store.apply
        self._then: Callable[[], object] | None = then

    def __call__(self, changes: Sequence[object]) -> object:
        if self._then:
            then, self._then = self._then, None
            then()
        return self._apply(changes)  # type: ignore[arg-type]


def opened(path: Path, embedder: Interrupted | HashEmbedder) -> Memory:
    return mnesis.open(path, embedder=embedder, clock=clock)


def found(memory: Memory) -> list[str]:
    """The texts of the memories that the question's word finds."""
    hits = memory.store.matching(Episode, ["quincetree"], memory.scope, EVERYTHING, 9)
    return [memory.get(one.id).text for one in hits]


def test_a_turn_that_comes_between(path: Path, tmp_path: Path) -> None:
    slow = Interrupted()
    with opened(path, slow) as memory, opened(path, HashEmbedder()) as other:
        asked = memory.remember(QUESTION)
        slow.then = lambda: other.remember("Good morning.")
        memory.remember_many([Message(text="Yes.", time=NOW), Message(text="Really.", time=NOW)])
        assert [one.text for one in memory.episodes(order=("position",))][1:] == ["Good morning.", "Yes.", "Really."]
        assert sorted(found(memory)) == ["Good morning.", QUESTION], "the question goes to the turn that follows it"
        memory.forget(asked.id)
        assert found(memory) == []
        assert files_with(tmp_path, "quincetree") == []
        assert memory.check() == []


def test_a_question_that_is_forgotten_before_its_answer_is_written(path: Path, tmp_path: Path) -> None:
    slow = Interrupted()
    with opened(path, slow) as memory, opened(path, HashEmbedder()) as other:
        asked = memory.remember(QUESTION)
        slow.then = lambda: other.forget(asked.id)
        assert memory.remember("Yes.").created
        assert found(memory) == []
        assert files_with(tmp_path, "quincetree") == []
        assert memory.check() == []


def test_an_answer_that_is_written_while_its_question_is_forgotten(path: Path, tmp_path: Path) -> None:
    with opened(path, HashEmbedder()) as memory, opened(path, HashEmbedder()) as other:
        asked = memory.remember(QUESTION)
        memory.store.apply = Late(memory, lambda: other.remember("Yes."))  # type: ignore[method-assign,assignment]
        memory.forget(asked.id)
        assert found(memory) == []
        assert files_with(tmp_path, "quincetree") == []
        assert memory.check() == []
