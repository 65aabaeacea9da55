"""Looking after a database: what it holds, and building its indexes anew."""

from collections.abc import Iterator
from itertools import islice
from typing import Any

import apsw

from mnesis.model import EVERYTHING, Scope, within
from mnesis.stores.contract import Progress, Stats
from mnesis.stores.sqlite import shelves
from mnesis.stores.sqlite.filters import condition
from mnesis.stores.sqlite.rows import TABLES, Table
from mnesis.stores.sqlite.sql import SPAN, inside, rows, value

_BATCH = 5_000


def stats(db: apsw.Connection, scope: Scope | None) -> Stats:
    """Counts of one scope, or of everything, and then bytes too."""
    where = within(scope) if scope else EVERYTHING
    records = {}
    for kind, here in TABLES.items():
        wanted = condition(kind, where)
        records[here.label] = value(db, f"SELECT count(*) FROM {here.name} AS m WHERE {wanted.sql}", wanted.values)
    if scope:
        keys = "SELECT coalesce(sum(keys), 0) FROM shelves WHERE tenant = ? AND scope = ?"
        return Stats(records, int(any(records.values())), value(db, keys, (scope.tenant, scope.name)))
    inhabited = " UNION ".join(here.scopes for here in TABLES.values())
    scopes = value(db, f"SELECT count(*) FROM ({inhabited})")
    return Stats(records, scopes, value(db, "SELECT coalesce(sum(keys), 0) FROM shelves"), _bytes(db))


def _bytes(db: apsw.Connection) -> dict[str, int]:
    """What each part of the file takes: whole pages, by what they are for."""
    free = int(db.pragma("freelist_count")) * int(db.pragma("page_size"))
    parts = {"rows": 0, "lexical": 0, "vectors": 0, "free": free}
    for name, size in rows(db, "SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE GROUP BY name"):
        parts["lexical" if name.startswith("keys_fts") else "vectors" if name.startswith("vectors") else "rows"] += size
    return parts


def reindex(db: apsw.Connection, progress: Progress | None) -> int:
    """Build the full-text index and every count anew, inside the caller's transaction: readers keep the old index until
    it is done, a crash leaves the old one, and writers wait."""
    total = value(db, "SELECT count(*) FROM keys")
    done = 0
    db.execute("INSERT INTO keys_fts (keys_fts) VALUES ('delete-all')")
    for here in TABLES.values():
        for batch in _texts(db, here):
            shelves.index(db, ((no, text) for no, text, lexical in batch if lexical))
            done += len(batch)
            if progress:
                progress(done, total)
    db.execute("INSERT OR REPLACE INTO derived (name, maker) VALUES ('keys_fts', ?)", (shelves.maker(),))
    _recount(db)
    return done


def _texts(db: apsw.Connection, here: Table[Any]) -> Iterator[list[tuple[Any, ...]]]:
    """The number and text of every key of a kind, and whether it is lexical, in batches."""
    after = -1
    sql = (
        f"SELECT k.no, {here.key_text}, k.lexical FROM shelves AS s JOIN keys AS k "
        f"ON k.no {inside('s.no')} AND k.no > ? JOIN {here.name} AS m ON m.no = k.memory WHERE s.kind = ? ORDER BY k.no"
    )
    while batch := list(islice(rows(db, sql, (after, here.label)), _BATCH)):
        yield batch
        after = batch[-1][0]


def _recount(db: apsw.Connection) -> None:
    db.execute(
        "UPDATE shelves SET changes = changes + 1, tokens = 0, "
        f"keys = (SELECT count(*) FROM keys AS k WHERE k.no {inside('shelves.no')}), "
        f"lexical = (SELECT count(*) FROM keys AS k WHERE k.lexical AND k.no {inside('shelves.no')})"
    )
    tokens = tokens_by_shelf(db)
    db.executemany("UPDATE shelves SET tokens = ? WHERE no = ?", [(count, no) for no, count in tokens.items()])


def tokens_by_shelf(db: apsw.Connection) -> dict[int, int]:
    """How many tokens the full-text index holds of each shelf."""
    tokens: dict[int, int] = {}
    for no, size in rows(db, "SELECT id, sz FROM keys_fts_docsize"):
        tokens[no >> SPAN] = tokens.get(no >> SPAN, 0) + shelves.varint(size)
    return tokens
