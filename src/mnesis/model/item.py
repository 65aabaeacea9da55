"""Documents that frameworks keep beside the memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from mnesis.model.scope import Scope


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A document under a name that its owner chose: a framework's store entry, a checkpoint, a file. It is what it is,
    kept and given back exactly; nothing is learnt from it, and recall does not find it. Found by its own keys where
    it is put with some. One whose key is the id of a memory is about that memory, and goes when it is forgotten.

    `namespace` and `key` together name one item of a scope. Who writes namespaces of several parts joins them with "/".
    """

    id: str
    scope: Scope
    namespace: str
    key: str
    value: Mapping[str, Any] = field(default_factory=dict)
    data: bytes | None = None
    expires_at: datetime | None = None
    """From then on it is as good as gone; a night removes it."""
    created_at: datetime
    updated_at: datetime
    version: int = 1
    """What a new one begins with is for who puts it to say: a name can be emptied and used anew, and a number drawn at
    random keeps whoever read the old item from taking the new one for it."""
