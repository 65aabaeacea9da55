"""How far a procedure is trusted: the specification's formula, and what an outcome changes."""

from datetime import datetime

from mnesis.model import Change, Expect, Outcome, Procedure, Touch, as_utc, to_iso
from mnesis.procedural.log import OUTCOME, given, in_order

GAIN = 0.15
"""The share of the way to 1 that a success goes."""
LOSS = 0.7
"""What a failure leaves."""


def updated(confidence: float, outcome: Outcome) -> float:
    """The confidence after one more outcome, in [0, 1]. Success: c + (1 - c) * 0.15; failure: c * 0.7; else c."""
    if outcome is Outcome.SUCCESS:
        return min(1.0, confidence + (1.0 - confidence) * GAIN)
    return confidence * LOSS if outcome is Outcome.FAILURE else confidence


def outcome(procedure: Procedure, outcome: Outcome, at: datetime, note: str | None = None) -> list[Change]:
    """Count an outcome of using a procedure at `at`. Raises Conflict where it was changed meanwhile.

    Confidence follows the order in which outcomes are told; `last_used` and `last_outcome` are those of the latest
    use. A pending outcome counts as a use and changes no number.
    """
    then = as_utc(at)
    latest = procedure.last_used is None or then >= procedure.last_used
    event = given(event=OUTCOME, at=to_iso(then), outcome=outcome.value, note=note)
    fields = {
        "success_count": procedure.success_count + (outcome is Outcome.SUCCESS),
        "failure_count": procedure.failure_count + (outcome is Outcome.FAILURE),
        "confidence": updated(procedure.confidence, outcome),
        "last_used": then if latest else procedure.last_used,
        "last_outcome": outcome if latest else procedure.last_outcome,
        "history": in_order((*procedure.history, event)),
        "updated_at": max(then, procedure.updated_at),
    }
    return [
        Expect(Procedure, procedure.scope, procedure.id, procedure.version),
        Touch(Procedure, procedure.scope, procedure.id, fields),
    ]
