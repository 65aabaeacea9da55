"""What happened: episodes, and the sessions that hold them (layer 1)."""

from dataclasses import dataclass
from datetime import datetime
from enum import IntFlag, StrEnum

from mnesis.errors import InvalidInput
from mnesis.model.filter import Filter, Where
from mnesis.model.scope import Scope


class EpisodeType(StrEnum):
    CONVERSATION = "conversation"
    ACTION = "action"
    EVENT = "event"
    OBSERVATION = "observation"
    SYSTEM = "system"


class Outcome(StrEnum):
    SUCCESS = "success"
    FAILURE = "failure"
    PARTIAL = "partial"
    PENDING = "pending"


class Compression(StrEnum):
    RAW = "raw"
    COMPRESSED = "compressed"
    DISTILLED = "distilled"


class Cue(IntFlag):
    """What a text shows about itself, found once when it is kept; ranking reads it."""

    ASKS = 1
    """Ends in a question."""
    TIME = 2
    """Speaks of time."""
    NAME = 4
    """Names somebody or something."""
    NAMES = 8
    """Names more than one."""


def check_actor(actor: str) -> str:
    """`user`, `agent`, `system` or `tool:<name>`; raises InvalidInput otherwise."""
    if actor in ("user", "agent", "system") or (actor.startswith("tool:") and len(actor) > 5):
        return actor
    raise InvalidInput(what=f"actor {actor!r}", problem="must be user, agent, system or tool:<name>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Episode:
    """One thing that happened, word for word.

    `details` is None where `summary` is already the whole text, so nothing is stored twice: read `text`.
    `position` counts the raw arrivals within the session from 0 and is given by the store; an episode made of others
    has that of the last of them. `cues` is a sum of `Cue`s. `folded_into` names the episode that stands for this one:
    the compressed or distilled one made of it, or, for a near-duplicate, the one that it repeats. `covers` counts those
    it stands for itself. One on `standby` was made of others that are still here: it is neither listed nor found until
    the first of them leaves.
    """

    id: str
    scope: Scope
    timestamp: datetime
    session_id: str
    type: EpisodeType = EpisodeType.CONVERSATION
    actor: str = "user"
    speaker: str | None = None
    summary: str
    details: str | None = None
    importance: int = 5
    tags: tuple[str, ...] = ()
    outcome: Outcome | None = None
    parent_id: str | None = None
    compression: Compression = Compression.RAW
    token_count: int = 0
    cues: int = 0
    position: int = 0
    created_at: datetime
    expires_at: datetime | None = None
    folded_into: str | None = None
    covers: int = 0
    standby: bool = False
    version: int = 1

    @property
    def text(self) -> str:
        """The full content, verbatim."""
        return self.summary if self.details is None else self.details


RAW: Filter = Where("compression", "eq", Compression.RAW)
"""Episodes that are what happened, word for word."""
LISTED: Filter = Where("standby", "eq", False)
"""Episodes that do not stand by for others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One continuous interaction. `id` is the caller's own and unique within the scope.

    `episode_count` is kept by the store: the number of episodes that carry this session's id.
    """

    id: str
    scope: Scope
    started_at: datetime
    ended_at: datetime | None = None
    channel: str | None = None
    summary: str | None = None
    episode_count: int = 0
    user_id: str | None = None
    version: int = 1
