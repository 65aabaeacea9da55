"""Writing for people: wrapped and coloured on a terminal, plain and whole in a pipe."""

import re
import sys
from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.padding import Padding
from rich.progress import Progress, ProgressColumn
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
LINES = 12
"""Lines of one memory shown on a terminal before the rest is left to `mnesis show`."""
WIDEST = 48
"""Cells to which a column is filled up, at most, where there is no terminal."""
LAST = 20
"""Cells that the last column of a table has at least, where it fills them; else its rows take two lines."""


def visible(text: str) -> str:
    """Text without control characters, so that a memory cannot drive the terminal it is shown on."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))


class Screen:
    """Standard output, and standard error for progress."""

    def __init__(self) -> None:
        self._out = Console(highlight=False, markup=False, emoji=False)
        self._err = Console(stderr=True, highlight=False, markup=False, emoji=False)

    @property
    def terminal(self) -> bool:
        return self._out.is_terminal

    @property
    def interactive(self) -> bool:
        return sys.stdin.isatty() and self._out.is_terminal and self._err.is_terminal

    def line(self, text: str = "", style: str = "") -> None:
        if self.terminal:
            self._out.print(Text(visible(text), style))
        else:
            sys.stdout.write(visible(text) + "\n")

    def rule(self, title: str) -> None:
        """A heading."""
        if self.terminal:
            self._out.print(Rule(style="yellow"))
            self._out.print(Text(visible(title), "bold yellow"))
        else:
            self.line(f"== {title}")

    def block(self, text: str, *, indent: int = 0, style: str = "", whole: bool = False) -> None:
        """A text of any length, indented. A terminal shows its first lines unless `whole`."""
        lines = visible(text).splitlines() or [""]
        if not self.terminal:
            sys.stdout.writelines(f"{' ' * indent}{one}\n" for one in lines)
            return
        shown = lines if whole else lines[:LINES]
        self._out.print(Padding(Text("\n".join(shown), style), (0, 0, 0, indent)))
        if len(shown) < len(lines):
            self._out.print(Text(" " * indent + f"… {len(lines) - len(shown)} more lines", "dim"))

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
        """Columns on a terminal, lines with tabs in a pipe. The last column takes what room there is; where that is too
        little, it stands below the others."""
        if not self.terminal:
            for row in (columns, *rows):
                sys.stdout.write("\t".join(_cell(cell) for cell in row) + "\n")
            return
        self._out.print(_table(columns, rows, self._out.width))

    def watch(self, columns: Sequence[str], frames: Iterable[Sequence[Sequence[object]]]) -> None:
        """A table that changes in place with every frame; in a pipe the lines of a frame that were not in the last."""
        if self.terminal:
            with Live(console=self._out, auto_refresh=False) as live:
                for rows in frames:
                    live.update(_table(columns, rows, self._out.width), refresh=True)
            return
        last: set[str] = set()
        for rows in frames:
            lines = ["\t".join(_cell(cell) for cell in row) for row in rows]
            sys.stdout.writelines(f"{line}\n" for line in lines if line not in last)
            sys.stdout.flush()
            last = set(lines)

    def columns(self, rows: Iterable[Sequence[object]], *, indent: int = 2, styles: Sequence[str] = ()) -> None:
        """Lines whose parts stand below one another, everywhere; those that are empty in all lines take no room. A
        terminal that is too narrow wraps the widest of them."""
        cells = [[_cell(cell) for cell in row] for row in rows]
        used = [at for at in range(max(map(len, cells), default=0)) if any(row[at] for row in cells)]
        widths = {at: max(cell_len(row[at]) for row in cells) for at in used}
        if self.terminal:
            widest = max(used, key=widths.__getitem__, default=0)
            grid = Table.grid(padding=(0, 2, 0, 0))
            for at in used:
                grid.add_column(no_wrap=at != widest, style=styles[at] if at < len(styles) else "")
            for row in cells:
                grid.add_row(*(Text(row[at]) for at in used))
            self._out.print(Padding(grid, (0, 0, 0, indent)))
            return
        for row in cells:
            parts = (row[at] + " " * (min(WIDEST, widths[at]) - cell_len(row[at])) for at in used)
            sys.stdout.write(f"{' ' * indent}{'  '.join(parts)}".rstrip() + "\n")

    def progress(self, *columns: str | ProgressColumn, shown: bool) -> Progress:
        """A progress display on standard error; none where that is no terminal or nobody wants it."""
        return Progress(*columns, console=self._err, disable=not (shown and self._err.is_terminal), transient=True)


def _table(columns: Sequence[str], rows: Iterable[Sequence[object]], width: int) -> RenderableType:
    cells = [[_cell(cell) for cell in row] for row in rows]
    *others, last = (max(map(cell_len, column)) + 1 for column in zip(columns, *cells, strict=True))
    if sum(others) + min(last, LAST) > width:
        return _stacked(columns, cells)
    table = Table(box=None, pad_edge=False, header_style="bold", expand=True)
    for name in columns:
        table.add_column(name, no_wrap=True, ratio=1 if name == columns[-1] else None)
    for row in cells:
        table.add_row(*map(Text, row))
    return table


def _stacked(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Group:
    """Rows of two lines: what identifies them, whole, and below it as much of the last column as a line holds."""
    lines = [Text("  ".join(columns), "bold")]
    for *parts, last in rows:
        lines.append(Text("  ".join(filter(None, parts))))
        if last:
            lines.append(Text(f"  {last}", no_wrap=True, overflow="ellipsis"))
    return Group(*lines)


def _cell(value: object) -> str:
    return " ".join(visible("" if value is None else str(value)).split())
