"""`mnesis keys`: who may reach a shared memory. It works on the store itself: whoever has the file has everything."""

from datetime import datetime, timedelta
from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Command, Desk, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import UTF8
from mnesis.cli.wording import many
from mnesis.model import ApiKey, Role, as_utc, utc_now
from mnesis.steps.keyring import GRACE, Keyring, Made

COLUMNS = ("STATE", "NAME", "ROLE", "PLACES", "EXPIRES", "LAST USED", "ID")
HOUR = timedelta(hours=1)

TENANT = click.option("--tenant", type=UTF8, metavar="NAME", help="Of this tenant, instead of MNESIS_TENANT.")


@click.group()
def keys() -> None:
    """Make, list, rotate and revoke the keys with which others reach this memory through `mnesis serve`.

    These commands work on the store itself: whoever has the file needs no key.
    """


@keys.command("create", cls=Command)
@click.argument("name", type=UTF8)
@click.option(
    "--role",
    type=click.Choice([one.value for one in Role]),
    default=Role.AGENT.value,
    show_default=True,
    help="What it may do.",
)
@click.option(
    "--place",
    "places",
    type=UTF8,
    multiple=True,
    metavar="SCOPE",
    help="A scope that it is for, 'project:*' or '*'; several may be given, the first is home. [default: MNESIS_SCOPE]",
)
@click.option("--days", type=click.IntRange(min=1, max=36_500), help="Days for which it is good. [default: no end]")
@TENANT
@pass_desk
def create(desk: Desk, name: str, role: str, places: tuple[str, ...], days: int | None, tenant: str | None) -> None:
    """Make a key for NAME, and show it. It is shown once: only its hash is kept.

    \b
    Example: mnesis keys create "Ada's agent" --place user:ada --place team:a
             mnesis keys create boss --role admin --place '*' --days 90
    """
    settings = desk.settings
    until = None if days is None else utc_now() + timedelta(days=days)
    with desk.memory(existing=False) as memory:
        made = Keyring(memory.store).make(
            tenant or settings.tenant, name, Role(role), places or (settings.scope,), until
        )
    _show(desk, made)


@keys.command("list", cls=Command)
@TENANT
@pass_desk
def list_(desk: Desk, tenant: str | None) -> int:
    """List the keys of the tenant, the last made first. Ends with 1 where there are none.

    \b
    Example: mnesis keys list
    """
    with desk.memory() as memory:
        found = Keyring(memory.store).keys(tenant or desk.settings.tenant)
    now = utc_now()
    data = {"keys": [shapes.key(one) for one in found]}
    desk.give(data, lambda screen: screen.table(COLUMNS, [_row(one, now) for one in found]), empty=not found)
    return 0 if found else NOTHING


@keys.command("rotate", cls=Command)
@click.argument("id", type=UTF8)
@click.option(
    "--grace",
    type=click.FloatRange(min=0),
    default=GRACE / HOUR,
    show_default=True,
    metavar="HOURS",
    help="For so long the old one goes on; 0: it ends at once.",
)
@TENANT
@pass_desk
def rotate(desk: Desk, id: str, grace: float, tenant: str | None) -> None:
    """Put another key in the place of the one with this ID, with the same name, rights and end, and show it.

    \b
    Example: mnesis keys rotate 4f1c2d3e4b5a6978
             mnesis keys rotate 4f1c2d3e4b5a6978 --grace 0
    """
    with desk.memory() as memory:
        made = Keyring(memory.store).rotate(tenant or desk.settings.tenant, id, grace * HOUR)
    _show(desk, made)


@keys.command("revoke", cls=Command)
@click.argument("ids", metavar="ID...", nargs=-1, required=True, type=UTF8)
@TENANT
@pass_desk
def revoke(desk: Desk, ids: tuple[str, ...], tenant: str | None) -> None:
    """Let keys open nothing any more. A server that runs feels it within seconds.

    \b
    Example: mnesis keys revoke 4f1c2d3e4b5a6978
    """
    with desk.memory() as memory:
        ring = Keyring(memory.store)
        revoked = [ring.revoke(tenant or desk.settings.tenant, id) for id in ids]
    data = {"keys": [shapes.key(one) for one in revoked]}
    desk.give(data, lambda screen: screen.line(f"{many(len(revoked), 'key')} revoked."))


def _show(desk: Desk, made: Made) -> None:
    """The token alone on standard output, for scripts; what people should know beside it."""
    desk.give({"key": shapes.key(made.key), "token": made.token}, lambda screen: click.echo(made.token))
    end = f", until {render.when(made.key.expires_at)} UTC" if made.key.expires_at else ""
    desk.notices(
        (
            f"{made.key.name}: {made.key.role.value} of {', '.join(made.key.places)} in {made.key.scope.tenant}{end}.",
            "This is the only time that the key is shown. Keep it where secrets are kept.",
        )
    )


def _row(key: ApiKey, now: datetime) -> tuple[Any, ...]:
    ends, used = render.when(key.expires_at), render.when(key.last_used_at)
    return _state(key, as_utc(now)), key.name, key.role.value, " ".join(key.places), ends, used, key.id


def _state(key: ApiKey, now: datetime) -> str:
    if key.revoked_at is not None:
        return "revoked"
    return "good" if key.expires_at is None or now < key.expires_at else "expired"


COMMANDS = (keys,)
