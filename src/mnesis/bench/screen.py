"""Results for people and programs: tables in a terminal, plain columns in a pipe, JSON."""

import json
import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

PIPE_WIDTH = 200
OVERALL = "overall"
"""The first cell of a row that sums up the others."""


def console(*, errors: bool = False) -> Console:
    """Where results (or, with `errors`, progress) go. A pipe gets no frames and lines long enough for a table."""
    made = Console(stderr=errors, highlight=False)
    return made if made.is_terminal else Console(stderr=errors, highlight=False, width=PIPE_WIDTH)


def table(out: Console, title: str, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print one table; the first column is text, the others numbers."""
    made = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD if out.is_terminal else None, pad_edge=False)
    for number, name in enumerate(head):
        made.add_column(name, justify="right" if number else "left", no_wrap=True)
    for row in rows:
        made.add_row(*row, style="bold" if row[0] == OVERALL else None)
    out.print(made)
    out.print()


def lines(out: Console, texts: Iterable[str]) -> None:
    """Plain lines, unbroken in a pipe."""
    for text in texts:
        out.print(text, markup=False, soft_wrap=not out.is_terminal)


def show_json(out: Console, record: Mapping[str, Any]) -> None:
    """A result as JSON."""
    out.print(json.dumps(plain(record), ensure_ascii=False, indent=2), soft_wrap=True, markup=False)


def plain(value: Any) -> Any:
    """As JSON has it: text for keys, lists for tuples, None for NaN."""
    if isinstance(value, Mapping):
        return {str(key): plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return None if isinstance(value, float) and math.isnan(value) else value
