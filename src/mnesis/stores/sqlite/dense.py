"""Search by vector: a scan of a scope's codes, which are kept in memory and follow the database. Where there are very
many, those are scanned that a sieve lets through (see `signs`).

The scan multiplies signed bytes (numkong: 2 ms for 100,000 vectors of 384 on one core); only what it finds is scored
again with the query as it came.
"""

from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import partial
from typing import Any

import apsw
import numkong
import numpy as np
from numpy import float32, int64, intp
from numpy.typing import NDArray

from mnesis.model import EVERYTHING, Filter, KeyKind, Kind, Scope, Scored, Space, within
from mnesis.stores.sqlite.blocks import Blocks, Codes
from mnesis.stores.sqlite.filters import Condition, condition
from mnesis.stores.sqlite.ranking import Choice, Owned, Owners, best, quick
from mnesis.stores.sqlite.reading import Query, by_id, ids_of
from mnesis.stores.sqlite.rows import Table, table
from mnesis.stores.sqlite.shelves import Shelf, shelf_of
from mnesis.stores.sqlite.sql import rows
from mnesis.stores.sqlite.vectors import Block, block_of, checked, quantised

_MARGIN = 16  # places beyond the limit that the exact score may bring forward
_WORTH_TWO = 50_000  # codes from which on a second thread gains more than it costs


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked of `nearest`; see `Store.nearest`."""

    kind: Kind
    space: Space
    scope: Scope
    where: Filter
    limit: int


@dataclass(frozen=True, slots=True)
class Held:
    """What a search runs over: the keys of a kind in a scope, and the vectors of that scope in a space."""

    shelf: Shelf
    block: Block
    codes: Codes


def nearest(db: apsw.Connection, blocks: Blocks, search: Search, vector: NDArray[float32]) -> list[Scored]:
    """The memories nearest to the vector, best first."""
    kind, space, scope, limit = search.kind, search.space, search.scope, search.limit
    everything = search.where == EVERYTHING  # of the shelf, which is the scope's
    wanted = None if everything else condition(kind, within(scope, search.where))
    query = checked(vector, space)
    shelf, block = shelf_of(db, scope, kind), block_of(db, scope, space)
    if shelf is None or block is None or limit < 1:
        return []
    whole, most = blocks.codes(db, block, space.dimension), limit + _MARGIN

    def ranked(codes: Codes, choose: Choice) -> list[Scored]:
        owners = _owners(db, table(kind), wanted, Held(shelf, block, codes))
        found = choose(scan(codes, query, blocks.helper), owners, most)
        exact = _exact(codes, query, [one.place for one in found])
        scored = [Scored(one.id, score, KeyKind(one.kind)) for one, score in zip(found, exact, strict=True)]
        return sorted(scored, key=lambda one: (-one.score, one.id))

    # What passes a sieve depends on everything in the block, so only a search without a filter may use one.
    sieved = whole.near(quantised(query[np.newaxis])[0], most) if everything else None
    found = ranked(sieved, quick) if sieved else []
    if len(found) < most:
        found = ranked(whole, best)
    return found[:limit]


def cosines(
    db: apsw.Connection, blocks: Blocks, search: Search, vector: NDArray[float32], ids: Sequence[str]
) -> dict[str, float]:
    """See `Store.cosines`."""
    query = checked(vector, search.space)
    shelf, block = shelf_of(db, search.scope, search.kind), block_of(db, search.scope, search.space)
    if shelf is None or block is None or not ids:
        return {}
    numbered = Query(
        "v.no",
        "CROSS JOIN keys AS k ON k.memory = m.no AND k.dense AND k.no BETWEEN ? AND ? "
        "CROSS JOIN vectors AS v ON v.hash = k.hash AND v.no BETWEEN ? AND ?",
        (shelf.first, shelf.last, block.first, block.last),
    )
    found = by_id(db, table(search.kind), search.scope, ids, numbered)
    codes = blocks.codes(db, block, search.space.dimension)
    places = codes.places(np.array([no for _, (no,) in found], dtype=int64)).tolist()
    here = [(id, place) for (id, _), place in zip(found, places, strict=True) if place >= 0]
    best_of: dict[str, float] = {}
    for (id, _), score in zip(here, _exact(codes, query, [place for _, place in here]), strict=True):
        best_of[id] = max(score, best_of.get(id, -1.0))
    return best_of


def scan(codes: Codes, query: NDArray[float32], helper: Executor) -> NDArray[float32]:
    """For every code a number that rises with its cosine with the query, to about 0.003 of the largest.

    Large blocks are shared with a second thread; numkong lets go of the interpreter.
    """
    small = quantised(query[np.newaxis])
    count = len(codes.rows)
    scores = np.empty(count, dtype=float32)

    def part(start: int, end: int) -> None:
        if start < end:
            products = np.asarray(numkong.cdist(small, codes.rows[start:end], "dot"))[0]
            np.multiply(products, codes.inverse[start:end], out=scores[start:end], casting="unsafe")

    half = count // 2 if count >= _WORTH_TWO else 0
    other = helper.submit(part, 0, half) if half else None
    part(half, count)
    if other:
        other.result()
    return scores


def _exact(codes: Codes, query: NDArray[float32], places: list[int]) -> list[float]:
    """The cosine of the query with the codes at these places, the query taken as it is."""
    # Row by row: in a matrix product the last bits of a row depend on how many stand before it.
    products = (codes.rows[places] * query).sum(axis=1) * codes.inverse[places]
    length = max(float(np.linalg.norm(query)), 1e-9)
    return [min(1.0, max(-1.0, score)) for score in (products / length).tolist()]


def _owners(db: apsw.Connection, here: Table[Any], wanted: Condition | None, held: Held) -> Owners:
    """Whose the texts with some codes are, where the filter holds."""
    shelf, block, codes = held.shelf, held.block, held.codes
    filtered = wanted or Condition("TRUE")
    joined = f"JOIN {here.name} AS m ON m.no = k.memory" if wanted else ""
    memories = f"{joined} WHERE k.dense AND k.no BETWEEN ? AND ? AND ({filtered.sql})"
    hashed = "carray(?) AS a JOIN keys AS k ON k.hash = a.value"
    some = f"SELECT a.value, k.memory, k.kind FROM {hashed} {memories} ORDER BY k.no"
    every = (
        "SELECT v.no, k.memory, k.kind FROM keys AS k "
        "JOIN vectors AS v INDEXED BY vectors_hash ON v.hash = k.hash AND v.no BETWEEN ? AND ? "
        f"{memories} ORDER BY k.no"
    )
    within_shelf = (shelf.first, shelf.last, *filtered.values)

    def at(places: NDArray[intp] | None) -> Iterator[Owned]:
        if places is None:
            found = list(rows(db, every, (block.first, block.last, *within_shelf)))
            there = codes.places(np.array([no for no, _, _ in found], dtype=int64)).tolist()
            yield from (Owned(place, no, by) for place, (_, no, by) in zip(there, found, strict=True) if place >= 0)
            return
        hashes = codes.hashes[places]
        place_of = dict(zip(hashes.tolist(), places.tolist(), strict=True))
        for digest, no, by in rows(db, some, (apsw.carray(hashes), *within_shelf)):
            yield Owned(place_of[digest], no, by)

    return Owners(at, partial(ids_of, db, here))
