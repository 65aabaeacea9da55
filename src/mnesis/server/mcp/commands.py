"""`mnesis mcp`: serve a memory to one client over stdio, and set clients up. What it runs is imported when it runs."""

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from mnesis.errors import MissingExtra
from mnesis.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])


class Desk(Protocol):
    """What the command line gives to its commands."""

    db: str | None
    scope: str | None
    key_file: Path | None
    json: bool

    @property
    def settings(self) -> Settings: ...


def placed(command: F) -> F:
    """The options that say which memory, also after the command's name."""
    for option in (
        click.Option(["--json"], is_flag=True, help="Answer with one JSON document."),
        click.Option(["--quiet", "-q"], is_flag=True, hidden=True, help="No notes."),
        click.Option(["--key-file"], type=click.Path(path_type=Path), help="File whose first line is the store's key."),
        click.Option(["--scope"], metavar="NAME", help="Whose memory, instead of MNESIS_SCOPE."),
        click.Option(["--db"], metavar="PATH|URL", help="The store, instead of MNESIS_DATABASE."),
    ):
        option.expose_value, option.callback = False, _take
        command.params.insert(0, option)  # type: ignore[attr-defined]
    return command


def _take(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and param.name:
        setattr(ctx.obj, param.name, value)


@placed
@click.group(invoke_without_command=True)
@click.pass_context
def mcp(ctx: click.Context, /) -> None:
    """Serve the memory to an agent over the Model Context Protocol on standard input and output.

    Clients start it by themselves: `mnesis mcp install CLIENT` sets one up. The store is made where there is none. Over
    HTTP, `mnesis serve` has the same under /mcp.
    """
    if ctx.invoked_subcommand is None:
        _serve(ctx.obj)


def _serve(desk: Desk) -> None:
    gc.disable()  # the classes of the protocol are many, and none of them is garbage
    try:
        from mnesis.server.mcp.stdio import serve
    except ImportError as error:
        raise MissingExtra(feature="mnesis mcp", extra="mcp") from error
    from mnesis.opening import is_there, open
    from mnesis.server.mcp.access import Own

    gc.freeze()
    gc.enable()

    settings = desk.settings
    serve(Own(lambda: open(settings=settings), lambda: is_there(settings.database)))


def changes(command: F) -> F:
    """What the commands that change a configuration take."""
    config = click.Path(path_type=Path, dir_okay=False)
    command = click.option("--yes", "-y", "sure", is_flag=True, help="Do not ask.")(command)
    command = click.option("--config", type=config, help="Its file, instead of the usual one.")(command)
    command = click.option("--name", default="mnesis", show_default=True, help="What it is called there.")(command)
    return click.argument("client")(command)


@placed
@mcp.command()
@changes
@click.pass_obj
def install(desk: Desk, /, client: str, name: str, config: Path | None, sure: bool) -> None:
    """Let a client start `mnesis mcp`: shows the change of its configuration, and asks.

    CLIENT is one of those that `mnesis mcp clients` lists. --db, --scope and --key-file are written into the command.
    The file as it was is kept beside it.

    \b
    Example: mnesis mcp install claude-desktop
             mnesis mcp install cursor --scope work --yes
    """
    from mnesis.server.mcp.clients.installing import carry_out, client_named, command_of, place_of, variables_of
    from mnesis.server.mcp.clients.setup import install

    known = client_named(client)
    command = command_of(desk.settings, desk.key_file)
    plan = install(place_of(known, config, name), command, variables_of(desk.settings))
    carry_out(plan, sure=sure, as_json=desk.json, then=f"{known.title} is set up. {known.then}")


@placed
@mcp.command()
@changes
@click.pass_obj
def uninstall(desk: Desk, /, client: str, name: str, config: Path | None, sure: bool) -> None:
    """Take mnesis out of a client's configuration again: shows the change, and asks. No memory is touched.

    \b
    Example: mnesis mcp uninstall claude-desktop
    """
    from mnesis.server.mcp.clients.installing import carry_out, client_named, place_of
    from mnesis.server.mcp.clients.setup import uninstall

    known = client_named(client)
    plan = uninstall(place_of(known, config, name))
    carry_out(plan, sure=sure, as_json=desk.json, then=f"mnesis is out of {known.title}.")


@placed
@mcp.command()
@click.pass_obj
def clients(desk: Desk, /) -> None:
    """The clients that can be set up, where their configuration is, and whether mnesis is in it."""
    from mnesis.server.mcp.clients.installing import listed, show

    show(listed(), as_json=desk.json)
