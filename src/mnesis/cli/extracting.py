"""`mnesis extract`: understanding what waits for it, or everything once more."""

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.options import narrowed
from mnesis.cli.output import Screen
from mnesis.cli.progress import counting
from mnesis.cli.wording import many
from mnesis.model import EVERYTHING, Filter
from mnesis.semantic.again import Sign
from mnesis.steps.rereading import Extracted

STYLES = {Sign.ADDED: "green", Sign.WITHDRAWN: "red", Sign.CHANGED: "yellow"}


@command()
@click.option("--again", is_flag=True, help="Read once more what was understood before, with the extractor of today.")
@click.option("--dry-run", is_flag=True, help="With --again: only tell what would change.")
@narrowed
@pass_desk
def extract(desk: Desk, /, where: Filter, again: bool, dry_run: bool) -> None:
    """Understand what waits for it; with --again read everything once more, and tell what that changes.

    Each change is a line: + found anew, − found no more, ~ otherwise than before. Nothing is deleted, and what was set
    by hand stays. The options that narrow go with --again.

    \b
    Example: mnesis extract
             mnesis extract --again --dry-run --since "last month"
    """
    if not again and (dry_run or where != EVERYTHING):
        raise click.UsageError("--dry-run and the options that narrow go with --again.")
    offer_model(desk)
    with desk.memory() as memory, counting(desk, "Reading") as progress:
        done = memory.extract(where, again=again, dry_run=dry_run, progress=progress)
    desk.notices(done.notices)
    desk.give(shapes.extracted(done, dry_run=dry_run), lambda screen: _show(screen, done, again=again, dry_run=dry_run))


def _show(screen: Screen, done: Extracted, *, again: bool, dry_run: bool) -> None:
    for one in done.differences:
        told = " → ".join(" · ".join(text.splitlines()) for text in (one.before, one.after) if text)
        screen.line(f"{one.sign} {told}", STYLES[one.sign])
    if not again:
        screen.line(f"{many(done.read, 'waiting job')} done." if done.read else "Nothing waits.")
        return
    counts = {sign: sum(one.sign is sign for one in done.differences) for sign in Sign}
    told = ", ".join(f"{sign} {count}" for sign, count in counts.items() if count) or "nothing changes"
    screen.line(
        f"{many(done.read, 'memory', 'memories')} read again: {told}{' (nothing was written)' if dry_run else ''}.",
        "bold",
    )
    if used := done.used:
        cost = "" if used.cost is None else f", {used.cost:.4f} USD"
        screen.line(f"{many(used.requests, 'request')}, {used.tokens_in:,} + {used.tokens_out:,} tokens{cost}.", "dim")


COMMANDS = (extract,)
