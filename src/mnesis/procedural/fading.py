"""How the strength of a preference fades while nobody repeats it (the specification's table: tastes)."""

from datetime import datetime, timedelta

A_MONTH = 0.02
MONTH = timedelta(days=365.25 / 12)


def faded(strength: float, since: datetime, now: datetime) -> float:
    """0.02 less a month since it was last confirmed, never below 0; what is not yet confirmed has not faded."""
    months = max(timedelta(), now - since) / MONTH
    return max(0.0, strength - A_MONTH * months)
