"""`mnesis feedback`: how good an answer or a memory was."""

from typing import Any

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import UTF8, limited
from mnesis.cli.output import Screen
from mnesis.cli.render import when
from mnesis.cli.shorthand import whole
from mnesis.model import Fact, Feedback, Preference, Procedure

COLUMNS = ("TIME", "RATING", "OF", "ID", "NOTE")


@command()
@click.argument("id", required=False, type=UTF8)
@click.option("--rating", type=click.FloatRange(-1, 1), help="From -1, wrong or useless, to 1, just right.")
@click.option("--query", type=UTF8, help="What had been asked.")
@click.option("--note", type=UTF8, help="What is worth saying about it.")
@click.option(
    "--hit", "hits", type=UTF8, multiple=True, metavar="ID", help="ID is an answer's, and this was in it; best first."
)
@limited(50)
@pass_desk
def feedback(desk: Desk, /, id: str | None, rating: float | None, limit: int, **said: Any) -> int:
    """Say how good the memory, fact, preference or procedure with this ID was, or an answer with its hits.

    Without --rating the feedback that there is, on ID or on all, the latest first. It is kept for learning, and
    changes no answer yet.

    \b
    Example: mnesis feedback 01JMZK7Q3V8T5X2N9R4C6B1D0E --rating -1 --note "He moved away."
             mnesis feedback
    """
    with desk.memory() as memory:
        subject = None if id is None else whole(memory, id, (Fact, Preference, Procedure))
        if rating is None:
            found = memory.judged(subject, limit=limit)
            data = {"feedback": [shapes.feedback(one) for one in found]}
            desk.give(data, lambda screen: _show(screen, found), empty=not found)
            return 0 if found else NOTHING
        if subject is None:
            raise click.UsageError("Say of what: the ID of a memory, fact, preference, procedure or answer.")
        kept = memory.feedback(subject, rating, **{**said, "hits": said["hits"] or None})
    desk.give(shapes.feedback(kept), lambda screen: screen.line(f"Kept: {kept.rating:+g} for {kept.subject}."))
    return 0


def _show(screen: Screen, found: list[Feedback]) -> None:
    rows = [(when(one.at), f"{one.rating:+g}", _of(one), one.subject, one.note or one.query or "") for one in found]
    screen.table(COLUMNS, rows)


def _of(one: Feedback) -> str:
    return f"answer of {len(one.detail['hits'])}" if "hits" in one.detail else "record"


COMMANDS = (feedback,)
