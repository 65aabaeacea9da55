"""Zep and Graphiti: episodes, nodes and edges of a graph, together in one object, or lists of them.

Episodes are messages. Edges are facts with two axes of time: each is kept in the words the graph has for it and learnt
as a claim that holds from `valid_at` until `invalid_at` (where only `expired_at` is known, until then), said when the
edge was made. For that its nodes must be named: by themselves, by the nodes before it, or by those of its object.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from mnesis.model import EntityType, EpisodeType, Message
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.knowledge import Edge, edge_entry, entity_type, noted
from mnesis.transfer.pace import Pace
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of
from mnesis.transfer.source import Source
from mnesis.transfer.speakers import actor_of

_LISTS = {
    "nodes": ("nodes", "entities", "entity_nodes"),
    "episodes": ("episodes", "episodic_nodes"),
    "edges": ("edges", "facts", "entity_edges"),
}
"""Under which names exports have them; nodes are read first, so that edges know their names."""
_ROLES = {"user": "user", "human": "user", "assistant": "agent", "ai": "agent", "system": "system"}
_SOURCES = ("message", "text", "json", "fact_triple")
_TURN = re.compile(r"(?P<name>[^:\n]{1,60}?)(?:\s*\((?P<inner>[^)\n]{1,60})\))?:\s+(?P<text>\S.*)", re.DOTALL)


def _recognises(sample: Sample) -> bool:
    first = sample.first
    if not isinstance(first, dict):
        return False
    if any(_is_record(next(iter(value), None)) for value in first.values() if isinstance(value, list)):
        return any(name in first for names in _LISTS.values() for name in names)
    return _is_record(first)


def _is_record(value: Any) -> bool:
    """Whether this is an edge, an episode or a node of such a graph."""
    if not isinstance(value, dict) or not isinstance(value.get("uuid"), str):
        return False
    made = value.get("source") in _SOURCES or bool({"role_type", "source_description"} & value.keys())
    episode = "content" in value and made
    node = "name" in value and bool({"labels", "summary"} & value.keys())
    return bool({"source_node_uuid", "fact"} & value.keys()) or episode or node


@dataclass(slots=True)
class _Graph:
    """What is known so far: names and types of nodes by id, and the pace of each session."""

    file: str
    nodes: dict[str, tuple[str, EntityType]] = field(default_factory=dict)
    paces: dict[str, Pace] = field(default_factory=dict)

    def read(self, refuse: Refuse, value: Any) -> Iterator[Entry]:
        record = table(value, "a record")
        lists = [name for names in _LISTS.values() for name in names if isinstance(record.get(name), list)]
        if not lists or _is_record(record):
            yield from self._record(record)
            return
        for name in lists:
            yield from each(array(record[name], repr(name)), lambda one: self._record(table(one, "a record")), refuse)

    def _record(self, record: Mapping[str, Any]) -> Iterator[Entry]:
        if "source_node_uuid" in record or "fact" in record:
            yield self._edge(record)
        elif "content" in record:
            yield from self._episode(record)
        elif uuid := text_of(record, "uuid"):
            yield from self._node(uuid, record)
        else:
            raise Wrong("neither an episode nor a node nor an edge")

    def _node(self, uuid: str, record: Mapping[str, Any]) -> Iterator[Entry]:
        if name := text_of(record, "name"):
            kinds = _kinds(record.get("labels"))
            self.nodes[uuid] = (name, next((one for one in kinds if one is not EntityType.OTHER), EntityType.OTHER))
            if summary := text_of(record, "summary"):
                time = time_of(record, "created_at")
                session = f"{_group(record) or self.file}/nodes"
                yield Labelled(noted(f"{name}: {summary}", session=session, via="zep", time=time), uuid)

    def _edge(self, record: Mapping[str, Any]) -> Labelled:
        words, uuid = text_of(record, "fact"), text_of(record, "uuid")
        if words is None:
            raise Wrong("an edge needs 'fact'")
        source, target = self._end(record, "source"), self._end(record, "target")
        time = time_of(record, "created_at")
        session = f"{_group(record) or self.file}/facts"
        name = text_of(record, "name")
        if source is None or target is None or name is None:
            return Labelled(noted(words, session=session, via="zep", time=time), uuid)
        until = time_of(record, "invalid_at") or time_of(record, "expired_at")
        edge = Edge(
            source[0],
            name,
            target[0],
            words=words,
            types=(source[1], target[1]),
            valid_from=time_of(record, "valid_at"),
            valid_until=until,
        )
        return edge_entry(edge, session=session, via="zep", time=time, label=uuid)

    def _end(self, record: Mapping[str, Any], side: str) -> tuple[str, EntityType] | None:
        """Name and type of the node at one end."""
        if name := text_of(record, f"{side}_node_name"):
            return name, next(iter(_kinds(record.get(f"{side}_node_labels"))), EntityType.OTHER)
        return self.nodes.get(text_of(record, f"{side}_node_uuid") or "")

    def _episode(self, record: Mapping[str, Any]) -> Iterator[Entry]:
        text = text_of(record, "content")
        if text is None:
            return
        names = ("thread_id", "session_id")
        thread = next((found for name in names if (found := text_of(record, name))), None)
        session = thread or _group(record) or self.file
        actor, speaker, words = _said(record, text)
        stated = time_of(record, "valid_at") or time_of(record, "created_at")
        message = Message(
            text=words,
            actor=actor,
            speaker=speaker,
            session=session,
            time=self.paces.setdefault(session, Pace()).at(stated),
            channel="zep",
            type=EpisodeType.OBSERVATION if actor == "system" else EpisodeType.CONVERSATION,
        )
        yield Labelled(message, text_of(record, "uuid"))


def _said(record: Mapping[str, Any], text: str) -> tuple[str, str | None, str]:
    """(actor, speaker, words): by the role where there is one; of a message without, by the name before its colon."""
    role, name = text_of(record, "role_type"), text_of(record, "role")
    if role or name:
        by_role = _ROLES.get((role or name or "").lower())
        speaker = None if (name or "").lower() in _ROLES else name
        return by_role or ("system" if role else "user"), speaker, text
    if record.get("source") == "message" and (turn := _TURN.fullmatch(text)):
        name, inner = turn["name"].strip(), (turn["inner"] or "").lower()
        actor, speaker = actor_of(name)
        return _ROLES.get(inner, actor), speaker, turn["text"]
    return ("user" if record.get("source") == "message" else "system"), None, text


def _kinds(labels: Any) -> list[EntityType]:
    return [entity_type(one) for one in labels if isinstance(one, str)] if isinstance(labels, list) else []


def _group(record: Mapping[str, Any]) -> str | None:
    return text_of(record, "group_id") or text_of(record, "graph_id")


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, partial(_Graph.read, _Graph(source.name)))


FORMAT = Format(
    name="zep",
    recognised_by="JSON with `uuid`: edges (with a `fact`), episodes (`content`), nodes, or an object of these",
    produced_by="Graphiti: `EntityEdge.get_by_group_ids`, … dumped as JSON; Zep: `graph.edge.get_by_user_id`, …",
    recognises=_recognises,
    read=_read,
)
