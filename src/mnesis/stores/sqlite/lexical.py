"""BM25 over one shelf of the full-text index, exactly.

FTS5's own `bm25()` weighs words by the whole table, so that what one scope holds would change the scores of another.
Here FTS5 finds rows and counts words, in the shelf's range of rowids only, and the formula is computed beside it.
"""

import math
import threading
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

import apsw
import numpy as np
from numpy import float32, float64, int64, intp
from numpy.typing import NDArray

from mnesis.model import EVERYTHING, Filter, KeyKind, Kind, Scope, Scored, within
from mnesis.stores.sqlite.filters import Condition, condition
from mnesis.stores.sqlite.ranking import Owned, Owners, best
from mnesis.stores.sqlite.reading import ids_of
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.shelves import Shelf, shelf_of
from mnesis.stores.sqlite.sql import rows, value
from mnesis.text.lexical import index_text

K1, B = 1.2, 0.75
CANDIDATES = 20
"""Rows for each memory asked for, and for 100 at least, that the rarest words of a query may bring in together; words
beyond only score the rows of rarer ones. The rarest word brings all of its rows, up to LATEST."""
LATEST = 6_000
"""Where even the rarest word is in more keys than this, the latest of them are the candidates, and all of them only
where a filter leaves too few of those."""
_TOKENIZER = ("porter", "unicode61", "remove_diacritics", "2")


def register(db: apsw.Connection) -> None:
    """Give a connection the functions the queries here use: for a row, the occurrences of the query's first phrase, and
    its length, in one integer."""
    db.register_fts5_function("tally", _tally)
    db.register_fts5_function("first_tally", _first_tally)


def _tally(api: apsw.FTS5ExtensionApi, *_: Any) -> int:
    return api.inst_count << 24 | api.column_size(0)


def _first_tally(api: apsw.FTS5ExtensionApi, *_: Any) -> int:
    return len(api.phrase_locations(0)[0])


@dataclass(frozen=True, slots=True)
class Rows:
    """The keys that hold a term: their numbers in rising order, how often, and how many tokens each key has."""

    keys: NDArray[int64]
    times: NDArray[float64]
    lengths: NDArray[float64]


class Frequencies:
    """In how many keys of a shelf common words occur. Counting a word of a million-key shelf takes tens of
    milliseconds, and shelves mostly grow at their end, so counts are kept and carried on from where they stopped."""

    _WORTH_KEEPING = 2_000
    _LIMIT = 10_000

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: OrderedDict[tuple[int, int, str], tuple[int, int]] = OrderedDict()

    def of(self, db: apsw.Connection, shelf: Shelf, term: str) -> int:
        """The number of lexical keys of the shelf, as this connection sees it, that hold the term."""
        name = (shelf.no, shelf.changes, term)
        with self._lock:
            count, upto = self._counts.get(name, (0, 0))
        if upto > shelf.next:  # counted by a later reader than this one
            count, upto = 0, 0
        if upto < shelf.next:
            sql = "SELECT count(*) FROM keys_fts WHERE keys_fts MATCH ? AND rowid BETWEEN ? AND ?"
            count += value(db, sql, (_phrase(term), shelf.first + upto, shelf.first + shelf.next - 1))
            if count >= self._WORTH_KEEPING:
                self._keep(name, (count, shelf.next))
        return count

    def _keep(self, name: tuple[int, int, str], value: tuple[int, int]) -> None:
        with self._lock:
            self._counts[name] = value
            self._counts.move_to_end(name)
            while len(self._counts) > self._LIMIT:
                self._counts.popitem(last=False)


class Lexicon:
    """The lexical arm of a store."""

    def __init__(self) -> None:
        self._frequencies = Frequencies()

    def matching(
        self, db: apsw.Connection, kind: Kind, terms: Sequence[str], scope: Scope, where: Filter, limit: int
    ) -> list[Scored]:
        """See `Store.matching`."""
        # All keys of the shelf are the scope's.
        wanted = None if where == EVERYTHING else condition(kind, within(scope, where))
        shelf = shelf_of(db, scope, kind)
        if shelf is None or not shelf.lexical:
            return []
        counted = [(self._frequencies.of(db, shelf, term), term) for term in _distinct(db, terms)]
        by_rarity = sorted((n, term) for n, term in counted if n)
        if not by_rarity:
            return []
        finding = _finders([n for n, _ in by_rarity], CANDIDATES * max(limit, 100))
        keys, scores, weights = _scored(db, shelf, by_rarity, finding, LATEST)
        found = best(scores, _owners(db, kind, wanted, keys), limit)
        if len(found) < limit and by_rarity[0][0] > LATEST:
            keys, scores, weights = _scored(db, shelf, by_rarity, finding, -1)
            found = best(scores, _owners(db, kind, wanted, keys), limit)
        coverage = weights / sum(_idf(shelf, n) for n, _ in counted)
        return [
            Scored(one.id, float(scores[one.place]), KeyKind(one.kind), float(coverage[one.place])) for one in found
        ]


