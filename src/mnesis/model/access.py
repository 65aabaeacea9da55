"""Who may do what to whose memory: levels, rights, roles, and the keys that carry them."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from mnesis.model.scope import Scope


class ScopeLevel(StrEnum):
    """How many people share a memory, the fewest first. A scope named `team:platform` is at the level TEAM; one whose
    name has no level before a colon belongs to no level, and is private to who is given it."""

    AGENT = "agent"
    USER = "user"
    SESSION = "session"
    PROJECT = "project"
    TEAM = "team"
    ORGANISATION = "organisation"
    COMPANY = "company"


class Right(StrEnum):
    """What a caller may be allowed to do."""

    READ = "read"
    """Ask for what is there."""
    WRITE = "write"
    """Tell and teach: remember, learn, outcome, feedback."""
    CURATE = "curate"
    """Set right and take away: correct, merge, split, forget, restore, prune."""
    WORK = "work"
    """Nights, reflections, jobs."""
    KEYS = "keys"
    """Make, list and revoke keys of the tenant."""
    OPERATE = "operate"
    """Upkeep of the whole store, and keys of every tenant; reads nobody's memory."""


class Role(StrEnum):
    """What a key is for. `mnesis.governance.roles` says what each may do, and up to which level."""

    READER = "reader"
    AGENT = "agent"
    MEMBER = "member"
    LEAD = "lead"
    MANAGER = "manager"
    ADMIN = "admin"
    OPERATOR = "operator"


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiKey:
    """A key to a server. The secret itself is nowhere: `secret_hash` is the SHA-256 of it, in hex."""

    id: str
    scope: Scope
    """Its tenant; the name is always `keys`."""
    name: str
    """For people: whose it is, and what for."""
    role: Role
    places: tuple[str, ...] = ()
    """Names of the scopes it is for, the first its home; `project:*` stands for every name that begins like that, `*`
    for all of the tenant."""
    secret_hash: str
    created_at: datetime
    expires_at: datetime | None = None
    last_used_at: datetime | None = None
    """Kept to the minute."""
    revoked_at: datetime | None = None
    replaces: str | None = None
    """The key it was made from when that was rotated."""
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What a request was answered, kept for a day under the idempotency key that came with it, so that the same request
    sent again is not done again. `status` None: it was begun, and what it does is dated `at`. An erasure in its
    scope erases it, as `body` may quote memories."""

    id: str
    scope: Scope
    request: str
    """Hash of method, path and body: another request under the same key is a mistake."""
    at: datetime
    status: int | None = None
    body: str | None = None
    version: int = 1
