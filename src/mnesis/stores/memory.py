"""A store in dicts: the shortest clear definition of every verb, and what other stores are compared with.

Nothing is kept when the process ends. Reads look at a state that never changes; a write makes its changes to a copy
and then puts it in place.
"""

import threading
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from math import log
from typing import Any, TypeVar, cast

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.errors import StoreError
from mnesis.model import (
    EVERYTHING,
    RECORDS,
    Applied,
    Change,
    Episode,
    Filter,
    Job,
    JobState,
    Kind,
    Record,
    Scope,
    Scored,
    Space,
    SpaceUse,
    Update,
    Where,
    as_utc,
    check_filter,
    check_order,
    field_of,
    matches,
    within,
)
from mnesis.stores.contract import Pending, Progress, Stats, Store
from mnesis.stores.draft import Draft, Entry, Place, State, check_vector
from mnesis.stores.feed import check_teller
from mnesis.stores.stems import Stemmer

R = TypeVar("R", bound=Record)

K1, B = 1.2, 0.75


class MemoryStore(Store):
    """The dict store. Every verb means what it does here."""

    def __init__(self) -> None:
        self._published: State | None = State()
        self._writing = threading.Lock()
        self._tokenize = Stemmer().stems

    def __str__(self) -> str:
        return "memory://"

    @property
    def _state(self) -> State:
        if self._published is None:
            raise StoreError(problem="it is closed")
        return self._published

    # --- writing ---------------------------------------------------------------------------------------------

    def apply(self, changes: Sequence[Change]) -> Applied:
        with self._writing:
            draft = Draft(self._state, self._tokenize)
            for change in changes:
                check_teller(change)
                draft.make(change)
            self._published = draft.state
            return draft.applied()

    def claim(self, kinds: Sequence[str], *, worker: str, now: datetime, until: datetime) -> Job | None:
        with self._writing:
            state = self._state.copy()
            jobs = cast(dict[Place, Job], state.records[Job])
            busy = {(job.scope, job.key) for job in jobs.values() if job.key and _held(job, as_utc(now))}
            free = [job for job in jobs.values() if job.kind in kinds and _free(job, as_utc(now), busy)]
            if not free:
                return None
            job = min(free, key=lambda job: (-job.priority, job.run_at))
            taken = replace(
                job,
                state=JobState.RUNNING,
                worker=worker,
                leased_until=as_utc(until),
                attempts=job.attempts + 1,
                version=job.version + 1,
            )
            jobs[job.scope, job.id] = taken
            for other in [one for one in jobs.values() if one is not taken and _alike(one, taken)]:
                freed = replace(other, state=JobState.READY, worker=None, leased_until=None)
                jobs[other.scope, other.id] = replace(freed, version=other.version + 1)
            self._published = state
            return taken

    # --- reading ---------------------------------------------------------------------------------------------

    def get(self, kind: type[R], ids: Sequence[str], where: Filter = EVERYTHING) -> list[R]:
        wanted = set(ids)
        found: dict[str, list[R]] = {}
        for record in _select(self._state, kind, where):
            if record.id in wanted:
                found.setdefault(record.id, []).append(record)
        return [record for id in ids for record in found.get(id, ())]

    def find(
        self,
        kind: type[R],
        where: Filter = EVERYTHING,
        *,
        order: Sequence[str] = (),
        limit: int | None = None,
        offset: int = 0,
    ) -> list[R]:
        check_order(cast(Kind, kind), order)
        found = _select(self._state, kind, where)
        for name in reversed(order):
            found.sort(key=partial(_sortable, name.removeprefix("-")), reverse=name.startswith("-"))
        rest = found[max(offset, 0) :]
        return rest if limit is None else rest[: max(limit, 0)]

    def scan(self, kind: type[R], where: Filter = EVERYTHING) -> Iterator[R]:
        return iter(_select(self._state, kind, where))

    def count(self, kind: type[R], where: Filter = EVERYTHING) -> int:
        return len(_select(self._state, kind, where))

    def pick(
        self, kind: type[R], scope: Scope, ids: Sequence[str], fields: Sequence[str]
    ) -> dict[str, tuple[Any, ...]]:
        check_order(cast(Kind, kind), fields)
        found = self.get(kind, ids, within(scope))
        return {record.id: tuple(field_of(record, name) for name in fields) for record in found}

    def distinct(self, kind: type[R], field: str, scope: Scope) -> list[str]:
        check_order(cast(Kind, kind), [field])
        values = {field_of(record, field) for record in _select(self._state, kind, within(scope))}
        return sorted(value for value in values if value is not None)

    def scopes(self, kind: type[R], tenant: str) -> dict[str, int]:
        held = Counter(scope.name for scope, _ in self._state.records[cast(Kind, kind)] if scope.tenant == tenant)
        return dict(sorted(held.items()))

    # --- searching -------------------------------------------------------------------------------------------

    def matching(self, kind: type[R], terms: Sequence[str], scope: Scope, where: Filter, limit: int) -> list[Scored]:
        state = self._state
        allowed = {record.id for record in _select(state, kind, within(scope, where))}
        keys = [(id, one) for id, one in _entries(state, kind, scope) if one.key.lexical]
        mean = sum(len(one.tokens) for _, one in keys) / max(len(keys), 1)
        scores, weights, whole = [0.0] * len(keys), [0.0] * len(keys), 0.0
        for stem in sorted({stem for term in terms for stem in self._tokenize(term)}):
            times = [one.tokens.count(stem) for _, one in keys]
            holding = sum(map(bool, times))
            idf = log(1 + (len(keys) - holding + 0.5) / (holding + 0.5))
            whole += idf
            for at, tf in enumerate(times):
                if tf:
                    weights[at] += idf
                    length = len(keys[at][1].tokens) / mean
                    scores[at] += idf * tf * (K1 + 1) / (tf + K1 * (1 - B + B * length))
        found = (
            Scored(id, score, one.key.kind, weight / whole)
            for (id, one), score, weight in zip(keys, scores, weights, strict=True)
            if score > 0 and id in allowed
        )
        return _best(found, limit)

    def nearest(
        self, kind: type[R], space: Space, vector: NDArray[float32], scope: Scope, where: Filter, limit: int
    ) -> list[Scored]:
        state = self._state
        allowed = {record.id for record in _select(state, kind, within(scope, where))}
        if space not in state.spaces:
            return []
        query, vectors = check_vector(vector, space), state.vectors[space]
        keys = [
            (id, one.key.kind, vectors[scope, one.hash])
            for id, one in _entries(state, kind, scope)
            if id in allowed and one.key.dense and (scope, one.hash) in vectors
        ]
        cosines = np.clip([row @ query for _, _, row in keys], -1.0, 1.0)
        return _best((Scored(id, float(cos), key) for (id, key, _), cos in zip(keys, cosines, strict=True)), limit)

    def cosines(
        self, kind: type[R], space: Space, vector: NDArray[float32], scope: Scope, ids: Sequence[str]
    ) -> dict[str, float]:
        where = Where("id", "in", tuple(ids))
        return {one.id: one.score for one in self.nearest(kind, space, vector, scope, where, len(ids))}

    def beside(self, scope: Scope, ids: Sequence[str], radius: int, where: Filter = EVERYTHING) -> list[str]:
        turns = _select(self._state, Episode, within(scope, where))
        around = {
            (one.session_id, one.position + step)
            for one in self.get(Episode, list(dict.fromkeys(ids)), within(scope))
            for step in range(-radius, radius + 1)
            if step
        }
        return [one.id for one in turns if (one.session_id, one.position) in around]

    # --- vectors ---------------------------------------------------------------------------------------------

    def spaces(self) -> list[SpaceUse]:
        state = self._state
        uses = [SpaceUse(space, use, len(state.vectors[space])) for space, use in state.spaces.items()]
        return sorted(uses, key=lambda use: use.state != "active")

    def embedded(self, space: Space, scope: Scope, hashes: Sequence[bytes]) -> dict[bytes, NDArray[float32]]:
        vectors = self._state.vectors.get(space, {})
        return {hash: vectors[scope, hash].copy() for hash in hashes if (scope, hash) in vectors}

    def pending(self, space: Space, limit: int) -> list[Pending]:
        vectors = self._state.vectors.get(space, {})
        waiting = {
            (place[0], one.hash): Pending(place[0], one.hash, one.text)
            for entries in self._state.entries.values()
            for place, keys in entries.items()
            for one in keys
            if one.key.dense and (place[0], one.hash) not in vectors
        }
        return list(waiting.values())[: max(limit, 0)]

    # --- the feed --------------------------------------------------------------------------------------------

    def announce(self, on: bool | None = None) -> bool:
        with self._writing:
            if on is not None and on != self._state.announcing:
                state = self._state.copy()
                state.announcing = on
                state.records[Update].clear()
                state.told = {scope: number + (not on) for scope, number in state.told.items()}
                self._published = state
            return self._state.announcing

    # --- upkeep ----------------------------------------------------------------------------------------------

    def stats(self, scope: Scope | None = None) -> Stats:
        state = self._state
        held = {
            kind: [place for place in state.records[kind] if scope is None or place[0] == scope] for kind in RECORDS
        }
        return Stats(
            records={kind.__name__.lower(): len(places) for kind, places in held.items()},
            scopes=len({place[0] for places in held.values() for place in places}),
            keys=sum(len(state.entries[kind].get(place, ())) for kind, places in held.items() for place in places),
            bytes={} if scope else dict.fromkeys(("rows", "lexical", "vectors", "free"), 0),
        )

    def check(self) -> list[str]:
        state, found = self._state, []
        for kind in RECORDS:
            lost = state.entries[kind].keys() - state.records[kind].keys()
            found += [f"{kind.__name__} {id} in {scope} has keys and no record" for scope, id in lost]
        dense = {
            (place[0], one.hash)
            for entries in state.entries.values()
            for place, keys in entries.items()
            for one in keys
            if one.key.dense
        }
        for space, vectors in state.vectors.items():
            found += [f"{scope} has a vector in {space} that no key uses" for scope, _ in vectors.keys() - dense]
        return found

    def reindex(self, progress: Progress | None = None) -> int:
        with self._writing:
            state = self._state.copy()
            total = sum(len(keys) for entries in state.entries.values() for keys in entries.values())
            done = 0
            for entries in state.entries.values():
                for place, keys in entries.items():
                    entries[place] = tuple(
                        replace(one, tokens=self._tokenize(one.text) if one.key.lexical else ()) for one in keys
                    )
                    done += len(keys)
                    if progress:
                        progress(done, total)
            self._published = state
            return total

    def close(self) -> None:
        self._published = None


