"""A conversation as a framework has it: a list of documents in order, which several processes may add to at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mnesis.adapters.shelf import Document, Edit, Kept, Namespace, Shelf

_DIGITS = 12
"""Of a place in the list, so that places are in the order of their texts."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One element: what a framework has, byte for byte, and the id of the episode that remembers it, if one does."""

    data: bytes
    episode: str | None = None


@dataclass(frozen=True, slots=True)
class Log:
    """A list in one namespace of a shelf. Each verb is one transaction; a place once given keeps its order."""

    shelf: Shelf
    namespace: Namespace

    def tail(self, limit: int | None = None) -> list[Entry]:
        """The last so many elements (None: all), in order."""
        return [_entry(one) for one in reversed(self._last(limit))]

    def append(self, entries: Sequence[Entry]) -> None:
        """Add elements behind all others; those of one call stand together."""
        if entries:
            self.shelf.change(lambda: self._appended(entries))

    def pop(self) -> Entry | None:
        """Take the last element away; None where there is none."""
        return self._take(lambda there: there[:1], limit=1)

    def remove(self, index: int) -> Entry | None:
        """Take the element at an index away, from 0, or from -1 backwards; None where there is none."""
        return self._take(lambda there: [there[-1 - index]] if -len(there) <= index < len(there) else [])

    def replace(self, entries: Sequence[Entry]) -> list[Entry]:
        """Make this the list; what it was before."""
        before: list[Kept] = []

        def decide() -> Edit:
            before[:] = self._last(None)
            start = _place(before[0]) + 1 if before else 0
            return Edit(
                self._documents(entries, start),
                deletes=[one.place for one in before],
                seen=self._free(start, len(entries)) | {one.place: one.version for one in before},
            )

        self.shelf.change(decide)
        return [_entry(one) for one in reversed(before)]

    # --- how -------------------------------------------------------------------------------------------------

    def _last(self, limit: int | None) -> list[Kept]:
        """Elements, the last first."""
        return self.shelf.find(self.namespace, order=("-key",), limit=limit)

    def _appended(self, entries: Sequence[Entry]) -> Edit:
        last = self._last(1)
        start = _place(last[0]) + 1 if last else 0
        return Edit(self._documents(entries, start), seen=self._free(start, len(entries)))

    def _take(self, choose: Callable[[list[Kept]], list[Kept]], limit: int | None = None) -> Entry | None:
        taken: list[Kept] = []

        def decide() -> Edit:
            taken[:] = choose(self._last(limit))
            return Edit(deletes=[one.place for one in taken], seen={one.place: one.version for one in taken})

        self.shelf.change(decide)
        return _entry(taken[0]) if taken else None

    def _documents(self, entries: Sequence[Entry], start: int) -> list[Document]:
        return [
            Document(
                namespace=self.namespace,
                key=f"{start + number:0{_DIGITS}}",
                value={"episode": one.episode} if one.episode else {},
                data=one.data,
            )
            for number, one in enumerate(entries)
        ]

    def _free(self, start: int, count: int) -> dict[tuple[Namespace, str], int]:
        return {(self.namespace, f"{start + number:0{_DIGITS}}"): 0 for number in range(count)}


def _place(kept: Kept) -> int:
    return int(kept.key)


def _entry(kept: Kept) -> Entry:
    return Entry(kept.data or b"", kept.value.get("episode"))
