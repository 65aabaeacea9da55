"""`mnesis archive`: what left by age."""

from dataclasses import replace

import click

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Command, Desk, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.installing import offer_model
from mnesis.cli.options import UTF8, limited, narrowed
from mnesis.cli.wording import many
from mnesis.model import EVERYTHING, All, Filter, Where
from mnesis.retrieval.deep import LAYER

_BESIDE = 10
"""Of so many times the hits asked for, those from the archive are taken."""


@click.group()
def archive() -> None:
    """Look at what left by age, search it, and bring it back.

    Nights move memories there when their time is over; mnesis recall finds them where it needs them.
    """


@archive.command("list", cls=Command)
@limited(50)
@narrowed
@pass_desk
def list_(desk: Desk, limit: int, where: Filter) -> int:
    """List archived memories, oldest first. Ends with 1 where there are none.

    \b
    Example: mnesis archive list --since 2026-01 --until 2026-02
    """
    with desk.memory() as memory:
        found = memory.archived(where, limit=limit)
    data = {"memories": [shapes.episode(one) for one in found]}
    desk.give(data, lambda screen: render.rows(screen, found), empty=not found)
    return 0 if found else NOTHING


@archive.command("search", cls=Command)
@click.argument("query", type=UTF8)
@limited(10)
@narrowed
@pass_desk
def search(desk: Desk, query: str, limit: int, where: Filter) -> int:
    """Find archived memories that matter for QUERY, best first. Ends with 1 where there are none.

    \b
    Example: mnesis archive search "the trip to Lisbon"
    """
    offer_model(desk)
    with desk.memory() as memory:
        found = memory.recall(query, limit=_BESIDE * limit, where=where, deep=True)
    cold = replace(found, hits=tuple(one for one in found if one.layer == LAYER)[:limit])
    desk.give(shapes.recall(cold), lambda screen: render.answer(screen, cold, why=False), empty=not cold.hits)
    return 0 if cold.hits else NOTHING


@archive.command("restore", cls=Command)
@click.argument("ids", nargs=-1, type=UTF8)
@narrowed
@click.option("--all", "everything", is_flag=True, help="All of the scope.")
@pass_desk
def restore(desk: Desk, ids: tuple[str, ...], where: Filter, everything: bool) -> int:
    """Bring back the memories with IDS, or those the options choose, for 30 days at least. Ends with 1 where there are
    none.

    \b
    Example: mnesis archive restore 01JMZK7Q3V8T5X2N9R4C6B1D0E
             mnesis archive restore --session telegram-1 --since 2026-01
    """
    if everything == bool(ids or where != EVERYTHING):
        raise click.UsageError("Say what to bring back: IDS, options that narrow, or --all alone.")
    wanted = All((where, Where("id", "in", ids))) if ids else where
    with desk.memory() as memory:
        restored = memory.restore(wanted)
    text = f"{many(len(restored), 'memory', 'memories')} brought back."
    desk.give({"restored": list(restored)}, lambda screen: screen.line(text), empty=not restored)
    return 0 if restored else NOTHING


@archive.command("stats", cls=Command)
@pass_desk
def stats(desk: Desk) -> None:
    """Say how many memories of the scope are archived, from when to when, and what they take on disk.

    \b
    Example: mnesis archive stats --json
    """
    with desk.memory() as memory:
        extent = memory.archive.extent(memory.scope)
    data = {
        "memories": extent.memories,
        "first": shapes.moment(extent.first),
        "last": shapes.moment(extent.last),
        "bytes": extent.bytes,
    }
    rows = [("memories", f"{extent.memories:,}"), ("bytes", f"{extent.bytes:,}")]
    rows += [("first", render.when(extent.first)), ("last", render.when(extent.last))] if extent.memories else []
    desk.give(data, lambda screen: screen.table(("WHAT", "HOW MUCH"), rows))


COMMANDS = (archive,)
