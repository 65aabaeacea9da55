"""The verbs, each in a transaction of its own."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar, cast

from numpy import float32
from numpy.typing import NDArray

from mnesis.model import (
    EVERYTHING,
    Applied,
    Change,
    Episode,
    Filter,
    Job,
    Kind,
    Record,
    Scope,
    Scored,
    Space,
    SpaceUse,
    check_order,
)
from mnesis.stores.contract import Pending, Progress, Stats, Store
from mnesis.stores.sqlite import announcing, checking, dense, footprint, jobs, reading, spaces, upkeep, vectors
from mnesis.stores.sqlite.blocks import Blocks
from mnesis.stores.sqlite.connections import Connections
from mnesis.stores.sqlite.filters import Condition, condition, ordering
from mnesis.stores.sqlite.lexical import Lexicon
from mnesis.stores.sqlite.rows import Table, table
from mnesis.stores.sqlite.sql import value
from mnesis.stores.sqlite.writing import Writing

R = TypeVar("R", bound=Record)


class SQLiteStore(Store):
    """Everything in one SQLite file, encrypted as a whole where there is a `key`.

    Creates the file, and its folder, unless it `must_exist`. A write that finds another process writing waits up to
    `busy_seconds`. Raises StoreMissing, StoreForeign, StoreNewer, StoreUnreadable, StoreLocked, StoreReadOnly, and
    InvalidInput for a folder.
    """

    def __init__(
        self, path: str | Path, *, key: str | None = None, must_exist: bool = False, busy_seconds: float = 30.0
    ) -> None:
        self._connections = Connections(Path(path), key, must_exist, busy_seconds)
        self._lexicon = Lexicon()
        self._blocks = Blocks()

    def __str__(self) -> str:
        return str(self._connections.path)

    def apply(self, changes: Sequence[Change]) -> Applied:
        with self._connections.writing() as db:
            applied = Writing(db).apply(changes)
        if applied.erased:
            self._blocks.forget()
            self._connections.clean()
        return applied

    def claim(self, kinds: Sequence[str], *, worker: str, now: datetime, until: datetime) -> Job | None:
        with self._connections.reading() as db:  # idle workers must not stand in the writers' queue
            if jobs.next_job(db, kinds, now) is None:
                return None
        with self._connections.writing() as db:
            no = jobs.next_job(db, kinds, now)
            return None if no is None else jobs.take(db, no, worker, until)

    def get(self, kind: type[R], ids: Sequence[str], where: Filter = EVERYTHING) -> list[R]:
        with self._connections.reading() as db:
            return reading.get(db, table(kind), ids, where)

    def find(
        self,
        kind: type[R],
        where: Filter = EVERYTHING,
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[R]:
        here, wanted = table(kind), condition(kind, where)
        sql = f"{here.select} WHERE {wanted.sql} ORDER BY {ordering(kind, order)} LIMIT ? OFFSET ?"
        with self._connections.reading() as db:
            rows = db.execute(sql, (*wanted.values, -1 if limit is None else max(limit, 0), offset))
            return [here.record(row) for row in rows]

    def scan(self, kind: type[R], where: Filter = EVERYTHING) -> Iterator[R]:
        here, wanted = table(kind), condition(kind, where)
        return self._stream(here, f"{here.select} WHERE {wanted.sql} ORDER BY m.no", wanted)

    def _stream(self, here: Table[R], sql: str, wanted: Condition) -> Iterator[R]:
        with self._connections.reading() as db:
            for row in db.execute(sql, wanted.values):
                yield here.record(row)

    def count(self, kind: type[R], where: Filter = EVERYTHING) -> int:
        wanted = condition(kind, where)
        with self._connections.reading() as db:
            return int(value(db, f"SELECT count(*) FROM {table(kind).name} AS m WHERE {wanted.sql}", wanted.values))

    def pick(
        self, kind: type[R], scope: Scope, ids: Sequence[str], fields: Sequence[str]
    ) -> dict[str, tuple[Any, ...]]:
        check_order(cast(Kind, kind), fields)
        with self._connections.reading() as db:
            return reading.pick(db, table(kind), scope, ids, fields)

    def distinct(self, kind: type[R], field: str, scope: Scope) -> list[str]:
        check_order(cast(Kind, kind), [field])
        with self._connections.reading() as db:
            return reading.distinct(db, table(kind), field, scope)

    def scopes(self, kind: type[R], tenant: str) -> dict[str, int]:
        with self._connections.reading() as db:
            return reading.scopes(db, table(kind), tenant)

    def matching(self, kind: type[R], terms: Sequence[str], scope: Scope, where: Filter, limit: int) -> list[Scored]:
        with self._connections.reading() as db:
            return self._lexicon.matching(db, cast(Kind, kind), terms, scope, where, limit)

    def nearest(
        self, kind: type[R], space: Space, vector: NDArray[float32], scope: Scope, where: Filter, limit: int
    ) -> list[Scored]:
        with self._connections.reading() as db:
            return dense.nearest(db, self._blocks, dense.Search(cast(Kind, kind), space, scope, where, limit), vector)

    def cosines(
        self, kind: type[R], space: Space, vector: NDArray[float32], scope: Scope, ids: Sequence[str]
    ) -> dict[str, float]:
        with self._connections.reading() as db:
            return dense.cosines(
                db, self._blocks, dense.Search(cast(Kind, kind), space, scope, EVERYTHING, 0), vector, ids
            )

    def beside(self, scope: Scope, ids: Sequence[str], radius: int, where: Filter = EVERYTHING) -> list[str]:
        wanted = condition(Episode, where)
        with self._connections.reading() as db:
            return reading.beside(db, scope, ids, radius, wanted)

    def spaces(self) -> list[SpaceUse]:
        with self._connections.reading() as db:
            return spaces.spaces(db)

    def embedded(self, space: Space, scope: Scope, hashes: Sequence[bytes]) -> dict[bytes, NDArray[float32]]:
        with self._connections.reading() as db:
            return vectors.embedded(db, space, scope, hashes)

    def pending(self, space: Space, limit: int) -> list[Pending]:
        with self._connections.reading() as db:
            return spaces.pending(db, space, limit)

    def announce(self, on: bool | None = None) -> bool:
        with self._connections.reading() as db:
            if on is None or announcing.is_turned(db, on):
                return announcing.is_on(db)
        with self._connections.writing() as db:
            announcing.turn(db, on)
        return on

    def stats(self, scope: Scope | None = None) -> Stats:
        with self._connections.reading() as db:
            return upkeep.stats(db, scope)

    def footprint(self) -> dict[str, int]:
        """Bytes of the whole file by what they are for; the parts are `footprint.PARTS`."""
        with self._connections.reading() as db:
            return footprint.footprint(db)

    def check(self) -> list[str]:
        with self._connections.reading(fresh=True) as db:  # FTS5 checks a cached structure against the new file
            return list(checking.check(db))

    def reindex(self, progress: Progress | None = None) -> int:
        with self._connections.writing() as db:
            keys = upkeep.reindex(db, progress)
        self._connections.clean(whole=True)
        return keys

    def close(self) -> None:
        self._connections.close()
        self._blocks.close()
