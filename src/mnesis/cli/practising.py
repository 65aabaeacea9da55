"""`mnesis preferences`, `mnesis procedures` and `mnesis outcome`: how things are done."""

from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render_practice
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.knowing import tell_cut, tell_waiting
from mnesis.cli.options import OUTCOMES, UTF8, limited
from mnesis.cli.shorthand import whole
from mnesis.model import PreferenceCategory, Procedure

CATEGORIES = click.Choice([one.value for one in PreferenceCategory])


@command()
@click.argument("category", required=False, type=CATEGORIES)
@pass_desk
def preferences(desk: Desk, category: str | None) -> int:
    """List how things are wanted, strongest first. Ends with 1 where nothing is known.

    The share says how strong a preference is: 90% where it was stated, less where it was only seen or is long ago.

    \b
    Example: mnesis preferences
             mnesis preferences tools
    """
    with desk.memory() as memory:
        found = memory.preferences(category)
        tell_waiting(desk, memory)
    data = {"preferences": [shapes.preference(one) for one in found]}
    desk.give(data, lambda screen: render_practice.preferences(screen, found), empty=not found)
    return 0 if found else NOTHING


@command()
@click.argument("query", required=False, type=UTF8)
@click.option("--failing", is_flag=True, help="Those that have failed, most failed first.")
@limited(10)
@pass_desk
def procedures(desk: Desk, /, query: str | None, **asked: Any) -> int:
    """Tell how tasks are done; with QUERY what fits and has worked first. Ends with 1 where nothing is known.

    \b
    Example: mnesis procedures "deploy the app"
             mnesis procedures --failing
    """
    if query and asked["failing"]:
        raise click.UsageError("Give either QUERY or --failing.")
    with desk.memory() as memory:
        found = memory.procedures(query, **asked)
        tell_waiting(desk, memory)
    data = {"procedures": [shapes.procedure(one) for one in found]}
    desk.give(data, lambda screen: render_practice.procedures(screen, found), empty=not found)
    if query is None:
        tell_cut(desk, len(found), asked["limit"])
    return 0 if found else NOTHING


@command()
@click.argument("procedure", type=UTF8)
@click.argument("how", type=OUTCOMES)
@click.option("--note", type=UTF8, help="What is worth knowing about it.")
@pass_desk
def outcome(desk: Desk, procedure: str, how: str, note: str | None) -> None:
    """Tell how the PROCEDURE with this ID went. It is trusted accordingly.

    \b
    Example: mnesis outcome 4WDB1RK failure --note "The tests needed a database."
    """
    with desk.memory() as memory:
        told = memory.outcome(whole(memory, procedure, (Procedure,)), how, note)
    desk.give(shapes.procedure(told), lambda screen: render_practice.procedure(screen, told))


COMMANDS = (preferences, procedures, outcome)
