"""An archive in Parquet files with zstd, which other programs read as well; see `shelf` for how they lie."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TypeVar

from mnesis.errors import ArchiveError
from mnesis.model import EVERYTHING, Episode, Filter, Scope, Space, check_filter
from mnesis.stores.cold.contract import Archive, Cold, Extent, Sought
from mnesis.stores.cold.files import alone, make_folder, settle, sweep, told
from mnesis.stores.cold.memory import check_memories, in_place
from mnesis.stores.cold.searching import Rows, Source, oldest_first
from mnesis.stores.cold.segments import ROOM, Segment, Segments
from mnesis.stores.cold.shelf import File, Shelf
from mnesis.stores.cold.vault import Open, Sealed, Vault
from mnesis.stores.stems import Stemmer

T = TypeVar("T")

MANY = 8
"""Small files of a scope that are made one when there are more."""
LARGE = 50_000
"""Memories from which on a file is left alone."""
LARGE_BYTES = 32 << 20
_AGAIN = 50  # looks at a folder before giving up on one that is written all the time


class ParquetArchive(Archive):
    """Files in a folder, sealed where there is a key. Where the extra `archive` is not installed, an archive without
    files is an empty one, and everything else raises ArchiveError that says how to install it.

    What is removed is gone from every file when `remove` returns. That its old bytes are gone from the disk as well no
    program can promise: file systems and solid disks write elsewhere than where the old bytes lie. Who needs that
    encrypts the archive, or the disk.
    """

    def __init__(self, folder: Path, key: str | None = None, *, room: int = ROOM) -> None:
        self.folder = folder
        self._vault: Vault = Open() if key is None else Sealed(folder, key)
        self._held = Segments(room)
        self._stems = Stemmer().stems
        self._known: dict[Path, Shelf] = {}

    def __str__(self) -> str:
        return str(self.folder)

    # --- writing ---------------------------------------------------------------------------------------------

    def keep(self, scope: Scope, memories: Sequence[Cold], space: Space | None) -> int:
        check_memories(scope, memories, space, str(self))
        new = {one.episode.id: one for one in reversed(memories)}
        if not new:
            return 0
        with told(self.folder):
            make_folder(self.folder)
        with self._writing(scope) as shelf:
            for segment in self._segments(scope):
                new = {id: one for id, one in new.items() if id not in segment.rows}
            if new:
                shelf.write(scope, list(new.values()), space)
            self._tidy(scope, shelf)
        return len(new)

    def remove(self, scope: Scope, ids: Sequence[str], instead: Sequence[Cold] = ()) -> int:
        if not self.folder.exists() or not self._shelf(scope).folder.exists():
            return 0
        going, gone = set(ids), set[str]()
        new = {one.episode.id: one for one in instead}
        with self._writing(scope) as shelf:
            for segment in self._segments(scope):
                gone |= going & segment.rows.keys()
                self._rewrite(scope, shelf, segment, going, new)
        return len(gone)

    @contextmanager
    def _writing(self, scope: Scope) -> Iterator[Shelf]:
        with told(self.folder), alone(self.folder):
            self._vault.prepare()
            shelf = self._shelf(scope)
            make_folder(shelf.folder)
            for folder in (self.folder, shelf.folder):
                sweep(folder)
            yield shelf

    def _rewrite(
        self, scope: Scope, shelf: Shelf, segment: Segment, ids: Collection[str], new: Mapping[str, Cold]
    ) -> None:
        """The file without some memories, and with others in place of their likes, in place of it."""
        if not any(id in segment.rows for id in (*ids, *new)):
            return
        space = segment.table.space
        left = segment.table.memories([row for id, row in segment.rows.items() if id not in ids])
        kept = [in_place(new[one.episode.id], space) if one.episode.id in new else one for one in left]
        if not kept or shelf.write(scope, kept, space).name != segment.name:
            self._unlink(shelf, segment)

    def _unlink(self, shelf: Shelf, segment: Segment) -> None:
        (shelf.folder / segment.name).unlink(missing_ok=True)
        settle(shelf.folder)
        self._held.drop(segment.name)

    def _tidy(self, scope: Scope, shelf: Shelf) -> None:
        """Put right what a crash left twice, and make one file of many small ones."""
        seen: set[str] = set()
        for segment in self._segments(scope):
            self._rewrite(scope, shelf, segment, seen & segment.rows.keys(), {})
            seen |= segment.rows.keys()
        small: dict[Space | None, list[Segment]] = {}
        for file in sorted(shelf.files(), key=lambda one: one.memories):
            if file.memories < LARGE // 2 and file.path.stat().st_size < LARGE_BYTES // 2:
                segment = self._segment(shelf, file)
                small.setdefault(segment.table.space, []).append(segment)
        for space, segments in small.items():
            if len(segments) > MANY:
                self._merge(scope, shelf, segments, space)

    def _merge(self, scope: Scope, shelf: Shelf, segments: Sequence[Segment], space: Space | None) -> None:
        """The smallest of these as one file, as many as make a large one."""
        merged: list[Segment] = []
        memories: list[Cold] = []
        size = 0
        for segment in segments:
            size += segment.table.size
            if merged and (len(memories) + len(segment) > LARGE or size > 2 * LARGE_BYTES):
                break
            memories += segment.table.memories()
            merged.append(segment)
        if len(merged) > 1:
            shelf.write(scope, memories, space)
            for segment in merged:
                self._unlink(shelf, segment)

    # --- reading ---------------------------------------------------------------------------------------------

    def holds(self, scope: Scope, ids: Sequence[str]) -> set[str]:
        wanted = set(ids)
        return {id for segment in self._segments(scope) for id in wanted & segment.rows.keys()}

    def get(self, scope: Scope, ids: Sequence[str]) -> list[Cold]:
        found: dict[str, Cold] = {}
        for segment in self._segments(scope):
            found = segment.memories(ids) | found
        return [found[id] for id in ids if id in found]

    def scan(self, scope: Scope, where: Filter = EVERYTHING) -> Iterator[Cold]:
        check_filter(Episode, where)
        return self._scan(scope, where)

    def _scan(self, scope: Scope, where: Filter) -> Iterator[Cold]:
        """The files are opened at once, so that what is written meanwhile changes nothing."""
        if not self.folder.exists():
            return
        with ExitStack() as stack:
            yield from oldest_first(self._steady(scope, lambda shelf: self._opened(shelf, stack)), where)

    def _opened(self, shelf: Shelf, stack: ExitStack) -> list[Source]:
        opened = [(one, stack.enter_context(one.path.open("rb"))) for one in shelf.files()]
        return [(one.first, partial(shelf.content, one.path, file)) for one, file in opened]

    def candidates(self, scope: Scope, sought: Sought, where: Filter, limit: int) -> list[Cold]:
        check_filter(Episode, where)
        segments = self._segments(scope)
        stems = sorted({stem for term in sought.terms for stem in self._stems(term)})
        return Rows(segments).candidates(sought, stems, where, limit) if segments else []

    def extent(self, scope: Scope) -> Extent:
        return self._steady(scope, Shelf.extent) if self.folder.exists() else Extent()

    def scopes(self) -> list[Scope]:
        found = [self._again(shelf.scope) for shelf in self._shelves()]
        return sorted(one for one in found if one is not None)

    def check(self) -> list[str]:
        return [problem for shelf in self._shelves() for problem in shelf.check()]

    def _shelves(self) -> list[Shelf]:
        folders = sorted(self.folder.iterdir()) if self.folder.exists() else []
        return [Shelf(folder, self._vault) for folder in folders if folder.is_dir()]

    def _shelf(self, scope: Scope) -> Shelf:
        """The files of a scope, with what was read of their names before."""
        folder = self.folder / self._vault.folder(scope)
        return self._known.setdefault(folder, Shelf(folder, self._vault))

    def _segments(self, scope: Scope) -> list[Segment]:
        """The files of a scope in memory."""
        if not self.folder.exists():
            return []
        return self._steady(scope, lambda shelf: [self._segment(shelf, file) for file in shelf.files()])

    def _segment(self, shelf: Shelf, file: File) -> Segment:
        held = self._held.get(file.name)
        return held or self._held.put(Segment(file.name, shelf.read(file.path), self._stems))

    def _steady(self, scope: Scope, look: Callable[[Shelf], T]) -> T:
        """What a look at the files of a scope gives."""
        return self._again(lambda: look(self._shelf(scope)))

    def _again(self, look: Callable[[], T]) -> T:
        """What a look gives, once no file that it saw was replaced before it was read."""
        for _ in range(_AGAIN):
            with told(self.folder), suppress(FileNotFoundError):
                return look()
        raise ArchiveError(path=self.folder, problem="its files change faster than they can be read")
