"""`mnesis reflect`."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.options import When
from mnesis.cli.output import Screen
from mnesis.cli.wording import times
from mnesis.model import Reflection


@command()
@click.option("--day", type=When(), help="The day, in UTC. [default: today]")
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False), help="Where MEMORY.md and USER.md are kept."
)
@click.option("--sensitive", is_flag=True, help="Health, money, secrets and the like, too.")
@pass_desk
def reflect(desk: Desk, day: datetime | None, folder: Path | None, sensitive: bool) -> None:
    """Look back on a day: its main points, what was learnt, what recurs.

    With --folder what is known is written to MEMORY.md and USER.md there, each line with a pointer to its evidence.
    Edit them as you like: the next time the edits are read back as corrections. Run again, it changes nothing.

    \b
    Example: mnesis reflect --day yesterday --folder notes
    """
    with desk.memory() as memory:
        done = memory.reflect(day.date() if day else None, folder, sensitive=sensitive)
    desk.notices(done.notices)
    desk.give(shapes.reflection(done), lambda screen: _show(screen, done))


def _show(screen: Screen, done: Reflection) -> None:
    screen.line(f"{done.digest.date:%A}, {done.digest.date.day} {done.digest.date:%B %Y}", "bold")
    if not done.digest.points:
        screen.line("Nothing was said that day.", "dim")
    _list(screen, "Main points", [(one.who, one.text) for one in done.digest.points])
    _list(screen, "Learnt", [(one.how, one.text) for one in done.learnt])
    _list(screen, "Recurring", [(times(one.occasions), one.text) for one in done.recurring])
    _list(screen, "Believed more", [(f"{one.before:.0%} → {one.after:.0%}", one.text) for one in done.promoted])
    _list(screen, "Read back from the pages", [(one.what.value, one.line) for one in done.edits])
    if done.written:
        screen.line()
    for path in done.written:
        screen.line(f"Written: {path}")


def _list(screen: Screen, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        screen.line()
        screen.line(title, "bold yellow")
        screen.columns(rows, styles=("dim",))


COMMANDS = (reflect,)
