"""The contract of an extractor: passages in, findings out. Rules and LLMs meet it alike."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from mnesis.model import Findings

BEFORE = 6
"""Turns before a passage that travel with it, at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """Something said earlier in the same session."""

    text: str
    actor: str
    speaker: str | None
    time: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One episode to be understood, with the turns before it, oldest first. Relative times count from `time`."""

    id: str
    text: str
    actor: str
    speaker: str | None
    time: datetime
    before: tuple[Turn, ...] = ()


class Extractor(ABC):
    """Reads claims, wishes and recipes out of passages. Safe to share between threads."""

    @property
    @abstractmethod
    def name(self) -> str:
        """Name and version, kept with everything found: "rules/1", "llm/3/gpt-4o-mini"."""

    def warm(self) -> None:  # noqa: B027 - most have nothing to load
        """Load what the first `extract` would load; nobody is asked anything. By default there is nothing to load."""

    @abstractmethod
    def extract(self, passages: Sequence[Passage]) -> list[Findings]:
        """What each passage says, in the order of `passages`.

        Only what a person says is read: passages of `user`, and of an `agent` that has a `speaker` (two people in a
        conversation); others give empty findings. No text makes this raise; an LLM that cannot be had raises
        ProviderError, and then nothing of the batch counts.
        """
