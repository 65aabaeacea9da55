"""`mnesis forget`."""

from datetime import datetime
from typing import Any

import click

from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import UTF8, When
from mnesis.cli.wording import many
from mnesis.memory import Memory
from mnesis.model import All, Episode, Filter, Where, within


@command()
@click.argument("ids", nargs=-1, type=UTF8)
@click.option("--session", type=UTF8, metavar="ID", help="All of this session.")
@click.option("--before", type=When(), help="All before this time.")
@click.option("--all", "everything", is_flag=True, help="All of the scope.")
@click.option("--dry-run", is_flag=True, help="Only say how many it would be.")
@click.option("--yes", "-y", is_flag=True, help="Do not ask.")
@pass_desk
def forget(desk: Desk, /, dry_run: bool, yes: bool, **chosen: Any) -> int:
    """Erase memories for good: those with IDS, of a session, before a time, or all. Ends with 1 where there are none.

    Rows, indexes and vectors go, in the archive too, and nothing stays readable in the files. Session and time together
    erase what is both.

    \b
    Example: mnesis forget 01JMZK7Q3V8T5X2N9R4C6B1D0E
             mnesis forget --session telegram-1 --before 2026-01 --dry-run
    """
    where = _chosen(**chosen)
    with desk.memory() as memory:
        count = memory.store.count(Episode, within(memory.scope, where)) + len(memory.archived(where, limit=None))
        erased = 0
        if count and not dry_run and (yes or _agreed(desk, memory, count)):
            erased = memory.forget(where).erased
    data = {"matching": count, "erased": erased, "dry_run": dry_run}
    text = f"{_so_many(count)} would be erased." if dry_run else f"{_so_many(erased)} erased."
    desk.give(data, lambda screen: screen.line(text))
    return 0 if count else NOTHING


def _chosen(ids: tuple[str, ...], session: str | None, before: datetime | None, everything: bool) -> Filter:
    parts: list[Filter] = []
    if ids:
        parts.append(Where("id", "in", ids))
    if session:
        parts.append(Where("session_id", "eq", session))
    if before:
        parts.append(Where("timestamp", "lt", before))
    if bool(parts) == everything:
        raise click.UsageError("Say what to forget: IDS, --session, --before, or --all alone.")
    return All(tuple(parts))


def _agreed(desk: Desk, memory: Memory, count: int) -> bool:
    if not desk.interactive:
        raise click.UsageError(f"This erases {_so_many(count)} of {memory.scope} for good: add --yes (or --dry-run).")
    return click.confirm(f"Erase {_so_many(count)} of {memory.scope} for good?", err=True)


def _so_many(count: int) -> str:
    return many(count, "memory", "memories")


COMMANDS = (forget,)
