"""Who may do what: the caller's own place, and keys."""

from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Query
from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.governance.access import RIGHTS
from mnesis.model import Role, as_utc
from mnesis.server.answering import Routes
from mnesis.server.paging import Paging, by_id, paged
from mnesis.server.routes.given import Body, Id, IdPath, MomentText, Name
from mnesis.server.visits import Keeping, Knocking
from mnesis.shapes import keys as told
from mnesis.steps.keyring import Made

router = Routes(tags=["keys"])

Tenant = Annotated[str | None, Query(min_length=1, max_length=200, description="Default: the caller's.")]


class Me(TypedDict):
    """Who asks, and where that may be."""

    name: str
    tenant: str
    role: str
    rights: list[str]
    places: list[str]
    home: str
    key_id: str | None
    expires_at: str | None


class Keys(TypedDict):
    """A page of keys."""

    keys: list[told.Key]
    next: str | None


class NewKey(TypedDict):
    """A new key; `token` is told now and never again."""

    key: told.Key
    token: str


class Making(Body):
    """Whose key it is, what for, and where it opens."""

    name: Name
    role: Role
    places: Annotated[list[Id], Field(min_length=1, max_length=100)]
    """Names of scopes, the first its home; `project:*` for all that begin so, `*` for all of the tenant."""
    expires_at: MomentText | None = None
    tenant: Id | None = None


class Rotating(Body):
    """How long the old key still opens."""

    grace_seconds: Annotated[int, Field(ge=0, le=30 * 86400)] = 86400


@router.get("/me")
def me(visit: Knocking) -> Me:
    """Who asks, and which places that is for."""
    caller = visit.caller
    return {
        "name": caller.name,
        "tenant": caller.tenant,
        "role": caller.role.value,
        "rights": sorted(right.value for right in RIGHTS[caller.role]),
        "places": list(caller.places),
        "home": caller.home.name,
        "key_id": caller.key_id,
        "expires_at": shapes.moment(caller.expires_at),
    }


@router.get("/keys")
def list_keys(visit: Keeping, page: Paging, tenant: Tenant = None) -> Keys:
    """The keys that the caller may handle, the last made first; those that hold no more too."""
    desk = visit.door.keys(visit.caller, tenant)
    found, following = paged(lambda _: desk.list(), page, by_id)
    return {"keys": [told.key(one) for one in found], "next": following}


@router.post("/keys")
def make_key(visit: Keeping, body: Making) -> NewKey:
    """A new key. Nobody gives more than they have."""
    ends: datetime | None = None if body.expires_at is None else as_utc(body.expires_at)
    return _new(visit.door.keys(visit.caller, body.tenant).make(body.name, body.role, body.places, ends))


@router.post("/keys/{id}/rotate")
def rotate_key(visit: Keeping, id: IdPath, body: Rotating = Rotating(), tenant: Tenant = None) -> NewKey:  # noqa: B008
    """A new key in the place of this one, which goes on for a while."""
    grace = timedelta(seconds=body.grace_seconds)
    return _new(visit.door.keys(visit.caller, tenant).rotate(id, grace))


@router.delete("/keys/{id}")
def revoke_key(visit: Keeping, id: IdPath, tenant: Tenant = None) -> told.Key:
    """Let a key open nothing any more, at once."""
    return told.key(visit.door.keys(visit.caller, tenant).revoke(id))


def _new(made: Made) -> NewKey:
    return {"key": told.key(made.key), "token": made.token}
