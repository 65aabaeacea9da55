"""When a statement holds: from the tense, the marks of its line in the tables and the times of its clause."""

from dataclasses import dataclass
from datetime import datetime

from mnesis.extraction.rules.frames import Frame, Tense
from mnesis.extraction.rules.times import Timed, When


@dataclass(frozen=True, slots=True)
class Window:
    """`valid_from`, `valid_until` and `ended` as a Claim has them."""

    start: datetime | None = None
    end: datetime | None = None
    ended: bool = False


_LATER = (Tense.FUTURE, Tense.GOING)
_SPAN = ("from", "between")


def _bounds(when: When, now: datetime) -> bool:
    """Whether a time says that what held ended: "until last year I owned a van", "from 2015 to 2019 I had a boat"."""
    return when.end <= now and (when.tie in ("until", "till", "up until") or (when.tie in _SPAN and " " in when.words))


def window_of(marks: frozenset[str], frame: Frame, timed: Timed, now: datetime) -> Window | None:
    """The window of a claim; None where the words of time and tense leave nothing to claim."""
    whens = timed.whens
    first = whens[0] if whens else None
    if "timeless" in marks:
        return Window()
    if "event" in marks:
        return _event(first, frame)
    if "end" in marks:
        return _ending(first, marks, frame, now)
    if "begin" in marks:
        return _beginning(first, frame, timed, now)
    if frame.tense is Tense.FORMER or (frame.tense is Tense.PAST and "held" not in marks and "once" not in marks):
        return _former(whens, now)
    if frame.tense is Tense.PAST and "held" in marks:
        return _former(whens, now) if any(_bounds(when, now) for when in whens) else None
    if "once" in marks:
        led = timed.text.lstrip().startswith("|") and frame.verb == "decide"
        return Window(first.point) if led and first else _dated(first, frame)
    return _holding(timed, frame, now)


def _event(when: When | None, frame: Frame) -> Window | None:
    if frame.tense in _LATER:
        return None
    return Window(when.start, when.end) if when and when.tie not in ("since",) else Window()


def _ending(when: When | None, marks: frozenset[str], frame: Frame, now: datetime) -> Window | None:
    if frame.tense in _LATER:
        return Window(None, when.point) if when else None
    if "departs" in marks and frame.tense is Tense.PRESENT:
        return Window(None, when.point) if when and when.point > now and frame.subject.lower() == "we" else None
    if frame.tense is Tense.PRESENT and frame.verb not in ("quit", "be", "put"):
        return None
    if when is None:
        return Window(None, now, True)
    return Window(None, min(when.point, now), True)


def _beginning(when: When | None, frame: Frame, timed: Timed, now: datetime) -> Window | None:
    if frame.tense in _LATER:
        return Window(when.point) if when else None
    if frame.tense is Tense.FORMER:
        return Window(None, now, True)
    if frame.tense is Tense.PRESENT and frame.verb != "be" and when is None and frame.subject:
        return None
    if timed.long:
        return Window(now - timed.long)
    if when and when.tie in ("until", "till"):
        return Window(None, when.end)
    return Window(when.point if when else None)


def _dated(when: When | None, frame: Frame) -> Window:
    """A deed to come has its day as its window; a decision none."""
    if when is None or frame.verb in ("decide", "settle", "agree", "choose", "pick", "opt"):
        return Window()
    return Window(None, when.end) if when.tie in ("by", "until", "before") else Window(when.start, when.end)


def _former(whens: tuple[When, ...], now: datetime) -> Window:
    for when in whens:
        if when.tie in ("until", "till", "up until", "up to", "through"):
            return Window(None, when.end, when.end <= now)
        if when.tie in _SPAN and " " in when.words and when.end <= now:
            return Window(when.start, when.end, True)
    for when in whens:
        if when.tie in ("in", "during", "") and when.end <= now and not when.is_day:
            return Window(when.start, when.end, True)
    return Window(None, now, True)


def _holding(timed: Timed, frame: Frame, now: datetime) -> Window | None:
    start: datetime | None = now - timed.long if timed.long else None
    end: datetime | None = None
    for when in timed.whens:
        if when.tie in ("since", "ever since", "from", "starting", "starting from", "as of", "effective", "after"):
            start = when.point
            end = when.end if when.tie in _SPAN and " to " in when.words else end
        elif when.tie in ("until", "till", "up until", "through"):
            end = when.end
        elif frame.tense in _LATER and start is None:
            start = when.point
    if frame.tense is Tense.FUTURE and start is None and frame.verb != "going to":
        return None
    return Window(start, end, bool(end and end <= now))


def answer_window(timed: Timed, now: datetime) -> Window:
    """The window of a bare answer: "Lisbon, since May"."""
    if timed.long:
        return Window(now - timed.long)
    for when in timed.whens:
        if when.tie in ("since", "ever since", "from", "in", "") and when.start <= now:
            return Window(when.point)
    return Window()
