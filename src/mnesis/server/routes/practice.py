"""How things are done and wanted, and what is taught outright."""

from typing import Annotated, Any

from fastapi import Query
from pydantic import Field
from typing_extensions import TypedDict

from mnesis import model, shapes
from mnesis.errors import InvalidInput
from mnesis.model import Claim, EntityType, Named, Outcome, PreferenceCategory, Recipe, Wish, as_utc
from mnesis.server.answering import Routes
from mnesis.server.paging import MANY, Paging, by_id, paged
from mnesis.server.routes.given import Body, Id, IdPath, MomentText, Name, Text
from mnesis.server.routes.memories import Telling
from mnesis.server.visits import Also, Reading, Writing
from mnesis.shapes import practice

router = Routes(tags=["practice"])

Subject = Annotated[str | None, Query(max_length=200, description="What is judged.")]


class Preferences(TypedDict):
    """A page of preferences."""

    preferences: list[practice.Preference]
    next: str | None


class Procedures(TypedDict):
    """A page of procedures."""

    procedures: list[practice.Procedure]
    next: str | None


class EntityGiven(Body):
    """An entity, by name."""

    name: Name
    type: EntityType = EntityType.OTHER

    def named(self) -> Named:
        return Named(name=self.name, type=self.type)


class FactGiven(Body):
    """A fact to believe: who, what, whom."""

    subject: EntityGiven
    predicate: Annotated[Name, Field(examples=["works_at"])]
    object: EntityGiven | Name
    valid_from: MomentText | None = None
    valid_until: MomentText | None = None
    also: bool = False
    """Beside what holds already, where there is one value at a time."""

    def claim(self) -> Claim:
        return Claim(
            subject=self.subject.named(),
            predicate=self.predicate,
            object=self.object.named() if isinstance(self.object, EntityGiven) else self.object,
            valid_from=None if self.valid_from is None else as_utc(self.valid_from),
            valid_until=None if self.valid_until is None else as_utc(self.valid_until),
            also=self.also,
        )


class PreferenceGiven(Body):
    """How something is wanted."""

    category: PreferenceCategory = PreferenceCategory.OTHER
    key: Annotated[Name, Field(examples=["package_manager"])]
    value: Annotated[Name, Field(examples=["pnpm"])]
    instead_of: Name | None = None

    def wish(self) -> Wish:
        return Wish(**self.model_dump())


class StepGiven(Body):
    """A step: a verb, and the words."""

    action: Name
    detail: Text


class ProcedureGiven(Body):
    """How a task is done."""

    name: Name
    trigger: Name
    steps: Annotated[list[StepGiven], Field(min_length=1, max_length=100)]
    context: Name | None = None

    def recipe(self) -> Recipe:
        steps = tuple(step.model_dump() for step in self.steps)
        return Recipe(name=self.name, trigger=self.trigger, steps=steps, context=self.context)


class Teaching(Body):
    """Exactly one of these."""

    words: Telling | None = None
    """Kept and understood at once."""
    fact: FactGiven | None = None
    preference: PreferenceGiven | None = None
    procedure: ProcedureGiven | None = None


class Judgement(Body):
    """What somebody thinks of an answer, or of one memory, fact, preference or procedure."""

    subject: Id
    rating: Annotated[float, Field(ge=-1, le=1)]
    """From -1, wrong or useless, to 1, just right."""
    query: Text | None = None
    note: Text | None = None
    hits: Annotated[list[Id], Field(max_length=200)] | None = None
    """For an answer: the ids of its hits, best first."""


class Feedback(TypedDict):
    """What was kept."""

    id: str
    at: str
    subject: str
    rating: float
    query: str | None
    note: str | None


class Feedbacks(TypedDict):
    """A page of what was thought, the latest first."""

    feedback: list[Feedback]
    next: str | None


class Ended(Body):
    """How a procedure went."""

    how: Outcome
    note: Text | None = None


@router.get("/preferences")
def preferences(
    visit: Reading,
    page: Paging,
    category: PreferenceCategory | None = None,
    also: Annotated[Also, Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Preferences:
    """How things are wanted, strongest first."""
    wider = visit.reach(also)
    found, following = paged(lambda _: visit.memory.preferences(category, also=wider), page, by_id)
    return {"preferences": [shapes.preference(one) for one in found], "next": following}


@router.get("/procedures")
def procedures(
    visit: Reading,
    page: Paging,
    query: Annotated[str | None, Query(max_length=1000, description="The task.")] = None,
    failing: Annotated[bool, Query(description="Those that have failed, most failed first.")] = False,
    also: Annotated[Also, Query()] = [],  # noqa: B006 - FastAPI copies it
) -> Procedures:
    """How a task is done: what has worked first; without a query all."""
    wider = visit.reach(also)
    found, following = paged(
        lambda limit: visit.memory.procedures(query, failing=failing, limit=limit or MANY, also=wider), page, by_id
    )
    return {"procedures": [shapes.procedure(one) for one in found], "next": following}


@router.post("/procedures/{id}/outcome")
def outcome(visit: Writing, id: IdPath, body: Ended) -> practice.Procedure:
    """Tell how a procedure went. It is trusted accordingly."""
    return shapes.procedure(visit.memory.outcome(id, body.how, body.note))


@router.post("/feedback")
def feedback(visit: Writing, body: Judgement) -> Feedback:
    """Tell how good an answer was, or one thing that is kept."""
    return _judged(visit.memory.feedback(body.subject, **body.model_dump(exclude={"subject"})))


@router.get("/feedback")
def list_feedback(visit: Reading, page: Paging, subject: Subject = None) -> Feedbacks:
    """What was thought, the latest first."""
    found, following = paged(lambda limit: visit.memory.judged(subject, limit=limit), page, by_id)
    return {"feedback": [_judged(one) for one in found], "next": following}


@router.post("/learn")
def learn(visit: Writing, body: Teaching) -> practice.Learned:
    """Teach words, kept and understood at once, or a fact, preference or procedure outright."""
    return shapes.learned(visit.memory.learn(_taught(body)))


def _taught(body: Teaching) -> Any:
    given = [
        body.words and body.words.message(),
        body.fact and body.fact.claim(),
        body.preference and body.preference.wish(),
        body.procedure and body.procedure.recipe(),
    ]
    match [one for one in given if one is not None]:
        case [one]:
            return one
    raise InvalidInput(what="learn", problem="give one of words, fact, preference, procedure")


def _judged(one: model.Feedback) -> Feedback:
    return {
        "id": one.id,
        "at": shapes.moment(one.at),
        "subject": one.subject,
        "rating": one.rating,
        "query": one.query,
        "note": one.note,
    }
