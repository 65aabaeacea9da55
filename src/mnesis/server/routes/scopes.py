"""Whose memory there is."""

from typing_extensions import TypedDict

from mnesis.server.answering import Routes
from mnesis.server.paging import Paging, paged
from mnesis.server.visits import Knocking

router = Routes(tags=["scopes"])


class Held(TypedDict):
    """A scope that holds something; `memories` are those that are not in the archive."""

    name: str
    memories: int


class Scopes(TypedDict):
    """A page of scopes."""

    scopes: list[Held]
    next: str | None


@router.get("/scopes")
def list_scopes(visit: Knocking, page: Paging) -> Scopes:
    """The scopes that hold something and that the caller's key may read, by name."""
    held = visit.door.scopes(visit.caller)
    names, following = paged(lambda _: list(held), page, str)
    return {"scopes": [{"name": one, "memories": held[one]} for one in names], "next": following}
