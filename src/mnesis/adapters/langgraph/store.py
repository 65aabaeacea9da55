"""LangGraph's long-term store, kept in a memory."""

import asyncio
from collections.abc import Iterable, Sequence
from datetime import timedelta
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.store.base import (
    BaseStore,
    GetOp,
    IndexConfig,
    Item,
    ListNamespacesOp,
    Op,
    PutOp,
    Result,
    SearchItem,
    SearchOp,
    TTLConfig,
    validate_op_namespace,
)

from mnesis.adapters.langgraph.conditions import holds, lies
from mnesis.adapters.langgraph.exact import ROOT, read, texts_at, written
from mnesis.adapters.shelf import Document, Edit, Kept, Shelf
from mnesis.memory import Memory


class MnesisStore(BaseStore):
    """A `BaseStore` in a memory's scope. Search is by meaning and words, with the memory's own embedder.

    A batch reads first and then writes, all of it or nothing; of several writes to one place the last one counts.
    `index["fields"]` says which fields items are found by (`["$"]`: all of them), unless a put says otherwise; `dims`
    and `embed` are the memory's business. With a query, items that have nothing in common with it come last, without
    a score, latest first, as do items without one. Safe to share between threads and processes.
    """

    supports_ttl = True

    def __init__(
        self,
        memory: Memory,
        *,
        index: IndexConfig | None = None,
        ttl: TTLConfig | None = None,
        serde: SerializerProtocol | None = None,
    ) -> None:
        self.memory = memory
        self.ttl_config = ttl
        self._serde = serde or JsonPlusSerializer()
        self._fields = (index or {}).get("fields") or [ROOT]
        self._shelf = Shelf(memory, "langgraph", "store")

    def batch(self, ops: Iterable[Op]) -> list[Result]:
        ops = list(ops)
        for op in ops:
            validate_op_namespace(op)
        results: list[Result] = [None if isinstance(op, PutOp) else self._read(op) for op in ops]
        if puts := {(op.namespace, op.key): op for op in ops if isinstance(op, PutOp)}:
            deletes = [place for place, op in puts.items() if op.value is None]
            documents = [self._document(op) for op in puts.values() if op.value is not None]
            self._shelf.change(lambda: Edit(documents, deletes))
        return results

    async def abatch(self, ops: Iterable[Op]) -> list[Result]:
        return await asyncio.to_thread(self.batch, list(ops))

    def sweep_ttl(self) -> int:
        """Delete what has expired, as a night of the memory does; how many items there were."""
        return self._shelf.sweep()

    # --- operations ------------------------------------------------------------------------------------------

    def _read(self, op: Op) -> Result:
        match op:
            case GetOp():
                kept = self._shelf.get(op.namespace, op.key)
                self._refresh([kept] if kept and op.refresh_ttl else [])
                return None if kept is None else Item(**self._fields_of(kept))
            case SearchOp():
                found = self._search(op)
                self._refresh([kept for kept, _ in found] if op.refresh_ttl else [])
                return [SearchItem(**self._fields_of(kept), score=score) for kept, score in found]
            case ListNamespacesOp():
                return self._namespaces(op)
            case _:
                raise ValueError(f"Unknown operation type: {type(op)}")

    def _search(self, op: SearchOp) -> list[tuple[Kept, float | None]]:
        end = op.offset + op.limit
        ranked: list[tuple[Kept, float | None]] = []
        if op.query:
            keep = (lambda kept: holds(self._value(kept), op.filter)) if op.filter else None
            found = self._shelf.search(op.query, op.namespace_prefix, keep, limit=end)
            ranked = [(one.kept, one.score) for one in found]
        if len(ranked) < end:
            seen = {kept.place for kept, _ in ranked}
            enough = None if op.filter else end + len(seen)
            rest = self._shelf.find(op.namespace_prefix, limit=enough)
            ranked += [(kept, None) for kept in rest if kept.place not in seen and holds(self._value(kept), op.filter)]
        return ranked[op.offset : end]

    def _namespaces(self, op: ListNamespacesOp) -> list[tuple[str, ...]]:
        conditions = op.match_conditions or ()
        found = [one for one in self._shelf.namespaces() if all(lies(one, condition) for condition in conditions)]
        cut = sorted({one[: op.max_depth] for one in found})
        return cut[op.offset : op.offset + op.limit]

    # --- items -----------------------------------------------------------------------------------------------

    def _document(self, op: PutOp) -> Document:
        value = dict(op.value or {})
        held, data = written(value, self._serde)
        paths = [] if op.index is False else self._fields if op.index is None else list(op.index)
        return Document(
            namespace=op.namespace,
            key=op.key,
            value=held if op.ttl is None else {**held, "ttl": op.ttl},
            data=data,
            texts=texts_at(value, paths),
            expires_at=None if op.ttl is None else self._shelf.now() + timedelta(minutes=op.ttl),
        )

    def _refresh(self, read: Sequence[Kept]) -> None:
        """Let what was read live as long again as it was given at first."""
        by_ttl: dict[float, list[Kept]] = {}
        for kept in read:
            if "ttl" in kept.value:
                by_ttl.setdefault(kept.value["ttl"], []).append(kept)
        for minutes, there in by_ttl.items():
            self._shelf.prolong(there, self._shelf.now() + timedelta(minutes=minutes))

    def _value(self, kept: Kept) -> dict[str, Any]:
        return read(kept.value, kept.data, self._serde)

    def _fields_of(self, kept: Kept) -> dict[str, Any]:
        return {
            "namespace": kept.namespace,
            "key": kept.key,
            "value": self._value(kept),
            "created_at": kept.created_at,
            "updated_at": kept.updated_at,
        }
