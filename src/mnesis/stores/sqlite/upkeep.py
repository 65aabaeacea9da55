"""Looking after a database: what it holds, whether it is sound, and building its indexes anew."""

from collections.abc import Iterator
from itertools import islice

import apsw

from mnesis.model import EVERYTHING, RECORDS, Scope, within
from mnesis.stores.contract import Progress, Stats
from mnesis.stores.sqlite import shelves
from mnesis.stores.sqlite.filters import condition
from mnesis.stores.sqlite.rows import TABLES
from mnesis.stores.sqlite.shelves import SPAN, varint

_BATCH = 5_000
_LAST = (1 << SPAN) - 1


def stats(db: apsw.Connection, scope: Scope | None) -> Stats:
    """Counts of one scope, or of everything, and then bytes too."""
    where = within(scope) if scope else EVERYTHING
    records = {}
    for kind, here in TABLES.items():
        wanted = condition(kind, where)
        records[here.label] = db.execute(f"SELECT count(*) FROM {here.name} AS m WHERE {wanted.sql}", wanted.values).get
    everyone = " UNION ".join(f"SELECT tenant, scope FROM {here.name}" for here in TABLES.values())
    scopes = int(any(records.values())) if scope else db.execute(f"SELECT count(*) FROM ({everyone})").get
    narrowed = "WHERE tenant = ? AND scope = ?" if scope else ""
    keys = db.execute(
        f"SELECT coalesce(sum(keys), 0) FROM shelves {narrowed}", (scope.tenant, scope.name) if scope else ()
    ).get
    return Stats(records, scopes, keys, {} if scope else _bytes(db))


def _bytes(db: apsw.Connection) -> dict[str, int]:
    """What each part of the file takes: whole pages, by what they are for."""
    parts = {"rows": 0, "lexical": 0, "vectors": 0, "free": db.pragma("freelist_count") * db.pragma("page_size")}
    for name, size in db.execute("SELECT name, sum(pgsize) FROM dbstat WHERE aggregate = TRUE GROUP BY name"):
        part = "lexical" if name.startswith("keys_fts") else "vectors" if name.startswith("vectors") else "rows"
        parts[part] += size
    return parts


def check(db: apsw.Connection) -> Iterator[str]:
    """Every inconsistency, in words."""
    for (line,) in db.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    for child, row, parent, _ in db.execute("PRAGMA foreign_key_check"):
        yield f"{child}: row {row} names something in {parent} that is not there"
    for sentence, sql in _CHECKS:
        for row in db.execute(sql):
            yield sentence.format(*row)
    for kind, here in TABLES.items():
        for (no,) in db.execute(
            f"SELECT k.no FROM shelves AS s JOIN keys AS k ON k.no BETWEEN s.no << {SPAN} AND (s.no << {SPAN}) | {_LAST} "
            f"LEFT JOIN {here.name} AS m ON m.no = k.memory WHERE s.kind = ? AND m.no IS NULL",
            (kind.__name__.lower(),),
        ):
            yield f"key {no} belongs to no {here.label}"
    yield from _check_tokens(db)


