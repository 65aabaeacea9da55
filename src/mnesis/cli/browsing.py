"""`mnesis list`, `mnesis timeline`, `mnesis sessions` and `mnesis scopes`: looking without asking."""

from collections.abc import Callable

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import limited, narrowed
from mnesis.cli.output import Screen
from mnesis.model import Episode, Filter, Session


@command("list")
@narrowed
@limited(50)
@pass_desk
def list_(desk: Desk, where: Filter, limit: int) -> int:
    """List memories, newest first. Ends with 1 where there are none.

    \b
    Example: mnesis list --tag decision --since 2026-05 --limit 20
    """
    return _browse(desk, where, "-timestamp", limit, render.rows)


@command()
@narrowed
@limited(50)
@pass_desk
def timeline(desk: Desk, where: Filter, limit: int) -> int:
    """Tell what happened, oldest first, day by day. Ends with 1 where nothing did.

    \b
    Example: mnesis timeline --since "three weeks ago" --until yesterday
    """
    return _browse(desk, where, "timestamp", limit, _days)


@command()
@limited(50)
@pass_desk
def sessions(desk: Desk, limit: int) -> int:
    """List sessions, the latest started first. Ends with 1 where there are none.

    \b
    Example: mnesis sessions --limit 5
    """
    with desk.memory() as memory:
        found = memory.sessions(limit=limit)
    desk.give(
        {"sessions": [shapes.session(one) for one in found]}, lambda screen: _sessions(screen, found), empty=not found
    )
    return 0 if found else NOTHING


@command()
@pass_desk
def scopes(desk: Desk) -> int:
    """List the scopes that hold something, by name. Ends with 1 where none does.

    \b
    Example: mnesis scopes
    """
    with desk.memory() as memory:
        found = memory.scopes()
    told = [{"name": name, "memories": count} for name, count in found.items()]
    desk.give({"scopes": told}, lambda screen: screen.table(("SCOPE", "MEMORIES"), found.items()), empty=not found)
    return 0 if found else NOTHING


def _browse(desk: Desk, where: Filter, order: str, limit: int, human: Callable[[Screen, list[Episode]], None]) -> int:
    with desk.memory() as memory:
        found = memory.episodes(where, order=(order,), limit=limit)
    desk.give(
        {"memories": [shapes.episode(one) for one in found]}, lambda screen: human(screen, found), empty=not found
    )
    return 0 if found else NOTHING


def _days(screen: Screen, episodes: list[Episode]) -> None:
    last = ""
    for one in episodes:
        day = f"{one.timestamp:%Y-%m-%d}  {one.session_id}"
        if day != last:
            screen.line(day, "bold")
        screen.block(f"{one.timestamp:%H:%M} {render.who(one)}: {one.text}", indent=2)
        last = day


def _sessions(screen: Screen, found: list[Session]) -> None:
    rows = [(render.when(s.started_at), render.when(s.ended_at), s.episode_count, s.id, s.summary) for s in found]
    screen.table(("STARTED", "ENDED", "MEMORIES", "ID", "SUMMARY"), rows)


COMMANDS = (list_, timeline, sessions, scopes)
