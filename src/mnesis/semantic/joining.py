"""One thing under several names: how an entity comes to stand for another, and how that is taken back.

A joined entity keeps its row, `merged_into` says what it turned out to be, and its names are lent to that. What was
done stands in its metadata under "resolution", so that it can be undone: `joined` (into which entity, by the words or
by hand), `lent` (the names the other did not have), `stands_for` (whose first name it is), `apart` (what it must not
be joined with by rule again).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Literal

from mnesis.model import Entity
from mnesis.semantic.naming import folded, names_of

RESOLUTION = "resolution"
Tie = Literal["joined", "lent", "stands_for", "apart"]


def ties(entity: Entity, tie: Tie) -> tuple[str, ...]:
    """What is noted of an entity under this heading."""
    return tuple(entity.metadata.get(RESOLUTION, {}).get(tie, ()))


def tied(entity: Entity, **notes: Iterable[str]) -> Entity:
    """The entity with these headings as they are given, empty ones left out."""
    merged: Mapping[str, Any] = {**entity.metadata.get(RESOLUTION, {}), **{name: [*ids] for name, ids in notes.items()}}
    kept = {name: ids for name, ids in merged.items() if ids}
    rest = {name: value for name, value in entity.metadata.items() if name != RESOLUTION}
    return replace(entity, metadata={**rest, RESOLUTION: kept} if kept else rest)


def kept_apart(one: Entity, other: Entity) -> bool:
    """Whether somebody decided that the two are not the same."""
    return one.id in ties(other, "apart") or other.id in ties(one, "apart")


def also_called(entity: Entity, names: Iterable[str]) -> Entity:
    """The entity with these names among its aliases, those it has already left out."""
    known, new = set(names_of(entity)), []
    for name in names:
        if folded(name) not in known:
            known.add(folded(name))
            new.append(name)
    return replace(entity, aliases=(*entity.aliases, *new)) if new else entity


def join(other: Entity, one: Entity) -> tuple[Entity, Entity]:
    """`other` joined into `one`, and `one` with the names it was lent."""
    richer = also_called(one, (other.name, *other.aliases))
    lent = richer.aliases[len(one.aliases) :]
    return replace(tied(other, joined=[one.id], lent=lent), merged_into=one.id), richer


def part(other: Entity, above: Sequence[Entity]) -> list[Entity]:
    """`other` standing alone again, and those above it (what it was joined into, what that was joined into, …) without
    the names that they had from it."""
    names = ties(other, "lent")
    changed = [replace(tied(other, joined=(), lent=()), merged_into=None)]
    for holder in above:
        left = replace(holder, aliases=tuple(name for name in holder.aliases if name not in names))
        lent = ties(holder, "lent")
        changed.append(tied(left, lent=[name for name in lent if name not in names]))
        names = tuple(name for name in names if name in lent)
    return changed
