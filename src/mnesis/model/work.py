"""What is to be done, and what was done to whose memory: jobs and the audit trail."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from mnesis.model.scope import Scope


class JobState(StrEnum):
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    DEAD = "dead"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work that outlives the process that asked for it.

    `worker` holds it until `leased_until`; after that anyone may take it again, so effects must travel in the
    same `apply` as `Finish`, or as the `Hold` whose checkpoint says that they are there.
    """

    id: str
    scope: Scope
    kind: str
    payload: Mapping[str, Any] = field(default_factory=dict)
    state: JobState = JobState.READY
    priority: int = 0
    """Higher runs first."""
    attempts: int = 0
    run_at: datetime
    """Not before this."""
    worker: str | None = None
    leased_until: datetime | None = None
    error: str | None = None
    key: str | None = None
    """Of the jobs of a scope with the same key, one runs at a time."""
    cron: str | None = None
    """When it is to be done again, as cron writes it, in UTC: its end adds the next one."""
    done: int = 0
    """How far it is, of `total`, in the handler's own units."""
    total: int = 0
    note: str | None = None
    """What it is at, for people."""
    checkpoint: Mapping[str, Any] = field(default_factory=dict)
    """From where another worker goes on."""
    result: Mapping[str, Any] = field(default_factory=dict)
    """What came of it so far: counts and ids, never content."""
    created_at: datetime
    ended_at: datetime | None = None
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What a session's working memory needs to go on after a restart: a cache, made anew where it is lost. Its id is
    the session's; `state` says how, and `cites` which memories it names or quotes, so that erasing one can find it."""

    id: str
    scope: Scope
    state: Mapping[str, Any] = field(default_factory=dict)
    cites: tuple[str, ...] = ()
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """A line of the trail: who did what to which memories. Holds ids and counts, never content."""

    id: str
    scope: Scope
    at: datetime
    actor: str
    action: str
    subject: str | None = None
    detail: Mapping[str, Any] = field(default_factory=dict)
    version: int = 1
