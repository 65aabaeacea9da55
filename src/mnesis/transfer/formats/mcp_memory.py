"""The file of the MCP memory server (`memory.jsonl`): entities with observations, and relations between them.

The file knows no time. An observation is named by its entity and its words, so a file that was rewritten adds only what
is new; a relation counts as said when the file was written. Names of people are read without their underscores.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from mnesis.model import USER, EntityType, EpisodeType, Message
from mnesis.transfer.formats.contract import Format, Sample, records
from mnesis.transfer.knowledge import Edge, edge_entry, entity_type, noted
from mnesis.transfer.moments import UNKNOWN
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of, whole
from mnesis.transfer.source import Source

_VIA = "mcp-memory"
_USER = "default_user"
"""How the server's prompt names whom the agent talks to."""


def _recognises(sample: Sample) -> bool:
    first = sample.first
    if not isinstance(first, dict):
        return False
    if first.get("type") == "entity":
        return {"name", "entityType", "observations"} <= first.keys()
    if first.get("type") == "relation":
        return {"from", "to", "relationType"} <= first.keys()
    return isinstance(first.get("entities"), list) and isinstance(first.get("relations"), list)


@dataclass(slots=True)
class _Reader:
    """`types` of the entities so far: relations come after them."""

    source: Source
    types: dict[str, EntityType] = field(default_factory=dict)

    def entries(self, value: Any) -> Iterable[Entry]:
        record = table(value, "a record")
        if "entities" in record:
            return self._graph(record)
        kind = record.get("type")
        if kind == "entity":
            return self._entity(record)
        if kind == "relation":
            return [self._relation(record)]
        raise Wrong(f"'type' must be entity or relation, not {kind!r}")

    def _graph(self, record: Any) -> Iterator[Entry]:
        """What the tool `read_graph` gives."""
        for value in array(record["entities"], "'entities'"):
            yield from self._entity(table(value, "an entity"))
        for value in array(record.get("relations") or [], "'relations'"):
            yield self._relation(table(value, "a relation"))

    def _entity(self, record: Any) -> Iterator[Entry]:
        name = text_of(record, "name")
        if name is None:
            raise Wrong("an entity needs 'name'")
        kind = entity_type(text_of(record, "entityType") or "")
        self.types[name] = kind
        for value in array(record.get("observations") or [], "'observations'"):
            if not isinstance(value, str):
                raise Wrong("'observations' must be a list of strings")
            if value.strip():
                yield Labelled(_observed(self._shown(name), kind, whole(value).strip()))

    def _relation(self, record: Any) -> Labelled:
        source, name, target = (text_of(record, field) for field in ("from", "relationType", "to"))
        if not (source and name and target):
            raise Wrong("a relation needs 'from', 'relationType' and 'to'")
        types = tuple(self.types.get(one, EntityType.OTHER) for one in (source, target))
        said = self.source.written()
        edge = Edge(self._shown(source), name, self._shown(target), types=(types[0], types[1]), said=said)
        return edge_entry(edge, session=f"{_VIA}/relations", via=_VIA)

    def _shown(self, name: str) -> str:
        if name == _USER:
            return USER
        return name.replace("_", " ") if self.types.get(name) is EntityType.PERSON else name


def _observed(name: str, kind: EntityType, words: str) -> Message:
    session = f"{_VIA}/{name}"[:200]
    if kind is not EntityType.PERSON and name != USER:
        return noted(f"{name}: {words}", session=session, via=_VIA)
    return Message(
        text=words,
        speaker=None if name == USER else name,
        session=session,
        time=UNKNOWN,
        channel=_VIA,
        type=EpisodeType.OBSERVATION,
    )


def _read(source: Source) -> Iterator[Entry]:
    return records(source, _Reader(source).entries)


FORMAT = Format(
    name="mcp_memory",
    recognised_by="JSON lines with `type` `entity` or `relation`, or an object with `entities` and `relations`",
    produced_by="the MCP memory server: the file that `MEMORY_FILE_PATH` names, else `memory.jsonl` beside its program",
    recognises=_recognises,
    read=_read,
)
