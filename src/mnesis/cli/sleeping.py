"""`mnesis sleep`."""

from collections.abc import Iterable

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.output import Screen
from mnesis.cli.progress import steps as bar
from mnesis.cli.wording import many
from mnesis.model import Done, Slept, Step

LABELS = {
    Step.UNDERSTAND: "Understanding what waits",
    Step.REPEATS: "Folding repeats",
    Step.COMPRESS: "Compressing",
    Step.DISTIL: "Distilling",
    Step.REFLECT: "Looking back",
    Step.EXPIRE: "Letting go",
    Step.TIDY: "Tidying up",
}


@command()
@click.option("--dry-run", is_flag=True, help="Only tell what is due now.")
@click.option(
    "--step",
    "steps",
    multiple=True,
    type=click.Choice([one.value for one in Step]),
    help="Only this step; may be given several times.",
)
@pass_desk
def sleep(desk: Desk, /, dry_run: bool, steps: tuple[str, ...]) -> None:
    """Run a night now: make old memories shorter, and let go of those whose time is over.

    What waits is understood first. Turns of a day ago are compressed, what was compressed a week ago is distilled, the
    days since the last night are summed up; then what is past its time leaves for the archive, or for good where
    MNESIS_RETENTION says so. Broken off, the next night goes on where this one was.

    \b
    Example: mnesis sleep --dry-run
             mnesis sleep
    """
    offer_model(desk)
    labels = {step.value: label for step, label in LABELS.items()}
    with desk.memory() as memory, bar(desk, labels) as update:
        slept = memory.sleep(steps=steps, dry_run=dry_run, progress=lambda *told: update(*told))
    desk.notices(slept.notices)
    desk.give(shapes.slept(slept), lambda screen: _show(screen, slept))


def _show(screen: Screen, slept: Slept) -> None:
    screen.columns([(LABELS[one.step], told) for one in slept.steps if (told := _told(one))], styles=("dim",))
    if not any(_told(one) for one in slept.steps):
        screen.line("Nothing is due: turns are compressed a day after they were kept.")
    if slept.dry_run:
        screen.line("Nothing was written.", "bold")
        return
    size = f"{slept.tokens_before:,} → {slept.tokens_after:,} tokens to be found"
    screen.line(
        f"{size}, {_megabytes(slept.bytes_before)} → {_megabytes(slept.bytes_after)}, {slept.took:.1f} s.", "bold"
    )


def _told(done: Done) -> str:
    """What a step came to; nothing where it came to nothing."""
    counts = done.counts
    match done.step:
        case Step.UNDERSTAND:
            return many(counts["jobs"], "job") if counts["jobs"] else ""
        case Step.REPEATS:
            into = f"{many(counts['folded'], 'repeat')} into {many(counts['into'], 'turn')}"
            return into if counts["folded"] else ""
        case Step.COMPRESS | Step.DISTIL:
            return _shorter(done) if counts["sources"] else ""
        case Step.REFLECT:
            points = f", {many(counts['points'], 'point')}" if "points" in counts else ""
            return f"{many(counts['days'], 'day')}{points}" if counts["days"] and counts.get("points", 1) else ""
        case Step.EXPIRE:
            return ", ".join(_left(done))
        case Step.TIDY:
            return many(counts["jobs"], "ended job") if counts["jobs"] else ""


def _shorter(done: Done) -> str:
    counts = done.counts
    names = ("turn", None) if done.step is Step.COMPRESS else ("summary", "summaries")
    before, after = counts["tokens_before"], counts["tokens_after"]
    less = f" ({1 - after / before:.0%} less)" if before else ""
    return f"{many(counts['sources'], *names)} into {counts['made']:,}: {before:,} → {after:,} tokens{less}"


def _left(done: Done) -> Iterable[str]:
    counts = done.counts
    if counts["raw"]:
        yield f"{many(counts['raw'], 'turn')} left"
    if counts["compressed"]:
        yield f"{many(counts['compressed'], 'summary', 'summaries')} left"
    if counts["rising"]:
        yield f"{counts['rising']:,} in fewer words found instead"
    if counts["held"]:
        yield f"{counts['held']:,} as soon as something shorter stands for them"
    if counts["evidence"]:
        yield f"{counts['evidence']:,} kept as the only evidence of something known"


def _megabytes(size: int) -> str:
    return f"{size / 1e6:,.1f} MB"


COMMANDS = (sleep,)
