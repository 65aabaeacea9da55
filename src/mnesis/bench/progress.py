"""Progress bars on standard error, where that is a terminal."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from mnesis.bench.screen import console

Watch = Callable[[str, int], Callable[[int], None]]
"""Announces a stretch of work and how many steps it has; what it returns is called with how many more are done."""


@contextmanager
def watching(*, shown: bool) -> Iterator[Watch]:
    """Bars that appear as work is announced, one below the other."""
    screen = console(errors=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=screen, disable=not (shown and screen.is_terminal)) as bars:

        def watch(what: str, steps: int) -> Callable[[int], None]:
            task = bars.add_task(what, total=steps)
            return lambda more: bars.advance(task, more)

        yield watch


def moves(step: Callable[[int], None]) -> Callable[[int], None]:
    """Turns "so many in all", as verbs tell their progress, into "so many more"."""
    done = 0

    def moved(total: int) -> None:
        nonlocal done
        step(total - done)
        done = total

    return moved
