"""Vectors as rows: which texts have one, which want one, and how numbers become codes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import apsw
import numpy as np
from numpy import float32, int8
from numpy.typing import NDArray

from mnesis.errors import InvalidInput, SpaceMismatch
from mnesis.model import Embed, Scope, Space
from mnesis.stores.sqlite.shelves import from_hash, to_hash
from mnesis.stores.sqlite.sql import Container, bounds, inside, integers, row, rows, value

OPEN = "state IN ('active', 'building')"
"""Holds for spaces that are written to."""

_HAS_KEY = (
    "EXISTS (SELECT 1 FROM shelves AS s CROSS JOIN keys AS k INDEXED BY keys_hash "
    f"ON k.hash = a.value AND k.dense AND k.no {inside('s.no')} WHERE s.tenant = ? AND s.scope = ?)"
)


@dataclass(frozen=True, slots=True)
class Block(Container):
    """The vectors of one scope in one space, as the database counts them; see `blocks` in the schema."""

    vectors: int


def block_of(db: apsw.Connection, scope: Scope, space: Space) -> Block | None:
    """The block, or None where the space is unknown or the scope has nothing in it."""
    found = row(
        db,
        "SELECT b.no, b.next, b.changes, b.vectors FROM spaces AS p JOIN blocks AS b ON b.space = p.no "
        "WHERE p.model = ? AND p.version = ? AND p.dimension = ? AND b.tenant = ? AND b.scope = ?",
        (space.model, space.version, space.dimension, scope.tenant, scope.name),
    )
    return Block(*found) if found else None


def block_in(db: apsw.Connection, scope: Scope, space: int) -> Block:
    """The block of a scope in the space with this `no`, made where there is none."""
    sql = "SELECT no, next, changes, vectors FROM blocks WHERE tenant = ? AND scope = ? AND space = ?"
    found = row(db, sql, (scope.tenant, scope.name, space))
    if found is None:
        db.execute("INSERT INTO blocks (tenant, scope, space) VALUES (?, ?, ?)", (scope.tenant, scope.name, space))
        return Block(db.last_insert_rowid(), 0, 0, 0)
    return Block(*found)


def quantised(vectors: NDArray[float32]) -> NDArray[int8]:
    """Vectors of shape (n, d) as signed bytes, the largest component of each at ±127. The length is lost: it was 1."""
    largest = np.abs(vectors).max(axis=1, keepdims=True)
    scaled = vectors * (127 / np.where(largest > 0, largest, 1))
    return np.asarray(np.rint(scaled), dtype=int8)


def restored(code: bytes) -> NDArray[float32]:
    """The unit vector of a code."""
    vector = np.frombuffer(code, dtype=int8).astype(float32)
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=float32)


def checked(vector: NDArray[float32], space: Space) -> NDArray[float32]:
    """The vector as float32; raises InvalidInput where it cannot be one of the space."""
    given = np.asarray(vector, dtype=float32)
    if given.shape != (space.dimension,) or not np.isfinite(given).all():
        problem = f"must be finite and of shape ({space.dimension},), not {given.shape}"
        raise InvalidInput(what=f"vector of {space}", problem=problem)
    return given


def embedded(db: apsw.Connection, space: Space, scope: Scope, hashes: Iterable[bytes]) -> dict[bytes, NDArray[float32]]:
    """The vectors there are for these content hashes."""
    block = block_of(db, scope, space)
    wanted = [from_hash(digest) for digest in hashes]
    if block is None or not wanted:
        return {}
    return {to_hash(digest): restored(code) for digest, _, code in _there(db, block, wanted)}


class Desk:
    """What an `apply` still has to say about vectors: dense keys it has put down whose texts may have none yet.

    An import brings keys and their vectors together, so nothing is entered as wanted before the end.
    """

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._wanted: dict[Scope, set[int]] = defaultdict(set)
        self._placed: dict[int, set[int]] = defaultdict(set)
        self._entered: dict[Scope, set[int]] = defaultdict(set)

    def want(self, scope: Scope, hashes: set[int]) -> None:
        """Dense keys with these hashes are new in the scope."""
        if hashes:
            self._wanted[scope] |= hashes

    def embed(self, scope: Scope, space: Space, changes: Sequence[Embed]) -> None:
        """Give texts their vectors; raises SpaceMismatch, InvalidInput."""
        number = value(
            self._db,
            f"SELECT no FROM spaces WHERE model = ? AND version = ? AND dimension = ? AND {OPEN}",
            (space.model, space.version, space.dimension),
        )
        if number is None:
            active = row(self._db, "SELECT model, version, dimension FROM spaces WHERE state = 'active'")
            raise SpaceMismatch(stored=str(Space(*active)) if active else "no space", offered=str(space))
        vectors = {from_hash(change.hash): checked(change.vector, space) for change in changes}
        kept = self._with_key(scope, vectors)
        if not kept:
            return
        block = block_in(self._db, scope, number)
        codes = quantised(np.stack([vectors[digest] for digest in kept]))
        _store(self._db, block, {digest: code.tobytes() for digest, code in zip(kept, codes, strict=True)})
        late = [one for one in kept if one not in self._wanted[scope] or one in self._entered[scope]]
        if late:
            sql = "DELETE FROM wanted WHERE block = ? AND hash IN (SELECT value FROM carray(?))"
            self._db.execute(sql, (block.no, integers(late)))
        self._placed[block.no].update(kept)

    def _with_key(self, scope: Scope, hashes: Iterable[int]) -> list[int]:
        """Those hashes that a dense key of the scope has."""
        known = self._wanted[scope]
        others = [digest for digest in hashes if digest not in known]
        if others:
            sql = f"SELECT a.value FROM carray(?) AS a WHERE {_HAS_KEY}"
            found = rows(self._db, sql, (integers(others), scope.tenant, scope.name))
            known = known | {digest for (digest,) in found}
        return [digest for digest in hashes if digest in known]

    def clear(self) -> None:
        """Enter what still has no vector as wanted, in every open space."""
        for scope, hashes in self._wanted.items():
            for (number,) in list(rows(self._db, f"SELECT no FROM spaces WHERE {OPEN}")):
                block = block_in(self._db, scope, number)
                missing = hashes - self._placed[block.no]
                if missing:
                    _enter(self._db, block, missing)
                    self._entered[scope] |= missing
        self._wanted.clear()
        self._placed.clear()


def drop_unused(db: apsw.Connection, scope: Scope, hashes: Iterable[int]) -> None:
    """Remove the vectors, in every space, of those hashes that no dense key of the scope has any more."""
    loose = set(hashes)
    if not loose:
        return
    sql = f"SELECT a.value FROM carray(?) AS a WHERE NOT {_HAS_KEY}"
    unused = [digest for (digest,) in rows(db, sql, (integers(loose), scope.tenant, scope.name))]
    if not unused:
        return
    blocks = rows(db, "SELECT no FROM blocks WHERE tenant = ? AND scope = ?", (scope.tenant, scope.name))
    for (no,) in list(blocks):
        db.execute(
            "DELETE FROM vectors WHERE no IN (SELECT v.no FROM carray(?) AS a JOIN vectors AS v "
            "ON v.hash = a.value AND v.no BETWEEN ? AND ?)",
            (integers(unused), *bounds(no)),
        )
        gone = db.changes()
        db.execute("UPDATE blocks SET vectors = vectors - ?1, changes = changes + (?1 > 0) WHERE no = ?2", (gone, no))
        sql = "DELETE FROM wanted WHERE block = ? AND hash IN (SELECT value FROM carray(?))"
        db.execute(sql, (no, integers(unused)))


def _there(db: apsw.Connection, block: Block, hashes: Iterable[int]) -> Iterable[tuple[int, int, bytes]]:
    """The vectors of a block with these hashes: hash, number, code."""
    sql = (
        "SELECT v.hash, v.no, v.code FROM carray(?) AS a JOIN vectors AS v ON v.hash = a.value AND v.no BETWEEN ? AND ?"
    )
    return ((digest, no, code) for digest, no, code in rows(db, sql, (integers(hashes), block.first, block.last)))


def _store(db: apsw.Connection, block: Block, codes: Mapping[int, bytes]) -> None:
    """Write vectors: new ones at the end of the block, changed ones in their place."""
    there = {digest: (no, code) for digest, no, code in _there(db, block, codes)}
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
