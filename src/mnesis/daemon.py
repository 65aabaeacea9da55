"""The daemon: sees to it that nothing is lost when a window fills, and that nights come.

It watches how many tokens the open sessions of a store hold. At 75 % of what a context window gives to the
conversation, what waits to be understood is understood and the oldest turns are compacted, all but the last ten; the
next `context` has their summary, and whatever else of memory matters. Beside that it does jobs, and sees to it that the
next night is among them.
"""

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from mnesis.errors import Conflict, MnesisError, StoreLocked
from mnesis.memory import Memory
from mnesis.model import Compacted, Episode, Scope, Session, Slot
from mnesis.steps.context.gathering import COMPACT_AT
from mnesis.steps.night.due import live
from mnesis.steps.night.night import KIND as NIGHT
from mnesis.working.budget import Budget

WORTH = 0.25
"""Of the tokens from which on a session is compacted: what its old turns must hold at least."""


@dataclass(frozen=True, slots=True)
class Watch:
    """What a daemon watches for: a window of so many tokens, the share of the conversation's part of it from which a
    session is compacted, the turns that stay word for word, when nights are (as cron writes it, in UTC; None: never),
    and how many threads do jobs."""

    window: int = 128_000
    full: float = COMPACT_AT
    keep: int = 10
    night: str | None = "0 3 * * *"
    workers: int = 1

    @property
    def limit(self) -> int:
        """Tokens of turns from which on a session is compacted."""
        return round(self.full * Budget.for_window(self.window).slots[Slot.CONVERSATION])


@dataclass(frozen=True, slots=True)
class Looked:
    """One look at the sessions: how many are open, and what was compacted."""

    open: int
    compacted: tuple[Compacted, ...] = ()


@dataclass(slots=True)
class Daemon:
    """Watches every scope of the store behind `memory`. One is enough; a second one finds less to do, and does no
    harm."""

    memory: Memory
    watch: Watch = field(default_factory=Watch)
    _counts: dict[tuple[Scope, str], int] = field(default_factory=dict)
    _planned: set[Scope] = field(default_factory=set)

    def look(self) -> Looked:
        """Look at every open session once, and compact those that are full; a night is planned for every scope."""
        sessions = list(self.memory.store.scan(Session))
        for scope in {one.scope for one in sessions} - self._planned:
            self._plan(scope)
        live = [one for one in sessions if one.ended_at is None]
        return Looked(len(live), tuple(done for one in live if (done := self._seen_to(one)).turns))

    def run(self, stop: threading.Event, *, pause: float = 5.0, told: Callable[[Looked], None] | None = None) -> None:
        """Look every `pause` seconds and do jobs beside that, until `stop` is set. `told` is called after each look.
        Raises StoreError where the store fails for good; one that is locked is waited for."""
        ending, failed = threading.Event(), []

        def work() -> None:
            try:
                self.memory.work(threads=self.watch.workers, stop=ending)
            except MnesisError as error:
                failed.append(error)
                stop.set()

        crew = threading.Thread(target=work, name="daemon")
        crew.start()
        try:
            while not stop.is_set():
                with suppress(StoreLocked, Conflict):  # somebody else is at it; the next look finds what is left
                    looked = self.look()
                    if told:
                        told(looked)
                stop.wait(pause)
        finally:
            ending.set()
            crew.join()
        for error in failed:
            raise error

    def _plan(self, scope: Scope) -> None:
        if self.watch.night:
            self.memory.within(scope).schedule(NIGHT, self.watch.night, key=NIGHT)
        self._planned.add(scope)

    def _seen_to(self, session: Session) -> Compacted:
        """What came of a session that has changed since the last look."""
        place = session.scope, session.id
        if session.episode_count <= self.watch.keep or self._counts.get(place) == session.episode_count:
            return Compacted(*place)
        memory = self.memory.within(session.scope)
        done = Compacted(*place)
        if self._is_full(live(memory.store, memory.scope, session.id)):
            memory.extract()
            done = memory.compact(session.id, keep=self.watch.keep)
        self._counts[place] = session.episode_count
        return done

    def _is_full(self, turns: Sequence[Episode]) -> bool:
        """Whether the turns fill their share, and those that may be compacted are worth it: where the last ones alone
        are too many, a summary of each single turn would follow."""
        sizes = [turn.token_count for turn in turns]
        old = sizes[: max(0, len(sizes) - self.watch.keep)]
        return sum(sizes) >= self.watch.limit and sum(old) >= self.watch.limit * WORTH
