"""The JSON of how things are done, as docs/reference/cli.md describes it."""

from typing import Any

from typing_extensions import TypedDict

from mnesis import model
from mnesis.procedural.preferring import instead_of
from mnesis.shapes.knowledge import Fact, fact
from mnesis.shapes.memories import moment


class Preference(TypedDict):
    """How something is wanted, and what was wanted before."""

    id: str
    scope: str
    category: str
    key: str
    value: str
    instead_of: str | None
    strength: float
    evidence_count: int
    source_type: str
    source_episodes: list[str]
    history: list[dict[str, Any]]
    updated_at: str


class Procedure(TypedDict):
    """How a task is done, and how often that worked."""

    id: str
    scope: str
    name: str
    trigger: str
    context: str | None
    steps: list[dict[str, Any]]
    confidence: float
    success_count: int
    failure_count: int
    last_used: str | None
    last_outcome: str | None
    source_episode: str | None
    superseded_by: str | None
    history: list[dict[str, Any]]
    updated_at: str


class Changed(TypedDict):
    """What reads differently in a procedure; `step` counts from 1."""

    procedure: str
    field: str
    step: int | None
    before: str | None
    after: str | None


class Learned(TypedDict):
    """What something taught."""

    facts: list[Fact]
    ended: list[Fact]
    preferences: list[Preference]
    procedures: list[Procedure]
    changed: list[Changed]
    episode: str | None
    notices: list[str]


class History(TypedDict, total=False):
    """A preference or a procedure, with its history."""

    preference: Preference
    procedure: Procedure


def preference(one: model.Preference) -> Preference:
    return {
        "id": one.id,
        "scope": one.scope.name,
        "category": one.category.value,
        "key": one.key,
        "value": one.value,
        "instead_of": instead_of(one),
        "strength": round(one.strength, 4),
        "evidence_count": one.evidence_count,
        "source_type": one.source_type.value,
        "source_episodes": list(one.source_episodes),
        "history": [dict(event) for event in one.history],
        "updated_at": moment(one.updated_at),
    }


def procedure(one: model.Procedure) -> Procedure:
    return {
        "id": one.id,
        "scope": one.scope.name,
        "name": one.name,
        "trigger": one.trigger,
        "context": one.context,
        "steps": [dict(step) for step in one.steps],
        "confidence": round(one.confidence, 4),
        "success_count": one.success_count,
        "failure_count": one.failure_count,
        "last_used": moment(one.last_used),
        "last_outcome": one.last_outcome and one.last_outcome.value,
        "source_episode": one.source_episode,
        "superseded_by": one.superseded_by,
        "history": [dict(event) for event in one.history],
        "updated_at": moment(one.updated_at),
    }


def changed(one: model.Changed) -> Changed:
    """What reads differently in a procedure; `step` counts from 1."""
    return {
        "procedure": one.procedure,
        "field": one.field,
        "step": one.step,
        "before": one.before,
        "after": one.after,
    }


def learned(one: model.Learned) -> Learned:
    return {
        "facts": [fact(each) for each in one.facts],
        "ended": [fact(each) for each in one.ended],
        "preferences": [preference(each) for each in one.preferences],
        "procedures": [procedure(each) for each in one.procedures],
        "changed": [changed(each) for each in one.changed],
        "episode": one.episode,
        "notices": list(one.notices),
    }


def history(one: model.Preference | model.Procedure) -> History:
    """The record with its history."""
    return {"preference": preference(one)} if isinstance(one, model.Preference) else {"procedure": procedure(one)}
