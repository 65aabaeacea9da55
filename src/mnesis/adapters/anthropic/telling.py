"""What the memory tool tells of files, in the words of Anthropic's SDK."""

from collections.abc import Iterator, Mapping, Sequence

from mnesis.adapters.anthropic.paths import Parts
from mnesis.errors import InvalidInput

MAX_LINES = 999_999
WIDTH = len(str(MAX_LINES))
DEPTH = 2


def viewed(path: str, text: str, view_range: Sequence[int] | None = None) -> str:
    """A file with numbered lines, from the first to the last of a range (-1: to the end)."""
    lines = text.split("\n")
    if len(lines) > MAX_LINES:
        raise InvalidInput(f"File {path} exceeds maximum line limit of {MAX_LINES:,} lines.")
    first, last = 1, len(lines)
    if view_range and len(view_range) == 2:
        first = max(1, view_range[0])
        last = last if view_range[1] == -1 else view_range[1]
    shown = _numbered(lines[first - 1 : last], first)
    return f"Here's the content of {path} with line numbers:\n{shown}"


def snippet(text: str, line: int) -> str:
    """That a file was edited, and two lines on each side of the place, which begins in `line` (from 0)."""
    start = max(0, line - 2)
    shown = _numbered(text.split("\n")[start : line + 3], start + 1)
    return f"The memory file has been edited. Here is the snippet showing the change (with line numbers):\n{shown}"


def _numbered(lines: Sequence[str], first: int) -> str:
    return "\n".join(f"{number:{WIDTH}}\t{line}" for number, line in enumerate(lines, start=first))


def once(path: str, text: str, wanted: str) -> int:
    """Where the one occurrence of `wanted` in a text begins. Raises InvalidInput where there is none, or more."""
    count = text.count(wanted)
    if count == 0:
        problem = f"old_str `{wanted}` did not appear verbatim in {path}."
        raise InvalidInput(f"No replacement was performed, {problem}")
    if count > 1:
        lines = ", ".join(str(text[:at].count("\n") + 1) for at in _occurrences(text, wanted))
        problem = f"Multiple occurrences of old_str `{wanted}` in lines: {lines}. Please ensure it is unique"
        raise InvalidInput(f"No replacement was performed. {problem}")
    return text.find(wanted)


def _occurrences(text: str, wanted: str) -> Iterator[int]:
    at = text.find(wanted)
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)


def listing(path: str, sizes: Mapping[Parts, int]) -> str:
    """What is in a folder, two levels deep, with sizes; `sizes` are those of all files in it, by their way from it. The
    size of a folder is that of its files. What begins with a dot is hidden."""
    folders: dict[Parts, int] = {}
    for parts, size in sizes.items():
        for length in range(1, len(parts)):
            folders[parts[:length]] = folders.get(parts[:length], 0) + size
    told = {**{parts: (size, "") for parts, size in sizes.items()}, **{p: (size, "/") for p, size in folders.items()}}
    seen = sorted(parts for parts in told if len(parts) <= DEPTH and not any(name.startswith(".") for name in parts))
    lines = [f"{size_of(told[parts][0])}\t{path}/{'/'.join(parts)}{told[parts][1]}" for parts in seen]
    return "\n".join(
        [
            f"Here're the files and directories up to 2 levels deep in {path}, excluding hidden items:",
            f"{size_of(sum(sizes.values()))}\t{path}",
            *lines,
        ]
    )


def size_of(count: int) -> str:
    """Bytes in short: 0B, 17B, 1.5K, 2M."""
    power = min(max(count.bit_length() - 1, 0) // 10, 3)
    size = count / 1024**power
    return f"{int(size) if size == int(size) else format(size, '.1f')}{'BKMG'[power]}"
