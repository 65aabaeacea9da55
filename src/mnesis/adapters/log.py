"""A conversation as a framework has it: a list of documents in order, which several processes may add to at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mnesis.adapters.shelf import Document, Edit, Kept, Namespace, Shelf, as_read
from mnesis.adapters.turns import Ids, Said, Turn, Turns, Unsaid

_DIGITS = 12
"""Of a place in the list, so that places are in the order of their texts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One element: what a framework has, byte for byte, and the id of the episode that remembers it, if one does. What
    is said in a new one is remembered with it."""

    data: bytes
    episode: str | None = None
    turn: Turn | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """The list of a conversation, or one `part` of it; parts share one order, and each knows the names of all. Each
    verb is one transaction, with what it remembers or forgets."""

    shelf: Shelf
    turns: Turns
    conversation: str
    part: str = ""
    parts: tuple[str, ...] = ("",)

    # --- reading ---------------------------------------------------------------------------------------------

    def tail(self, limit: int | None = None) -> list[Entry]:
        """The last so many elements (None: all), in order."""
        return [_entry(one) for one in reversed(self._found("-key", limit))]

    # --- writing ---------------------------------------------------------------------------------------------

    def append(self, entries: Sequence[Entry]) -> None:
        """Add elements behind all others; those of one call stand together."""
        if entries:
            self.turns.remember(self.shelf, lambda: self._said(entries, self._end()))

    def pop(self) -> Entry | None:
        """Take the last element back, and forget it; None where there is none."""
        return self._take_back(lambda: self._found("-key", 1))

    def remove(self, index: int) -> Entry | None:
        """Take the element at an index back, from 0, or from -1 backwards, and forget it; None where there is none."""

        def chosen() -> list[Kept]:
            there = self._found("key")
            return [there[index]] if -len(there) <= index < len(there) else []

        return self._take_back(chosen)

    def shift(self, count: int) -> list[Entry]:
        """Take the first so many elements away. They are remembered, as those that are moved or cleared."""
        return self._take(lambda: self._found("key", count)) if count > 0 else []

    def move(self, count: int, part: str) -> list[Entry]:
        """Let the first so many elements be of another part, in their places."""
        there = self._beside(part)
        return self._take(lambda: self._found("key", count), there) if count > 0 else []

    def clear(self) -> None:
        """Empty the list."""
        self.replace(lambda _: ())

    def replace(self, renew: Callable[[Sequence[Entry]], Sequence[Entry]], part: str = "") -> None:
        """Make what `renew` makes of the list the list (of this `part`, where the list has parts). It is called again
        where another process has changed the list meanwhile."""
        to = self._beside(part or self.part)

        def decide() -> Said:
            start = self._end()  # first: what comes in between is either replaced, or stands where new ones would
            before = self._found("key")
            return to._said(renew([_entry(one) for one in before]), start, before)

        self.turns.remember(self.shelf, decide)

    # --- how -------------------------------------------------------------------------------------------------

    @property
    def _namespace(self) -> Namespace:
        return self._namespace_of(self.part)

    def _beside(self, part: str) -> "Log":
        return replace(self, part=part)

    def _namespace_of(self, part: str) -> Namespace:
        return (self.conversation, part) if part else (self.conversation,)

    def _found(self, order: str, limit: int | None = None) -> list[Kept]:
        return self.shelf.find(self._namespace, order=(order,), limit=limit)

    def _end(self) -> int:
        last = self.shelf.find((self.conversation,), order=("-key",), limit=1)
        return int(last[0].key) + 1 if last else 0

    def _said(self, entries: Sequence[Entry], start: int, gone: Sequence[Kept] = ()) -> Said:
        """New elements from a place on, and others gone."""

        def edit(made: Ids) -> Edit:
            puts = [
                self._document(replace(one, episode=one.episode or id), f"{start + number:0{_DIGITS}}")
                for number, (one, id) in enumerate(zip(entries, made, strict=True))
            ]
            # No other part may get an element there meanwhile: one that moves keeps its place.
            seen = {(self._namespace_of(part), one.key): 0 for one in puts for part in self.parts}
            before = as_read(gone)
            return Edit(puts, deletes=list(before), seen={**seen, **before})

        return Said([None if one.episode else one.turn for one in entries], edit)

    def _document(self, entry: Entry, key: str) -> Document:
        value = {"episode": entry.episode} if entry.episode else {}
        return Document(namespace=self._namespace, key=key, value=value, data=entry.data)

    def _take(self, choose: Callable[[], list[Kept]], to: "Log | None" = None) -> list[Entry]:
        taken: list[Kept] = []

        def decide() -> Edit:
            taken[:] = choose()
            seen = as_read(taken)
            moved = [to._document(_entry(one), one.key) for one in taken] if to else ()
            return Edit(moved, deletes=seen, seen=seen)

        self.shelf.change(decide)
        return [_entry(one) for one in taken]

    def _take_back(self, choose: Callable[[], list[Kept]]) -> Entry | None:
        taken: list[Entry] = []

        def decide() -> Unsaid:
            there = choose()
            taken[:] = [_entry(one) for one in there]
            seen = as_read(there)
            return Unsaid([one.episode for one in taken if one.episode], Edit(deletes=seen, seen=seen))

        self.turns.forget(self.shelf, decide)
        return next(iter(taken), None)


def _entry(kept: Kept) -> Entry:
    return Entry(kept.data or b"", kept.value.get("episode"))
