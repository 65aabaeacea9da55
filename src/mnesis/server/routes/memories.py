"""What happened: kept, looked at, erased."""

from typing import Annotated, Literal

from fastapi import Depends, Query
from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.errors import InvalidInput, NotFound
from mnesis.model import All, Compression, EpisodeType, Filter, Message, Outcome, Where, as_utc
from mnesis.server.answering import APART, Routes
from mnesis.server.paging import Page, Paging, cut, keyset
from mnesis.server.problems import Problem, body_of
from mnesis.server.routes.given import Body, FilterBody, Id, IdPath, MomentText, Name, Text, filter_of
from mnesis.server.visits import Curating, Reading, Visit, Writing
from mnesis.shapes import memories as told

router = Routes(tags=["memories"])
BATCH = 500


class Telling(Body):
    """One thing said or done."""

    text: Annotated[Text, Field(examples=["I moved to Berlin last month."])]
    actor: Annotated[str, Field(max_length=200, pattern=r"^(user|agent|system|tool:.+)$")] = "user"
    speaker: Name | None = None
    session: Id = "main"
    time: MomentText | None = None
    channel: Name | None = None
    type: EpisodeType = EpisodeType.CONVERSATION
    outcome: Outcome | None = None
    tags: Annotated[tuple[Name, ...], Field(max_length=50)] = ()
    parent: Id | None = None
    importance: Annotated[int, Field(ge=1, le=10)] | None = None
    compression: Compression = Compression.RAW

    def message(self) -> Message:
        return Message(**self.model_dump())


class Batch(Body):
    """Things said or done, in order."""

    messages: Annotated[list[Telling], Field(min_length=1, max_length=BATCH)]


class Result(TypedDict):
    """What became of one of a batch: a memory, or a problem."""

    status: int
    created: bool
    id: str | None
    problem: Problem | None


class Results(TypedDict):
    """One for each of a batch, in its order."""

    results: list[Result]
    added: int
    notices: list[str]


class Memories(TypedDict):
    """A page of memories; `next` is the cursor of the next, None on the last."""

    memories: list[told.Episode]
    next: str | None


class Forgotten(TypedDict):
    """How many memories were erased, and the line of the audit trail that says so."""

    erased: int
    audit_id: str | None


class Filtered(Body):
    """Which memories."""

    where: FilterBody | None = None


class Chosen(Body):
    """Which memories; all of the scope only where that is said."""

    where: FilterBody


@router.post("/memories")
def remember(visit: Writing, body: Telling) -> told.Remembered:
    """Keep one message, word for word. It is on disk when this returns; the very same one is kept once."""
    return shapes.remembered(visit.memory.remember(body.message()))


@router.post("/memories/batch", status_code=207, openapi_extra=APART)
def remember_many(visit: Writing, body: Batch) -> Results:
    """Keep many messages, each for itself: what cannot be kept is told in its place, and the others are kept."""
    return _kept(visit, [one.message() for one in body.messages])


def _kept(visit: Visit, messages: list[Message]) -> Results:
    results: list[Result] = []
    notices: dict[str, None] = {}
    for message in messages:
        try:
            kept = visit.memory.remember(message)
        except InvalidInput as error:
            results.append({"status": 422, "created": False, "id": None, "problem": body_of(error)})
        else:
            results.append({"status": 200, "created": kept.created, "id": kept.id, "problem": None})
            notices.update(dict.fromkeys(kept.notices))
    return {"results": results, "added": sum(one["created"] for one in results), "notices": list(notices)}


async def _narrowed(
    session: Annotated[str | None, Query(max_length=200)] = None,
    actor: Annotated[str | None, Query(max_length=200)] = None,
    speaker: Annotated[str | None, Query(max_length=500)] = None,
    type: EpisodeType | None = None,
    tag: Annotated[str | None, Query(max_length=500)] = None,
) -> Filter:
    """The conditions that most people ask for, as parameters."""
    equal = {"session_id": session, "actor": actor, "speaker": speaker, "type": type}
    parts = [Where(field, "eq", value) for field, value in equal.items() if value is not None]
    return All((*parts, *([Where("tags", "has", tag)] if tag is not None else [])))


Narrowed = Annotated[Filter, Depends(_narrowed)]
Order = Annotated[Literal["newest", "oldest"], Query(description="By the time it happened.")]


@router.get("/memories")
def list_memories(visit: Reading, page: Paging, where: Narrowed, order: Order = "newest") -> Memories:
    """Memories, the newest first."""
    return _listed(visit, page, where, descending=order == "newest")


@router.post("/memories/search")
def search_memories(visit: Reading, page: Paging, body: Filtered, order: Order = "newest") -> Memories:
    """Memories by a filter of any shape. For what matters to a question, ask /v1/recall."""
    return _listed(visit, page, filter_of(body.where), descending=order == "newest")


@router.get("/timeline")
def timeline(
    visit: Reading,
    page: Paging,
    since: Annotated[MomentText | None, Query(description="Included.")] = None,
    until: Annotated[MomentText | None, Query(description="Not included.")] = None,
) -> Memories:
    """What happened, oldest first."""
    parts = [] if since is None else [Where("timestamp", "ge", as_utc(since))]
    parts += [] if until is None else [Where("timestamp", "lt", as_utc(until))]
    return _listed(visit, page, All(tuple(parts)), descending=False)


@router.get("/memories/{id}")
def get_memory(visit: Reading, id: IdPath) -> told.Episode:
    """One memory, wherever it is, the archive too."""
    return shapes.episode(visit.memory.get(id))


@router.delete("/memories/{id}")
def forget_memory(visit: Curating, id: IdPath) -> Forgotten:
    """Erase a memory for good, in the archive too, and what was learnt from nothing else."""
    gone = visit.memory.forget(id)
    if not gone.erased:
        raise NotFound(kind="memory", id=id)
    return {"erased": gone.erased, "audit_id": gone.audit_id}


@router.post("/forget")
def forget(visit: Curating, body: Chosen) -> Forgotten:
    """Erase the memories that a filter holds for, for good."""
    gone = visit.memory.forget(filter_of(body.where))
    return {"erased": gone.erased, "audit_id": gone.audit_id}


def _listed(visit: Visit, page: Page, where: Filter, *, descending: bool) -> Memories:
    after, order = keyset(page, "timestamp", descending=descending)
    found = visit.memory.episodes(All((where, after)), order=order, limit=page.limit + 1)
    kept, following = cut(found, page, lambda one: (one.timestamp, one.id))
    return {"memories": [shapes.episode(one) for one in kept], "next": following}
