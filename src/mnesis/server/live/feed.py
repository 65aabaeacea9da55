"""Reading the store's feed: updates after a number, with what they are about, as messages."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any

from mnesis import shapes
from mnesis.memory.asking import MEMORIES
from mnesis.model import AnyOf, Entity, Episode, Fact, Preference, Procedure, Scope, Update, Where, matches, within
from mnesis.stores.contract import Store

BATCH = 200
"""Updates that are read at once."""
SCOPES = 200
"""Scopes that one query asks for; stores take no filter of any size."""

_SHAPES: Mapping[str, tuple[type[Any], Callable[[Any], Any]]] = {
    "episode": (Episode, shapes.episode),
    "fact": (Fact, shapes.fact),
    "preference": (Preference, shapes.preference),
    "procedure": (Procedure, shapes.procedure),
    "entity": (Entity, shapes.entity),
}


@dataclass(frozen=True, slots=True)
class Told:
    """An update as the message that tells of it; no text where it is about what is never listed, such as a shorter
    memory that stands by."""

    number: int
    text: str | None


def after(store: Store, since: Mapping[Scope, int]) -> dict[Scope, list[Told]]:
    """The next updates of some scopes, each after its number, in order; `BATCH` at most of each `SCOPES`."""
    found: dict[Scope, list[Update]] = {}
    every = iter(since.items())
    while some := list(islice(every, SCOPES)):
        wanted = tuple(within(scope, Where("number", "gt", number)) for scope, number in some)
        for one in store.find(Update, AnyOf(wanted), order=("number",), limit=BATCH):
            found.setdefault(one.scope, []).append(one)
    return {scope: _told(store, scope, updates) for scope, updates in found.items()}


def _told(store: Store, scope: Scope, updates: Iterable[Update]) -> list[Told]:
    updates = list(updates)
    records = {(kind, one.id): one for kind in _SHAPES for one in _records(store, scope, kind, updates)}
    return [Told(one.number, _text(one, records.get((one.kind, one.record)))) for one in updates]


def _records(store: Store, scope: Scope, kind: str, updates: Iterable[Update]) -> list[Any]:
    ids = list(dict.fromkeys(one.record for one in updates if one.kind == kind))
    return store.get(_SHAPES[kind][0], ids, within(scope)) if ids else []


def _text(update: Update, record: Any) -> str | None:
    if isinstance(record, Episode) and not matches(record, MEMORIES):
        return None
    told = {
        "type": "update",
        "scope": update.scope.name,
        "cursor": update.number,
        "kind": update.kind,
        "change": update.change,
        "id": update.record,
        "version": None if record is None else record.version,
        "value": None if record is None else _SHAPES[update.kind][1](record),
    }
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))
