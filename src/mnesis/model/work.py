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


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A piece of work that outlives the process that asked for it.

    `worker` holds it until `leased_until`; after that anyone may take it again, so effects must travel in the
    same `apply` as `Finish`.
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
    created_at: datetime
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
