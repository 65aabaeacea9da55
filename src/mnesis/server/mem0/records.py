"""A memory as Mem0's clients see it."""

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import md5
from typing import Any

from mnesis.model import Episode, to_iso
from mnesis.server.mem0.ids import joined
from mnesis.server.mem0.owners import LEVELS, owner_of

_ROLES = {"agent": "assistant"}


def record(one: Episode, kept: Mapping[str, Any]) -> dict[str, Any]:
    """A memory, with what is kept beside it (nothing: it came another way, and belongs to its scope and session)."""
    owners = kept.get("owners") or owner_of(one.scope.name)
    created = to_iso(one.timestamp)
    return {
        "id": joined(kept.get("id") or one.id, one.scope.name),
        "memory": one.text,
        "hash": md5(one.text.encode(), usedforsecurity=False).hexdigest(),
        **{name: owners.get(name) for name in LEVELS},
        "actor_id": one.speaker,
        "role": _ROLES.get(one.actor, one.actor),
        "metadata": kept.get("metadata"),
        "categories": list(one.tags),
        "created_at": created,
        "updated_at": kept.get("updated_at") or created,
        "expiration_date": kept.get("expiration_date"),
    }


def expired(one: Mapping[str, Any], today: date) -> bool:
    """Whether its last day is over."""
    return one["expiration_date"] is not None and str(one["expiration_date"]) < today.isoformat()


def narrowed(one: dict[str, Any], fields: Iterable[str] | None) -> dict[str, Any]:
    """Only these fields, and the id; None: all."""
    return one if fields is None else {name: value for name, value in one.items() if name in {*fields, "id", "score"}}
