"""A memory as Mem0's clients see it."""

from collections.abc import Iterable
from hashlib import md5
from typing import Any

from mnesis.model import Episode, to_iso
from mnesis.server.mem0.ids import joined
from mnesis.server.mem0.owners import LEVELS, UNNAMED, owner_of
from mnesis.server.mem0.shelf import Beside

_ROLES = {"agent": "assistant"}


def record(one: Episode, beside: Beside) -> dict[str, Any]:
    """A memory, with what is kept beside it (nothing: it came another way, and belongs to its scope and session)."""
    kept, created = beside.value, to_iso(one.timestamp)
    owners = {**_places(one), **(kept.get("owners") or {})}
    return {
        "id": joined(beside.id, one.scope.name),
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


def _places(one: Episode) -> dict[str, str]:
    """Whose a memory is by where it stands."""
    owner = owner_of(one.scope.name)
    return {**({"run_id": one.session_id} if one.session_id != UNNAMED and owner else {}), **owner}


def trimmed(one: dict[str, Any], fields: Iterable[str] | None) -> dict[str, Any]:
    """Only these fields, the id and the score; None: all."""
    return one if fields is None else {name: value for name, value in one.items() if name in {*fields, "id", "score"}}
