"""What a night does, and what came of one."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class Ending(StrEnum):
    """What becomes of memories whose time is over."""

    ARCHIVE = "archive"
    """They leave for the cold files."""
    DELETE = "delete"
    """They are erased, but for the only evidence of something known."""


class Step(StrEnum):
    """The steps of a night, in their order."""

    UNDERSTAND = "understand"
    """What waits to be understood is, before its words are made shorter."""
    REPEATS = "repeats"
    """What says the same once more is folded into what it repeats."""
    COMPRESS = "compress"
    """Raw turns of a day ago, to a quarter of their words."""
    DISTIL = "distil"
    """What was compressed a week ago, to its essence."""
    REFLECT = "reflect"
    """The days since the last night are summed up."""
    EXPIRE = "expire"
    """What is past its time leaves."""
    TIDY = "tidy"
    """Jobs that ended a week ago go, and boards that no session used for a month."""


@dataclass(frozen=True, slots=True)
class Done:
    """What a step came to: counts by name, seconds, and what could not be done."""

    step: Step
    counts: Mapping[str, int] = field(default_factory=dict)
    took: float = 0.0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Slept:
    """What a night came to. Tokens are those of the memories that can be found, bytes those of the store (without free
    pages) and its archive together. With `dry_run` nothing was written: counts say what is due now, step by step."""

    steps: tuple[Done, ...] = ()
    tokens_before: int = 0
    tokens_after: int = 0
    bytes_before: int = 0
    bytes_after: int = 0
    took: float = 0.0
    dry_run: bool = False

    @property
    def notices(self) -> tuple[str, ...]:
        """Those of all steps, each once."""
        return tuple(dict.fromkeys(notice for one in self.steps for notice in one.notices))

    def counts(self, step: Step | str) -> Mapping[str, int]:
        """What a step came to; nothing where it was not done."""
        return next((one.counts for one in self.steps if one.step == step), {})
