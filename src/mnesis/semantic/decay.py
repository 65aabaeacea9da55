"""How certainty fades without reconfirmation, computed from the clock whenever a fact is read; nothing is stored.

Where somebody lives, works, or is with: 0.05 a month, from the seventh month on after it was last said. Tastes: 0.02 a
month. Everything else keeps its confidence. A month is a twelfth of 365.25 days. What is over fades no further.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from mnesis.model import Decay, Fact, predicate_of

MONTH = timedelta(days=365.25 / 12)
GRACE = 6
"""Months for which what somebody said of their circumstances stays as certain as it was."""
RATES = {Decay.STATUS: 0.05, Decay.TASTE: 0.02, Decay.NONE: 0.0}
"""What is lost in a month."""


def decayed(fact: Fact, now: datetime) -> float:
    """The confidence of a fact at `now`, never below 0 and never above what it was given."""
    decay = predicate_of(fact.predicate).decay
    return max(0.0, fact.confidence - RATES[decay] * _fading(decay, fact, now))


def _fading(decay: Decay, fact: Fact, now: datetime) -> float:
    """Months that count, with their fractions."""
    until = min(now, fact.valid_until) if fact.valid_until else now
    passed = (until - (fact.confirmed_at or fact.created_at)) / MONTH
    return max(0.0, passed - GRACE if decay is Decay.STATUS else passed)


def formula(fact: Fact, now: datetime) -> str:
    """How the confidence at `now` comes about, in words and numbers."""
    decay = predicate_of(fact.predicate).decay
    value = decayed(fact, now)
    if decay is Decay.NONE:
        return f"{value:.2f}, which does not fade"
    after = f" after the first {GRACE}" if decay is Decay.STATUS else ""
    months = _fading(decay, fact, now)
    return (
        f"{fact.confidence:.2f} − {RATES[decay]:.2f} × {months:.1f} months{after} since it was last said = {value:.2f}"
    )


def faded(fact: Fact, now: datetime) -> Fact:
    """The fact with the confidence it has at `now`."""
    value = decayed(fact, now)
    return fact if value == fact.confidence else replace(fact, confidence=value)
