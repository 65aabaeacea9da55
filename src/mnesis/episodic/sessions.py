"""Sessions: opened by their first message, closed by their user, open again when more is said."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from mnesis.model import Add, Change, Clock, Episode, Expect, Message, Session, Touch, as_utc
from mnesis.text.summary import summarise_session


def open_sessions(said: Iterable[tuple[Episode, Message]], known: Iterable[Session] = ()) -> list[Change]:
    """One Add for each session these messages belong to: it starts with its earliest message and has the first channel
    named. Those that are `known` are opened again. One that came meanwhile stays as it is, by the meaning of Add."""
    found: dict[str, Session] = {}
    for episode, message in said:
        before = found.get(episode.session_id)
        found[episode.session_id] = Session(
            id=episode.session_id,
            scope=episode.scope,
            started_at=min(before.started_at, episode.timestamp) if before else episode.timestamp,
            channel=(before.channel if before else None) or message.channel,
        )
    changes = [change for one in known for change in _again(one, found.pop(one.id).started_at)]
    return [*changes, *(Add(session) for session in found.values())]


def _again(session: Session, said: datetime) -> list[Change]:
    """What a session needs that is given something said at that time: it starts no later, and where it was closed, it
    is open and has no summary, which would lack what was said. Holds only for the session as it is."""
    fields: dict[str, Any] = {"ended_at": None, "summary": None} if session.ended_at else {}
    if said < session.started_at:
        fields["started_at"] = said
    at = (Session, session.scope, session.id)
    return [Expect(*at, session.version), *([Touch(*at, fields)] if fields else [])]


def close(session: Session, episodes: Sequence[Episode], clock: Clock) -> list[Change]:
    """End a session now, or with its last episode where that is later, with a summary in the words of its `episodes`
    (all of them, oldest first)."""
    ended = max([as_utc(clock()), *(episode.timestamp for episode in episodes)])
    return [Touch(Session, session.scope, session.id, {"ended_at": ended, "summary": _summary(episodes)})]


def summarised_again(sessions: Iterable[Session], left: Sequence[Episode]) -> list[Change]:
    """New summaries, of what is left of them, for those sessions that had one."""
    turns = sorted(left, key=lambda episode: episode.timestamp)
    return [
        Touch(Session, one.scope, one.id, {"summary": _summary([turn for turn in turns if turn.session_id == one.id])})
        for one in sessions
        if one.summary is not None
    ]


def _summary(episodes: Sequence[Episode]) -> str | None:
    return summarise_session([(episode.speaker or episode.actor, episode.text) for episode in episodes]) or None
