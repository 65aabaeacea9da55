"""Whether a statement speaks of a fact that is known, or of another time at which the same was so."""

from collections.abc import Iterable
from datetime import datetime

from mnesis.model import Event, What
from mnesis.semantic.history import SAYINGS, UNBELIEVED, State, force


def restated(state: State, said: Event) -> What | None:
    """What a statement of the same subject, predicate and object is to a fact: confirmed, retimed or ended; None where
    it is another fact (somebody came back to where they had lived before)."""
    if not state.sayings:
        return None
    if said.what is What.ENDED:
        return What.ENDED if _ends(state, said) else None
    if state.closed and said.moment > state.closed and not _over(said):
        return None
    if not _same_time(state, said):
        return None
    moved = (said.valid_from and said.valid_from != state.own_from) or (
        said.valid_until and said.valid_until != state.own_until
    )
    return What.RETIMED if moved else What.CONFIRMED


def _ends(state: State, end: Event) -> bool:
    if state.ruling and state.ruling.what in UNBELIEVED:
        return False
    if state.own_until is None:
        return state.first_said <= end.moment
    until = end.valid_until or end.moment
    return _overlap(state, end) and (state.own_from is None or state.own_from < until)


def _over(said: Event) -> bool:
    return said.valid_until is not None and said.valid_until <= said.moment


def _same_time(state: State, said: Event) -> bool:
    if _over(said) and said.valid_until and state.own_until is None and said.valid_until <= state.said:
        return False  # it has been said to hold after that
    if not said.valid_from and not said.valid_until:
        return True
    if _overlap(state, said):
        return True
    earlier, later = state.own_from, said.moment
    if state.said > said.moment:
        earlier, later = said.valid_from, state.said
    return earlier is not None and earlier > later  # it had not begun when another time was given


def _overlap(state: State, said: Event) -> bool:
    begins_in_time = said.valid_from is None or state.own_until is None or said.valid_from < state.own_until
    ends_in_time = said.valid_until is None or state.own_from is None or state.own_from < said.valid_until
    return begins_in_time and ends_in_time


def interrupted(state: State, said: Event, rivals: Iterable[State]) -> bool:
    """Whether something that excludes the fact was said between a statement of it and the next one that is known: then
    they speak of two times."""
    later = [one.moment for one in state.sayings if one.what in SAYINGS and one.moment > said.moment]
    if not later or len(later) < len(state.sayings):
        return False
    return any(
        said.moment < one.moment < later[0]
        for rival in rivals
        if rival.believed and not rival.also and rival.strength >= force(said)
        for one in rival.sayings
        if one.what in SAYINGS and not _over(one)
    )


def parted(state: State, origin: str | None, said: Event) -> tuple[Event, ...]:
    """The sayings of a fact that belong to another time, because a statement that excludes it came in between: those on
    the side where the fact's first-heard episode is not. None of a fact that is not interrupted."""
    at = said.moment
    sides = [one for one in state.sayings if one.moment < at], [one for one in state.sayings if one.moment > at]
    if said.what is What.ENDED or said.also or state.also or _over(said) or not _plain(sides, at, said):
        return ()
    moving = sides[0] if any(one.episode == origin for one in sides[1]) else sides[1]
    return tuple(moving) if all(one.episode for one in moving) else ()


def _plain(sides: tuple[list[Event], list[Event]], at: datetime, said: Event) -> bool:
    """Whether it holds on both sides by what was said there, by no stronger source before, and the statement begins
    between the two."""
    holds = all(any(one.what in SAYINGS for one in side) for side in sides)
    between = holds and max(at, said.valid_from or at) < sides[1][0].moment
    return between and force(said) >= max(map(force, sides[0]))
