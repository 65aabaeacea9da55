"""Whether a database is sound: SQLite's own checks, and what must agree across tables."""

from collections.abc import Iterator

import apsw

from mnesis.stores.sqlite.rows import TABLES
from mnesis.stores.sqlite.shelves import is_current
from mnesis.stores.sqlite.sql import SPAN, inside, rows
from mnesis.stores.sqlite.upkeep import tokens_by_shelf

_RULES = (
    (
        "session {} counts {} episodes, and there are {}",
        "SELECT s.id, s.episode_count, count(m.no) AS n FROM sessions AS s "
        "LEFT JOIN scopes AS p ON p.tenant = s.tenant AND p.scope = s.scope "
        "LEFT JOIN names AS n ON n.name = s.id AND n.sort = 0 AND n.place = p.no "
        "LEFT JOIN episode_rows AS m ON m.session = n.no GROUP BY s.no HAVING n <> s.episode_count",
    ),
    (
        "episode row {} names a scope, session or speaker that is not there",
        "SELECT m.no FROM episode_rows AS m WHERE m.place NOT IN (SELECT no FROM scopes) "
        "OR m.session NOT IN (SELECT no FROM names) OR m.speaker NOT IN (SELECT no FROM names)",
    ),
    (
        "the name numbered {} belongs to no episode",
        "SELECT n.no FROM names AS n WHERE NOT EXISTS (SELECT 1 FROM episode_rows AS m WHERE m.session = n.no) "
        "AND NOT EXISTS (SELECT 1 FROM episode_rows AS m WHERE m.speaker = n.no)",
    ),
    (
        "episode row {} has the id of another one",
        "SELECT max(m.no) FROM episode_rows AS m WHERE m.mark IS NOT NULL GROUP BY m.place, m.time, m.mark, m.rest "
        "HAVING count(*) > 1",
    ),
    (
        "shelf {} counts {} keys, {} of them lexical, and there are {} and {}",
        "SELECT s.no, s.keys, s.lexical, count(k.no) AS n, coalesce(sum(k.lexical), 0) AS words FROM shelves AS s "
        f"LEFT JOIN keys AS k ON k.no {inside('s.no')} GROUP BY s.no HAVING n <> s.keys OR words <> s.lexical",
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
        "SELECT b.no, b.vectors, count(v.no) AS n FROM blocks AS b "
        f"LEFT JOIN vectors AS v ON v.no {inside('b.no')} GROUP BY b.no HAVING n <> b.vectors",
    ),
    (
        "vector {} belongs to no dense key of its scope",
        f"SELECT v.no FROM blocks AS b JOIN vectors AS v ON v.no {inside('b.no')} WHERE NOT EXISTS "
        "(SELECT 1 FROM shelves AS s JOIN keys AS k INDEXED BY keys_hash ON k.hash = v.hash AND k.dense "
        f"AND k.no {inside('s.no')} WHERE s.tenant = b.tenant AND s.scope = b.scope)",
    ),
    (
        "vector {} has {} bytes where its space has {} dimensions",
        "SELECT v.no, length(v.code), p.dimension FROM vectors AS v LEFT JOIN blocks AS b "
        f"ON b.no = v.no >> {SPAN} LEFT JOIN spaces AS p ON p.no = b.space WHERE length(v.code) IS NOT p.dimension",
    ),
    (
        "dense key {} has no vector in space {}, and does not wait for one",
        "SELECT k.no, p.no FROM spaces AS p JOIN shelves AS s "
        f"JOIN keys AS k ON k.dense AND k.no {inside('s.no')} "
        "LEFT JOIN blocks AS b ON b.space = p.no AND b.tenant = s.tenant AND b.scope = s.scope "
        "WHERE p.state IN ('active', 'building') "
        "AND NOT EXISTS (SELECT 1 FROM wanted AS w WHERE w.block = b.no AND w.hash = k.hash) "
        f"AND NOT EXISTS (SELECT 1 FROM vectors AS v WHERE v.hash = k.hash AND v.no {inside('b.no')})",
    ),
)
"""What is said of each row that a query finds, and the query."""


def check(db: apsw.Connection) -> Iterator[str]:
    """Every inconsistency, in words. The full-text index is checked by SQLite's own integrity check."""
    for (line,) in rows(db, "PRAGMA integrity_check"):
        if line != "ok":
            yield f"file: {line}"
    for child, number, parent, _ in rows(db, "PRAGMA foreign_key_check"):
        yield f"row {number} of {child} names something in {parent} that is not there"
    for sentence, sql in _RULES:
        for found in rows(db, sql):
            yield sentence.format(*found)
    yield from _keys_without_memory(db)
    if not is_current(db):
        yield "the full-text index was made by another version, which cut words otherwise; `mnesis reindex` renews it"
    tokens = tokens_by_shelf(db)
    for no, counted in rows(db, "SELECT no, tokens FROM shelves"):
        if counted != tokens.get(no, 0):
            yield f"shelf {no} counts {counted} tokens, and there are {tokens.get(no, 0)}"


def _keys_without_memory(db: apsw.Connection) -> Iterator[str]:
    for here in TABLES.values():
        sql = (
            f"SELECT k.no FROM shelves AS s JOIN keys AS k ON k.no {inside('s.no')} "
            f"LEFT JOIN {here.name} AS m ON m.no = k.memory WHERE s.kind = ? AND m.no IS NULL"
        )
        for (no,) in rows(db, sql, (here.label,)):
            yield f"key {no} belongs to no {here.label}"
