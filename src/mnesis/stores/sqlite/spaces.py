"""Vector spaces and the vectors in them: what is there, what is wanted, and in which state a space is."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from numpy import float32, int8
from numpy.typing import NDArray

from mnesis.errors import InvalidInput, SpaceMismatch
from mnesis.model import Embed, Scope, Space, SpaceUse, Use
from mnesis.stores.sqlite.shelves import SPAN, from_hash, integers, to_hash
from mnesis.stores.contract import Pending

_OPEN = "('active', 'building')"
_IN_BLOCK = f"BETWEEN b.no << {SPAN} AND (b.no << {SPAN}) | {(1 << SPAN) - 1}"
_ON_SHELF = f"BETWEEN s.no << {SPAN} AND (s.no << {SPAN}) | {(1 << SPAN) - 1}"

_HAS_KEY = (
    "EXISTS (SELECT 1 FROM shelves AS s JOIN keys AS k INDEXED BY keys_hash "
    f"ON k.hash = a.value AND k.dense AND k.no {_ON_SHELF} WHERE s.tenant = ? AND s.scope = ?)"
)


@dataclass(frozen=True, slots=True)
class Block:
    """The vectors of one scope in one space, as the database counts them; see `blocks` in the schema."""

    no: int
    next: int
    changes: int
    vectors: int

    @property
    def first(self) -> int:
        return self.no << SPAN

    @property
    def last(self) -> int:
        return self.first | ((1 << SPAN) - 1)


def quantised(vectors: NDArray[float32]) -> NDArray[int8]:
    """Vectors of shape (n, d) as signed bytes, the largest component of each at ±127. The length is lost: it was 1."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled = vectors * (127 / np.where(largest > 0, largest, 1))
    return np.asarray(np.rint(scaled), dtype=int8)


def restored(code: bytes) -> NDArray[float32]:
    """The unit vector of a code."""
    vector = np.frombuffer(code, dtype=int8).astype(float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=float32)


def space_no(db: apsw.Connection, space: Space, *, open_only: bool = False) -> int | None:
    """The number of a space the store knows, or None."""
    states = f"AND state IN {_OPEN}" if open_only else ""
    row = db.execute(
        f"SELECT no FROM spaces WHERE model = ? AND version = ? AND dimension = ? {states}",
        (space.model, space.version, space.dimension),
    ).fetchone()
    return row[0] if row else None


def block_of(db: apsw.Connection, scope: Scope, space: Space) -> Block | None:
    """The block, or None where the space is unknown or the scope has nothing in it."""
    row = db.execute(
        "SELECT b.no, b.next, b.changes, b.vectors FROM spaces AS p JOIN blocks AS b ON b.space = p.no "
        "WHERE p.model = ? AND p.version = ? AND p.dimension = ? AND b.tenant = ? AND b.scope = ?",
        (space.model, space.version, space.dimension, scope.tenant, scope.name),
    ).fetchone()
    return Block(*row) if row else None


def spaces(db: apsw.Connection) -> list[SpaceUse]:
    """Every space, the active one first."""
    rows = db.execute(
        "SELECT p.model, p.version, p.dimension, p.state, coalesce(sum(b.vectors), 0) FROM spaces AS p "
        "LEFT JOIN blocks AS b ON b.space = p.no GROUP BY p.no ORDER BY p.state <> 'active', p.no"
    )
    return [SpaceUse(Space(model, version, size), state, n) for model, version, size, state, n in rows]


def embedded(
    db: apsw.Connection, space: Space, scope: Scope, hashes: Iterable[bytes]
) -> dict[bytes, NDArray[float32]]:
    """The vectors there are for these content hashes."""
    block = block_of(db, scope, space)
    wanted = [from_hash(digest) for digest in hashes]
    if block is None or not wanted:
        return {}
    rows = db.execute(
        "SELECT v.hash, v.code FROM carray(?) AS a JOIN vectors AS v ON v.hash = a.value AND v.no BETWEEN ? AND ?",
        (integers(wanted), block.first, block.last),
    )
    return {to_hash(digest): restored(code) for digest, code in rows}


