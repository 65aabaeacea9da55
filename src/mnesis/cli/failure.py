"""How a command ends when it does not succeed: one line for people, one object for programs, one code for shells."""

import errno
import json
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from mnesis.errors import MissingExtra, MnesisError, NotFound, ProviderError, StoreError

NOTHING = 1
"""Nothing found, or not healthy."""
USAGE = 2
STORE = 3
PROVIDER = 4
INTERRUPTED = 130
BROKEN_PIPE = 141
"""What a shell sees of a program whose reader went away (128 + SIGPIPE)."""

_CODES: tuple[tuple[tuple[type[BaseException], ...], int], ...] = (
    ((click.Abort,), INTERRUPTED),
    ((NotFound,), NOTHING),
    ((StoreError,), STORE),
    ((ProviderError, MissingExtra), PROVIDER),
)


def code_of(error: BaseException) -> int:
    """The exit code an error ends a command with."""
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return STORE
    return next((code for kinds, code in _CODES if isinstance(error, kinds)), USAGE)


def tell(error: BaseException, *, as_json: bool) -> None:
    """Say on standard error what went wrong: a line, or `{"error": {"type", "message", …}}`."""
    if as_json:
        click.echo(json.dumps({"error": shape(error)}, ensure_ascii=False, default=plain), err=True)
    elif isinstance(error, click.ClickException):
        error.show()
    else:
        click.echo(f"mnesis: {message(error)}", err=True)


def shape(error: BaseException) -> dict[str, Any]:
    """An error as data: its type, its message, and what it carries."""
    data = error.data if isinstance(error, MnesisError) else {}
    kind = "Interrupted" if isinstance(error, click.Abort) else type(error).__name__
    return {"type": kind, "message": message(error), **data}


def message(error: BaseException) -> str:
    """One line that says what went wrong, and where it can, what to do."""
    if isinstance(error, click.Abort):
        return "Interrupted. What was kept before stays; run the same command again to go on."
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, OSError) and not isinstance(error, MnesisError):
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}."
    return " ".join(str(error).split())


def plain(value: Any) -> Any:
    """What `json.dumps` cannot write by itself, as text."""
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value) if isinstance(value, Path) else repr(value)
