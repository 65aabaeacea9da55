"""`mnesis graph`: what is near an entity, to look at."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import click

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.drawing import dot, svg
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import UTF8, dated
from mnesis.cli.wording import many
from mnesis.semantic.graph import Neighbourhood

DRAWN = 60
"""Entities in a picture beside the one in its middle, at most."""


def _json(near: Neighbourhood) -> str:
    return json.dumps(shapes.near(near), ensure_ascii=False, indent=2) + "\n"


FORMATS: Mapping[str, Callable[[Neighbourhood], str]] = {"dot": dot, "svg": svg, "json": _json}


@command()
@click.argument("entity", type=UTF8)
@click.option("--format", type=click.Choice(list(FORMATS)), help="[default: by the name of the file, else dot]")
@click.option("--hops", type=click.IntRange(1, 3), default=1, show_default=True, help="Steps away, at most.")
@click.option("--output", "-o", type=click.Path(path_type=Path, dir_okay=False), help="File to write.")
@dated
@pass_desk
def graph(desk: Desk, /, entity: str, format: str | None, output: Path | None, **asked: Any) -> int:
    """Draw what ENTITY (a name or an ID) is connected with. Ends with 1 where that is nothing.

    SVG opens in every browser; DOT is for Graphviz.

    \b
    Example: mnesis graph Otto --output otto.svg
             mnesis graph Otto --hops 2 | dot -Tpng > otto.png
    """
    kind = format or _by_name(output, default="json" if desk.json and not output else "dot")
    if desk.json and not output and kind != "json":
        raise click.UsageError("With --json, name a file with --output: the picture itself goes to standard output.")
    with desk.memory() as memory:
        near = memory.relations(entity, limit=DRAWN, **asked)
    drawn = FORMATS[kind](near)
    if output is None:
        click.echo(drawn, nl=False)
    else:
        output.write_text(drawn, "utf-8")
        drawn_in = f"{many(len(near.nodes), 'entity', 'entities')} and {many(len(near.edges), 'relation')}"
        told = f"{drawn_in} drawn in {output}."
        data = {"path": str(output), "format": kind, "entities": len(near.nodes), "relations": len(near.edges)}
        desk.give(data, lambda screen: screen.line(told))
    return 0 if near.edges else NOTHING


def _by_name(output: Path | None, default: str) -> str:
    ending = output.suffix[1:].lower() if output else ""
    return {"gv": "dot"}.get(ending, ending) if ending in (*FORMATS, "gv") else default


COMMANDS = (graph,)
