"""Progress of long work, on standard error of a terminal."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import click
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.progress import Progress as Bar

from mnesis.cli.desk import Desk
from mnesis.stores.contract import Progress


@contextmanager
def counting(desk: Desk, what: str) -> Iterator[Progress]:
    """A bar over things that are counted; call the value with (done, total)."""
    with _bar(desk, what, MofNCompleteColumn()) as (bar, task):
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def reading(desk: Desk, what: str) -> Iterator[tuple[Progress, Callable[[int], None]]]:
    """A bar over the bytes of a file, with their rate. Call the first value with (done, total), the second with the
    number of messages kept so far."""
    with _bar(desk, what, DownloadColumn(), TransferSpeedColumn()) as (bar, task):
        yield (
            lambda done, total: bar.update(task, completed=done, total=total),
            lambda count: bar.update(task, description=f"{what}: {count:,} messages"),
        )


@contextmanager
def _bar(desk: Desk, what: str, *measures: ProgressColumn) -> Iterator[tuple[Bar, TaskID]]:
    columns = (TextColumn("{task.description}"), BarColumn(), *measures, TimeRemainingColumn())
    with desk.screen.progress(*columns, shown=not (desk.json or desk.quiet)) as bar:
        yield bar, bar.add_task(what, total=None)


@contextmanager
def steps(desk: Desk, labels: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """Work in named steps, shown by their labels; call the value with (step, done, total). Where there is no terminal
    each step is a line."""
    wanted = not (desk.json or desk.quiet)
    with desk.screen.progress(TextColumn("{task.description}"), BarColumn(), shown=wanted) as bar:
        task = bar.add_task("", total=None)

        def update(step: str, done: int, total: int) -> None:
            label = f"{labels.get(step, step)} …"
            bar.update(task, description=label, completed=done, total=total if done else None)
            if wanted and bar.disable and not done:
                click.echo(label, err=True)

        yield update
