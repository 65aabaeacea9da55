"""The JSON of how things are done, as docs/reference/cli.md describes it."""

from typing import Any

from mnesis.model import Changed, Learned, Preference, Procedure
from mnesis.procedural.preferring import instead_of
from mnesis.shapes.knowledge import fact
from mnesis.shapes.memories import moment


def preference(one: Preference) -> dict[str, Any]:
    return {
        "id": one.id,
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


def procedure(one: Procedure) -> dict[str, Any]:
    return {
        "id": one.id,
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


def changed(one: Changed) -> dict[str, Any]:
    """What reads differently in a procedure; `step` counts from 1."""
    return {
        "procedure": one.procedure,
        "field": one.field,
        "step": one.step,
        "before": one.before,
        "after": one.after,
    }


def learned(one: Learned) -> dict[str, Any]:
    return {
        "facts": [fact(each) for each in one.facts],
        "ended": [fact(each) for each in one.ended],
        "preferences": [preference(each) for each in one.preferences],
        "procedures": [procedure(each) for each in one.procedures],
        "changed": [changed(each) for each in one.changed],
        "episode": one.episode,
        "notices": list(one.notices),
    }


def history(one: Preference | Procedure) -> dict[str, Any]:
    """The record with its history."""
    return {"preference": preference(one)} if isinstance(one, Preference) else {"procedure": procedure(one)}
