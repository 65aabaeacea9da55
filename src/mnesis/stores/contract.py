"""The narrow waist: everything mnesis asks of storage. `mnesis.testing.StoreConformance` is its executable form.

Rules for every verb:
- reads see only what is committed, and never wait for a writer;
- a filter is applied before a limit, so a small scope or a rare condition never starves beside a large one;
- nothing outside the records a filter holds for influences a result: not an id, a count, a score or an order;
- a score rises with relevance;
- driver errors leave as `mnesis.errors.StoreError`, with what to do.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from types import TracebackType
from typing import Any, Self, TypeVar

from numpy import float32
from numpy.typing import NDArray

from mnesis.model import EVERYTHING, Applied, Change, Filter, Job, Record, Scope, Scored, Space, SpaceUse

R = TypeVar("R", bound=Record)

Progress = Callable[[int, int], None]
"""Called with (done, total) from time to time during long work."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A text of a dense key that has no vector in a space yet."""

    scope: Scope
    hash: bytes
    text: str


@dataclass(frozen=True, slots=True)
class Stats:
    """What a store holds. `records` is by record name ("episode", …), every name always; `scopes` counts those that
    hold a record; bytes are what the whole store takes on disk (0 for one in memory), by part ("rows", "lexical",
    "vectors", "free")."""

    records: Mapping[str, int]
    scopes: int
    keys: int
    bytes: Mapping[str, int] = field(default_factory=dict)


