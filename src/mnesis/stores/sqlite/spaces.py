"""Vector spaces: which there are, in which state, and what still has no vector in one."""

import apsw

from mnesis.model import Episode, Scope, Space, SpaceUse, Use
from mnesis.stores.contract import Pending
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.shelves import to_hash
from mnesis.stores.sqlite.sql import bounds, inside, row, rows
from mnesis.stores.sqlite.vectors import block_in

_EPISODES = table(Episode)
"""The only kind whose memories have a text of their own."""

_THIS = "p.model = ? AND p.version = ? AND p.dimension = ?"

_WANTED = (
    "SELECT b.tenant, b.scope, w.hash FROM spaces AS p JOIN blocks AS b ON b.space = p.no "
    f"JOIN wanted AS w ON w.block = b.no WHERE {_THIS} LIMIT ?"
)

_WITHOUT_VECTOR = (
    f"SELECT DISTINCT s.tenant, s.scope, k.hash FROM shelves AS s JOIN keys AS k ON k.dense AND k.no {inside('s.no')} "
    "WHERE NOT EXISTS (SELECT 1 FROM spaces AS p JOIN blocks AS b ON b.space = p.no "
    f"AND b.tenant = s.tenant AND b.scope = s.scope JOIN vectors AS v ON v.hash = k.hash AND v.no {inside('b.no')} "
    f"WHERE {_THIS}) LIMIT ?"
)

_TEXT_OF_HASH = (
    f"SELECT {_EPISODES.key_text} FROM shelves AS s "
    f"CROSS JOIN keys AS k ON k.hash = w.hash AND k.dense AND k.no {inside('s.no')} "
    f"LEFT JOIN {_EPISODES.name} AS m ON s.kind = 'episode' AND m.no = k.memory "
    "WHERE s.tenant = w.tenant AND s.scope = w.scope LIMIT 1"
)


def spaces(db: apsw.Connection) -> list[SpaceUse]:
    """Every space, the active one first."""
    sql = (
        "SELECT p.model, p.version, p.dimension, p.state, coalesce(sum(b.vectors), 0) FROM spaces AS p "
        "LEFT JOIN blocks AS b ON b.space = p.no GROUP BY p.no ORDER BY p.state <> 'active', p.no"
    )
    return [SpaceUse(Space(model, version, size), state, n) for model, version, size, state, n in rows(db, sql)]


def _state(db: apsw.Connection, space: Space) -> tuple[int, str] | None:
    """The number and the state of a space the store knows."""
    found = row(db, f"SELECT p.no, p.state FROM spaces AS p WHERE {_THIS}", _identity(space))
    return (found[0], found[1]) if found else None


def _identity(space: Space) -> tuple[str, str, int]:
    return space.model, space.version, space.dimension


def use(db: apsw.Connection, change: Use) -> None:
    """Record a space's state."""
    was = _state(db, change.space)
    if change.state == "active":
        db.execute("UPDATE spaces SET state = 'retired' WHERE state = 'active'")
    db.execute(
        "INSERT INTO spaces (model, version, dimension, state) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (model, version, dimension) DO UPDATE SET state = excluded.state",
        (*_identity(change.space), change.state),
    )
    now = _state(db, change.space)
    if now and now[1] != "retired" and (was is None or was[1] == "retired"):
        _want_all(db, now[0])
    db.execute(
        "DELETE FROM wanted WHERE block IN "
        "(SELECT b.no FROM blocks AS b JOIN spaces AS p ON p.no = b.space WHERE p.state = 'retired')"
    )
    if change.drop:
        _drop_retired(db)


def pending(db: apsw.Connection, space: Space, limit: int) -> list[Pending]:
    """Texts without a vector in the space. Costs what it returns for an open space; for others, the keys are read."""
    known = _state(db, space)
    found = _WANTED if known and known[1] != "retired" else _WITHOUT_VECTOR
    sql = f"SELECT w.tenant, w.scope, w.hash, ({_TEXT_OF_HASH}) FROM ({found}) AS w"
    waiting = rows(db, sql, (*_identity(space), max(limit, 0)))
    return [Pending(Scope(tenant, scope), to_hash(digest), text) for tenant, scope, digest, text in waiting]


def _want_all(db: apsw.Connection, space: int) -> None:
    """Every text of a dense key that has no vector in the space with this `no` is wanted there."""
    for tenant, scope in list(rows(db, "SELECT DISTINCT tenant, scope FROM shelves WHERE keys > 0")):
        block = block_in(db, Scope(tenant, scope), space)
        db.execute(
            "INSERT OR IGNORE INTO wanted SELECT ?1, k.hash FROM shelves AS s "
            f"JOIN keys AS k ON k.dense AND k.no {inside('s.no')} WHERE s.tenant = ?2 AND s.scope = ?3 AND NOT EXISTS "
            "(SELECT 1 FROM vectors AS v WHERE v.hash = k.hash AND v.no BETWEEN ?4 AND ?5)",
            (block.no, tenant, scope, block.first, block.last),
        )


def _drop_retired(db: apsw.Connection) -> None:
    sql = "SELECT b.no FROM blocks AS b JOIN spaces AS p ON p.no = b.space WHERE p.state = 'retired'"
    for (no,) in list(rows(db, sql)):
        db.execute("DELETE FROM vectors WHERE no BETWEEN ? AND ?", bounds(no))
        db.execute("DELETE FROM blocks WHERE no = ?", (no,))
    db.execute("DELETE FROM spaces WHERE state = 'retired'")
