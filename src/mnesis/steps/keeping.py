"""Keeping messages: observe them, embed what is new, write all of it at once."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from itertools import islice

from mnesis.episodic.lending import crossed, on_their_own, party, unchanged
from mnesis.episodic.observe import Observed, observe, opened
from mnesis.errors import InvalidInput, MnesisError
from mnesis.extraction.contract import BEFORE
from mnesis.model import RAW, Change, Clock, Episode, Message, Put, Scope, Session, Where, as_message, as_utc, within
from mnesis.retrieval.indexing import BATCH
from mnesis.steps.insisting import insist
from mnesis.steps.understanding import Lesson, Understander
from mnesis.steps.writing import Decided, Writer
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Store

OLD = timedelta(days=1)
"""Age from which memories may lie in the archive: pruned ones leave so early."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Messages as observed, the ids of those that were new, what they taught, and notices."""

    seen: list[Observed]
    new: frozenset[str]
    lesson: Lesson
    notices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One look at messages: all of them as observed, those that are new, and what these teach."""

    every: list[Observed]
    new: list[Observed]
    lesson: Lesson


@dataclass(frozen=True, slots=True)
class Keeper:
    """Keeps messages in one scope of a store, and what becomes known by them. What is in the archive is there
    already."""

    writer: Writer
    understander: Understander
    clock: Clock
    archive: Archive = NOTHING

    @property
    def store(self) -> Store:
        return self.writer.store

    @property
    def scope(self) -> Scope:
        return self.writer.scope

    def keep(self, messages: Sequence[Message]) -> Kept:
        """Keep all of the messages or none. Raises InvalidInput."""
        return self.write(lambda: self.look(messages))

    def write(self, decide: Callable[[], Decided[Seen]]) -> Kept:
        """Apply what `decide` says: a `look` at messages, and whatever else belongs into the same transaction."""
        written = self.writer.write(decide)
        seen = written.outcome
        self._part(seen.new)
        fresh = frozenset(one.episode.id for one in seen.new) - written.applied.duplicates
        return Kept(seen.every, fresh, seen.lesson, (*written.notices, *seen.lesson.notices))

    def look(self, messages: Sequence[Message]) -> Decided[Seen]:
        """What is to be written. Applied, it raises Conflict where a turn that lends its question was changed
        meanwhile, or somebody else learnt of the same things."""
        tails = _Tails(self.store, self.scope)
        seen = observe(messages, self.scope, self.clock, tails.last, partial(self._known, messages))
        fresh = [one for one in seen if not one.known]
        heeded = self.understander.now([one for one in fresh if one.said], tails)
        new = [*heeded.new, *(one for one in fresh if not one.said)]
        sessions = self.store.get(Session, list({one.episode.session_id for one in new}), within(self.scope))
        kept = [*unchanged(new), *heeded.guards, *opened(new, sessions), *(one.change() for one in new)]
        lesson = self.understander.learn(heeded.told)
        if heeded.trouble:
            lesson = replace(lesson, notices=(*lesson.notices, heeded.trouble))
        return Decided([*kept, *self.understander.later(heeded), *lesson.changes], Seen(seen, new, lesson))

    def _part(self, new: Sequence[Observed]) -> None:
        """Leave those on their own that were lent a question by a turn which is no longer right before them."""
        named = party(new)
        if named and (apart := crossed(new, self.store.pick(Episode, self.scope, named, ("position",)))):
            insist(lambda: self.store.apply(self._alone(self.store.get(Episode, apart, within(self.scope)))))

    def _alone(self, apart: Sequence[Episode]) -> list[Change]:
        """Turns found by nothing but their own words and facts."""
        keyed = self.understander.keyed(apart)
        done = {one.record.id for one in keyed if isinstance(one, Put)}
        return [*keyed, *on_their_own(one for one in apart if one.id not in done)]

    def _known(self, messages: Sequence[Message], ids: Sequence[str]) -> set[str]:
        here = set(self.store.pick(Episode, self.scope, ids, ()))
        recent = as_utc(self.clock()) - OLD
        if all(one.time is None or as_utc(one.time) > recent for one in messages):
            return here
        return here | self.archive.holds(self.scope, [id for id in ids if id not in here])


class _Tails(dict[str, Sequence[Episode]]):
    """The last turns of sessions, oldest first, read when they are first asked for."""

    def __init__(self, store: Store, scope: Scope) -> None:
        super().__init__()
        self._store = store
        self._scope = scope

    def __missing__(self, session: str) -> Sequence[Episode]:
        turns = within(self._scope, Where("session_id", "eq", session), RAW)
        self[session] = self._store.find(Episode, turns, order=("-position",), limit=BEFORE)[::-1]
        return self[session]

    def last(self, session: str) -> Episode | None:
        return next(iter(self[session][-1:]), None)


def batches(messages: Iterable[str | Message]) -> Iterator[list[Message]]:
    """The stream in batches. Where the stream itself fails, what came before is given first. Raises InvalidInput."""
    if isinstance(messages, str | Message) or not isinstance(messages, Iterable):
        raise InvalidInput(what="messages", problem=f"must be a list or stream, not one {type(messages).__name__}")
    stream = map(as_message, messages)
    while True:
        batch: list[Message] = []
        try:
            batch.extend(islice(stream, BATCH))
        except MnesisError:
            if batch:
                yield batch
            raise
        if not batch:
            return
        yield batch