class Store(ABC):
    """The system of record, with its derived indexes. Safe to share between threads; several processes may open the
    same durable store at once."""

    # --- writing ---------------------------------------------------------------------------------------------

    @abstractmethod
    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make all changes, in order, or none: rows, indexes and vectors together.

        When it has returned, a durable store keeps them through the death of the process and the loss of power.
        Raises Conflict, LeaseLost, SpaceMismatch as the changes say, InvalidInput for a value that
        `mnesis.model.stored` refuses (NUL or a lone surrogate in a text, importance outside 1–10, an unknown actor, …),
        for a broken uniqueness rule of the spec, for an episode whose `parent_id` is no episode of its scope at that
        point, and for keys of another memory, twice the same, or without a text where the record has none.
        """

    @abstractmethod
    def claim(self, kinds: Sequence[str], *, worker: str, now: datetime, until: datetime) -> Job | None:
        """Take one job of these kinds that is ready at `now`, or whose lease ran out, for `worker` until `until`.

        Highest priority first, then earliest `run_at`, then arrival. Never gives one job to two workers: a lease runs
        out at its `leased_until`. Nor two jobs of one `key` in a scope: while one is held under a lease that has not
        run out, none of the others is given, and where one is given, others whose lease ran out are ready again, their
        worker's no more. Raises the job's `attempts` and `version` by one. None where there is none.
        """

    # --- reading ---------------------------------------------------------------------------------------------

    @abstractmethod
    def get(self, kind: type[R], ids: Sequence[str], where: Filter = EVERYTHING) -> list[R]:
        """The records with these ids for which the filter holds, in the order of `ids` (one named twice comes twice);
        missing ones are left out, and so is any text that cannot be an id.

        Ids are unique within a scope only: give a filter that names it.
        """

    @abstractmethod
    def find(
        self,
        kind: type[R],
        where: Filter = EVERYTHING,
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[R]:
        """The records the filter holds for, ordered by fields ("-timestamp" is descending; absent values sort first
        ascending, last descending), ties and no order by arrival; without the first `offset` of them, of the others at
        most `limit`. A limit below 1 gives nothing, an offset below 0 is 0. Raises as
        `mnesis.model.check_filter` and `check_order`: UnknownField, UnknownOperator, InvalidInput, however few
        records there are."""

    @abstractmethod
    def scan(self, kind: type[R], where: Filter = EVERYTHING) -> Iterator[R]:
        """Like `find` by arrival and without a limit, in constant memory; one consistent view from first to last."""

    @abstractmethod
    def count(self, kind: type[R], where: Filter = EVERYTHING) -> int:
        """How many records the filter holds for."""

    @abstractmethod
    def pick(
        self, kind: type[R], scope: Scope, ids: Sequence[str], fields: Sequence[str]
    ) -> dict[str, tuple[Any, ...]]:
        """Some fields of the records of a scope with these ids, by id: `get` for readers that need little of many.
        Missing ids are left out. Raises UnknownField."""

    @abstractmethod
    def distinct(self, kind: type[R], field: str, scope: Scope) -> list[str]:
        """The different values of a text field in a scope, absent ones left out, in order. Meant for fields of few
        values (speaker, session_id, actor). Raises UnknownField."""

    @abstractmethod
    def scopes(self, kind: type[R], tenant: str) -> dict[str, int]:
        """The names of the scopes of a tenant that hold records of a kind, in order, and how many each holds."""

    # --- searching -------------------------------------------------------------------------------------------

    @abstractmethod
    def matching(self, kind: type[R], terms: Sequence[str], scope: Scope, where: Filter, limit: int) -> list[Scored]:
        """Memories of a kind in `scope` whose lexical keys hold at least one of the terms, by BM25 over the lexical
        keys of that kind in that scope alone, best key of each memory, best first, ties by id.

        `terms` are words as `mnesis.text.lexical.terms` cuts them from a query; those that stem alike count once, those
        that hold no letter or number not at all. Keys are cut by FTS5's `porter unicode61 remove_diacritics 2` from
        `mnesis.text.lexical.index_text`. The score of a key is (k1 1.2, b 0.75; Robertson & Zaragoza 2009, the idf kept
        above 0 as Lucene does):

            sum over terms: ln(1 + (N - n + 0.5) / (n + 0.5)) * tf * (k1 + 1) / (tf + k1 * (1 - b + b * length / mean))

        with N keys, n of them holding the term, tf times in this one, which has `length` tokens, `mean` on average.
        A term that occurs in very many of the scope's keys (thousands) may be used for scoring only, while rarer ones
        choose the candidates. No terms, no hits.
        """

    @abstractmethod
    def nearest(
        self, kind: type[R], space: Space, vector: NDArray[float32], scope: Scope, where: Filter, limit: int
    ) -> list[Scored]:
        """Memories of a kind in `scope` by the cosine of their best dense key with a unit `vector` of shape
        (dimension,), best first, ties by id; scores in [-1, 1], within 0.01 of exact. Keys with no vector in `space`
        are not found. Without a filter, a store may miss one in fifty of those nearest in a scope of 100,000 vectors or
        more. Empty where the store does not know the space; InvalidInput for a vector of another shape or not
        finite."""

    @abstractmethod
    def cosines(
        self, kind: type[R], space: Space, vector: NDArray[float32], scope: Scope, ids: Sequence[str]
    ) -> dict[str, float]:
        """The score that `nearest` gives to each of these memories; those it would not find are left out."""

    @abstractmethod
    def beside(self, scope: Scope, ids: Sequence[str], radius: int, where: Filter = EVERYTHING) -> list[str]:
        """Ids of the episodes of a scope within `radius` positions of these in their sessions, for which the filter
        holds; these themselves are left out unless they are beside one another. In no order, each once."""

    # --- vectors ---------------------------------------------------------------------------------------------

    @abstractmethod
    def spaces(self) -> list[SpaceUse]:
        """The vector spaces of the store, the active one first."""

    @abstractmethod
    def embedded(self, space: Space, scope: Scope, hashes: Sequence[bytes]) -> dict[bytes, NDArray[float32]]:
        """The vectors already there for these content hashes in a scope, unit length, within rounding of the store."""

    @abstractmethod
    def pending(self, space: Space, limit: int) -> list[Pending]:
        """Up to `limit` different texts of dense keys, in any scope, that have no vector in `space` (whether the store
        knows it or not); each once a scope."""

    # --- the feed --------------------------------------------------------------------------------------------

    @abstractmethod
    def announce(self, on: bool | None = None) -> bool:
        """Turn the feed of the whole store on or off, until it is turned again; whether it is on then. None only asks.

        While it is on, every `apply` adds to what it commits an `Update` for each episode, fact, preference, procedure
        and entity that it added, erased, or changed in one of the fields of `mnesis.stores.feed.TOLD`, in order; other
        programs that write to the same files do so too. Updates are read like other records; Add, Put and Touch of one
        raise InvalidInput. Of each scope the last 10,000 are kept. Turning it off removes all; where it is turned on
        again, numbers go on with one left out, by which who followed knows that what changed in between is not told.
        """

    # --- upkeep ----------------------------------------------------------------------------------------------

    @abstractmethod
    def stats(self, scope: Scope | None = None) -> Stats:
        """Counts of one scope, or of the whole store; bytes only for the whole store."""

    @abstractmethod
    def check(self) -> list[str]:
        """Every inconsistency found (file integrity, foreign keys, index against rows, counts), in words; [] is
        healthy."""

    @abstractmethod
    def reindex(self, progress: Progress | None = None) -> int:
        """Rebuild every derived index from the rows; the number of keys. Reads go on meanwhile, and find
        the same before and after."""

    @abstractmethod
    def close(self) -> None:
        """Let go of files and connections. A second call is a no-op; other verbs raise StoreError afterwards."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
