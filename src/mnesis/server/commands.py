"""`mnesis serve`. The server itself is imported when the command runs, so that other commands need not wait for it."""

import json
import logging
import socket
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import click

from mnesis.errors import InvalidInput, MissingExtra
from mnesis.memory import Memory
from mnesis.settings import Settings

if TYPE_CHECKING:
    from mnesis.server.serving import Place


class Desk(Protocol):
    """What a command stands at; the command line gives it."""

    json: bool
    quiet: bool

    @property
    def settings(self) -> Settings: ...

    def memory(self, *, existing: bool = True) -> AbstractContextManager[Memory]: ...


def _take(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and param.name:
        setattr(ctx.obj, param.name, value)


def _global(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options of every command, also after the name of this one."""
    option = partial(click.option, expose_value=False, callback=_take)
    for one in (
        option("--db", metavar="PATH|URL", hidden=True),
        option("--scope", metavar="NAME", hidden=True),
        option("--key-file", type=click.Path(path_type=Path), hidden=True),
        option("--quiet", "-q", is_flag=True, hidden=True),
        option("--json", is_flag=True, help="Say where it serves as one JSON document."),
    ):
        command = one(command)
    return command


@click.command()
@_global
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8765, show_default=True, help="Port; 0 is any that is free."
)
@click.option("--open", "is_open", is_flag=True, help="Ask for no keys. Only on this machine's own address.")
@click.option("--work/--no-work", default=True, show_default=True, help="Do jobs and nights in this process as well.")
@click.pass_obj
def serve(desk: Desk, host: str, port: int, is_open: bool, work: bool) -> int:
    """Serve the store over HTTP: REST, MCP, live updates and the console, until Ctrl-C or SIGTERM.

    Whoever asks needs a key (mnesis keys). Where there is none at all, one is made and shown once. What is running when
    it is told to stop may end first.

    \b
    Example: mnesis serve
             mnesis serve --host 0.0.0.0 --port 80
    """
    try:
        from mnesis.server import serving
    except ImportError as error:
        raise MissingExtra(feature="mnesis serve", extra="server") from error
    place = serving.Place(host, port)
    if is_open and not place.loopback:
        raise InvalidInput(what="--open", problem="goes with an address of this machine only, such as 127.0.0.1")
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(message)s")
    with desk.memory(existing=False) as memory, place.bind() as listening:
        _serve(desk, memory, listening, place, is_open=is_open, work=work)
    return 0


def _serve(desk: Desk, memory: Memory, listening: socket.socket, place: "Place", *, is_open: bool, work: bool) -> None:
    from mnesis.daemon import Daemon, Watch
    from mnesis.governance.access import Caller
    from mnesis.model import Role
    from mnesis.server import serving
    from mnesis.server.app import create_app
    from mnesis.server.config import Config

    settings = desk.settings
    config = Config.of(settings)
    config = replace(config, hosts=(*serving.NAMES, place.host.lower(), *config.hosts))
    places = ("*",) if settings.scope == "main" else (settings.scope, "*")
    owner = Caller(tenant=settings.tenant, role=Role.ADMIN, places=places, name="owner") if is_open else None
    memory.store.announce(True)
    app = create_app(memory, config, owner)
    url = f"http://{_shown(place.host)}:{listening.getsockname()[1]}"
    told = _keys(app.state.door.keyring, settings.tenant, places) if owner is None else {"keys": None, "token": None}
    watch = Watch(window=settings.context_window, night=settings.night)
    crew = serving.Crew(Daemon(memory, watch) if work else None)
    serving.serve(app, listening, lambda: _tell(desk, {"url": url, **told}), crew)


def _keys(keyring: Any, tenant: str, places: tuple[str, ...]) -> dict[str, Any]:
    """How many keys there are; where there is none, one that is made now."""
    from mnesis.model import ApiKey, Role

    there = keyring.store.count(ApiKey)
    if there:
        return {"keys": there, "token": None}
    return {"keys": 1, "token": keyring.make(tenant, "first", Role.ADMIN, places).token}


def _tell(desk: Desk, told: dict[str, Any]) -> None:
    url, keys, token = told["url"], told["keys"], told["token"]
    told["console"] = f"{url}/console/" + (f"#key={token}" if token else "")
    if desk.json:
        click.echo(json.dumps(told))
        return
    click.echo(f"Serving at {url}. Ctrl-C ends it.")
    if token:
        click.echo(f"A first key was made. It is shown this once, so keep it:\n\n  {token}\n")
    elif keys is None:
        click.echo("No keys are asked for: whoever is on this machine may do everything.")
    else:
        click.echo(f"Keys: {keys}. Another one: mnesis keys create NAME")
    click.echo(f"Console: {told['console']}")


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
