"""`mnesis prune`."""

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.output import Screen
from mnesis.cli.progress import counting
from mnesis.cli.wording import many
from mnesis.steps.night.pruning import Pruned, Weighed

SHOWN = 20
PARTS = ("importance", "freshness", "evidence", "coverage", "outcome")


@command()
@click.option(
    "--below", type=click.FloatRange(0, 1), default=0.2, show_default=True, help="Value below which to prune."
)
@click.option("--apply", is_flag=True, help="Do it; without this nothing is written.")
@pass_desk
def prune(desk: Desk, /, below: float, apply: bool) -> None:
    """List what is worth least to keep, by a formula of importance, age, evidence and outcome; with --apply it leaves.

    It goes to the archive, or is deleted where MNESIS_RETENTION says so. What is all that a fact, preference or
    procedure stands on stays, and so does what is younger than a day.

    \b
    Example: mnesis prune
             mnesis prune --below 0.15 --apply
    """
    with desk.memory() as memory, counting(desk, "Pruning") as progress:
        done = memory.prune(below, apply=apply, progress=progress)
        lines = [] if desk.json else [_line(one) for one in done.weighed[:SHOWN]]
    desk.give(shapes.pruned(done), lambda screen: _show(screen, done, lines, applied=apply))


def _parts(one: Weighed) -> dict[str, float]:
    return {name: getattr(one.worth, name) for name in PARTS}


def _line(one: Weighed) -> tuple[str, ...]:
    """A memory in a line, without its words: `mnesis show` has them."""
    told = " ".join(f"{name} {part:.2f}" for name, part in _parts(one).items() if part)
    repeats = f"and {many(len(one.repeats), 'repeat')}" if one.repeats else ""
    return f"{one.value:.2f}", one.id, told, repeats


def _show(screen: Screen, done: Pruned, lines: list[tuple[str, ...]], *, applied: bool) -> None:
    screen.columns(lines)
    if len(done.weighed) > SHOWN:
        screen.line(f"  … {len(done.weighed) - SHOWN} more")
    count = sum(len(one.ids) for one in done.weighed)
    told = f"{many(count, 'memory', 'memories')} of {done.seen} below {done.below:g}"
    spared = f"; {done.spared} more are all that something known stands on" if done.spared else ""
    end = "deleted" if done.ending == "delete" else "moved to the archive"
    screen.line(f"{told}{spared}.", "bold")
    if done.gone:
        screen.line(f"{done.gone} {end}.", "dim")
    elif done.weighed and not applied:
        screen.line(f"Nothing was written. With --apply they are {end}.", "dim")
    else:
        screen.line("Nothing was written.", "dim")


COMMANDS = (prune,)
