"""`mnesis mcp`: serve a memory to one client over stdio, and set clients up. What it runs is imported when it runs."""

from collections.abc import Callable
from typing import Any, Protocol

import click

from mnesis.errors import MissingExtra
from mnesis.settings import Settings


class Desk(Protocol):
    """What the command line gives to its commands."""

    db: str | None
    scope: str | None

    @property
    def settings(self) -> Settings: ...


def placed(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say which memory, also after the command's name."""
    for name, metavar, help in (
        ("scope", "NAME", "Whose memory, instead of MNESIS_SCOPE."),
        ("db", "PATH|URL", "The store, instead of MNESIS_DATABASE."),
    ):
        command = click.option(f"--{name}", metavar=metavar, expose_value=False, callback=_take, help=help)(command)
    return command


def _take(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value and param.name:
        setattr(ctx.obj, param.name, value)


@click.group(invoke_without_command=True)
@placed
@click.pass_context
def mcp(ctx: click.Context, /) -> None:
    """Serve the memory to an agent over the Model Context Protocol on standard input and output.

    Clients start it by themselves: `mnesis mcp install CLIENT` sets one up. The store is made where there is none. Over
    HTTP, `mnesis serve` has the same under /mcp.
    """
    if ctx.invoked_subcommand is None:
        _serve(ctx.obj)


def _serve(desk: Desk) -> None:
    try:
        from mnesis.server.mcp.stdio import serve
    except ImportError as error:
        raise MissingExtra(feature="mnesis mcp", extra="mcp") from error
    from mnesis.opening import open
    from mnesis.server.mcp.access import Own

    settings = desk.settings
    serve(Own(lambda: open(settings=settings)))
