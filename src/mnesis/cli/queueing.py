"""`mnesis jobs`: what waits to be done, how far it is, and what failed."""

import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Command, Desk, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import UTF8, limited
from mnesis.cli.output import Screen
from mnesis.cli.wording import many
from mnesis.memory import Memory
from mnesis.model import Job, JobState

COLUMNS = ("STATE", "KIND", "PROGRESS", "WHEN", "ID", "NOTE")
LOOK = 1.0
"""Seconds between two looks at what changes."""
OPEN = (JobState.READY, JobState.RUNNING)

ID = click.argument("ids", metavar="ID...", nargs=-1, required=True, type=UTF8)


@click.group()
def jobs() -> None:
    """Look at the work that waits, runs and has ended; try it again, or leave it.

    Jobs are done by `mnesis worker`, and kept in the store until they are.
    """


@jobs.command("list", cls=Command)
@click.option("--state", type=click.Choice([one.value for one in JobState]), help="In this state.")
@click.option("--kind", type=UTF8, help="Of this kind.")
@click.option("--watch", is_flag=True, help="Show what changes until no job waits or runs, or Ctrl-C.")
@limited(50)
@pass_desk
def list_(desk: Desk, state: str | None, kind: str | None, watch: bool, limit: int) -> int:
    """List the jobs of the scope, the last added first. Ends with 1 where there are none.

    \b
    Example: mnesis jobs list --state dead
             mnesis jobs list --watch
    """
    with desk.memory() as memory:

        def look() -> list[Job]:
            return memory.jobs(state, kind, limit=limit)

        if watch:
            _watch(desk, look)
        found = look()
    data = {"jobs": [shapes.job(one) for one in found]}
    desk.give(data, lambda screen: None if watch else screen.table(COLUMNS, map(_row, found)), empty=not found)
    return 0 if found else NOTHING


@jobs.command("show", cls=Command)
@click.argument("id", type=UTF8)
@click.option("--follow", is_flag=True, help="Show how it goes on until it has ended, or Ctrl-C.")
@pass_desk
def show(desk: Desk, id: str, follow: bool) -> int:
    """Show everything about a job. Ends with 1 where there is none with this id.

    \b
    Example: mnesis jobs show 01KE3M5V2C6N8Q4R7T9W1X3Y5Z --follow
    """
    with desk.memory() as memory:
        if follow:
            _watch(desk, lambda: [memory.job(id)])
        found = memory.job(id)
    desk.give({"job": shapes.job(found)}, lambda screen: _full(screen, found))
    return 0


@jobs.command("retry", cls=Command)
@ID
@pass_desk
def retry(desk: Desk, ids: tuple[str, ...]) -> int:
    """Let dead or cancelled jobs be done again, each from its last checkpoint.

    \b
    Example: mnesis jobs retry 01KE3M5V2C6N8Q4R7T9W1X3Y5Z
    """
    return _change(desk, "ready again", ids, lambda memory, id: memory.retry(id))


@jobs.command("cancel", cls=Command)
@ID
@click.option("--for-good", is_flag=True, help="Of a schedule, also all the times that would follow.")
@pass_desk
def cancel(desk: Desk, ids: tuple[str, ...], for_good: bool) -> int:
    """Let jobs not be done, or not to their end. What they have saved so far stays.

    \b
    Example: mnesis jobs cancel 01KE3M5V2C6N8Q4R7T9W1X3Y5Z
    """
    return _change(desk, "cancelled", ids, lambda memory, id: memory.cancel(id, for_good=for_good))


@jobs.command("schedule", cls=Command)
@click.argument("kind", type=UTF8)
@click.argument("cron", type=UTF8)
@click.option("--key", type=UTF8, help="Tells it from other schedules of the kind; of one key one job runs at a time.")
@pass_desk
def schedule(desk: Desk, kind: str, cron: str, key: str | None) -> int:
    """Let work of a kind be done again and again, at the times that CRON says: minute, hour, day, month, weekday, in
    UTC. What kind and key were scheduled as before is replaced.

    \b
    Example: mnesis jobs schedule night "30 3 * * *"
    """
    with desk.memory() as memory:
        if kind not in (known := memory.handlers()):
            raise click.BadParameter(f"nobody does {kind!r}: {', '.join(sorted(known))}", param_hint="KIND")
        job = memory.schedule(kind, cron, key=key)
    desk.give({"job": shapes.job(job)}, lambda screen: screen.line(f"{job.id} runs at {render.when(job.run_at)} UTC."))
    return 0


def _change(desk: Desk, how: str, ids: Sequence[str], change: Callable[[Memory, str], Job]) -> int:
    with desk.memory() as memory:
        changed = [change(memory, id) for id in ids]
    data = {"jobs": [shapes.job(one) for one in changed]}
    desk.give(data, lambda screen: screen.line(f"{many(len(changed), 'job')} {how}."))
    return 0


def _watch(desk: Desk, look: Callable[[], list[Job]]) -> None:
    """Show jobs as they change, until none of them waits or runs; with --json only wait for that."""

    def frames() -> Iterator[list[tuple[Any, ...]]]:
        while True:
            found = look()
            yield [_row(one) for one in found]
            if not any(one.state in OPEN for one in found):
                return
            time.sleep(LOOK)

    if desk.json:
        for _ in frames():
            pass
    else:
        desk.screen.watch(COLUMNS, frames())


def _row(job: Job) -> tuple[Any, ...]:
    moment = job.ended_at or (job.run_at if job.state is JobState.READY else None)
    return job.state.value, job.kind, _progress(job), render.when(moment), job.id, job.error or job.note


def _progress(job: Job) -> str:
    if not job.total:
        return f"{job.done:,}" if job.done else ""
    return f"{job.done:,}/{job.total:,} {job.done / job.total:.0%}"


def _full(screen: Screen, job: Job) -> None:
    rows = {
        "id": job.id,
        "kind": job.kind,
        "state": job.state.value,
        "progress": _progress(job),
        "note": job.note,
        "error": job.error,
        "attempts": job.attempts,
        "priority": job.priority,
        "key": job.key,
        "schedule": job.cron,
        "run at": render.when(job.run_at),
        "worker": job.worker,
        "held until": render.when(job.leased_until),
        "added": render.when(job.created_at),
        "ended": render.when(job.ended_at),
        "payload": shapes.compact(job.payload),
        "checkpoint": shapes.compact(job.checkpoint),
        "result": shapes.compact(job.result),
    }
    for name, value in rows.items():
        if value:
            screen.line(f"{name:<11} {value}")


COMMANDS = (jobs,)