_CHECKS = (
    (
        "session {} counts {} episodes, and there are {}",
        "SELECT s.id, s.episode_count, count(e.no) AS n FROM sessions AS s LEFT JOIN episodes AS e "
        "ON e.tenant = s.tenant AND e.scope = s.scope AND e.session_id = s.id GROUP BY s.no HAVING n <> s.episode_count",
    ),
    (
        "shelf {} counts {} keys, {} of them lexical, and there are {} and {}",
        "SELECT s.no, s.keys, s.lexical, count(k.no) AS n, coalesce(sum(k.lexical), 0) AS words FROM shelves AS s "
        f"LEFT JOIN keys AS k ON k.no BETWEEN s.no << {SPAN} AND (s.no << {SPAN}) | {_LAST} "
        "GROUP BY s.no HAVING n <> s.keys OR words <> s.lexical",
    ),
    (
        "key {} is on no shelf",
        f"SELECT no FROM keys WHERE no >> {SPAN} NOT IN (SELECT no FROM shelves)",
    ),
    (
        "lexical key {} is not in the full-text index",
        "SELECT no FROM keys WHERE lexical AND no NOT IN (SELECT id FROM keys_fts_docsize)",
    ),
    (
        "the full-text index holds {}, which is no lexical key",
        "SELECT id FROM keys_fts_docsize WHERE id NOT IN (SELECT no FROM keys WHERE lexical)",
    ),
    (
        "block {} counts {} vectors, and there are {}",
        f"SELECT b.no, b.vectors, count(v.no) AS n FROM blocks AS b LEFT JOIN vectors AS v "
        f"ON v.no BETWEEN b.no << {SPAN} AND (b.no << {SPAN}) | {_LAST} GROUP BY b.no HAVING n <> b.vectors",
    ),
    (
        "vector {} belongs to no dense key of its scope",
        f"SELECT v.no FROM blocks AS b JOIN vectors AS v ON v.no BETWEEN b.no << {SPAN} AND (b.no << {SPAN}) | {_LAST} "
        "WHERE NOT EXISTS (SELECT 1 FROM shelves AS s JOIN keys AS k ON k.hash = v.hash AND k.dense "
        f"AND k.no >> {SPAN} = s.no WHERE s.tenant = b.tenant AND s.scope = b.scope)",
    ),
    (
        "vector {} has {} bytes where its space has {} dimensions",
        "SELECT v.no, length(v.code), p.dimension FROM vectors AS v LEFT JOIN blocks AS b "
        f"ON b.no = v.no >> {SPAN} LEFT JOIN spaces AS p ON p.no = b.space WHERE length(v.code) IS NOT p.dimension",
    ),
    (
        "dense key {} has neither a vector in space {} nor a place among those that wait for one",
        f"SELECT k.no, p.no FROM spaces AS p JOIN keys AS k ON k.dense JOIN shelves AS s ON s.no = k.no >> {SPAN} "
        "LEFT JOIN blocks AS b ON b.space = p.no AND b.tenant = s.tenant AND b.scope = s.scope "
        "WHERE p.state IN ('active', 'building') "
        "AND NOT EXISTS (SELECT 1 FROM wanted AS w WHERE w.block = b.no AND w.hash = k.hash) "
        f"AND NOT EXISTS (SELECT 1 FROM vectors AS v WHERE v.hash = k.hash AND v.no >> {SPAN} = b.no)",
    ),
)


def _check_tokens(db: apsw.Connection) -> Iterator[str]:
    counted: dict[int, int] = {}
    for no, size in db.execute("SELECT id, sz FROM keys_fts_docsize"):
        counted[no >> SPAN] = counted.get(no >> SPAN, 0) + varint(size)
    for no, tokens in db.execute("SELECT no, tokens FROM shelves"):
        if tokens != counted.get(no, 0):
            yield f"shelf {no} counts {tokens} tokens, and there are {counted.get(no, 0)}"


def reindex(db: apsw.Connection, progress: Progress | None) -> int:
    """Build the full-text index and every count anew, inside the caller's transaction: readers keep the old index until
    it is done, a crash leaves the old one, and writers wait."""
    total = db.execute("SELECT count(*) FROM keys").get
    done = 0
    db.execute("INSERT INTO keys_fts (keys_fts) VALUES ('delete-all')")
    for kind in RECORDS:
        for batch in _texts(db, kind.__name__.lower(), TABLES[kind].name, TABLES[kind].own_text):
            shelves.index(db, ((no, text) for no, text, lexical in batch if lexical))
            done += len(batch)
            if progress:
                progress(done, total)
    _recount(db)
    return done


def _texts(db: apsw.Connection, label: str, name: str, own_text: str) -> Iterator[list[tuple[int, str, int]]]:
    after = 0
    while True:
        rows = db.execute(
            f"SELECT k.no, coalesce(k.text, {own_text}), k.lexical FROM keys AS k JOIN shelves AS s "
            f"ON s.no = k.no >> {SPAN} AND s.kind = ? JOIN {name} AS m ON m.no = k.memory WHERE k.no > ? ORDER BY k.no",
            (label, after),
        )
        batch = list(islice(rows, _BATCH))
        if not batch:
            return
        yield batch
        after = batch[-1][0]


def _recount(db: apsw.Connection) -> None:
    tokens: dict[int, int] = {}
    for no, size in db.execute("SELECT id, sz FROM keys_fts_docsize"):
        tokens[no >> SPAN] = tokens.get(no >> SPAN, 0) + varint(size)
    db.execute(
        "UPDATE shelves SET tokens = 0, changes = changes + 1, "
        f"keys = (SELECT count(*) FROM keys AS k WHERE k.no BETWEEN shelves.no << {SPAN} AND (shelves.no << {SPAN}) | {_LAST}), "
        "lexical = (SELECT count(*) FROM keys AS k WHERE k.lexical "
        f"AND k.no BETWEEN shelves.no << {SPAN} AND (shelves.no << {SPAN}) | {_LAST})"
    )
    db.executemany("UPDATE shelves SET tokens = ? WHERE no = ?", [(count, no) for no, count in tokens.items()])
