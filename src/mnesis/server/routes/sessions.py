"""Conversations."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.errors import NotFound
from mnesis.model import All, Session, Where, within
from mnesis.server.answering import Routes
from mnesis.server.paging import Paging, by_id, cut, keyset, paged
from mnesis.server.routes.given import Body, IdPath
from mnesis.server.routes.memories import Memories
from mnesis.server.visits import Reading, Working, Writing
from mnesis.shapes import memories, work

router = Routes(tags=["sessions"])


class Sessions(TypedDict):
    """A page of sessions."""

    sessions: list[memories.Session]
    next: str | None


class Compacting(Body):
    """How much of a session stays as it was said."""

    keep: Annotated[int, Field(ge=0, le=10_000)] = 10


@router.get("/sessions")
def list_sessions(visit: Reading, page: Paging) -> Sessions:
    """Sessions, the latest started first."""
    found, following = paged(lambda limit: visit.memory.sessions(limit=limit), page, by_id)
    return {"sessions": [shapes.session(one) for one in found], "next": following}


@router.get("/sessions/{id:path}/turns")
def session_turns(visit: Reading, id: IdPath, page: Paging) -> Memories:
    """What was said in a session, in its order."""
    after, order = keyset(page, "position", descending=False)
    here = Where("session_id", "eq", id)
    found = visit.memory.episodes(All((here, after)), order=order, limit=page.limit + 1)
    if not found and page.cursor is None:
        raise NotFound(kind="session", id=id)
    kept, following = cut(found, page, lambda one: (one.position, one.id))
    return {"memories": [shapes.episode(one) for one in kept], "next": following}


@router.post("/sessions/{id:path}/close")
def close_session(visit: Writing, id: IdPath) -> memories.Session:
    """End a session, and sum it up in its own words. It is open again as soon as more is remembered in it."""
    return shapes.session(visit.memory.close_session(id))


@router.post("/sessions/{id:path}/compact")
def compact_session(visit: Working, id: IdPath, body: Compacting = Compacting()) -> work.Compacted:  # noqa: B008
    """Compress the turns of a session now, all but the last; they stay, and are found as before."""
    return shapes.compacted(visit.memory.compact(id, keep=body.keep))


@router.get("/sessions/{id:path}")
def get(visit: Reading, id: IdPath) -> memories.Session:
    """One session: when it began and ended, and its summary."""
    found = visit.memory.store.get(Session, [id], within(visit.memory.scope))
    if not found:
        raise NotFound(kind="session", id=id)
    return shapes.session(found[0])
