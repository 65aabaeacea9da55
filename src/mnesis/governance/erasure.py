"""Forgetting, as changes: what goes, what must no longer remember it, and the line in the trail that says so."""

from collections.abc import Collection, Iterable
from datetime import datetime
from itertools import pairwise

from mnesis.model import Add, Audit, Change, Episode, Erase, Filter, Key, Put, Scope, Session, Where, within


def erase(scope: Scope, where: Filter, followers: Iterable[Episode], line: Audit) -> list[Change]:
    """Erase the episodes of a scope that the filter holds for, and record that it was done.

    `followers` are the turns that came right after one of them: their keys may have been lent a question of the erased
    turn, so they are left with their own words.
    """
    freed: list[Change] = [Put(episode, (Key(episode.id),)) for episode in followers]
    return [*freed, Erase(Episode, within(scope, where)), Add(line)]


def followers(turns: Iterable[Episode], gone: Collection[str]) -> list[Episode]:
    """Of the turns of some sessions, those that stay and whose turn before is among the `gone` ids."""
    ordered = sorted(turns, key=lambda one: (one.session_id, one.position))
    return [b for a, b in pairwise(ordered) if a.session_id == b.session_id and a.id in gone and b.id not in gone]


def emptied(scope: Scope, sessions: Collection[str]) -> list[Change]:
    """Erase those of the sessions that hold nothing any more: a name tells something too."""
    there = (Where("id", "in", tuple(sessions)), Where("episode_count", "eq", 0))
    return [Erase(Session, within(scope, *there))]


def trail(id: str, scope: Scope, at: datetime, count: int) -> Audit:
    """The line for an erasure: how many, when, by whom; never what was in them."""
    return Audit(id=id, scope=scope, at=at, actor="user", action="erase", subject="episode", detail={"count": count})
