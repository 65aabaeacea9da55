"""What the verbs that write give back."""

from dataclasses import dataclass

from mnesis.model.episode import Episode


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
class Forgotten:
    """How many memories were erased; `audit_id` is the line of the trail that says so (None where there were none)."""

    erased: int
    audit_id: str | None = None
