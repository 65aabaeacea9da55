"""What the verbs that write give back."""

from dataclasses import dataclass

from mnesis.model.episode import Episode
from mnesis.model.knowledge import Fact
from mnesis.model.practice import Preference, Procedure
from mnesis.model.scope import Scope


@dataclass(frozen=True, slots=True)
class Remembered:
    """One memory as it now stands. `created` is False where the very same thing was there already."""

    episode: Episode
    created: bool
    notices: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return self.episode.id

    @property
    def importance(self) -> int:
        return self.episode.importance


@dataclass(frozen=True, slots=True)
class Ingested:
    """What a stream of messages came to: how many were new, how many were there already, in how many sessions."""

    added: int = 0
    duplicates: int = 0
    sessions: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Compacted:
    """The oldest turns of a session in fewer words: how many turns, the compressed episodes that now stand for them in
    a context, and tokens of the turns before, of these after. `turns` is 0 where there was nothing to compact."""

    scope: Scope
    session: str
    turns: int = 0
    made: tuple[str, ...] = ()
    tokens_before: int = 0
    tokens_after: int = 0
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Forgotten:
    """How many memories were erased; `audit_id` is the line of the trail that says so (None where there were none)."""

    erased: int
    audit_id: str | None = None


@dataclass(frozen=True, slots=True)
class Changed:
    """A piece of a stored procedure that reads differently now: the step with this number (from 1), or its name,
    trigger or context. None where there was or is nothing."""

    procedure: str
    field: str
    step: int | None
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Learned:
    """What something taught: facts as they stand now, those that it ended or set right, preferences and procedures, and
    what reads differently in procedures that were there before. `episode` is the memory it stands on, None for what was
    given by hand."""

    facts: tuple[Fact, ...] = ()
    ended: tuple[Fact, ...] = ()
    preferences: tuple[Preference, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    changed: tuple[Changed, ...] = ()
    episode: str | None = None
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.facts or self.ended or self.preferences or self.procedures or self.changed)
