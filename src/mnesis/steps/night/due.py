"""Which episodes are old enough for the next stage, and which of them belong together."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import datetime
from itertools import groupby, islice
from typing import TypeVar

from mnesis.episodic.consolidation.contract import Segment
from mnesis.episodic.consolidation.segmenting import segments
from mnesis.model import Compression, Episode, Filter, Not, Scope, Where, within
from mnesis.reflection.digests import DIGESTS
from mnesis.retrieval.indexing import active_space
from mnesis.steps.night.found_by import found_by
from mnesis.stores.contract import Store

W = TypeVar("W")

LOOK = 1_000
"""Turns that are read at a time."""

Place = tuple[str, str]
"""The session and the id of an episode."""


def stage(compression: Compression) -> Filter:
    """Episodes of this stage; digests are of none."""
    return Where("compression", "eq", compression)


def due(
    store: Store, scope: Scope, compression: Compression, until: datetime, skip: Collection[str] = ()
) -> list[Place]:
    """Where those of a stage are that were kept (raw ones: and said) until then and stand in nothing, as they follow
    in their sessions. Takes memory for an id of each."""
    said = (Where("timestamp", "le", until),) if compression is Compression.RAW else ()
    alone = Where("created_at", "le", until), Where("folded_into", "eq", None), Not(DIGESTS)
    found = store.scan(Episode, within(scope, *said, *alone, stage(compression)))
    places = sorted((one.session_id, one.position, one.id) for one in found if one.id not in skip)
    return [(session, id) for session, _, id in places]


def live(store: Store, scope: Scope, session: str) -> list[Episode]:
    """The turns of a session that stand in nothing yet, in order."""
    turns = Where("session_id", "eq", session), Where("folded_into", "eq", None), stage(Compression.RAW)
    return store.find(Episode, within(scope, *turns), order=("position",))


def weighed(made: Iterable[W], weight: Callable[[W], int], batch: int) -> Iterator[list[W]]:
    """What is made, in lists that each weigh at least so much, but for the last."""
    some: list[W] = []
    for one in made:
        some.append(one)
        if sum(map(weight, some)) >= batch:
            yield some
            some = []
    if some:
        yield some


def in_segments(store: Store, scope: Scope, places: Sequence[Place]) -> Iterator[Segment]:
    """The turns at these places in segments. A long session is read in parts; the last segment of a part is cut once
    more together with the next part."""
    for _, some in groupby(places, key=lambda place: place[0]):
        ids = (id for _, id in some)
        left: tuple[Episode, ...] = ()
        part = list(islice(ids, LOOK))
        while part:
            following = list(islice(ids, LOOK))
            found = cut(store, scope, [*left, *store.get(Episode, part, within(scope))])
            left = found.pop().turns if found and following else ()
            yield from found
            part = following


def cut(store: Store, scope: Scope, turns: Sequence[Episode]) -> list[Segment]:
    """The turns of one session in segments, by meaning where they have vectors."""
    found = found_by(store, scope, turns, active_space(store))
    return segments(turns, {id: vector for id, (_, vector) in found.items() if vector is not None})
