"""The command group: own commands, commands other packages add, and what a run ends with."""

import contextlib
import io
import os
import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from mnesis.cli import (
    archiving,
    asking,
    browsing,
    closing,
    demo,
    doctor,
    extracting,
    forgetting,
    graphing,
    installing,
    judging,
    keys,
    knowing,
    looking_back,
    moving,
    naming,
    practising,
    pruning,
    queueing,
    sleeping,
    teaching,
    telling,
    thinking,
    upkeep,
    watching,
    working,
)
from mnesis.cli.desk import Desk, global_options
from mnesis.cli.failure import BROKEN_PIPE, code_of, tell
from mnesis.errors import MnesisError

PLUGINS = "mnesis.commands"
"""Entry points of this group name click commands that appear beside the built-in ones."""


SECTIONS = {
    "Memories": (telling, asking, thinking, browsing, closing, forgetting, archiving, moving),
    "What is known": (knowing, graphing, teaching, practising, judging, naming, looking_back),
    "Work": (watching, sleeping, working, queueing),
    "Sharing": (keys,),
    "Upkeep": (extracting, pruning, upkeep, doctor, installing, demo),
}
"""The built-in commands as the help lists them."""


class Commands(click.Group):
    """Built-in commands in the order they were added, then those of plugins, loaded only when asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(dict.fromkeys([*self.commands, *sorted(point.name for point in entry_points(group=PLUGINS))]))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name in self.commands:
            return self.commands[cmd_name]
        for point in entry_points(group=PLUGINS, name=cmd_name):
            return load_plugin(point)
        return None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        listed = {title: [one.name for group in groups for one in group.COMMANDS] for title, groups in SECTIONS.items()}
        own = {name for names in listed.values() for name in names}
        listed["More"] = [name for name in self.list_commands(ctx) if name not in own]
        for title, names in listed.items():
            found = [(name, command) for name in names if name and (command := self.get_command(ctx, name))]
            if found:
                room = formatter.width - 6 - max(len(name) for name in self.list_commands(ctx))
                with formatter.section(title):
                    formatter.write_dl([(name, command.get_short_help_str(room)) for name, command in found])

    def invoke(self, ctx: click.Context) -> Any:
        try:
            result = super().invoke(ctx)
            sys.stdout.flush()
            return result
        except BrokenPipeError:  # before click turns it into another exit code
            silence_stdout()
            raise click.exceptions.Exit(BROKEN_PIPE) from None


def load_plugin(point: EntryPoint) -> click.Command | None:
    """The command behind an entry point; a broken one costs a warning and that command only."""
    try:
        command = point.load()
    except Exception as error:  # noqa: BLE001  (whatever somebody else's package does)
        click.echo(f"warning: command {point.name!r} ({point.value}) cannot be loaded: {error!r}", err=True)
        return None
    if isinstance(command, click.Command):
        return command
    click.echo(f"warning: command {point.name!r} ({point.value}) is not a click command", err=True)
    return None


@click.group(
    cls=Commands,
    params=global_options(),
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(package_name="mnesis", message="%(package)s %(version)s")
def app() -> None:
    """Long-term memory on one SQLite file: it keeps what was said word for word, and answers with evidence.

    \b
    mnesis remember "I moved to Berlin last month."
    mnesis import conversations.json
    mnesis recall "Where do I live?"

    The options below may also stand after the command. What they do not say comes from the settings: MNESIS_*
    variables.

    Exit codes: 0 done, 1 nothing found or unhealthy, 2 bad usage or input, 3 store, 4 model or provider,
    130 interrupted.
    """


for groups in SECTIONS.values():
    for group in groups:
        for one in group.COMMANDS:
            app.add_command(one)


def run(args: Sequence[str]) -> int:
    """Run one command line; the exit code. Never raises MnesisError."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    desk = Desk()
    try:
        return int(app.main(list(args), prog_name="mnesis", standalone_mode=False, obj=desk) or 0)
    except (MnesisError, click.ClickException, click.Abort, OSError) as error:
        tell(error, as_json=desk.json or "--json" in args)  # usage errors come before options are taken
        return code_of(error)


def silence_stdout() -> None:
    """Point standard output nowhere, so that the interpreter's last flush does not complain about the reader."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
