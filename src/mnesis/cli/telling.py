"""`mnesis remember`."""

import sys
from typing import Any

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.options import OUTCOMES, TYPES, UTF8, When
from mnesis.cli.output import Screen
from mnesis.errors import InvalidInput
from mnesis.model import EpisodeType, Message, Outcome, Remembered


@command()
@click.argument("text", type=UTF8)
@click.option("--actor", type=UTF8, default="user", show_default=True, help="user, agent, system or tool:<name>.")
@click.option("--speaker", type=UTF8, metavar="NAME", help="Name of who said it.")
@click.option(
    "--session", type=UTF8, default="main", show_default=True, metavar="ID", help="Conversation it is part of."
)
@click.option("--time", type=When(), help="When it was said. [default: now]")
@click.option("--channel", type=UTF8, help="Where it was said, such as telegram.")
@click.option("--tag", "tags", type=UTF8, multiple=True, help="A tag; may be given several times.")
@click.option("--type", type=TYPES, default="conversation", show_default=True, help="What kind of thing it is.")
@click.option("--outcome", type=OUTCOMES, help="How it went.")
@pass_desk
def remember(desk: Desk, /, text: str, **said: Any) -> None:
    """Keep TEXT, word for word; - reads it from standard input.

    The very same message (session, actor, speaker, time, text) is kept once. It is safe on disk when the command ends.

    \b
    Example: mnesis remember "I moved to Berlin" --speaker Otto --time 2026-03-02
    """
    message = _message(standard_input() if text == "-" else text, said)
    offer_model(desk)
    with desk.memory(existing=False) as memory:
        kept = memory.remember(message)
    desk.notices(kept.notices)
    desk.give(shapes.remembered(kept), lambda screen: _show(screen, kept))


def _message(text: str, said: dict[str, Any]) -> Message:
    kind, outcome = EpisodeType(said.pop("type")), said.pop("outcome")
    return Message(text=text, type=kind, outcome=Outcome(outcome) if outcome else None, **said)


def standard_input() -> str:
    """All of standard input, without the line end that ends it. Raises InvalidInput where it is not UTF-8."""
    try:
        return sys.stdin.buffer.read().decode("utf-8").removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError as error:
        raise InvalidInput(what="standard input", problem=f"not UTF-8 at byte {error.start + 1}") from error


def _show(screen: Screen, kept: Remembered) -> None:
    screen.line(f"{'Remembered' if kept.created else 'Known already'}: {kept.id} (importance {kept.importance} of 10)")


COMMANDS = (remember,)
