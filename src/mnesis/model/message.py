"""What comes in: one thing said or done, before it becomes an episode."""

from dataclasses import dataclass
from datetime import datetime

from mnesis.model.episode import EpisodeType, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One utterance or event as its source tells it. Importers make these, `Memory.remember` takes them.

    `time` None means now. `speaker` is a display name ("Marta"); `actor` is the role: user, agent, system or
    tool:<name>. `parent` is the id of the episode this one answers. `importance` is 1 to 10; None lets the rules say.
    """

    text: str
    actor: str = "user"
    speaker: str | None = None
    session: str = "main"
    time: datetime | None = None
    channel: str | None = None
    type: EpisodeType = EpisodeType.CONVERSATION
    outcome: Outcome | None = None
    tags: tuple[str, ...] = ()
    parent: str | None = None
    importance: int | None = None
