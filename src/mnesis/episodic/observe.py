"""From what came in to what is kept: a message becomes an episode, its keys and its session."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

from mnesis.episodic.cues import cues_of
from mnesis.episodic.identity import episode_id
from mnesis.episodic.importance import importance
from mnesis.episodic.keys import keys_of
from mnesis.episodic.retention import expires_at
from mnesis.episodic.sessions import open_sessions
from mnesis.episodic.tags import tags_of
from mnesis.errors import InvalidInput
from mnesis.model import (
    Add,
    Change,
    Clock,
    Compression,
    Episode,
    EpisodeType,
    Key,
    KeyKind,
    Message,
    Outcome,
    Scope,
    Session,
    as_utc,
    check_actor,
)
from mnesis.text.summary import summary
from mnesis.text.tokens import count_tokens


@dataclass(frozen=True, slots=True)
class Observed:
    """An episode about to be kept, the keys it will be found by, and the message it was made of.

    `known`: it is kept already, or came earlier in the same messages. `lender` is the turn whose question a key holds.
    """

    episode: Episode
    keys: tuple[Key, ...]
    message: Message
    known: bool = False
    lender: Episode | None = None

    @property
    def said(self) -> bool:
        """Whether it is what was said, word for word."""
        return self.episode.compression is Compression.RAW

    def change(self) -> Add:
        return Add(self.episode, self.keys)


Last = Callable[[str], Episode | None]
"""Gives the latest arrival of a session that is kept, or None."""
Known = Callable[[Sequence[str]], Collection[str]]
"""Gives those of some ids that are kept already."""


def observe(
    messages: Sequence[Message], scope: Scope, clock: Clock, last: Last, known: Known = lambda _: ()
) -> list[Observed]:
    """The episodes that messages become, in order. A message without a time happened now.

    What is known already is nobody's turn before: keys are the same however messages are cut into batches, and after
    an interruption. Raises InvalidInput for the first message that cannot be kept; nothing is kept here.
    """
    now = as_utc(clock())
    episodes = [_episode(message, scope, now) for message in messages]
    there = set(known([episode.id for episode in episodes]))
    before: dict[str, Episode | None] = {}
    seen = []
    for episode, message in zip(episodes, messages, strict=True):
        session = episode.session_id
        if session not in before:
            before[session] = last(session)
        if episode.compression is not Compression.RAW:
            turn = before[session]
            at = replace(episode, position=turn.position if turn else 0)
            seen.append(Observed(at, (Key(at.id),), message, at.id in there))
            there.add(at.id)
            continue
        keys = keys_of(episode, before[session])
        lender = before[session] if any(key.kind is KeyKind.WINDOW for key in keys) else None
        seen.append(Observed(episode, keys, message, episode.id in there, lender))
        if episode.id not in there:
            before[session] = episode
            there.add(episode.id)
    return seen


def opened(seen: Sequence[Observed], known: Sequence[Session] = ()) -> list[Change]:
    """The sessions that observed messages belong to, those of them that are `known` opened again: see `sessions`."""
    return open_sessions(((one.episode, one.message) for one in seen), known)


def _episode(message: Message, scope: Scope, now: datetime) -> Episode:
    _check(message)
    time = now if message.time is None else as_utc(message.time)
    brief = summary(message.text)
    draft = partial(  # made anew with what follows from it, which is quicker than to copy it
        Episode,
        id=episode_id(message, scope, time),
        scope=scope,
        timestamp=time,
        session_id=message.session,
        type=EpisodeType(message.type),
        actor=message.actor,
        speaker=message.speaker,
        summary=brief,
        details=None if brief == message.text else message.text,
        tags=tuple(dict.fromkeys((*message.tags, *tags_of(message.text, message.actor)))),
        outcome=message.outcome and Outcome(message.outcome),
        compression=Compression(message.compression),
        parent_id=message.parent,
        token_count=count_tokens(message.text),
        cues=cues_of(message.text, message.speaker),
        created_at=now,
    )
    weight = message.importance or importance(draft())
    return draft(importance=weight, expires_at=expires_at(draft(importance=weight)))


def _check(message: Message) -> None:
    check_actor(message.actor)
    if not message.text.strip():
        raise InvalidInput(what="text", problem="is empty: there is nothing to remember")
    if not message.session.strip():
        raise InvalidInput(what="session", problem="needs a name")
    if message.importance is not None and not 1 <= message.importance <= 10:
        raise InvalidInput(what="importance", problem=f"must be 1 to 10, not {message.importance}")
    if message.type not in tuple(EpisodeType):
        raise InvalidInput(what=f"type {message.type!r}", problem=f"must be one of {', '.join(EpisodeType)}")
    if message.outcome is not None and message.outcome not in tuple(Outcome):
        raise InvalidInput(what=f"outcome {message.outcome!r}", problem=f"must be one of {', '.join(Outcome)}")
    if message.compression not in tuple(Compression):
        problem = f"must be one of {', '.join(Compression)}"
        raise InvalidInput(what=f"compression {message.compression!r}", problem=problem)
    named = (("text", message.text), ("session", message.session), ("speaker", message.speaker))
    for what, value in (*named, ("channel", message.channel), ("parent", message.parent)):
        _check_characters(what, value or "")
    for tag in message.tags:
        _check_characters("tag", tag)


def _check_characters(what: str, value: str) -> None:
    """No store can keep NUL or half a character, and neither comes from a person."""
    if "\0" in value:
        raise InvalidInput(what=what, problem=f"holds a NUL character at position {value.index(chr(0))}")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        problem = f"holds half a character (a lone surrogate) at position {error.start}: decode it as UTF-8 first"
        raise InvalidInput(what=what, problem=problem) from error