class Desk:
    """What an `apply` still has to say about vectors: dense keys it has put down whose texts may have none yet.

    An import brings keys and their vectors together, so nothing is entered as wanted before the end.
    """

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._wanted: dict[Scope, set[int]] = defaultdict(set)
        self._placed: dict[int, set[int]] = defaultdict(set)

    def want(self, scope: Scope, hashes: set[int]) -> None:
        """Dense keys with these hashes are new in the scope."""
        if hashes:
            self._wanted[scope] |= hashes

    def embed(self, scope: Scope, space: Space, changes: Sequence[Embed]) -> None:
        """Give texts their vectors; raises SpaceMismatch, InvalidInput."""
        number = space_no(self._db, space, open_only=True)
        if number is None:
            raise SpaceMismatch(stored=", ".join(str(use.space) for use in spaces(self._db)), offered=space)
        vectors = {from_hash(change.hash): _checked(change) for change in changes}
        kept = self._with_key(scope, vectors)
        if not kept:
            return
        block = _block(self._db, scope, number)
        codes = quantised(np.stack([vectors[digest] for digest in kept]))
        _store(self._db, block, {digest: code.tobytes() for digest, code in zip(kept, codes, strict=True)})
        late = [digest for digest in kept if digest not in self._wanted[scope]]
        if late:
            self._db.execute(
                "DELETE FROM wanted WHERE block = ? AND hash IN (SELECT value FROM carray(?))",
                (block.no, integers(late)),
            )
        self._placed[block.no].update(kept)

    def _with_key(self, scope: Scope, hashes: Iterable[int]) -> list[int]:
        """Those hashes that a dense key of the scope has."""
        fresh = self._wanted[scope]
        others = [digest for digest in hashes if digest not in fresh]
        if not others:
            return list(hashes)
        rows = self._db.execute(
            f"SELECT a.value FROM carray(?) AS a WHERE {_HAS_KEY}", (integers(others), scope.tenant, scope.name)
        )
        known = fresh | {digest for (digest,) in rows}
        return [digest for digest in hashes if digest in known]

    def clear(self) -> None:
        """Enter what still has no vector as wanted, in every open space."""
        for scope, hashes in self._wanted.items():
            for (number,) in self._db.execute(f"SELECT no FROM spaces WHERE state IN {_OPEN}").fetchall():
                block = _block(self._db, scope, number)
                missing = hashes - self._placed[block.no]
                if missing:
                    _enter(self._db, block, missing)
        self._wanted.clear()
        self._placed.clear()


def use(db: apsw.Connection, change: Use) -> None:
    """Record a space's state."""
    space = change.space
    was = db.execute(
        "SELECT state FROM spaces WHERE model = ? AND version = ? AND dimension = ?",
        (space.model, space.version, space.dimension),
    ).get
    if change.state == "active":
        db.execute("UPDATE spaces SET state = 'retired' WHERE state = 'active'")
    db.execute(
        "INSERT INTO spaces (model, version, dimension, state) VALUES (?, ?, ?, ?) "
        "ON CONFLICT (model, version, dimension) DO UPDATE SET state = excluded.state",
        (space.model, space.version, space.dimension, change.state),
    )
    if change.state != "retired" and was not in ("active", "building"):
        _want_all(db, space)
    db.execute(
        "DELETE FROM wanted WHERE block IN (SELECT b.no FROM blocks AS b JOIN spaces AS p ON p.no = b.space "
        "WHERE p.state = 'retired')"
    )
    if change.drop:
        _drop_retired(db)


def drop_unused(db: apsw.Connection, scope: Scope, hashes: Iterable[int]) -> None:
    """Remove the vectors, in every space, of those hashes that no dense key of the scope has any more."""
    hashes = list(hashes)
    if not hashes:
        return
    unused = [
        digest
        for (digest,) in db.execute(
            f"SELECT a.value FROM carray(?) AS a WHERE NOT {_HAS_KEY}", (integers(hashes), scope.tenant, scope.name)
        )
    ]
    if not unused:
        return
    blocks = db.execute("SELECT no FROM blocks WHERE tenant = ? AND scope = ?", (scope.tenant, scope.name)).fetchall()
    for (no,) in blocks:
        db.execute(
            "DELETE FROM vectors WHERE no IN (SELECT v.no FROM carray(?) AS a JOIN vectors AS v "
            "ON v.hash = a.value AND v.no BETWEEN ? AND ?)",
            (integers(unused), no << SPAN, no << SPAN | ((1 << SPAN) - 1)),
        )
        gone = db.changes()
        db.execute("UPDATE blocks SET vectors = vectors - ?1, changes = changes + (?1 > 0) WHERE no = ?2", (gone, no))
        db.execute("DELETE FROM wanted WHERE block = ? AND hash IN (SELECT value FROM carray(?))", (no, integers(unused)))


