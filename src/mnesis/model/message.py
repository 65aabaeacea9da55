"""What comes in: one thing said or done, before it becomes an episode."""

from dataclasses import dataclass
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.model.episode import Compression, EpisodeType, Outcome
from mnesis.model.finding import Claim
from mnesis.model.given import check_given
from mnesis.model.moment import Moment


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One utterance or event as its source tells it. Importers make these, `Memory.remember` takes them.

    `time` None means now. `speaker` is a display name ("Marta"); `actor` is the role: user, agent, system or
    tool:<name>. `parent` is the id of the episode this one answers. `importance` is 1 to 10; None lets the rules say.
    What is not raw is all that is left of something said, in fewer words: it is kept, and nothing is learnt from it.
    `claims` is what the words say, where their source knows: learnt as it stands, in place of reading the words.
    Raises InvalidInput for a value of another type.
    """

    text: str
    actor: str = "user"
    speaker: str | None = None
    session: str = "main"
    time: Moment | None = None
    channel: str | None = None
    type: EpisodeType = EpisodeType.CONVERSATION
    outcome: Outcome | None = None
    tags: tuple[str, ...] = ()
    parent: str | None = None
    importance: int | None = None
    compression: Compression = Compression.RAW
    claims: tuple[Claim, ...] = ()

    def __post_init__(self) -> None:
        for name in ("text", "actor", "session"):
            check_given(name, getattr(self, name), str)
        for name in ("speaker", "channel", "parent"):
            check_given(name, getattr(self, name), str | None)
        check_given("time", self.time, Moment | None)
        check_given("importance", self.importance, int | None)
        check_given("tags", self.tags, tuple | list)
        for tag in self.tags:
            check_given("tag", tag, str)
        check_given("claims", self.claims, tuple | list)
        for claim in self.claims:
            check_given("claim", claim, Claim)


_UNSAID = {one.name: one.default for one in Message.__dataclass_fields__.values()}


def as_message(said: str | Message, **keywords: Any) -> Message:
    """Text as a Message with these fields; a Message as it is. Raises InvalidInput for a Message with keywords that say
    something else than their defaults, and for anything else."""
    if not isinstance(said, Message):
        check_given("message", said, str | Message)
        return Message(text=said, **keywords)
    if extra := [name for name, value in keywords.items() if value != _UNSAID[name]]:
        raise InvalidInput(what=", ".join(extra), problem="say it in the Message; keywords are for plain text")
    return said
