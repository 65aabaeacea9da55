"""Mem0: memories as `get_all` and the platform's exports give them, and relations where its graph was on.

A memory is one statement about its user; there is no conversation around it. Those of one user, agent and run make a
session. A relation has no time of its own: it is taken as said when the file was written.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from mnesis.model import EpisodeType, Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.knowledge import Edge, edge_entry
from mnesis.transfer.moments import UNKNOWN
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of, whole
from mnesis.transfer.source import Source

_OWNERS = ("user_id", "agent_id", "app_id", "run_id")
_ACTORS = {"user": "user", "assistant": "agent", "system": "system"}


def _recognises(sample: Sample) -> bool:
    first = sample.first
    if isinstance(first, dict) and isinstance(first.get("results"), list):
        first = next(iter(first["results"]), {"memory": "", "id": ""} if "relations" in first else None)
    return isinstance(first, dict) and isinstance(first.get("memory"), str) and "id" in first


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, partial(_record, source))


def _record(source: Source, refuse: Refuse, value: Any) -> Iterator[Entry]:
    record = table(value, "a memory")
    if "results" not in record:
        yield _memory(source.name, record)
        return
    memories = array(record["results"], "'results'")
    yield from each(memories, lambda one: [_memory(source.name, table(one, "a memory"))], refuse)
    yield from each(array(record.get("relations") or [], "'relations'"), partial(_relation, source), refuse)


def _memory(file: str, record: Mapping[str, Any]) -> Labelled:
    text = text_of(record, "memory")
    if text is None:
        raise Wrong("a memory needs 'memory'")
    owners = [owner for name in _OWNERS if (owner := text_of(record, name))]
    session = "/".join(owners) or file
    categories = array(record.get("categories") or [], "'categories'")
    message = Message(
        text=text,
        actor=_ACTORS.get(text_of(record, "role") or "user", "user"),
        speaker=text_of(record, "actor_id"),
        session=session,
        time=time_of(record, "updated_at") or time_of(record, "created_at") or UNKNOWN,
        channel="mem0",
        type=EpisodeType.OBSERVATION,
        tags=tuple(whole(one) for one in categories if isinstance(one, str) and one.strip()),
    )
    return Labelled(message, text_of(record, "id"))


def _relation(source: Source, value: Any) -> Iterator[Entry]:
    record = table(value, "a relation")
    target = text_of(record, "target") or text_of(record, "destination")
    subject, name = text_of(record, "source"), text_of(record, "relationship")
    if not (subject and name and target):
        raise Wrong("a relation needs 'source', 'relationship' and 'target'")
    yield edge_entry(Edge(subject, name, target, said=source.written()), session=f"{source.name}/relations", via="mem0")


FORMAT = Format(
    name="mem0",
    recognised_by="JSON records with `memory` and `id`, alone or under `results`",
    produced_by="Mem0: `json.dump(memory.get_all(...), file)`, the answer of `GET /memories`, or the platform's export",
    recognises=_recognises,
    read=_read,
)
