"""Tools that teach outright, and tell how things went."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from mnesis import shapes
from mnesis.errors import InvalidInput
from mnesis.model import (
    Claim,
    EntityType,
    Episode,
    Fact,
    Named,
    Preference,
    PreferenceCategory,
    Procedure,
    Recipe,
    Wish,
    as_utc,
)
from mnesis.server.mcp import wording
from mnesis.server.mcp.calling import Answer, Call
from mnesis.server.mcp.toolbox import tells
from mnesis.server.mcp.tools.arguments import SHORT, Text, Time, Words
from mnesis.shapes import judging, practice


class TaughtFact(BaseModel):
    """A fact: subject, predicate, object."""

    model_config = ConfigDict(extra="forbid")

    subject: Annotated[Words, Field(description="Name of who or what it is about; `user` for the user.")]
    subject_type: EntityType = EntityType.OTHER
    predicate: Annotated[Words, Field(description="Such as `works at`, `lives in`, `uses`, `decided`.")]
    object: Annotated[Words, Field(description="A name or a plain value.")]
    valid_from: Annotated[Time | None, Field(description="Since when it holds, where that is known.")] = None
    valid_until: Annotated[Time | None, Field(description="From when on it no longer does.")] = None
    also: Annotated[bool, Field(description="True: beside what holds already (a second job).")] = False


class TaughtPreference(BaseModel):
    """A preference of the user."""

    model_config = ConfigDict(extra="forbid")

    category: PreferenceCategory
    key: Annotated[Words, Field(description="The choice in snake case: `package_manager`.")]
    value: Annotated[Words, Field(description="What is wanted: `pnpm`.")]
    instead_of: Annotated[Words | None, Field(description="What is not: `npm`. Procedures follow.")] = None


class TaughtProcedure(BaseModel):
    """A way of doing a task."""

    model_config = ConfigDict(extra="forbid")

    name: Words
    trigger: Annotated[Words, Field(description="The task: when to use it.")]
    steps: Annotated[list[Words], Field(min_length=1, max_length=50, description="In order, one action each.")]
    context: Annotated[Words | None, Field(description="Where it applies.")] = None


@tells("Learn", practice.Learned)
def learn(
    call: Call,
    text: Annotated[Text | None, Field(description="Words to keep and understand at once.")] = None,
    fact: TaughtFact | None = None,
    preference: TaughtPreference | None = None,
    procedure: TaughtProcedure | None = None,
) -> Answer:
    """Teach one fact, preference or procedure outright, where you know exactly what is to be known. Give one of the
    four.

    Call it after you worked something out with the user ("so releases always go like this"), or where `remember`
    understood nothing. For what was just said, `remember` is enough: it learns by itself and keeps the evidence. To
    replace what is known, use `correct` with its id.

    Examples: {"preference": {"category": "tools", "key": "package_manager", "value": "pnpm", "instead_of": "npm"}},
    {"fact": {"subject": "Otto", "subject_type": "person", "predicate": "works at", "object": "Acme"}},
    {"procedure": {"name": "Deploy the shop", "trigger": "deploying the shop", "steps": ["run pnpm test", "run pnpm
    deploy"]}}
    """
    given = [one for one in (text, fact, preference, procedure) if one is not None]
    if len(given) != 1:
        raise InvalidInput(what="what to learn", problem="give exactly one of text, fact, preference, procedure")
    done = call.memory.learn(_taught(given[0]))
    return Answer(wording.learned(done), shapes.learned(done))


def _taught(given: str | TaughtFact | TaughtPreference | TaughtProcedure) -> str | Claim | Wish | Recipe:
    if isinstance(given, TaughtFact):
        return Claim(
            subject=Named(name=given.subject, type=given.subject_type),
            predicate=given.predicate,
            object=given.object,
            valid_from=as_utc(given.valid_from) if given.valid_from else None,
            valid_until=as_utc(given.valid_until) if given.valid_until else None,
            also=given.also,
        )
    if isinstance(given, TaughtPreference):
        return Wish(category=given.category, key=given.key, value=given.value, instead_of=given.instead_of)
    if isinstance(given, TaughtProcedure):
        return Recipe(name=given.name, trigger=given.trigger, steps=_steps(given.steps), context=given.context)
    return given


def _steps(said: list[str]) -> tuple[dict[str, str], ...]:
    return tuple({"action": one.split()[0].lower() if one.split() else one, "detail": one} for one in said)


@tells("Outcome of a procedure", practice.Procedure)
def outcome(
    call: Call,
    procedure: Annotated[str, Field(min_length=4, max_length=26, description="Its id, as `procedures` shows it.")],
    how: Literal["success", "partial", "failure"],
    note: Annotated[str | None, Field(max_length=SHORT, description="What went wrong, or what helped.")] = None,
) -> Answer:
    """Tell how a procedure went, each time you have followed one. What works comes first the next time."""
    now = call.memory.outcome(call.id(procedure, Procedure), how, note)
    return Answer(wording.procedure(now), shapes.procedure(now))


@tells("Feedback", judging.Feedback)
def feedback(
    call: Call,
    subject: Annotated[
        str, Field(min_length=4, max_length=26, description="Id of a memory, fact, preference or procedure.")
    ],
    rating: Annotated[float, Field(ge=-1, le=1, description="-1: wrong or useless, 1: just right.")],
    query: Annotated[str | None, Field(max_length=SHORT, description="What it was found for.")] = None,
    note: Annotated[str | None, Field(max_length=SHORT)] = None,
) -> Answer:
    """Tell whether something that was recalled helped. It removes nothing: use `correct` for what is wrong."""
    kept = call.memory.feedback(call.id(subject, Episode, Fact, Preference, Procedure), rating, query=query, note=note)
    return Answer("Kept.", shapes.feedback(kept))
