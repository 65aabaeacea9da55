"""What becomes of memories over time: nights, reflections, the archive, pruning."""

from datetime import date
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.errors import InvalidInput
from mnesis.model import Step
from mnesis.server.answering import FOLLOWED, Routes
from mnesis.server.paging import Paging, by_id, paged
from mnesis.server.routes.given import Body, FilterBody, Id, filter_of
from mnesis.server.routes.memories import Filtered, Memories
from mnesis.server.visits import Curating, Reading, Working
from mnesis.shapes import reflections, work

router = Routes(tags=["nights"])


class Night(Body):
    """Which steps of a night; none is all."""

    steps: Annotated[tuple[Step, ...], Field(max_length=20)] = ()
    dry_run: bool = False
    """Only tell what is due."""


class SleptHere(TypedDict):
    """What a night came to. Not what the whole store takes: others are in it."""

    dry_run: bool
    steps: list[work.NightStep]
    tokens: work.Change
    took: float


class Day(Body):
    """A day in UTC; null is today."""

    day: date | None = None
    sensitive: bool = False
    """Health, money, secrets too."""


class Pruning(Body):
    """What is worth less than `below`; it leaves where `apply` says so."""

    below: Annotated[float, Field(ge=0, le=1)] = 0.2
    apply: bool = False


class Restoring(Body):
    """One memory by its id, or those a filter holds for: exactly one of these."""

    id: Id | None = None
    where: FilterBody | None = None


class Restored(TypedDict):
    """The ids of memories that were brought back, oldest first."""

    restored: list[str]


class Anew(Body):
    """Which memories are read once more."""

    where: FilterBody | None = None
    dry_run: bool = False
    """Only tell what would change."""


@router.post("/sleep", openapi_extra=FOLLOWED)
def sleep(visit: Working, body: Night = Night()) -> SleptHere:  # noqa: B008
    """A night of this scope now. Broken off or killed, the next one goes on where it was."""
    slept = shapes.slept(visit.memory.sleep(steps=body.steps, dry_run=body.dry_run, progress=visit.progress))
    return {"dry_run": slept["dry_run"], "steps": slept["steps"], "tokens": slept["tokens"], "took": slept["took"]}


@router.post("/reflect", openapi_extra=FOLLOWED)
def reflect(visit: Working, body: Day = Day()) -> reflections.Reflection:  # noqa: B008
    """Look back on a day: its main points in words that were said, what was learnt, what recurs."""
    return shapes.reflection(visit.memory.reflect(body.day, sensitive=body.sensitive))


@router.post("/extract", openapi_extra=FOLLOWED)
def extract(visit: Working, body: Anew = Anew()) -> work.Extracted:  # noqa: B008
    """Read memories of this scope once more, with the extractor of today, and tell what that changes."""
    where = filter_of(body.where)
    done = visit.memory.extract(where, again=True, dry_run=body.dry_run, progress=visit.progress)
    return shapes.extracted(done, dry_run=body.dry_run)


@router.post("/prune", openapi_extra=FOLLOWED)
def prune(visit: Curating, body: Pruning = Pruning()) -> work.Pruned:  # noqa: B008
    """What is worth too little to keep, least first; with `apply` it leaves. Broken off and done again it goes on."""
    return shapes.pruned(visit.memory.prune(body.below, apply=body.apply, progress=visit.progress))


@router.get("/archived")
def list_archived(visit: Reading, page: Paging) -> Memories:
    """Memories that left for the archive, oldest first."""
    found, following = paged(lambda limit: visit.memory.archived(limit=limit), page, by_id)
    return {"memories": [shapes.episode(one) for one in found], "next": following}


@router.post("/archived/search")
def search_archived(visit: Reading, page: Paging, body: Filtered) -> Memories:
    """Archived memories by a filter, oldest first."""
    where = filter_of(body.where)
    found, following = paged(lambda limit: visit.memory.archived(where, limit=limit), page, by_id)
    return {"memories": [shapes.episode(one) for one in found], "next": following}


@router.post("/restore")
def restore(visit: Curating, body: Restoring) -> Restored:
    """Bring archived memories back, for 30 days at least."""
    if (body.id is None) == (body.where is None):
        raise InvalidInput(what="restore", problem="give either an id or a filter")
    what = body.id if body.id is not None else filter_of(body.where)
    return {"restored": list(visit.memory.restore(what))}
