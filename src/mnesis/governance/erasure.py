"""Forgetting, as changes: what goes, what must no longer remember it, and the line in the trail that says so."""

from collections.abc import Collection, Iterable
from datetime import datetime

from mnesis.model import Add, Audit, Change, Episode, Erase, Filter, Scope, Session, Where, within


def erase(scope: Scope, where: Filter, line: Audit) -> list[Change]:
    """Erase the episodes of a scope that the filter holds for, and record that it was done."""
    return [Erase(Episode, within(scope, where)), Add(line)]


def places(turns: Iterable[Episode], gone: Collection[str]) -> set[tuple[str, int]]:
    """Session and position of what goes."""
    return {(one.session_id, one.position) for one in turns if one.id in gone}


def followers(turns: Iterable[Episode], gone: Collection[tuple[str, int]]) -> list[Episode]:
    """Of some turns, those right after one of the places, whose keys may hold a question of what was there."""
    return [
        one
        for one in turns
        if (one.session_id, one.position - 1) in gone and (one.session_id, one.position) not in gone
    ]


def written_again(line: Audit) -> list[Change]:
    """The line taken out and put back: an erasure, after which the store cleans its files of what else is taken out in
    the same `apply`."""
    return [Erase(Audit, within(line.scope, Where("id", "eq", line.id))), Add(line)]


def emptied(scope: Scope, sessions: Collection[str]) -> list[Change]:
    """Erase those of the sessions that hold nothing any more: a name tells something too."""
    there = (Where("id", "in", tuple(sessions)), Where("episode_count", "eq", 0))
    return [Erase(Session, within(scope, *there))]


def trail(id: str, scope: Scope, at: datetime, count: int, action: str = "erase", actor: str = "user") -> Audit:
    """The line for what was done to memories: how many, when, by whom; never what was in them."""
    return Audit(id=id, scope=scope, at=at, actor=actor, action=action, subject="episode", detail={"count": count})
