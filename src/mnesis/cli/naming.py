"""`mnesis merge`, `mnesis split` and `mnesis undo`: who is who."""

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.knowing import KINDS
from mnesis.cli.options import UTF8
from mnesis.cli.output import Screen
from mnesis.cli.shorthand import whole
from mnesis.cli.wording import many
from mnesis.model import Audit, Fact


@command()
@click.argument("one", type=UTF8)
@click.argument("other", type=UTF8)
@pass_desk
def merge(desk: Desk, one: str, other: str) -> None:
    """Let two entities be one: what is known of OTHER, and its name, are those of ONE from now on.

    \b
    Example: mnesis merge "Robert Miller" Bob
    """
    with desk.memory() as memory:
        line = memory.merge(one, other)
    _give(desk, line, f"{other} is {one} from now on.")


@command()
@click.argument("entity", type=UTF8)
@click.argument("name", type=UTF8)
@click.argument("facts", nargs=-1, required=True, type=UTF8)
@click.option("--type", type=KINDS, help="What it is. [default: what ENTITY is]")
@pass_desk
def split(desk: Desk, /, entity: str, name: str, facts: tuple[str, ...], type: str | None) -> None:
    """Part an entity in two: FACTS (IDs) about ENTITY are about another one from now on, called NAME.

    \b
    Example: mnesis split Anna "Anna Weber" 7HNQ2VX 4WDB1RK
    """
    with desk.memory() as memory:
        ids = [whole(memory, one, (Fact,)) for one in facts]
        line = memory.split(entity, ids, name, type=type)
    _give(desk, line, f"{name} is another one than {entity}, with {many(len(ids), 'fact')}.")


@command()
@click.argument("id", type=UTF8)
@pass_desk
def undo(desk: Desk, id: str) -> None:
    """Take back the merge or split with this ID. What was learnt meanwhile stays.

    \b
    Example: mnesis undo 5KXJ9QW
    """
    with desk.memory() as memory:
        line = memory.undo(whole(memory, id, (Audit,)))
    desk.give(shapes.trail(line), lambda screen: screen.line("Taken back."))


def _give(desk: Desk, line: Audit, done: str) -> None:
    desk.give(shapes.trail(line), lambda screen: _show(screen, done, line.id))


def _show(screen: Screen, done: str, id: str) -> None:
    screen.line(done)
    screen.line(f"To take it back: mnesis undo {id}", "dim")


COMMANDS = (merge, split, undo)
