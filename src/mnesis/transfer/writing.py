"""Writing memories out: JSONL that loses nothing, and Markdown to read."""

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

from mnesis.model import Compression, Episode, EpisodeType, Session, to_iso


def write_jsonl(records: Iterable[Episode | Session], out: IO[str]) -> int:
    """One line a record in the `jsonl` format, in the order given; the number of lines.

    Read back into an empty scope of the same name, the episodes get the same ids. Absent values are left out.
    """
    count = 0
    for record in records:
        count += 1
        fields = _session(record) if isinstance(record, Session) else _episode(record)
        out.write(json.dumps(fields, ensure_ascii=False) + "\n")
    return count


def write_markdown(records: Iterable[Episode | Session], out: IO[str]) -> int:
    """A transcript with a heading wherever the session changes; the number of messages. Sessions that come before their
    messages give their summaries."""
    summaries: dict[str, str] = {}
    current: str | None = None
    count = 0
    for record in records:
        if isinstance(record, Session):
            if record.summary:
                summaries[record.id] = record.summary
            continue
        if record.session_id != current:
            out.writelines(_heading(record.session_id, summaries, first=current is None))
            current = record.session_id
        out.write(f"\n**{record.speaker or record.actor}** ({to_iso(record.timestamp)}): {record.text}\n")
        count += 1
    return count


def _heading(session: str, summaries: dict[str, str], *, first: bool) -> Iterator[str]:
    yield f"{'' if first else chr(10)}## Session {session}\n"
    if summary := summaries.get(session):
        yield f"\n> {summary.replace(chr(10), chr(10) + '> ')}\n"


def _episode(episode: Episode) -> dict[str, Any]:
    fields = {
        "id": episode.id,
        "session": episode.session_id,
        "actor": episode.actor,
        "speaker": episode.speaker,
        "time": to_iso(episode.timestamp),
        "text": episode.text,
        "type": None if episode.type is EpisodeType.CONVERSATION else episode.type,
        "importance": episode.importance,
        "tags": episode.tags,
        "outcome": episode.outcome,
        "parent": episode.parent_id,
        "compression": None if episode.compression is Compression.RAW else episode.compression,
    }
    return _present(fields)


def _session(session: Session) -> dict[str, Any]:
    fields = {
        "kind": "session",
        "id": session.id,
        "channel": session.channel,
        "started_at": to_iso(session.started_at),
        "ended_at": to_iso(session.ended_at) if session.ended_at else None,
        "summary": session.summary,
        "user_id": session.user_id,
    }
    return _present(fields)


def _present(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if value not in (None, ())}
