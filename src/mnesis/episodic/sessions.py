"""Sessions: opened by their first message, closed by their user."""

from collections.abc import Iterable, Sequence

from mnesis.model import Add, Change, Clock, Episode, Message, Session, Touch, as_utc
from mnesis.text.summary import summarise_session


def open_sessions(said: Iterable[tuple[Episode, Message]]) -> list[Change]:
    """One Add for each session these messages belong to: it starts with its earliest message and has the first channel
    named. A session that is there already stays as it is, by the meaning of Add."""
    found: dict[str, Session] = {}
    for episode, message in said:
        known = found.get(episode.session_id)
        found[episode.session_id] = Session(
            id=episode.session_id,
            scope=episode.scope,
            started_at=min(known.started_at, episode.timestamp) if known else episode.timestamp,
            channel=(known.channel if known else None) or message.channel,
        )
    return [Add(session) for session in found.values()]


def close(session: Session, episodes: Sequence[Episode], clock: Clock) -> list[Change]:
    """End a session now, with a summary in the words of its `episodes` (all of them, oldest first)."""
    return [Touch(Session, session.scope, session.id, {"ended_at": as_utc(clock()), "summary": _summary(episodes)})]


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
