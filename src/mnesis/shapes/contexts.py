"""The JSON of a context, as docs/reference/cli.md describes it."""

from typing import Any

from typing_extensions import TypedDict

from mnesis import model
from mnesis.shapes.memories import Evidence, evidence, moment, rounded


class Line(TypedDict):
    """A line of the block, by the label it is cited by."""

    label: str
    slot: str
    kind: str
    id: str | None
    text: str
    level: str
    tokens: int
    evidence: list[Evidence]
    scope: str
    """Where it comes from: the context's own, or another one that was looked into."""


class Entry(TypedDict):
    """An offer: taken at which level (None: left out), and why."""

    slot: str
    kind: str
    id: str | None
    relevance: float
    level: str | None
    label: str | None
    tokens: int
    reason: str


class Context(TypedDict):
    """What to give to a language model, and what each token bought."""

    query: str
    tenant: str
    scope: str
    session: str | None
    asked_at: str
    block: str
    messages: list[dict[str, Any]]
    lines: list[Line]
    ledger: list[Entry]
    budget: int
    total: int
    tokens: dict[str, int]
    counted_by: str
    injections: list[str]
    notices: list[str]
    took_ms: dict[str, float]


def context(made: model.Context) -> Context:
    return {
        "query": made.query,
        "tenant": made.scope.tenant,
        "scope": made.scope.name,
        "session": made.session,
        "asked_at": moment(made.asked_at),
        "block": made.block,
        "messages": [dict(one) for one in made.messages],
        "lines": [_line(one, made.scope) for one in made.lines],
        "ledger": [_entry(one) for one in made.ledger],
        "budget": made.budget,
        "total": made.total,
        "tokens": {slot.value: count for slot, count in made.tokens.items()},
        "counted_by": made.counted_by,
        "injections": [one.value for one in made.injections],
        "notices": list(made.notices),
        "took_ms": rounded(made.took_ms),
    }


def _line(one: model.Line, own: model.Scope) -> Line:
    return {
        "label": one.label,
        "slot": one.slot.value,
        "kind": one.kind,
        "id": one.id,
        "text": one.text,
        "level": one.level.value,
        "tokens": one.tokens,
        "evidence": [evidence(e) for e in one.evidence],
        "scope": (one.scope or own).name,
    }


def _entry(one: model.Entry) -> Entry:
    return {
        "slot": one.slot.value,
        "kind": one.kind,
        "id": one.id,
        "relevance": round(one.relevance, 4),
        "level": one.level and one.level.value,
        "label": one.label,
        "tokens": one.tokens,
        "reason": one.reason,
    }
