"""What a question set holds. Of all this only `Chat.turns`' messages and `Case.question` are ever shown to what is
measured."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from mnesis.errors import InvalidInput
from mnesis.model import Message, as_utc
from mnesis.transfer.records import Labelled


@dataclass(frozen=True, slots=True)
class Case:
    """A question, its kind, and the labels of the turns its answer stands on (never empty)."""

    id: str
    question: str
    kind: str
    gold: frozenset[str]


@dataclass(frozen=True, slots=True)
class Chat:
    """One conversation with its questions. `name` tells it apart within its set."""

    name: str
    turns: tuple[Labelled, ...]
    cases: tuple[Case, ...]

    @property
    def messages(self) -> list[Message]:
        """What was said, in order: all that a memory is given."""
        return [turn.message for turn in self.turns]

    @property
    def end(self) -> datetime:
        """The time of the last message: when every question is asked."""
        return max(as_utc(turn.message.time) for turn in self.turns if turn.message.time)

    def names(self) -> list[str]:
        """One name a turn, each different: its label, or `#<position>` where it has none or shares it."""
        seen = Counter(turn.label for turn in self.turns)
        return [
            turn.label if turn.label and seen[turn.label] == 1 else f"#{position}"
            for position, turn in enumerate(self.turns)
        ]


@dataclass(frozen=True, slots=True)
class Set:
    """Conversations with questions. `files` is path as given → sha256; `left_out` says what is not scored and why,
    `unscored` what is scored without it: reason → how many."""

    name: str
    files: Mapping[str, str]
    chats: tuple[Chat, ...]
    left_out: Mapping[str, int] = field(default_factory=dict)
    unscored: Mapping[str, int] = field(default_factory=dict)

    @property
    def sha256(self) -> str:
        """Of the one file; of several: of their sums in order, one a line."""
        sums = list(self.files.values())
        return sums[0] if len(sums) == 1 else hashlib.sha256("\n".join(sums).encode()).hexdigest()


def sha256_of(path: Path) -> str:
    """The sum of a file's bytes. Raises InvalidInput where it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise InvalidInput(what=f"file {path}", problem=(error.strerror or str(error)).lower()) from error


def labels_of(turns: Sequence[Labelled]) -> set[str]:
    """The labels that name exactly one of the turns: only these can be gold."""
    return {label for label, count in Counter(turn.label for turn in turns).items() if label and count == 1}
