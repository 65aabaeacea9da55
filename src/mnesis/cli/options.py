"""Kinds of arguments that several commands take: text, times, and what narrows a set of memories."""

import functools
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Literal, TypeVar

import click

from mnesis.cli import moments
from mnesis.model import EVERYTHING, All, EpisodeType, Outcome, Where, utc_now

F = TypeVar("F", bound=Callable[..., Any])

INSTANT = timedelta(milliseconds=1)
"""The shortest time there is here."""


class Utf8(click.ParamType):  # type: ignore[type-arg]  # generic in new versions of click only
    """Text of the command line; refuses bytes that were no UTF-8 (the interpreter passes them on as surrogates)."""

    name = "text"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        try:
            str(value).encode("utf-8")
        except UnicodeEncodeError as error:
            self.fail(f"not valid UTF-8 at character {error.start + 1}", param, ctx)
        return str(value)


class When(click.ParamType):  # type: ignore[type-arg]
    """A moment: ISO 8601, or a date as people say it. A named period gives its start, or with `edge` its end (the first
    moment after it) or its last moment."""

    name = "when"

    def __init__(self, edge: Literal["start", "end", "last"] = "start") -> None:
        self._edge = edge

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        period = moments.period(value, utc_now())
        if period is None:
            self.fail(f"{value!r} is no date: try 2026-05-06, 2026-05-06T18:30Z or 'last week'", param, ctx)
        start, end = period
        if self._edge == "last":
            return max(start, end - INSTANT)
        return start if self._edge == "start" else end


UTF8 = Utf8()
TYPES = click.Choice([one.value for one in EpisodeType])
OUTCOMES = click.Choice([one.value for one in Outcome])

_NARROWING: tuple[tuple[str, Callable[[Any], Where], dict[str, Any]], ...] = (
    ("session", lambda v: Where("session_id", "eq", v), {"type": UTF8, "metavar": "ID", "help": "Of this session."}),
    ("actor", lambda v: Where("actor", "eq", v), {"type": UTF8, "help": "By user, agent, system or tool:<name>."}),
    ("speaker", lambda v: Where("speaker", "eq", v), {"type": UTF8, "metavar": "NAME", "help": "Said by this name."}),
    ("tag", lambda v: Where("tags", "has", v), {"type": UTF8, "help": "With this tag."}),
    ("since", lambda v: Where("timestamp", "ge", v), {"type": When(), "help": "From this time on."}),
    ("until", lambda v: Where("timestamp", "lt", v), {"type": When("end"), "help": "Up to the end of this time."}),
)


def narrowed(command: F) -> F:
    """Give a command the options that narrow a set of memories, and `where`: the filter they come to."""

    @functools.wraps(command)
    def bundled(*args: Any, **given: Any) -> Any:
        values = {name: given.pop(name) for name, _, _ in _NARROWING}
        parts = tuple(make(values[name]) for name, make, _ in _NARROWING if values[name] is not None)
        return command(*args, where=All(parts) if parts else EVERYTHING, **given)

    wrapped: Any = bundled
    for name, _, how in reversed(_NARROWING):
        wrapped = click.option(f"--{name}", **how)(wrapped)
    return wrapped  # type: ignore[no-any-return]


def limited(default: int) -> Callable[[F], F]:
    """Give a command `--limit`."""
    return click.option(
        "--limit", "-n", type=click.IntRange(min=1), default=default, show_default=True, help="At most so many."
    )


def dated(command: F) -> F:
    """Give a command the two axes of time: what held in the world then, and what was known here then."""
    for option in (
        click.option("--known-at", type=When("last"), metavar="WHEN", help="As it was known here then."),
        click.option("--as-of", type=When("last"), metavar="WHEN", help="What held in the world then. [default: now]"),
    ):
        command = option(command)
    return command
