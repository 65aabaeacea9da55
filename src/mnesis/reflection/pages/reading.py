"""What a person changed in a page since it was written: told by the manifest at its end, without a look at memories.

Lines are known by their pointers, so order, spaces and line ends do not matter. A line that lost its pointer is known
by its words. What is not ours is new; nothing that is not ours is left out.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from mnesis.reflection.pages.lines import Pointer, Read, flat, read_line
from mnesis.reflection.pages.manifest import Manifest, mark, split_manifest
from mnesis.reflection.pages.scanning import Unit, units
from mnesis.reflection.pages.windows import Window, window_text


@dataclass(frozen=True, slots=True)
class Altered:
    """A line of a record that reads differently. What is None was left as it was; `retimed` says that the window was
    changed, to `window`. `value` is the name of a procedure."""

    pointer: Pointer
    line: str
    label: str | None = None
    value: str | None = None
    retimed: bool = False
    window: Window = (None, None)
    steps: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Fresh:
    """Something new: `text` as it stands in the file, `titles` of the headings above it, from the outermost, and the
    line as it reads, where it is a line."""

    text: str
    titles: tuple[str, ...]
    read: Read | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was found in a page. `gone` are the records whose lines are not there any more. `kept` are words that were
    not understood before, and that stay. `doubtful` are lines that may have been edited, in a page that lost its
    manifest; `headings` are those that somebody wrote."""

    gone: tuple[Pointer, ...] = ()
    altered: tuple[Altered, ...] = ()
    fresh: tuple[Fresh, ...] = ()
    kept: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    headings: tuple[str, ...] = ()
    told_gone: int = 0
    manifest: Manifest | None = None


def read_page(text: str, now: datetime) -> Reading:
    """Read a page back. No text makes this raise."""
    body, manifest = split_manifest(text.replace("\r\n", "\n").replace("\r", "\n"))
    sorter = _Sorter(manifest or Manifest(""), now, trusting=manifest is not None)
    for unit in units(body):
        sorter.take(unit)
    return sorter.reading(manifest)


@dataclass(slots=True)
class _Line:
    """A line that may be one of ours, with how its parts compare."""

    unit: Unit
    read: Read
    parts: tuple[str, ...]
    rest: tuple[str, ...]


@dataclass(slots=True)
class _Sorter:
    """Sorts the units of a page."""

    manifest: Manifest
    now: datetime
    trusting: bool
    seen: set[str] = field(default_factory=set)
    lines: dict[tuple[str, str], list[_Line]] = field(default_factory=dict)
    fresh: list[Fresh] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    doubtful: list[str] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)

    def take(self, unit: Unit) -> None:
        whole = mark(unit.text)
        if whole in self.manifest.kept:
            self.kept.append(unit.text)
        elif whole in self.manifest.headings or whole in self.manifest.told:
            self.seen.add(whole)
        elif unit.sort == "heading":
            self.headings.append(unit.text)
        elif unit.sort == "comment":
            self.kept.append(unit.text)
        elif unit.sort == "item":
            self._item(unit)
        else:
            self.fresh.append(_fresh(unit, unit.lines, None))

    def _item(self, unit: Unit) -> None:
        first, rest = unit.lines[0], unit.lines[1:]
        read = read_line(first, self.now)
        if rest and (mine := mark(first)) in self.manifest.told:
            self.seen.add(mine)
            self.fresh.append(_fresh(unit, rest, None))
        elif not self.trusting and read.pointer:
            self.doubtful.append(unit.text)
        elif read.pointer and (key := (read.pointer.kind, read.pointer.id)) in self.manifest.values:
            self._line(key, unit, read)
        elif lost := self._lost(read):
            self._line(lost, unit, read)
        else:
            self.fresh.append(_fresh(unit, unit.lines, read))

    def _lost(self, read: Read) -> tuple[str, str] | None:
        """The record whose line this is, by its words; its pointer is gone or torn."""
        words = (mark(read.label or ""), mark(read.value))
        for key, marks in self.manifest.values.items():
            if key not in self.lines and (
                marks[:2] == words if key[0] != "procedure" else marks[0] == mark(read.whole)
            ):
                return key
        return None

    def _line(self, key: tuple[str, str], unit: Unit, read: Read) -> None:
        if key[0] == "procedure":
            steps = steps_of(unit.lines[1:])
            line = _Line(unit, read, (read.whole, json.dumps(steps, ensure_ascii=False)), ())
        else:
            line = _Line(unit, read, (read.label or "", read.value, window_text(*read.window)), unit.lines[1:])
        self.lines.setdefault(key, []).append(line)

    def reading(self, manifest: Manifest | None) -> Reading:
        altered = [one for key in self.lines if (one := self._compared(key))]
        gone = [Pointer(*key) for key in self.manifest.values if key not in self.lines]
        return Reading(
            gone=tuple(gone),
            altered=tuple(altered),
            fresh=tuple(self.fresh),
            kept=tuple(dict.fromkeys(self.kept)),
            doubtful=tuple(self.doubtful),
            headings=tuple(self.headings),
            told_gone=len(self.manifest.told - self.seen),
            manifest=manifest,
        )

    def _compared(self, key: tuple[str, str]) -> Altered | None:
        """What of a record's line was changed. Of several lines with its pointer, the most like the one that was
        written counts, and the others are new."""
        marks = self.manifest.values[key]
        found = self.lines[key]
        same = [sum(mark(part) == old for part, old in zip(one.parts, marks, strict=False)) for one in found]
        best = found[same.index(max(same))]
        for one in found:
            if one is not best and one.parts != best.parts:
                self.fresh.append(_fresh(one.unit, one.unit.lines, one.read))
            elif one.rest:
                self.fresh.append(_fresh(one.unit, one.rest, None))
        changed = [mark(part) != old for part, old in zip(best.parts, marks, strict=False)]
        if not any(changed):
            return None
        if key[0] == "procedure":
            name, steps = best.parts
            return Altered(
                Pointer(*key),
                best.unit.text,
                value=name if changed[0] else None,
                steps=tuple(json.loads(steps)) if changed[1] else None,
            )
        return Altered(
            Pointer(*key),
            best.unit.lines[0],
            label=best.parts[0] if changed[0] else None,
            value=best.parts[1] if changed[1] else None,
            retimed=changed[2],
            window=best.read.window,
        )


def _fresh(unit: Unit, lines: Sequence[str], read: Read | None) -> Fresh:
    return Fresh("\n".join(lines), tuple(title for _, title in unit.above), read)


def steps_of(lines: Sequence[str]) -> list[str]:
    """The steps below the name of a procedure; a line without a number goes on with the one before it."""
    steps: list[str] = []
    for line in lines:
        read = _number(line)
        if read is not None:
            steps.append(read)
        elif steps:
            steps[-1] = flat(f"{steps[-1]} {line}")
        elif line.strip():
            steps.append(flat(line))
    return [one for one in steps if one]


def _number(line: str) -> str | None:
    head, _, rest = line.strip().partition(" ")
    if head in ("-", "*", "+", "•") or (head.rstrip(".)").isdigit() and head[-1:] in ".)"):
        return flat(rest)
    return None
