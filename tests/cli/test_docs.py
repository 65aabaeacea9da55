"""docs/reference/cli.md says what the commands say, and the other way round."""

import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import click
import pytest

from mnesis.cli.app import PLUGINS, app
from mnesis.cli.desk import Command, global_options

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "cli.md").read_text("utf-8")


def commands(group: click.Group, path: str) -> Iterator[tuple[str, click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        one = group.get_command(context, name)
        assert one, f"{path} {name} cannot be loaded"
        if isinstance(one, click.Group):
            yield from commands(one, f"{path} {name}")
        else:
            yield f"{path} {name}", one


COMMANDS = dict(commands(app, "mnesis"))
PLUGGED = {point.name for point in entry_points(group=PLUGINS)}
OWN = [name for name in COMMANDS if name.split()[1] not in PLUGGED]
"""Without those that come through entry points."""


def options(parameters: list[click.Parameter]) -> set[str]:
    return {flag for one in parameters if isinstance(one, click.Option) for flag in (*one.opts, *one.secondary_opts)}


def documented(section: str) -> set[str]:
    """The options in the first column of the tables of a section."""
    first = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `-")]
    return {flag for cell in first for flag in re.findall(r"`(-[-\w]+)`", cell)}


def sections() -> dict[str, str]:
    pieces = re.split(r"^## (.+)$", PAGE, flags=re.MULTILINE)
    return {title.strip("`"): body for title, body in zip(pieces[1::2], pieces[2::2], strict=True)}


def test_the_page_names_every_command_and_no_other() -> None:
    titles = {title for title in sections() if title.startswith("mnesis ")}
    assert titles == set(COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_the_page_names_every_option_of_a_command(name: str) -> None:
    own = options(COMMANDS[name].params) - options(global_options())
    assert documented(sections()[name]) == own


def test_the_page_names_the_global_options() -> None:
    assert documented(sections()["Global options"]) == options(global_options()) | {"--help", "-h", "--version"}


@pytest.mark.parametrize("name", OWN)
def test_every_command_has_help_with_an_example(name: str) -> None:
    command = COMMANDS[name]
    assert isinstance(command, Command), "takes the global options"
    assert f"Example: {name.split()[0]}" in (command.help or "")
    bare = [one.name for one in command.params if isinstance(one, click.Option) and not one.help]
    assert not bare
