"""A page as a whole: its items, how they are laid out, and the manifest behind them."""

from collections.abc import Iterable, Sequence

from mnesis.model import Scope
from mnesis.reflection.pages.lines import Heading, Item, Note, Raw, Task, Told, Value
from mnesis.reflection.pages.manifest import manifest_of, mark, write_manifest
from mnesis.reflection.pages.scanning import closed, units

NOT_UNDERSTOOD = "Not understood"

_ABOUT = """{what}
Written by `mnesis reflect`. It is private: never put it before a group, nor into a channel that others read.
You may edit it; edits are read back at the next reflection: delete a line that is wrong, change a value, the time in
brackets or a step, or write a new line in your own words. What stands in square brackets says where a line comes
from: `mnesis why ID`. Days and what recurs follow from what was said, and come back."""


def opening(title: str, what: str) -> list[Item]:
    """The first lines of a page."""
    return [Note(_ABOUT.format(what=what)), Heading(1, title)]


def section(level: int, title: str, items: Iterable[Item]) -> list[Item]:
    """A heading with what stands below it; nothing where nothing does."""
    below = list(items)
    return [Heading(level, title), *below] if below else []


def not_understood(kept: Iterable[str]) -> list[Item]:
    """The section for words of a person that nothing could be learnt from."""
    return section(2, NOT_UNDERSTOOD, map(Raw, dict.fromkeys(map(closed, kept))))


def render(items: Sequence[Item], scope: Scope) -> str:
    """The page as text: lists without gaps, an empty line between everything else, and the manifest at the end."""
    parts: list[str] = []
    for before, one in zip((None, *items), items, strict=False):
        listed = isinstance(before, Value | Task | Told) and isinstance(one, Value | Task | Told)
        parts += [str(one)] if listed or before is None else ["", str(one)]
    return "\n".join((*parts, "", write_manifest(manifest_of(items, scope)), ""))


def marks(items: Iterable[Item]) -> frozenset[str]:
    """Marks of everything that a page says, unit by unit."""
    return frozenset(mark(unit.text) for one in items for unit in units(str(one)))
