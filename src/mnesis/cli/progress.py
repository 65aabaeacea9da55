"""Progress of long work, on standard error of a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click
from rich.progress import (
    BarColumn,
    DownloadColumn,
    MofNCompleteColumn,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)

from mnesis.cli.desk import Desk
from mnesis.stores.contract import Progress


@contextmanager
def counting(desk: Desk, what: str) -> Iterator[Progress]:
    """A bar over things that are counted; call the value with (done, total)."""
    with _bar(desk, what, MofNCompleteColumn()) as progress:
        yield progress


@contextmanager
def by_bytes(desk: Desk, what: str) -> Iterator[Progress]:
    """A bar over bytes, with their rate; call the value with (done, total)."""
    with _bar(desk, what, DownloadColumn(), TransferSpeedColumn()) as progress:
        yield progress


@contextmanager
def _bar(desk: Desk, what: str, *measures: ProgressColumn) -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), *measures, TimeRemainingColumn())
    with desk.screen.progress(*columns, shown=not (desk.json or desk.quiet)) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@contextmanager
def steps(desk: Desk) -> Iterator[Callable[[str, int, int], None]]:
    """Work in named steps; call the value with (step, done, total). Where there is no terminal each step is a line."""
    wanted = not (desk.json or desk.quiet)
    with desk.screen.progress(TextColumn("{task.description}"), BarColumn(), shown=wanted) as bar:
        task = bar.add_task("", total=None)

        def update(step: str, done: int, total: int) -> None:
            bar.update(task, description=f"{step} …", completed=done, total=total if done else None)
            if wanted and bar.disable and not done:
                click.echo(f"{step} …", err=True)

        yield update
