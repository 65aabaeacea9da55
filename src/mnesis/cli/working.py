"""`mnesis worker`: does what waits, until it is told to stop."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

import click

from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.options import UTF8
from mnesis.cli.wording import many
from mnesis.jobs.processes import Supervisor

AT_LEAST_ONE = click.IntRange(min=1)


@command()
@click.option("--once", is_flag=True, help="Do what is ready now, and end.")
@click.option("--kind", "kinds", multiple=True, type=UTF8, help="Only jobs of this kind; may be given several times.")
@click.option("--threads", type=AT_LEAST_ONE, default=1, show_default=True, help="Jobs done at once by a process.")
@click.option(
    "--processes",
    type=AT_LEAST_ONE,
    default=1,
    show_default=True,
    help="Processes that do jobs; with more than one, another watches them and replaces those that die.",
)
@click.option("--attended", is_flag=True, help="End when standard input ends, as when the parent has died.")
@pass_desk
def worker(desk: Desk, once: bool, kinds: tuple[str, ...], threads: int, processes: int, attended: bool) -> int:
    """Do the jobs that wait, in every scope of the store, until Ctrl-C or SIGTERM.

    Jobs that are begun are then ended, or given back at once where that takes long. A worker that dies loses nothing:
    another goes on with its job within a minute.

    \b
    Example: mnesis worker
             mnesis worker --processes 4
    """
    with told_to_stop() as stop:
        if processes > 1:
            return _supervise(desk, ["--once"] * once + _named(kinds, threads), processes, stop)
        with desk.memory() as memory:
            if attended:
                threading.Thread(target=_until_eof, args=(stop,), daemon=True).start()
            elif not once:
                desk.notices(("Doing jobs. Ctrl-C ends it.",))
            done = memory.work(kinds, threads=threads, stop=stop, pause=None if once else 1.0)
    if not attended:
        desk.give({"done": done}, lambda screen: screen.line(f"{many(done, 'job')} done."))
    return 0


@contextmanager
def told_to_stop() -> Iterator[threading.Event]:
    """Set by SIGINT and SIGTERM; a SIGINT after that interrupts as usual."""
    stop = threading.Event()

    def tell(signum: int, frame: FrameType | None) -> None:
        if stop.is_set() and signum == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    signals = (signal.SIGINT, signal.SIGTERM)
    before = {one: signal.signal(one, tell) for one in signals}
    try:
        yield stop
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _supervise(desk: Desk, options: list[str], processes: int, stop: threading.Event) -> int:
    with desk.memory() as memory:  # what is wrong with the store is told once, not by every child
        memory.handlers()
    own = [sys.executable, "-m", "mnesis", "--db", desk.settings.database, "--quiet"]
    own += ["--key-file", str(desk.key_file)] if desk.key_file else []
    supervisor = Supervisor([*own, "worker", "--attended", *options], processes)
    desk.notices((f"Doing jobs in {processes} processes. Ctrl-C ends it.",))
    code = supervisor.run(stop)
    data = {"processes": processes, "replaced": supervisor.replaced}
    desk.give(data, lambda screen: screen.line(f"{many(supervisor.replaced, 'process', 'processes')} replaced."))
    return code


def _named(kinds: tuple[str, ...], threads: int) -> list[str]:
    return [part for kind in kinds for part in ("--kind", kind)] + ["--threads", str(threads)]


def _until_eof(stop: threading.Event) -> None:
    while os.read(sys.stdin.fileno(), 1024):  # with no lock, which the end of the process would stumble over
        pass
    stop.set()


COMMANDS = (worker,)
