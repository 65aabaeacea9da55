"""The JSON of jobs, nights and upkeep, as docs/reference/cli.md describes it."""

from typing import Any

from typing_extensions import TypedDict

from mnesis import model
from mnesis.model import SpaceUse
from mnesis.providers.usage import Used as UsedByModel
from mnesis.shapes.memories import moment
from mnesis.steps.night.pruning import Pruned as PrunedMemories
from mnesis.steps.night.pruning import Weighed as WeighedMemory
from mnesis.steps.rereading import Extracted as ExtractedAnew


class Job(TypedDict):
    """A piece of work that outlives who asked for it."""

    id: str
    tenant: str
    scope: str
    kind: str
    state: str
    priority: int
    attempts: int
    run_at: str
    worker: str | None
    leased_until: str | None
    error: str | None
    key: str | None
    cron: str | None
    done: int
    total: int
    note: str | None
    payload: dict[str, Any]
    checkpoint: dict[str, Any]
    result: dict[str, Any]
    created_at: str
    ended_at: str | None


class NightStep(TypedDict):
    """What a step of a night came to."""

    step: str
    counts: dict[str, int]
    took: float
    notices: list[str]


class Change(TypedDict):
    """A size before and after."""

    before: int
    after: int


class Slept(TypedDict):
    """What a night came to."""

    dry_run: bool
    steps: list[NightStep]
    tokens: Change
    bytes: Change
    took: float


class Weighed(TypedDict):
    """A memory that is worth too little, the parts of its value, and the repeats that go with it."""

    id: str
    value: float
    importance: float
    freshness: float
    evidence: float
    coverage: float
    outcome: float
    repeats: list[str]


class Pruned(TypedDict):
    """What is worth too little to keep, and how many of these left."""

    below: float
    formula: str
    ending: str
    seen: int
    spared: int
    memories: list[Weighed]
    gone: int
    trail: list[str]


class Compacted(TypedDict):
    """The oldest turns of a session in fewer words."""

    session: str
    turns: int
    tokens_before: int
    tokens_after: int
    made: list[str]


class Difference(TypedDict):
    """A fact in words before and after it was read anew."""

    sign: str
    episode: str
    before: str | None
    after: str | None


class Used(TypedDict):
    """What a language model used."""

    requests: int
    tokens_in: int
    tokens_out: int
    cost: float | None
    failures: dict[str, int]


class Extracted(TypedDict):
    """What reading again came to."""

    read: int
    dry_run: bool
    differences: list[Difference]
    used: Used | None
    notices: list[str]


class Space(TypedDict):
    """A vector space of the store."""

    space: str
    state: str
    vectors: int


class Trail(TypedDict):
    """A line of the audit trail."""

    id: str
    at: str
    actor: str
    action: str
    subject: str | None
    detail: dict[str, Any]


def job(one: model.Job) -> Job:
    return {
        "id": one.id,
        "tenant": one.scope.tenant,
        "scope": one.scope.name,
        "kind": one.kind,
        "state": one.state.value,
        "priority": one.priority,
        "attempts": one.attempts,
        "run_at": moment(one.run_at),
        "worker": one.worker,
        "leased_until": moment(one.leased_until),
        "error": one.error,
        "key": one.key,
        "cron": one.cron,
        "done": one.done,
        "total": one.total,
        "note": one.note,
        "payload": dict(one.payload),
        "checkpoint": dict(one.checkpoint),
        "result": dict(one.result),
        "created_at": moment(one.created_at),
        "ended_at": moment(one.ended_at),
    }


def slept(one: model.Slept) -> Slept:
    return {
        "dry_run": one.dry_run,
        "steps": [
            {"step": step.step.value, "counts": dict(step.counts), "took": step.took, "notices": list(step.notices)}
            for step in one.steps
        ],
        "tokens": {"before": one.tokens_before, "after": one.tokens_after},
        "bytes": {"before": one.bytes_before, "after": one.bytes_after},
        "took": one.took,
    }


def pruned(one: PrunedMemories) -> Pruned:
    return {
        "below": one.below,
        "formula": one.formula,
        "ending": one.ending.value,
        "seen": one.seen,
        "spared": one.spared,
        "memories": [_weighed(each) for each in one.weighed],
        "gone": one.gone,
        "trail": list(one.trail),
    }


def _weighed(one: WeighedMemory) -> Weighed:
    return {
        "id": one.id,
        "value": one.value,
        "importance": one.worth.importance,
        "freshness": one.worth.freshness,
        "evidence": one.worth.evidence,
        "coverage": one.worth.coverage,
        "outcome": one.worth.outcome,
        "repeats": list(one.repeats),
    }


def compacted(one: model.Compacted) -> Compacted:
    return {
        "session": one.session,
        "turns": one.turns,
        "tokens_before": one.tokens_before,
        "tokens_after": one.tokens_after,
        "made": list(one.made),
    }


def extracted(one: ExtractedAnew, *, dry_run: bool = False) -> Extracted:
    return {
        "read": one.read,
        "dry_run": dry_run,
        "differences": [
            {"sign": each.sign.value, "episode": each.episode, "before": each.before, "after": each.after}
            for each in one.differences
        ],
        "used": _used(one.used) if one.used else None,
        "notices": list(one.notices),
    }


def _used(one: UsedByModel) -> Used:
    return {
        "requests": one.requests,
        "tokens_in": one.tokens_in,
        "tokens_out": one.tokens_out,
        "cost": one.cost,
        "failures": dict(one.failures),
    }


def space(one: SpaceUse) -> Space:
    return {"space": one.space.name, "state": one.state, "vectors": one.vectors}


def trail(line: model.Audit) -> Trail:
    return {
        "id": line.id,
        "at": moment(line.at),
        "actor": line.actor,
        "action": line.action,
        "subject": line.subject,
        "detail": dict(line.detail),
    }
