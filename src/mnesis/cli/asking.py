"""`mnesis recall` and `mnesis show`."""

from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.installing import offer_model
from mnesis.cli.options import UTF8, When, limited, narrowed


@command()
@click.argument("query", type=UTF8)
@limited(10)
@click.option("--as-of", type=When("end"), help="What was known then: hides what came later.")
@click.option("--now", type=When(), help="The day that 'last week' in the query counts from. [default: today]")
@click.option("--deep/--no-deep", default=None, help="Look into the archive too. [default: where it may help]")
@click.option("--why", is_flag=True, help="Show evidence, arms, scores and timings.")
@narrowed
@pass_desk
def recall(desk: Desk, /, query: str, why: bool, **asked: Any) -> int:
    """Find the memories that matter for QUERY, best first. Ends with 1 where there are none.

    \b
    Example: mnesis recall "Where does Otto live?" --limit 3 --why
             mnesis recall "What did we decide?" --since "last month" --json
    """
    offer_model(desk)
    with desk.memory() as memory:
        found = memory.recall(query, **asked)
    desk.notices(found.notices)
    desk.give(shapes.recall(found), lambda screen: render.answer(screen, found, why=why), empty=not found.hits)
    return 0 if found.hits else NOTHING


@command()
@click.argument("id", type=UTF8)
@pass_desk
def show(desk: Desk, id: str) -> None:
    """Show the memory with this ID, whole. Ends with 1 where there is none.

    \b
    Example: mnesis show 01JMZK7Q3V8T5X2N9R4C6B1D0E
    """
    with desk.memory() as memory:
        one = memory.get(id)
    desk.give(shapes.episode(one), lambda screen: render.full(screen, one))


COMMANDS = (recall, show)
