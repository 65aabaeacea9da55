"""The comment at the end of a page: hashes of what was written, which tell later what a person changed.

A row for each line that may be edited, with a hash of each of its parts; the hashes of all lines that may not (`=`), of
headings and comments (`#`), and of words that were kept as they were (`~`). Damaged or gone, it tells nothing, and
then nothing counts as deleted.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b

from mnesis.model import Scope
from mnesis.reflection.pages.lines import Heading, Item, Note, Raw, Task, Told, Value, flat
from mnesis.reflection.pages.scanning import units

_ROW = 12
_OPEN = "<!-- mnesis manifest 1"
_BLOCK = re.compile(r"^<!-- mnesis manifest 1\b[^\n]*\n((?:(?!<!--|-->)[^\n]*\n)*)-->[^\S\n]*$", re.MULTILINE)
_ROW_READ = re.compile(
    r"\s*(?:[=#~](?: [0-9a-f]{8})+|(?:fact|preference|procedure)(?::\S*)?(?: [0-9a-f]{0,8})*"
    r"|(?:scope|whole) [0-9a-f]{0,8}|-->)\s*"
)
"""A row, perhaps cut off."""


def mark(text: str) -> str:
    """A hash of a text, white space apart."""
    return blake2b(flat(text).encode("utf-8", "replace"), digest_size=4).hexdigest()


@dataclass(frozen=True, slots=True)
class Manifest:
    """What was written: the parts of lines that may be edited, by kind and id of what they stand on; marks of told
    lines, of headings and comments, of kept words. `scope` is the mark of the scope."""

    scope: str
    values: Mapping[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    told: frozenset[str] = frozenset()
    headings: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


def scope_mark(scope: Scope) -> str:
    return mark(f"{len(scope.tenant)}:{scope}")


def manifest_of(items: Sequence[Item], scope: Scope) -> Manifest:
    """What these items are known by later."""
    values: dict[tuple[str, str], tuple[str, ...]] = {}
    for one in items:
        if isinstance(one, Value | Task):
            values.setdefault((one.pointer.kind, one.pointer.id), tuple(map(mark, one.parts())))
    return Manifest(
        scope=scope_mark(scope),
        values=values,
        told=frozenset(mark(str(one)) for one in items if isinstance(one, Told)),
        headings=frozenset(mark(str(one)) for one in items if isinstance(one, Heading | Note)),
        kept=frozenset(mark(unit.text) for one in items if isinstance(one, Raw) for unit in units(str(one))),
    )


def write_manifest(manifest: Manifest) -> str:
    """The comment, with a mark of itself in its last row."""
    rows = [f"{kind}:{id} {' '.join(marks)}" for (kind, id), marks in manifest.values.items()]
    for sign, marks in (("=", manifest.told), ("#", manifest.headings), ("~", manifest.kept)):
        ordered = sorted(marks)
        rows += [f"{sign} {' '.join(ordered[at : at + _ROW])}" for at in range(0, len(ordered), _ROW)]
    body = "\n".join((f"scope {manifest.scope}", *rows))
    return f"{_OPEN}: tells what was edited; leave it here\n{body}\nwhole {mark(body)}\n-->"


def split_manifest(text: str) -> tuple[str, Manifest | None]:
    """A page without its manifests, and the last one that is whole. Of one that was damaged, only what is surely ours
    is taken out."""
    found = [one for block in _BLOCK.findall(text) if (one := _read(block))]
    left: list[str] = []
    within = False
    for line in text.split("\n"):
        within = within or line.startswith(_OPEN)
        if not within or not (line.startswith(_OPEN) or _ROW_READ.fullmatch(line)):
            left.append(line)
        within = within and not line.rstrip().endswith("-->")
    return "\n".join(left), (found[-1] if found else None)


def _read(block: str) -> Manifest | None:
    rows = block.strip().split("\n")
    body = "\n".join(row.strip() for row in rows[:-1])
    if len(rows) < 2 or rows[-1].split() != ["whole", mark(body)]:
        return None
    values: dict[tuple[str, str], tuple[str, ...]] = {}
    marks: dict[str, list[str]] = {}
    for row in filter(str.strip, rows[:-1]):
        head, *rest = row.split()
        kind, colon, id = head.partition(":")
        if colon:
            values[kind, id] = tuple(rest)
        else:
            marks.setdefault(head, []).extend(rest)
    told, headings, kept = (frozenset(marks.get(sign, ())) for sign in "=#~")
    return Manifest("".join(marks.get("scope", ())), values, told, headings, kept)
