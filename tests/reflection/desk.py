"""A scope to talk to and to reflect on, and a language model that answers what it was told to."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from mnesis.errors import LLMUnavailable
from mnesis.model import Episode, Fact, Message, Preference, Procedure, Reflection, Scope, Where, within
from mnesis.providers.llms.contract import LLM, Completed, Prompted
from mnesis.retrieval.indexing import Indexer
from mnesis.steps.keeping import Keeper
from mnesis.steps.reflecting import Reflector
from mnesis.steps.understanding import Reading, Understander
from mnesis.steps.writing import Writer
from mnesis.stores.contract import Store
from mnesis.testing.values import HERE, FakeClock

Edit = Callable[[str], str]


@dataclass
class Desk:
    """Everything that reflecting needs, in one place. Nothing is embedded."""

    store: Store
    folder: Path
    scope: Scope = HERE
    clock: FakeClock = field(default_factory=FakeClock)

    @property
    def writer(self) -> Writer:
        return Writer(self.store, Indexer(self.store, lambda: None), self.scope)

    @property
    def understander(self) -> Understander:
        return Understander(self.store, self.scope, self.clock, Reading())

    @property
    def reflector(self) -> Reflector:
        return Reflector(self.writer, self.understander, self.clock)

    def say(self, text: str, **fields: Any) -> Episode:
        """Something said now; a minute passes."""
        kept = Keeper(self.writer, self.understander, self.clock).keep([Message(text=text, **fields)])
        self.clock.advance(minutes=1)
        return kept.seen[0].episode

    def reflect(self, day: date | None = None, **options: Any) -> Reflection:
        return self.reflector.reflect(day, self.folder, **options)

    def page(self, name: str = "MEMORY.md") -> str:
        return (self.folder / name).read_text("utf-8")

    def edit(self, change: Edit, name: str = "MEMORY.md") -> None:
        """Save the page with a change. Fails where it changes nothing."""
        before = self.page(name)
        after = change(before)
        assert after != before
        (self.folder / name).write_text(after, "utf-8")

    def pages(self) -> dict[str, bytes]:
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def everything(self) -> list[Any]:
        """What the store holds of memories, with versions."""
        kinds: tuple[Any, ...] = (Episode, Fact, Preference, Procedure)
        return [one for kind in kinds for one in self.store.find(kind, within(self.scope), order=("id",))]

    def facts(self, predicate: str, **where: Any) -> list[Fact]:
        """Believed facts under a predicate."""
        parts = [Where(name, "eq", value) for name, value in {"known_until": None, **where}.items()]
        return self.store.find(Fact, within(self.scope, Where("predicate", "eq", predicate), *parts), order=("object",))

    def objects(self, predicate: str, **where: Any) -> list[str]:
        return [one.object for one in self.facts(predicate, **where)]

    def line(self, start: str, name: str = "MEMORY.md") -> str:
        """The one line of a page that begins so."""
        [found] = [line for line in self.page(name).split("\n") if line.startswith(start)]
        return found


class ScriptedLLM(LLM):
    """Gives these answers in turn; an error among them is raised. `asked` keeps the questions."""

    def __init__(self, *answers: str | Exception) -> None:
        super().__init__()
        self._answers: Iterator[str | Exception] = iter(answers)
        self.asked: list[Prompted] = []

    @property
    def name(self) -> str:
        return "scripted"

    def complete(self, request: Prompted) -> Completed:
        self.asked.append(request)
        answer = next(self._answers, LLMUnavailable(provider="scripted", problem="nothing left to say"))
        if isinstance(answer, Exception):
            raise answer
        return Completed(text=answer, finish="stop", tokens_in=1, tokens_out=1)