def _select(state: State, kind: type[R], where: Filter) -> list[R]:
    """The records the filter holds for, by arrival."""
    check_filter(cast(Kind, kind), where)
    records = cast(dict[Place, R], state.records[cast(Kind, kind)])
    return [record for record in records.values() if matches(record, where)]


def _entries(state: State, kind: type[R], scope: Scope) -> Iterator[tuple[str, Entry]]:
    """The keys of a kind in a scope, each with the id of its memory."""
    for place, keys in state.entries[cast(Kind, kind)].items():
        if place[0] == scope:
            yield from ((place[1], one) for one in keys)


def _held(job: Job, now: datetime) -> bool:
    """Whether a worker holds the job whose lease has not run out."""
    return job.state is JobState.RUNNING and job.leased_until is not None and job.leased_until > now


def _alike(job: Job, taken: Job) -> bool:
    """Whether a worker still has the job, although another of its key was taken since its lease ran out."""
    return job.state is JobState.RUNNING and job.key is not None and (job.scope, job.key) == (taken.scope, taken.key)


def _free(job: Job, now: datetime, busy: Collection[tuple[Scope, str | None]]) -> bool:
    """Whether anyone may take the job: ready and due, or held by a worker whose lease ran out; and none of its key is
    among those that are `busy`."""
    due = job.run_at <= now if job.state is JobState.READY else job.state is JobState.RUNNING
    return due and not _held(job, now) and (job.scope, job.key) not in busy


def _sortable(name: str, record: Record) -> tuple[bool, Any]:
    value = field_of(record, name)
    return (False, 0) if value is None else (True, value)


def _best(scored: Iterable[Scored], limit: int) -> list[Scored]:
    """Each memory once, by its best key (the first of equals), best first, ties by id."""
    best: dict[str, Scored] = {}
    for one in scored:
        if one.id not in best or one.score > best[one.id].score:
            best[one.id] = one
    return sorted(best.values(), key=lambda one: (-one.score, one.id))[: max(limit, 0)]
