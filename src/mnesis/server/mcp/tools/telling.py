"""Tools that tell what happened."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.model import Message, as_utc
from mnesis.server.mcp import wording
from mnesis.server.mcp.calling import Answer, Call
from mnesis.server.mcp.toolbox import Asked, tells
from mnesis.server.mcp.tools.arguments import Role, Session, Speaker, Text, Time
from mnesis.shapes import memories
from mnesis.steps.shorthand import short

Tags = Annotated[list[str], Field(default_factory=list, max_length=20, description="Words of your own to find it by.")]
Importance = Annotated[
    int | None, Field(ge=1, le=10, description="10: must never be lost. Leave it out: the rules judge well.")
]


class Kept(TypedDict):
    """What a conversation came to."""

    added: int
    duplicates: int
    sessions: int
    notices: list[str]


class Turn(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="forbid")

    text: Text
    actor: Role = "user"
    speaker: Speaker = None
    time: Annotated[Time | None, Field(description="When it was said. Default: now.")] = None


class Said(Asked):
    """One thing to keep."""

    text: Annotated[Text, Field(description="The words as they were said, or what happened, in full sentences.")]
    actor: Role = "user"
    speaker: Speaker = None
    session: Session = None
    time: Annotated[Time | None, Field(description="When it was said. Default: now.")] = None
    tags: Tags
    importance: Importance = None


@tells("Remember", memories.Remembered)
def remember(call: Call, asked: Said) -> Answer:
    """Keep one thing for later conversations, word for word. Facts, preferences and ways of doing things are learnt
    from it by itself.

    Call it as soon as the user tells something that will matter again: about themselves, people, plans, decisions and
    their reasons, corrections, wishes; and for what you found out or finished (actor `agent`). Whole sentences with
    names instead of "he" and "there". Do not keep small talk, what any document says, long code or logs, passwords and
    keys, or what the user asked not to keep. To set something right that is known, use `correct`.

    Example: {"text": "I moved to Berlin last month.", "speaker": "Otto", "session": "chat-42"}
    """
    message = Message(
        text=asked.text,
        actor=asked.actor,
        speaker=asked.speaker,
        session=asked.session or _day(as_utc(asked.time) if asked.time else call.now),
        time=asked.time,
        tags=tuple(asked.tags),
        importance=asked.importance,
    )
    kept = call.memory.remember(message)
    how = "Kept" if kept.created else "Was there already"
    about = f"importance {kept.importance} of 10, session {kept.episode.session_id}"
    return Answer(wording.noted(f"{how}: [{short(kept.id)}] ({about}).", kept.notices), shapes.remembered(kept))


@tells("Remember a conversation", Kept, long=True)
def remember_many(
    call: Call,
    messages: Annotated[Sequence[Turn], Field(min_length=1, max_length=500, description="In their order.")],
    session: Session = None,
) -> Answer:
    """Keep several messages of one conversation, both sides, in their order.

    Call it at the end of a conversation instead of many `remember`, or to bring in one from elsewhere. Give times where
    you know them: then, stopped halfway and sent again, the rest is added and nothing twice.

    Example: {"session": "chat-42", "messages": [{"text": "Postgres?"}, {"text": "Yes.", "actor": "agent"}]}
    """
    where = session or _day(call.now)
    kept = call.memory.remember_many(_turns(call, messages, where))
    call.step(len(messages), len(messages), "kept")
    text = f"{wording.many(kept.added, 'memory')} kept in session {where}, {kept.duplicates} were there already."
    data: Kept = {
        "added": kept.added,
        "duplicates": kept.duplicates,
        "sessions": kept.sessions,
        "notices": list(kept.notices),
    }
    return Answer(wording.noted(text, kept.notices), data)


def _turns(call: Call, messages: Sequence[Turn], session: str) -> Iterator[Message]:
    for at, one in enumerate(messages):
        call.step(at, len(messages))
        yield Message(text=one.text, actor=one.actor, speaker=one.speaker, time=one.time, session=session)


def _day(moment: datetime) -> str:
    """The session of what names none."""
    return f"mcp-{moment:%Y-%m-%d}"


@tells("End a session", memories.Session, idempotent=True)
def close_session(
    call: Call,
    session: Annotated[str, Field(min_length=1, max_length=200, description="Its id.")],
) -> Answer:
    """End a conversation: it gets an end and a summary in its own words. Remembering something in it opens it again.

    Call it when the user says goodbye or the task is done.
    """
    closed = call.memory.close_session(session)
    return Answer(wording.session(closed), shapes.session(closed))
