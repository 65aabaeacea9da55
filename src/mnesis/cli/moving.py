"""`mnesis import` and `mnesis export`: memories in from other programs, and out again."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

import click

from mnesis.cli.annotating import annotate
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.output import Screen
from mnesis.cli.progress import reading
from mnesis.errors import BadRecord
from mnesis.memory import Memory
from mnesis.model import Ingested
from mnesis.transfer import FORMATS, SessionNote, detect, read_entries, write_jsonl, write_markdown
from mnesis.transfer.adoption import adopted

SHOWN = 5
"""Skipped records told to people, of each file."""

WRITERS = {"jsonl": write_jsonl, "markdown": write_markdown}


@dataclass
class Imported:
    """What a file came to."""

    path: Path
    format: str
    counts: Ingested = field(default_factory=Ingested)
    skipped: list[BadRecord] = field(default_factory=list)
    notes: list[SessionNote] = field(default_factory=list)

    def shape(self) -> dict[str, Any]:
        return {
            "path": str(self.path),
            "format": self.format,
            "added": self.counts.added,
            "duplicates": self.counts.duplicates,
            "sessions": self.counts.sessions,
            "skipped": [{"line": error.data.get("line"), "message": str(error)} for error in self.skipped],
        }


@command("import")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--format", type=click.Choice(list(FORMATS)), help="What the files are. [default: look]")
@click.option(
    "--on-error",
    type=click.Choice(["stop", "skip"]),
    default="stop",
    show_default=True,
    help="What a record that cannot be read does.",
)
@pass_desk
def import_(desk: Desk, files: tuple[Path, ...], format: str | None, on_error: str) -> None:
    """Remember what FILES hold: ChatGPT and Claude exports; what Mem0, Zep, Letta, LangMem and the MCP memory server
    keep; JSONL, transcripts, LoCoMo, BEAM. Zipped or not.

    Files of any size are streamed. Importing twice adds nothing, so after an interruption run the same command again.

    \b
    Example: mnesis import conversations.zip
             mnesis import notes.jsonl --format jsonl --on-error skip
    """
    found = [Imported(path, format or detect(path)) for path in files]
    offer_model(desk)
    with desk.memory(existing=False) as memory:
        for one in found:
            take_in(desk, memory, one, skip=on_error == "skip")
    desk.notices(tuple(dict.fromkeys(notice for one in found for notice in one.counts.notices)))
    desk.give(_total(found), lambda screen: _show(screen, found))


def take_in(desk: Desk, memory: Memory, one: Imported, *, skip: bool) -> None:
    """Remember one file, with a bar by bytes; fills in what it came to."""
    with reading(desk, one.path.name) as (progress, kept):
        skipped = one.skipped.append if skip else None
        entries = read_entries(one.path, format=one.format, progress=progress, skip=skipped)
        one.counts = memory.remember_many(adopted(entries, memory.scope, one.notes.append), progress=kept)
    annotate(memory, one.notes)


def _total(found: list[Imported]) -> dict[str, Any]:
    return {
        "added": sum(one.counts.added for one in found),
        "duplicates": sum(one.counts.duplicates for one in found),
        "skipped": sum(len(one.skipped) for one in found),
        "files": [one.shape() for one in found],
        "notices": list(dict.fromkeys(notice for one in found for notice in one.counts.notices)),
    }


def _show(screen: Screen, found: list[Imported]) -> None:
    for one in found:
        counts = one.counts
        screen.line(
            f"{one.path} ({one.format}): {counts.added:,} added, {counts.duplicates:,} known already, "
            f"{len(one.skipped):,} skipped, {counts.sessions:,} sessions"
        )
        for error in one.skipped[:SHOWN]:
            click.echo(f"  skipped: {error}", err=True)
        if len(one.skipped) > SHOWN:
            click.echo(f"  … and {len(one.skipped) - SHOWN:,} more (--json lists them all)", err=True)


@command()
@click.option("--format", type=click.Choice(list(WRITERS)), default="jsonl", show_default=True, help="What to write.")
@click.option("--output", "-o", type=click.Path(path_type=Path), help="File to write, whole or not at all.")
@pass_desk
def export(desk: Desk, format: str, output: Path | None) -> None:
    """Write all memories of the scope to standard output, or to a file that is replaced only once all is written.

    JSONL loses nothing: imported into an empty scope of that name it gives the same memories.

    \b
    Example: mnesis export --output backup.jsonl
             mnesis export --format markdown | less
    """
    if desk.json and output is None:
        raise click.UsageError("With --json, name a file with --output: the export itself goes to standard output.")
    with desk.memory() as memory, _atomic(output) if output else _standard_output() as out:
        count = WRITERS[format](memory.scan(), out)
    if output:
        data = {"path": str(output), "format": format, "records": count}
        desk.give(data, lambda screen: screen.line(f"{count:,} records written to {output}."))


@contextmanager
def _standard_output() -> Iterator[IO[str]]:
    yield sys.stdout


@contextmanager
def _atomic(path: Path) -> Iterator[IO[str]]:
    """A file that appears under its name, on disk, only when everything was written."""
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("x", encoding="utf-8") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as error:
        error.filename = str(path)
        raise
    finally:
        temporary.unlink(missing_ok=True)


COMMANDS = (import_, export)
