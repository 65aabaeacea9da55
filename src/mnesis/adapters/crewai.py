"""CrewAI: a memory as the storage of its unified memory, and its local model as the embedder."""

import asyncio
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np

from mnesis.adapters.extras import needed
from mnesis.adapters.shelf import Document, Edit, Kept, Namespace, Shelf, as_read, beginning
from mnesis.adapters.turns import Ids, Said, Turn, Turns, Unsaid
from mnesis.errors import InvalidInput
from mnesis.memory import Memory

with needed("The CrewAI storage", "crewai", "crewai"):
    from crewai.memory.storage.backend import EmbeddingDimensionMismatchError
    from crewai.memory.types import MemoryRecord, ScopeInfo

_EPISODE = "mnesis_episode"
"""The id of the episode that remembers a record; "" while it is still to be remembered."""


class MnesisStorage:
    """Where CrewAI's `Memory` keeps its records: give it as `storage`, and a `MnesisEmbedder` as `embedder`.

    Records come back as they were, with their vectors (in 32 bits). A search compares these by cosine (below 0 counts
    as 0), after every filter. The words of a record that is not private are also remembered as an episode of the
    session `crewai/<scope>`, until it is changed or deleted; not without `remember`. It meets `StorageBackend`, and
    closing CrewAI's memory does not close this one.
    """

    def __init__(self, memory: Memory, *, remember: bool = True) -> None:
        self.memory = memory
        self._remember = remember
        self._shelf = Shelf(memory, "crewai")
        self._turns = Turns(memory, "crewai", "crewai")

    def __deepcopy__(self, memo: Any) -> "MnesisStorage":
        """A copy of a crew shares the storage."""
        return self

    # --- writing ---------------------------------------------------------------------------------------------

    def save(self, records: list[MemoryRecord]) -> None:
        """Keep records, in one transaction; one whose id is there already is replaced. Raises
        EmbeddingDimensionMismatchError for a vector of another length than those there."""
        self._check_length([one.embedding for one in records if one.embedding])
        replacing = False

        def decide() -> Said:
            nonlocal replacing
            saving = self._saving(records)
            replacing = bool(saving.going)
            return Said() if replacing else saving.said()

        self._turns.remember(self._shelf, decide)
        if replacing:  # what is new may not be read beside what goes: that is forgotten first
            self._turns.forget(self._shelf, lambda: self._saving(records).unsaid())
            self._remember_waiting([one.id for one in records])

    def update(self, record: MemoryRecord) -> None:
        """Replace the record with the same id; kept anew where there is none."""
        self.save([record])

    def touch_records(self, record_ids: list[str]) -> None:
        """Set the time of last access of these records to now."""
        now = datetime.now(UTC).replace(tzinfo=None).isoformat()

        def decide() -> Edit:
            there = [found for id in dict.fromkeys(record_ids) if (found := self._found(id))]
            again = [_again(one, {**one.value, "last_accessed": now}) for one in there]
            return Edit(again, seen=as_read(there))

        self._shelf.change(decide)

    def delete(
        self,
        scope_prefix: str | None = None,
        categories: list[str] | None = None,
        record_ids: list[str] | None = None,
        older_than: datetime | None = None,
        metadata_filter: dict[str, Any] | None = None,
    ) -> int:
        """Delete the records for which all that is given holds; how many there were."""
        gone: list[Kept] = []

        def decide() -> Unsaid:
            gone[:] = [
                kept
                for kept, record in self._matching(scope_prefix, categories, metadata_filter)
                if (record_ids is None or record.id in record_ids)
                and (older_than is None or _moment(record.created_at) < _moment(older_than))
            ]
            seen = as_read(gone)
            return Unsaid(_episodes(gone), Edit(deletes=seen, seen=seen))

        self._turns.forget(self._shelf, decide)
        return len(gone)

    def reset(self, scope_prefix: str | None = None) -> None:
        """Delete the records of a scope and those below it; None: all."""
        self.delete(scope_prefix)

    # --- reading ---------------------------------------------------------------------------------------------

    def search(
        self,
        query_embedding: list[float],
        scope_prefix: str | None = None,
        categories: list[str] | None = None,
        metadata_filter: dict[str, Any] | None = None,
        limit: int = 10,
        min_score: float = 0.0,
    ) -> list[tuple[MemoryRecord, float]]:
        """Records by the cosine of their vector, best first. Raises EmbeddingDimensionMismatchError."""
        self._check_length([query_embedding])
        found = [
            (record, score)
            for kept, record in self._matching(scope_prefix, categories, metadata_filter)
            if kept.data
            and len(kept.data) == 4 * len(query_embedding)
            and (score := _cosine(kept.data, query_embedding)) >= min_score
        ]
        return sorted(found, key=lambda one: -one[1])[: max(limit, 0)]

    def get_record(self, record_id: str) -> MemoryRecord | None:
        """The record with this id."""
        found = self._found(record_id)
        return _record(found) if found else None

    def list_records(self, scope_prefix: str | None = None, limit: int = 200, offset: int = 0) -> list[MemoryRecord]:
        """The records of a scope and those below it, newest first."""
        records = [record for _, record in self._matching(scope_prefix)]
        records.sort(key=lambda one: _moment(one.created_at), reverse=True)
        return records[offset : offset + limit] if limit > 0 and offset >= 0 else []

    def get_scope_info(self, scope: str) -> ScopeInfo:
        """What there is in a scope and below it."""
        records = [record for _, record in self._matching(scope)]
        made = [one.created_at for one in records]
        return ScopeInfo(
            path=_path(_parts(scope)),
            record_count=len(records),
            categories=sorted({name for one in records for name in one.categories}),
            oldest_record=min(made, key=_moment, default=None),
            newest_record=max(made, key=_moment, default=None),
            child_scopes=self.list_scopes(scope),
        )

    def list_scopes(self, parent: str = "/") -> list[str]:
        """The scopes right below one that hold records, themselves or further below."""
        above = _parts(parent)
        below = {one[: len(above) + 1] for one in self._shelf.namespaces(above) if len(one) > len(above)}
        return sorted(_path(one) for one in below)

    def list_categories(self, scope_prefix: str | None = None) -> dict[str, int]:
        """Categories of the records of a scope and below it, each with how many have it."""
        return dict(Counter(name for _, record in self._matching(scope_prefix) for name in record.categories))

    def count(self, scope_prefix: str | None = None) -> int:
        """How many records there are in a scope and below it."""
        return len(self._shelf.find(_parts(scope_prefix)))

    # --- awaited ---------------------------------------------------------------------------------------------

    async def asave(self, records: list[MemoryRecord]) -> None:
        """`save`, in a thread."""
        await asyncio.to_thread(self.save, records)

    async def asearch(self, query_embedding: list[float], *args: Any, **more: Any) -> list[tuple[MemoryRecord, float]]:
        """`search`, in a thread."""
        return await asyncio.to_thread(self.search, query_embedding, *args, **more)

    async def adelete(self, *args: Any, **more: Any) -> int:
        """`delete`, in a thread."""
        return await asyncio.to_thread(self.delete, *args, **more)

    # --- how -------------------------------------------------------------------------------------------------

    def _matching(
        self,
        scope: str | None,
        categories: Sequence[str] | None = None,
        metadata: dict[str, Any] | None = None,
    ) -> list[tuple[Kept, MemoryRecord]]:
        found = self._shelf.find(_parts(scope), order=("created_at",))
        if waiting := [one.key for one in found if _waits(one)]:  # somebody was cut off
            self._remember_waiting(waiting)
            found = self._shelf.find(_parts(scope), order=("created_at",))
        return [
            (kept, one)
            for kept, one in ((kept, _record(kept)) for kept in found)
            if (not categories or set(categories) & set(one.categories))
            and all(one.metadata.get(name) == value for name, value in (metadata or {}).items())
        ]

    def _found(self, id: str) -> Kept | None:
        return next((one for one in self._shelf.find((), beginning(id)) if one.key == id), None)

    def _check_length(self, vectors: Sequence[Sequence[float]]) -> None:
        """Raises EmbeddingDimensionMismatchError where vectors are not as long as those there."""
        lengths = (len(one.data) // 4 for limit in (1, None) for one in self._shelf.find(limit=limit) if one.data)
        known = next(lengths, None)  # the latest has a vector, as a rule
        for one in vectors:
            if known is not None and len(one) != known:
                raise EmbeddingDimensionMismatchError(known, len(one))
            known = len(one)

    def _saving(self, records: Sequence[MemoryRecord]) -> "_Saving":
        new = {one.id: one for one in records}
        there = {id: found for id in new if (found := self._found(id))}
        told = {id: one for id, one in new.items() if self._remember and not one.private}
        known = {id: there[id].value[_EPISODE] for id, one in told.items() if id in there and _says(there[id], one)}
        return _Saving(new, there, known, {id: _turn(one) for id, one in told.items() if id not in known})

    def _remember_waiting(self, ids: Sequence[str]) -> None:
        """Remember those of some records that are still to be remembered."""

        def decide() -> Said:
            waiting = [found for id in ids if (found := self._found(id)) and _waits(found)]

            def edit(made: Ids) -> Edit:
                done = [_again(one, {**one.value, _EPISODE: id}) for one, id in zip(waiting, made, strict=True)]
                return Edit(done, seen=as_read(waiting))

            return Said([_turn(_record(one)) for one in waiting], edit)

        self._turns.remember(self._shelf, decide)


@dataclass(frozen=True, slots=True)
class _Saving:
    """Records that are to be saved, and what stands there, by id; the episodes that say already what they say, and what
    is to be remembered of the others."""

    new: Mapping[str, MemoryRecord]
    there: Mapping[str, Kept]
    known: Mapping[str, str]
    turns: Mapping[str, Turn]

    @property
    def going(self) -> list[str]:
        """The episodes that say what none of the records says any more."""
        return [id for id in _episodes(self.there.values()) if id not in self.known.values()]

    def said(self) -> Said:
        """All of it at once, where nothing goes."""

        def edit(ids: Ids) -> Edit:
            made = zip(self.turns, ids, strict=True)
            return self._edit({**self.known, **{id: episode for id, episode in made if episode}})

        return Said(list(self.turns.values()), edit)

    def unsaid(self) -> Unsaid:
        """All but what is to be remembered."""
        return Unsaid(self.going, self._edit({**self.known, **dict.fromkeys(self.turns, "")}))

    def _edit(self, episodes: Mapping[str, str]) -> Edit:
        puts = [_document(one, episodes.get(id)) for id, one in self.new.items()]
        places = {(one.namespace, one.key) for one in puts}
        before = as_read(self.there.values())
        return Edit(puts, deletes=before.keys() - places, seen={**dict.fromkeys(places, 0), **before})


class MnesisEmbedder:
    """A memory's own model as CrewAI's embedder: local, without a key."""

    def __init__(self, memory: Memory) -> None:
        self._indexer = memory._indexer

    def __call__(self, texts: list[str]) -> list[list[float]]:
        """A unit vector for each text. Raises InvalidInput where the memory has no model."""
        embedder, notices = self._indexer.ready()
        if embedder is None:
            raise InvalidInput(what="embedder", problem=" ".join(notices) or "this memory has none")
        vectors: list[list[float]] = np.asarray(embedder.embed(list(texts))).tolist()
        return vectors

    def __deepcopy__(self, memo: Any) -> "MnesisEmbedder":
        return self


def _parts(scope: str | None) -> Namespace:
    return tuple(part for part in (scope or "").split("/") if part)


def _path(parts: Namespace) -> str:
    return "/" + "/".join(parts)


def _document(record: MemoryRecord, episode: str | None) -> Document:
    value = record.model_dump(mode="json") | ({} if episode is None else {_EPISODE: episode})
    data = np.asarray(record.embedding, dtype="<f4").tobytes() if record.embedding else None
    return Document(namespace=_parts(record.scope), key=record.id, value=value, data=data)


def _says(kept: Kept, record: MemoryRecord) -> bool:
    """Whether what is remembered of a record is right for another one."""
    same = kept.value["content"] == record.content and kept.namespace == _parts(record.scope)
    return same and bool(_episodes([kept]))


def _episodes(there: Iterable[Kept]) -> list[str]:
    return [id for one in there if (id := one.value.get(_EPISODE))]


def _waits(kept: Kept) -> bool:
    return kept.value.get(_EPISODE) == ""


def _turn(record: MemoryRecord) -> Turn:
    session = f"crewai{_path(_parts(record.scope))}"
    return Turn(record.content, "agent", time=_moment(record.created_at), session=session)


def _again(kept: Kept, value: dict[str, Any]) -> Document:
    return Document(namespace=kept.namespace, key=kept.key, value=value, data=kept.data)


def _record(kept: Kept) -> MemoryRecord:
    given = {name: value for name, value in kept.value.items() if name != _EPISODE}
    vector = np.frombuffer(kept.data, dtype="<f4").tolist() if kept.data else None
    return MemoryRecord(**given, embedding=vector)


def _cosine(data: bytes, query: Sequence[float]) -> float:
    one, other = np.frombuffer(data, dtype="<f4"), np.asarray(query, dtype=np.float32)
    length = float(np.linalg.norm(one) * np.linalg.norm(other))
    return max(0.0, float(one @ other) / length) if length else 0.0


def _moment(time: datetime) -> datetime:
    """CrewAI's times are in UTC and do not say so."""
    return time.astimezone(UTC) if time.tzinfo else time.replace(tzinfo=UTC)
