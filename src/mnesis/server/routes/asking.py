"""What matters now: recall, and contexts for a prompt."""

from typing import Annotated, Any

from pydantic import Field

from mnesis import shapes
from mnesis.server.answering import Routes
from mnesis.server.routes.given import Body, FilterBody, Id, MomentText, Text, filter_of
from mnesis.server.visits import Also, Reading
from mnesis.shapes import contexts, memories

router = Routes(tags=["asking"])


class Query(Body):
    """A question."""

    query: Annotated[Text, Field(examples=["Where does Otto live?"])]
    limit: Annotated[int, Field(ge=1, le=200)] = 10
    as_of: MomentText | None = None
    """Hides what happened later."""
    now: MomentText | None = None
    """What "last week" counts from."""
    where: FilterBody | None = None
    """Narrows before anything is ranked."""
    deep: bool | None = None
    """Look into the archive as well; null does so where that seems worth it."""
    also: Also = Field(default=[])


class Turn(Body):
    """A message of a conversation, as chat APIs have it."""

    role: Annotated[str, Field(max_length=50, examples=["user"])]
    content: str


class Wanted(Body):
    """A message that is to be answered, and what its prompt may hold."""

    query: Annotated[Text, Field(examples=["Deploy the app"])]
    budget: Annotated[int, Field(ge=1, le=10_000_000)] | None = None
    """Tokens of the whole prompt; 4,000 where no model is named."""
    model: Annotated[str, Field(max_length=200)] | None = None
    session: Id | None = None
    system: str = ""
    goal: str | None = None
    history: Annotated[list[Turn], Field(max_length=2000)] | None = None
    sensitive: bool = False
    """Consent to what is about health, money, secrets."""
    shared: bool = False
    """Others read it: nothing of the profile."""
    limit: Annotated[int, Field(ge=1, le=500)] = 50
    deep: bool | None = None
    now: MomentText | None = None
    also: Also = Field(default=[])


@router.post("/recall")
def recall(visit: Reading, body: Query) -> memories.Recall:
    """The memories that matter for a query, best first, each with its evidence and why it is there."""
    found = visit.memory.recall(
        body.query,
        limit=body.limit,
        as_of=body.as_of,
        now=body.now,
        where=filter_of(body.where),
        deep=body.deep,
        also=visit.reach(body.also),
    )
    return shapes.recall(found)


@router.post("/context")
def context(visit: Reading, body: Wanted) -> contexts.Context:
    """What to give to a language model for this message: a block of text, and a ledger of what each token bought."""
    asked: dict[str, Any] = body.model_dump(exclude={"query"})
    return shapes.context(visit.memory.context(body.query, **asked | {"also": visit.reach(body.also)}))
