"""A write is data: the closed union of what `Store.apply` understands."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from numpy import float32
from numpy.typing import NDArray

from mnesis.model.episode import Episode, Session
from mnesis.model.filter import Filter
from mnesis.model.key import Key
from mnesis.model.knowledge import Entity, Fact, Relationship
from mnesis.model.practice import Preference, Procedure
from mnesis.model.scope import Scope
from mnesis.model.space import Space, SpaceState
from mnesis.model.work import Audit, Job

Record = Episode | Session | Entity | Relationship | Fact | Procedure | Preference | Job | Audit
Kind = type[Record]

RECORDS: tuple[Kind, ...] = (Episode, Session, Entity, Relationship, Fact, Procedure, Preference, Job, Audit)


@dataclass(frozen=True, slots=True)
class Add:
    """Insert a record with its keys, unless one with that id is already in the scope: then nothing of this change
    happens and `Applied.duplicates` names the id."""

    record: Record
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Put:
    """Insert a record, or replace the one with its id in the scope. The keys of the memory are replaced as a whole;
    None leaves them as they are. The stored version becomes the old one plus 1."""

    record: Record
    keys: tuple[Key, ...] | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """Set some fields of one record and raise its version; no such record is a no-op. Never touches id, scope, keys
    or the text they are made of."""

    kind: Kind
    scope: Scope
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Erase:
    """Remove every record of a kind that the filter holds for, with its keys, index entries and vectors that no other
    key uses, leaving nothing readable in the files. Erased episodes still named as `parent_id` become None there."""

    kind: Kind
    where: Filter


@dataclass(frozen=True, slots=True)
class Embed:
    """Give a vector to every dense key of the scope whose text has this hash. Ignored where no key has it.

    Raises SpaceMismatch where `space` is neither active nor building in the store.
    """

    scope: Scope
    space: Space
    hash: bytes
    vector: NDArray[float32]


@dataclass(frozen=True, slots=True)
class Use:
    """Record a space's state. Making one active retires the one that was; retired vectors stay until `drop` is True."""

    space: Space
    state: SpaceState
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Finish:
    """End a job that `worker` holds: done, or with `error` back to ready at `Job.run_at` or dead. Travels in the same
    `apply` as what the job produced. Raises LeaseLost where the worker no longer holds it."""

    job: Job
    worker: str
    error: str | None = None
    dead: bool = False


@dataclass(frozen=True, slots=True)
class Expect:
    """The record must exist with this version (0: must not exist), else the whole `apply` raises Conflict."""

    kind: Kind
    scope: Scope
    id: str
    version: int


Change = Add | Put | Touch | Erase | Embed | Use | Finish | Expect


@dataclass(frozen=True, slots=True)
class Applied:
    """What an `apply` did: ids added or put, ids of Adds that were there already, number of records erased."""

    written: tuple[str, ...] = ()
    duplicates: frozenset[str] = field(default_factory=frozenset)
    erased: int = 0