def _idf(shelf: Shelf, holding: int) -> float:
    """The weight of a term that so many keys hold, as in Robertson & Zaragoza, kept above zero."""
    return math.log(1 + (shelf.lexical - holding + 0.5) / (holding + 0.5))


def _scored(
    db: apsw.Connection, shelf: Shelf, by_rarity: Sequence[tuple[int, str]], finding: int, latest: int
) -> tuple[NDArray[int64], NDArray[float32], NDArray[float64]]:
    """The candidates of a query, which its `finding` rarest terms choose, their BM25 scores, and the summed weights of
    the terms they hold."""
    found = [_rows(db, shelf, term, latest) for _, term in by_rarity[:finding]]
    keys, at = np.unique(np.concatenate([rows.keys for rows in found]), return_inverse=True)
    lengths = np.empty(len(keys))
    lengths[at] = np.concatenate([rows.lengths for rows in found])
    dampening = K1 * (1 - B + B * lengths / (shelf.tokens / shelf.lexical))
    scores, weights = np.zeros(len(keys)), np.zeros(len(keys))
    for place, (n, term) in enumerate(by_rarity):
        if place < finding:
            keys_there, times = found[place].keys, found[place].times
        else:
            keys_there, times = _scoring(db, keys, term, [rare for _, rare in by_rarity[:finding]])
        places = np.searchsorted(keys, keys_there)
        idf = _idf(shelf, n)
        weights[places] += idf
        scores[places] += idf * times * (K1 + 1) / (times + dampening[places])
    return keys, scores.astype(float32), weights


def _finders(counts: Sequence[int], rows: int) -> int:
    """How many of the terms, rarest first, bring in that many rows at most together; one at least."""
    return max(1, int(np.searchsorted(np.cumsum(counts), rows, side="right")))


def _rows(db: apsw.Connection, shelf: Shelf, term: str, latest: int) -> Rows:
    """The latest keys of the shelf that hold the term, so many at most (-1: all)."""
    sql = (
        "SELECT rowid, tally(keys_fts) FROM keys_fts WHERE keys_fts MATCH ? AND rowid BETWEEN ? AND ? "
        "ORDER BY rowid DESC LIMIT ?"
    )
    found = list(rows(db, sql, (_phrase(term), shelf.first, shelf.last, latest)))
    pairs = np.array(found[::-1], dtype=int64).reshape(-1, 2)
    return Rows(pairs[:, 0], (pairs[:, 1] >> 24).astype(float64), (pairs[:, 1] & 0xFFFFFF).astype(float64))


def _scoring(
    db: apsw.Connection, keys: NDArray[int64], term: str, others: Sequence[str]
) -> tuple[NDArray[int64], NDArray[float64]]:
    """Those of the keys, which rarer terms have chosen, that hold a common term, and how often. FTS5 skips through its
    long list."""
    query = f"{_phrase(term)} AND ({' OR '.join(_phrase(other) for other in others)})"
    sql = (
        "SELECT rowid, first_tally(keys_fts) FROM keys_fts WHERE keys_fts MATCH ? AND rowid BETWEEN ? AND ? "
        "ORDER BY rowid"
    )
    found = list(rows(db, sql, (query, int(keys[0]), int(keys[-1]))))
    pairs = np.array(found, dtype=int64).reshape(-1, 2)
    return pairs[:, 0], pairs[:, 1].astype(float64)


def _distinct(db: apsw.Connection, terms: Sequence[str]) -> list[str]:
    """One word for each different token of the index; none for a term that holds no letter or number."""
    tokenizer = db.fts5_tokenizer(_TOKENIZER[0], list(_TOKENIZER[1:]))
    chosen: dict[str, str] = {}
    for term in terms:
        raw = index_text(term).encode("utf-8", "replace")
        cut = tokenizer(raw, apsw.FTS5_TOKENIZE_QUERY, None, include_colocated=False)
        for start, end, token in cast(list[tuple[int, int, str]], cut):
            chosen.setdefault(token, raw[start:end].decode())
    return list(chosen.values())


def _phrase(term: str) -> str:
    """A term as FTS5 takes it literally."""
    return '"' + term.replace('"', '""') + '"'


def _owners(db: apsw.Connection, kind: Kind, wanted: Condition | None, keys: NDArray[int64]) -> Owners:
    """Whose the keys at some places are, where the filter holds."""
    joined = f"JOIN {table(kind).name} AS m ON m.no = k.memory WHERE {wanted.sql}" if wanted else ""
    sql = f"SELECT k.no, k.memory, k.kind FROM carray(?) AS a JOIN keys AS k ON k.no = a.value {joined} ORDER BY k.no"
    values = wanted.values if wanted else ()

    def at(places: NDArray[intp] | None) -> Iterator[Owned]:
        numbers = keys if places is None else keys[places]
        here = range(len(keys)) if places is None else places.tolist()
        place_of = dict(zip(numbers.tolist(), here, strict=True))
        for no, memory, key_kind in rows(db, sql, (apsw.carray(numbers), *values)):
            yield Owned(place_of[no], memory, key_kind)

    return Owners(at, partial(ids_of, db, table(kind)))
