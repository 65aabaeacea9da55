"""`mnesis mcp install`, `uninstall` and `clients`."""

import json
import shutil
import sys
from pathlib import Path
from typing import Any

import click

from mnesis.errors import InvalidInput
from mnesis.server.mcp.clients.programs import BY_NAME, CLIENTS, VARIABLES, Client, Machine
from mnesis.server.mcp.clients.setup import Place, Plan, is_ours
from mnesis.server.mcp.clients.trouble import NotEdited
from mnesis.settings import Settings, variable_of

HOMES = ("XDG_DATA_HOME", "XDG_CACHE_HOME")
"""Where memories and models are, unless settings say otherwise. Some clients pass no variables on to what they start:
it would open another memory."""


def command_of(settings: Settings, key_file: Path | None) -> list[str]:
    """The command line that a client is to start: the program by its absolute path, and what this command line or the
    environment says of the memory, which the client does not know."""
    usual = Settings.from_env({})
    said: list[str] = ["mcp"]
    if settings.database != usual.database:
        place = settings.database
        said += ["--db", place if "://" in place else str(Path(place).absolute())]
    if settings.scope != usual.scope:
        said += ["--scope", settings.scope]
    if key_file := key_file or settings.key_file:
        said += ["--key-file", str(key_file.absolute())]
    return [*_program(), *said]


def variables_of(settings: Settings) -> dict[str, str]:
    """What says which memory it is, and has no option."""
    tenant = {} if settings.tenant == Settings.from_env({}).tenant else {variable_of("tenant"): settings.tenant}
    return {**Settings.variables(HOMES), **tenant}


def _program() -> list[str]:
    beside = shutil.which("mnesis", path=str(Path(sys.executable).parent))
    found = beside or shutil.which("mnesis")
    return [str(Path(found).absolute())] if found else ["uvx", "--from", "mnesis[mcp]", "mnesis"]


def this_machine() -> Machine:
    return Machine(sys.platform, Path.home(), Settings.variables(VARIABLES))


def place_of(client: Client, config: Path | None, name: str) -> Place:
    return Place(client, config or Path(client.place(this_machine())), name)


def listed() -> list[dict[str, Any]]:
    """The clients, where their files are, and what stands there of mnesis."""
    return [_shape(place_of(one, None, "mnesis")) for one in CLIENTS]


def _shape(place: Place) -> dict[str, Any]:
    try:
        entry = place.entry()
    except NotEdited:
        entry = None
    there = {"client": place.client.name, "title": place.client.title, "file": str(place.path)}
    command = [entry["command"], *entry["args"]] if entry and is_ours(entry) else None
    return {**there, "exists": place.path.exists(), "command": command}


def show(found: list[dict[str, Any]], *, as_json: bool) -> None:
    """Print the list."""
    if as_json:
        click.echo(json.dumps({"clients": found}, ensure_ascii=False, indent=2))
        return
    for one in found:
        state = "set up" if one["command"] else "not set up" if one["exists"] else "no file yet"
        click.echo(f"{one['client']:<15} {state:<12} {one['file']}")


def client_named(name: str) -> Client:
    """Raises InvalidInput for one that is not known."""
    if name not in BY_NAME:
        raise InvalidInput(what=f"client {name!r}", problem=f"is none of {', '.join(BY_NAME)}")
    return BY_NAME[name]


def carry_out(plan: Plan, *, sure: bool, as_json: bool, then: str) -> None:
    """Show the change, ask, and make it. Raises click.Abort where it is not wanted."""
    if plan and not as_json:
        click.echo(plan.diff(), nl=False)
    if plan and not sure:
        if as_json or not sys.stdin.isatty():
            raise click.UsageError("Nobody is there to be asked. With --yes it is done.")
        click.confirm(f"Change {plan.place.path}?", abort=True, err=True)
    if plan:
        plan.apply()
    if as_json:
        done = {"client": plan.place.client.name, "file": str(plan.place.path), "changed": bool(plan)}
        click.echo(json.dumps({**done, "diff": plan.diff()}, ensure_ascii=False, indent=2))
    else:
        click.echo(then if plan else "Nothing to change.", err=True)
