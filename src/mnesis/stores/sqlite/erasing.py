"""Erasing so that nothing readable is left."""

import apsw

from mnesis.model import Episode, Filter, Kind, Scope
from mnesis.stores.sqlite import episodes, shelves, upkeep, vectors
from mnesis.stores.sqlite.filters import condition
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.sql import integers, rows, value

_CHUNK = 10_000
_ANEW = "write anew"
WIPED = f"DELETE FROM chores WHERE name = '{_ANEW}' RETURNING name"
"""That the file was written anew, or wiped, which is as good."""


def erase(db: apsw.Connection, kind: Kind, where: Filter) -> int:
    """Remove the records the filter holds for, with keys, index entries and vectors; how many there were."""
    here, wanted = table(kind), condition(kind, where)
    whose = f"{here.sql('tenant')}, {here.sql('scope')}"
    doomed = list(rows(db, f"SELECT {whose}, m.no FROM {here.name} AS m WHERE {wanted.sql}", wanted.values))
    for start in range(0, len(doomed), _CHUNK):
        by_scope: dict[Scope, list[int]] = {}
        for tenant, scope, no in doomed[start : start + _CHUNK]:
            by_scope.setdefault(Scope(tenant, scope), []).append(no)
        for scope, numbers in by_scope.items():
            loose = shelves.remove(db, scope, kind, numbers)
            vectors.drop_unused(db, scope, loose)
            _delete(db, kind, numbers)
    return len(doomed)


def _delete(db: apsw.Connection, kind: Kind, numbers: list[int]) -> None:
    if kind is Episode:
        episodes.delete(db, numbers)
    else:
        db.execute(f"DELETE FROM {table(kind).name} WHERE no IN (SELECT value FROM carray(?))", (integers(numbers),))


def is_due(db: apsw.Connection) -> bool:
    """Whether something was erased since the file was last wiped or written anew: beside what SQLite fills with zeros,
    words are left in the gap of a page from which it has moved a row to another."""
    return value(db, "SELECT 1 FROM chores WHERE name = ?", (_ANEW,)) is not None


def due(db: apsw.Connection) -> None:
    """Note it, in the transaction of the erasure: it outlives a crash."""
    db.execute("INSERT OR IGNORE INTO chores (name) VALUES (?)", (_ANEW,))


def write_anew(db: apsw.Connection) -> None:
    """Write the file anew; outside of any transaction."""
    db.execute("VACUUM")
    db.execute(WIPED)


def scrub(db: apsw.Connection) -> None:
    """Leave no deleted word in the full-text index, where there is any.

    Until its segments are merged, deleted words stand in old ones beside the note that they are deleted. (FTS5's own
    secure-delete makes a file that SQLite before 3.42 cannot read.) An index of another make may hold other words than
    were deleted, and is made anew; so is a small one that FTS5 does not merge to the end.
    """
    current = shelves.is_current(db)
    if current and not shelves.holds_deleted(db):
        return
    if not (current and shelves.merge(db)):
        upkeep.reindex(db, None)
