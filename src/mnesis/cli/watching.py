"""`mnesis daemon`: watches sessions, compacts them in time, does jobs, and has its nights."""

from datetime import UTC, datetime
from typing import Any

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.options import UTF8
from mnesis.cli.output import Screen
from mnesis.cli.wording import many
from mnesis.cli.working import AT_LEAST_ONE, told_to_stop
from mnesis.daemon import Daemon, Looked, Watch
from mnesis.jobs.schedule import next_run
from mnesis.model import Compacted

NEVER = "never"


@command()
@click.option("--window", type=click.IntRange(min=512), help="Tokens of the window to watch for.  [default: settings]")
@click.option("--keep", type=click.IntRange(min=0), default=10, show_default=True, help="Turns kept word for word.")
@click.option("--night", type=UTF8, help="When nights are, as cron writes it, in UTC; or never.  [default: settings]")
@click.option("--threads", type=AT_LEAST_ONE, default=1, show_default=True, help="Jobs done at once.")
@click.option("--every", type=click.FloatRange(min=0.1), default=5.0, show_default=True, help="Seconds between looks.")
@click.option("--once", is_flag=True, help="Look once, do no jobs, and end.")
@pass_desk
def daemon(desk: Desk, /, once: bool, every: float, **asked: Any) -> int:
    """Watch the sessions of every scope until Ctrl-C or SIGTERM, and see to it that nothing is lost.

    A session whose turns fill 75 % of what the window gives to a conversation is understood and compacted, all but its
    last turns. Jobs are done meanwhile, and every night the memories of the day are made shorter.

    \b
    Example: mnesis daemon --window 8000
             mnesis daemon --once --json
    """
    watch = _watch(desk, **asked)
    with desk.memory() as memory:
        watcher = Daemon(memory, watch)
        if once:
            looked = watcher.look()
            desk.give(_shape(looked), lambda screen: _show(screen, looked))
            return 0
        desk.notices((f"Watching for a window of {watch.window:,} tokens. Ctrl-C ends it.",))
        count = 0

        def told(looked: Looked) -> None:
            nonlocal count
            count += len(looked.compacted)
            desk.notices(tuple(map(_line, looked.compacted)))

        with told_to_stop() as stop:
            watcher.run(stop, pause=every, told=told)
    desk.give({"compactions": count}, lambda screen: screen.line(f"{many(count, 'compaction')}."))
    return 0


def _watch(desk: Desk, window: int | None, keep: int, night: str | None, threads: int) -> Watch:
    night = desk.settings.night if night is None else night
    if night != NEVER:
        next_run(night, datetime.now(UTC))  # raises where cron would not understand it
    when = None if night == NEVER else night
    return Watch(window=window or desk.settings.context_window, keep=keep, night=when, workers=threads)


def _shape(looked: Looked) -> dict[str, Any]:
    return {"open": looked.open, "compacted": [shapes.compacted(one) for one in looked.compacted]}


def _show(screen: Screen, looked: Looked) -> None:
    screen.line(f"{many(looked.open, 'open session')}, {len(looked.compacted)} compacted.")
    for one in looked.compacted:
        screen.line(_line(one))


def _line(one: Compacted) -> str:
    return f"{one.session}: {many(one.turns, 'turn')}, {one.tokens_before:,} tokens, now {one.tokens_after:,}."


COMMANDS = (daemon,)
