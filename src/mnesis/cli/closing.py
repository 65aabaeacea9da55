"""`mnesis close`."""

import click

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.options import UTF8
from mnesis.cli.output import Screen
from mnesis.model import Session


@command()
@click.argument("session", type=UTF8)
@pass_desk
def close(desk: Desk, session: str) -> None:
    """End SESSION (its ID, from mnesis sessions), and sum it up in its own words. Ends with 1 where there is none.

    It is open again as soon as more is remembered in it.

    \b
    Example: mnesis close telegram-1
    """
    with desk.memory() as memory:
        closed = memory.close_session(session)
    desk.give(shapes.session(closed), lambda screen: _show(screen, closed))


def _show(screen: Screen, closed: Session) -> None:
    screen.line(f"{closed.id}: {closed.episode_count} memories, ended {render.when(closed.ended_at)}", "bold")
    if closed.summary:
        screen.block(closed.summary, indent=2)


COMMANDS = (close,)
