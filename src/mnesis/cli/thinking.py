"""`mnesis context`."""

from pathlib import Path
from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render_context
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.options import UTF8, When


@command()
@click.argument("query", type=UTF8)
@click.option("--budget", type=click.IntRange(min=1), metavar="TOKENS", help="Tokens of all of it. [default: 4000]")
@click.option("--model", type=UTF8, metavar="NAME", help="Count and fill as for the window of this model.")
@click.option("--session", type=UTF8, metavar="ID", help="The conversation that goes on: its turns, topic and goal.")
@click.option("--system", type=UTF8, default="", metavar="TEXT", help="The system prompt to put before it.")
@click.option("--goal", type=UTF8, metavar="TEXT", help='What is being done in the session; "" ends it.')
@click.option(
    "--folder",
    type=click.Path(exists=True, file_okay=False, path_type=Path),
    help="Use MEMORY.md and USER.md of this folder as well.",
)
@click.option("--sensitive", is_flag=True, help="Consent to what is sensitive: health, money, secrets.")
@click.option("--shared", is_flag=True, help="For a group: nothing of the user's profile and pages.")
@click.option("--limit", "-n", type=click.IntRange(min=1), metavar="N", help="Memories to look at. [default: 50]")
@click.option("--deep/--no-deep", default=None, help="Look into the archive as well.")
@click.option("--now", type=When(), help="The moment from which '2h ago' counts. [default: now]")
@click.option("--messages", is_flag=True, help="Show the messages for a chat API, not the block.")
@click.option("--ledger", is_flag=True, help="Show what was offered, what was taken, and why.")
@pass_desk
def context(desk: Desk, /, query: str, messages: bool, ledger: bool, **asked: Any) -> None:
    """Make a prompt for QUERY of what is remembered, within a budget of tokens; each line cites its evidence.

    \b
    Example: mnesis context "Deploy the app" --budget 2000
             mnesis context "And the tests?" --session telegram-1 --messages --json
    """
    offer_model(desk)
    with desk.memory() as memory:
        made = memory.context(query, **{name: value for name, value in asked.items() if value is not None})
    kept_back = ("Nothing of what was found is shown: --ledger says why.",) if made.ledger and not made.block else ()
    desk.notices(made.notices + kept_back)
    desk.give(
        shapes.context(made),
        lambda screen: render_context.context(screen, made, messages=messages, ledger=ledger),
        empty=not (made.ledger or made.block or messages or ledger),
    )


COMMANDS = (context,)
