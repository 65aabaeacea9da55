"""How long ago something was, in the words one would use."""

from datetime import datetime, timedelta

_HOUR = timedelta(hours=1)
_RECENT = 6 * _HOUR
"""Hours are counted over midnight for so long; after that it was yesterday."""
_WEEK = 7


def ago(moment: datetime, now: datetime) -> str:
    """ "just now", "5 min ago", "2h ago", "yesterday", "3d ago", or the day: "7 May 2023". Both in
    UTC; what is still to come is a day too."""
    passed, days = now - moment, (now.date() - moment.date()).days
    if passed < timedelta() or days >= _WEEK:
        return f"{moment.day} {moment:%B} {moment.year}"
    if passed < _HOUR:
        minutes = passed // timedelta(minutes=1)
        return f"{minutes} min ago" if minutes else "just now"
    if days == 0 or passed < _RECENT:
        return f"{passed // _HOUR}h ago"
    return "yesterday" if days == 1 else f"{days}d ago"