def pending(db: apsw.Connection, space: Space, limit: int) -> list[Pending]:
    """Texts without a vector in the space. Costs what it returns for an open space; for others, the keys are read."""
    text = (
        "SELECT coalesce(k.text, m.details, m.summary) FROM shelves AS s "
        f"JOIN keys AS k ON k.hash = w.hash AND k.dense AND k.no {_ON_SHELF} "
        "LEFT JOIN episodes AS m ON s.kind = 'episode' AND m.no = k.memory "
        "WHERE s.tenant = w.tenant AND s.scope = w.scope LIMIT 1"
    )
    if space_no(db, space, open_only=True) is not None:
        wanted = (
            "SELECT b.tenant, b.scope, w.hash FROM spaces AS p JOIN blocks AS b ON b.space = p.no "
            "JOIN wanted AS w ON w.block = b.no WHERE p.model = ? AND p.version = ? AND p.dimension = ? LIMIT ?"
        )
    else:
        wanted = (
            f"SELECT DISTINCT s.tenant, s.scope, k.hash FROM shelves AS s JOIN keys AS k ON k.dense AND k.no {_ON_SHELF} "
            "WHERE NOT EXISTS (SELECT 1 FROM spaces AS p JOIN blocks AS b ON b.space = p.no "
            "AND b.tenant = s.tenant AND b.scope = s.scope "
            f"JOIN vectors AS v ON v.hash = k.hash AND v.no {_IN_BLOCK} "
            "WHERE p.model = ? AND p.version = ? AND p.dimension = ?) LIMIT ?"
        )
    rows = db.execute(
        f"SELECT w.tenant, w.scope, w.hash, ({text}) FROM ({wanted}) AS w",
        (space.model, space.version, space.dimension, max(limit, 0)),
    )
    return [Pending(Scope(tenant, scope), to_hash(digest), words) for tenant, scope, digest, words in rows]


def _checked(change: Embed) -> NDArray[float32]:
    vector = np.asarray(change.vector, dtype=float32)
    if vector.shape != (change.space.dimension,) or not np.isfinite(vector).all():
        raise InvalidInput(what="vector", problem=f"must be {change.space.dimension} finite numbers")
    return vector


def _block(db: apsw.Connection, scope: Scope, space: int) -> Block:
    sql = "SELECT no, next, changes, vectors FROM blocks WHERE tenant = ? AND scope = ? AND space = ?"
    row = db.execute(sql, (scope.tenant, scope.name, space)).fetchone()
    if row is None:
        db.execute("INSERT INTO blocks (tenant, scope, space) VALUES (?, ?, ?)", (scope.tenant, scope.name, space))
        return Block(db.last_insert_rowid(), 0, 0, 0)
    return Block(*row)


def _store(db: apsw.Connection, block: Block, codes: Mapping[int, bytes]) -> None:
    """Write vectors: new ones at the end of the block, changed ones in their place."""
    there = {
        digest: (no, code)
        for digest, no, code in db.execute(
            "SELECT v.hash, v.no, v.code FROM carray(?) AS a JOIN vectors AS v "
            "ON v.hash = a.value AND v.no BETWEEN ? AND ?",
            (integers(codes), block.first, block.last),
        )
    }
    new = [(digest, code) for digest, code in codes.items() if digest not in there]
    changed = [(codes[digest], no) for digest, (no, code) in there.items() if codes[digest] != code]
    start = block.first + block.next
    db.executemany(
        "INSERT INTO vectors (no, hash, code) VALUES (?, ?, ?)",
        ((start + at, digest, code) for at, (digest, code) in enumerate(new)),
    )
    db.executemany("UPDATE vectors SET code = ? WHERE no = ?", changed)
    db.execute(
        "UPDATE blocks SET next = next + ?1, vectors = vectors + ?1, changes = changes + ?2 WHERE no = ?3",
        (len(new), bool(changed), block.no),
    )


def _enter(db: apsw.Connection, block: Block, hashes: Iterable[int]) -> None:
    db.execute(
        "INSERT OR IGNORE INTO wanted SELECT ?1, a.value FROM carray(?2) AS a "
        "WHERE NOT EXISTS (SELECT 1 FROM vectors AS v WHERE v.hash = a.value AND v.no BETWEEN ?3 AND ?4)",
        (block.no, integers(hashes), block.first, block.last),
    )


def _want_all(db: apsw.Connection, space: Space) -> None:
    """Every text of a dense key that has no vector in the space is wanted there."""
    number = space_no(db, space)
    assert number is not None
    for tenant, scope in db.execute("SELECT DISTINCT tenant, scope FROM shelves WHERE keys > 0").fetchall():
        block = _block(db, Scope(tenant, scope), number)
        db.execute(
            f"INSERT OR IGNORE INTO wanted SELECT ?1, k.hash FROM shelves AS s "
            f"JOIN keys AS k ON k.dense AND k.no {_ON_SHELF} WHERE s.tenant = ?2 AND s.scope = ?3 AND NOT EXISTS "
            "(SELECT 1 FROM vectors AS v WHERE v.hash = k.hash AND v.no BETWEEN ?4 AND ?5)",
            (block.no, tenant, scope, block.first, block.last),
        )


def _drop_retired(db: apsw.Connection) -> None:
    blocks = db.execute(
        "SELECT b.no FROM blocks AS b JOIN spaces AS p ON p.no = b.space WHERE p.state = 'retired'"
    ).fetchall()
    for (no,) in blocks:
        db.execute("DELETE FROM vectors WHERE no BETWEEN ? AND ?", (no << SPAN, no << SPAN | ((1 << SPAN) - 1)))
        db.execute("DELETE FROM blocks WHERE no = ?", (no,))
    db.execute("DELETE FROM spaces WHERE state = 'retired'")
