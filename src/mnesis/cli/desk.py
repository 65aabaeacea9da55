"""What every command stands at: the global options, the opened memory, and the two ways out (people, programs)."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import click

import mnesis
from mnesis.cli.output import Screen
from mnesis.memory import Memory
from mnesis.opening import open_archive, open_store
from mnesis.settings import Settings


@dataclass
class Desk:
    """One run of the command line. Options given before or after the command end up here."""

    db: str | None = None
    scope: str | None = None
    key_file: Path | None = None
    json: bool = False
    quiet: bool = False
    screen: Screen = field(default_factory=Screen)

    @property
    def settings(self) -> Settings:
        """The environment's settings, with what this command line says instead."""
        return Settings.from_env(database=self.db, scope=self.scope, key_file=self.key_file)

    @property
    def interactive(self) -> bool:
        """Whether somebody is there to answer a question."""
        return self.screen.interactive and not (self.json or self.quiet)

    @contextmanager
    def memory(self, *, existing: bool = True) -> Iterator[Memory]:
        """The memory the options name. `existing`: a store that is not there is an error, and is not made."""
        settings = self.settings
        url, key = settings.database, settings.encryption_key()
        store = open_store(url, key=key, settings=settings, must_exist=existing)
        archive = open_archive(url, key=key, settings=settings)
        with mnesis.open(store, settings=settings).retaining(archive, settings.retention) as memory:
            yield memory

    def give(self, data: Mapping[str, Any], human: Callable[[Screen], None], *, empty: bool = False) -> None:
        """The result of the command: one JSON document, or what `human` writes. An empty one is no output for people,
        but a remark."""
        if self.json:
            click.echo(json.dumps(data, ensure_ascii=False, indent=2))
        elif empty:
            click.echo("Nothing found.", err=True)
        else:
            human(self.screen)

    def notices(self, notices: tuple[str, ...]) -> None:
        """Tell people what could not be done in full; programs find it in the document."""
        if not (self.json or self.quiet):
            for notice in notices:
                click.echo(f"note: {notice}", err=True)


def global_options(*, hidden: bool = False) -> list[click.Parameter]:
    """The options every command takes, before and after its name."""
    option = partial(click.Option, expose_value=False, callback=_take)
    return [
        option(["--db"], metavar="PATH|URL", hidden=hidden, help="The store, instead of MNESIS_DATABASE."),
        option(["--scope"], metavar="NAME", hidden=hidden, help="Whose memory, instead of MNESIS_SCOPE."),
        option(
            ["--key-file"],
            type=click.Path(path_type=Path),
            hidden=hidden,
            help="File whose first line is the key of an encrypted store.",
        ),
        option(["--quiet", "-q"], is_flag=True, hidden=hidden, help="No progress and no notes."),
        option(["--json"], is_flag=True, help="Answer with one JSON document."),
    ]


def _take(ctx: click.Context, param: click.Parameter, value: Any) -> None:
    if value and param.name:
        setattr(ctx.ensure_object(Desk), param.name, value)


class Command(click.Command):
    """A command that also takes the global options."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params.extend(global_options(hidden=True))


command = partial(click.command, cls=Command)
pass_desk = click.make_pass_decorator(Desk)
