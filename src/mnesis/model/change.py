"""A write is data: the closed union of what `Store.apply` understands.

Ids are unique within a kind and scope, and say nothing in another scope. What the store derives it also keeps, whatever
a record says: `version` is 1 at first (an Item begins with what it says) and rises by one with every change of that
record (a Put, Touch, Hold, Finish or claim; not with counts that follow other records), `Episode.position` of a raw one
is one more than the highest in its session (a Put keeps it, unless it moves the episode to another session; any other
keeps what it was given), `Session.episode_count` counts the episodes at that moment.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from numpy import float32
from numpy.typing import NDArray

from mnesis.model.access import ApiKey, Response
from mnesis.model.episode import Episode, Session
from mnesis.model.feed import Feedback, Update
from mnesis.model.filter import Filter
from mnesis.model.item import Item
from mnesis.model.key import Key
from mnesis.model.knowledge import Entity, Fact, Relationship
from mnesis.model.practice import Preference, Procedure
from mnesis.model.scope import Scope
from mnesis.model.space import Space, SpaceState
from mnesis.model.work import Audit, Board, Job

Memories = Episode | Session | Entity | Relationship | Fact | Procedure | Preference
Record = Memories | Job | Board | Audit | Item | Feedback | Update | ApiKey | Response
Kind = type[Record]

RECORDS: tuple[Kind, ...] = (
    *(Episode, Session, Entity, Relationship, Fact, Procedure, Preference),
    *(Job, Board, Audit, Item, Feedback, Update, ApiKey, Response),
)


@dataclass(frozen=True, slots=True)
class Add:
    """Insert a record with its keys, unless one with that id is already in the scope (or was added earlier in the same
    `apply`): then nothing of this change happens and `Applied.duplicates` names the id."""

    record: Record
    keys: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Put:
    """Insert a record, or replace the one with its id in the scope, which keeps its place in the order of arrival. The
    keys of the memory are replaced as a whole; None leaves them as they are, and those without a text of their own
    follow the record's. Vectors that no key uses any more go. The stored version becomes the old one plus 1."""

    record: Record
    keys: tuple[Key, ...] | None = None


@dataclass(frozen=True, slots=True)
class Touch:
    """Set some fields of one record and raise its version; no such record is a no-op. Never touches id, scope, keys
    or the text they are made of: raises InvalidInput for id, scope, version, session_id, position,
    episode_count and an episode's summary and details, UnknownField for a field the kind has not."""

    kind: Kind
    scope: Scope
    id: str
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Erase:
    """Remove every record of a kind that the filter holds for, with its keys, index entries and vectors that no other
    key uses, leaving nothing readable in the files. Erased episodes still named as `parent_id` become None there, which
    is no change of the child's version."""

    kind: Kind
    where: Filter


@dataclass(frozen=True, slots=True)
class Embed:
    """Give a vector of length 1 to every dense key of the scope whose text has this hash, now or later. Ignored where
    no key has it.

    Raises SpaceMismatch where `space` is neither active nor building in the store, InvalidInput for a vector that is
    not finite or not of shape (space.dimension,).
    """

    scope: Scope
    space: Space
    hash: bytes
    vector: NDArray[float32]


@dataclass(frozen=True, slots=True)
class Use:
    """Record a space's state. Making one active retires the one that was; retired spaces stay searchable until a Use
    with `drop`, after which every retired space is unknown and its vectors are gone."""

    space: Space
    state: SpaceState
    drop: bool = False


@dataclass(frozen=True, slots=True)
class Hold:
    """Keep a job that `worker` holds until a later time, with how far it is. Of `job` only scope, id, `done`, `total`,
    `note`, `checkpoint` and `result` count; all five are set. May travel in the same `apply` as part of what the job
    makes: a checkpoint then says exactly what is there. Raises LeaseLost as Finish does."""

    job: Job
    worker: str
    until: datetime


@dataclass(frozen=True, slots=True)
class Finish:
    """End a job that `worker` holds: done; with `error` back to ready at `job.run_at`; or dead. Of `job` only scope,
    id, run_at, `result`, and, where it is done or dead, `ended_at` count; the stored job has neither worker nor lease
    afterwards. Travels in the same `apply` as what the job produced. Raises LeaseLost where the worker no longer holds
    it: another took it (a lease that ran out and that nobody took is still held), it has ended or was cancelled, or it
    is gone."""

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


Change = Add | Put | Touch | Erase | Embed | Use | Hold | Finish | Expect


@dataclass(frozen=True, slots=True)
class Applied:
    """What an `apply` did: ids added or put in order, ids of Adds that were there already, number of records erased."""

    written: tuple[str, ...] = ()
    duplicates: frozenset[str] = field(default_factory=frozenset)
    erased: int = 0
