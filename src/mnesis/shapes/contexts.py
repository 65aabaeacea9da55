"""The JSON of a context, as docs/reference/cli.md describes it."""

from typing import Any

from mnesis.model import Context, Entry, Line
from mnesis.shapes.memories import evidence, moment, rounded


def context(made: Context) -> dict[str, Any]:
    return {
        "query": made.query,
        "tenant": made.scope.tenant,
        "scope": made.scope.name,
        "session": made.session,
        "asked_at": moment(made.asked_at),
        "block": made.block,
        "messages": [dict(one) for one in made.messages],
        "lines": [_line(one) for one in made.lines],
        "ledger": [_entry(one) for one in made.ledger],
        "budget": made.budget,
        "total": made.total,
        "tokens": {slot.value: count for slot, count in made.tokens.items()},
        "counted_by": made.counted_by,
        "injections": [one.value for one in made.injections],
        "notices": list(made.notices),
        "took_ms": rounded(made.took_ms),
    }


def _line(one: Line) -> dict[str, Any]:
    return {
        "label": one.label,
        "slot": one.slot.value,
        "kind": one.kind,
        "id": one.id,
        "text": one.text,
        "level": one.level.value,
        "tokens": one.tokens,
        "evidence": [evidence(e) for e in one.evidence],
    }


def _entry(one: Entry) -> dict[str, Any]:
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
