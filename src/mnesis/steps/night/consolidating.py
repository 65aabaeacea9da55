"""From raw to compressed to distilled: what is due is made shorter, and stands in what was made of it."""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from mnesis.model import (
    Add,
    Change,
    Clock,
    Compacted,
    Compression,
    Episode,
    Expect,
    Scope,
    Touch,
    as_utc,
    within,
)
from mnesis.providers.llms.contract import LLM
from mnesis.steps.night.due import LOOK, cut, due, in_segments, live, weighed
from mnesis.steps.night.grounds import grounds
from mnesis.steps.night.shortening import Shortened, Shortener
from mnesis.steps.writing import Decided, Writer
from mnesis.stores.contract import Progress, Store

COMPRESSED_AFTER = timedelta(hours=24)
"""Age from which raw turns are compressed: since they were said, or kept where that is later."""
DISTILLED_AFTER = timedelta(days=7)
"""Age from which what was compressed is distilled: since it was."""
BATCH = 256
"""Sources that are folded in one `apply`, about."""


@dataclass(frozen=True, slots=True)
class Consolidated:
    """How many episodes were folded (a dry run: would be), into which, the tokens of both, and notices."""

    sources: int = 0
    made: tuple[str, ...] = ()
    tokens_before: int = 0
    tokens_after: int = 0
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, done: Sequence[Shortened]) -> "Consolidated":
        return cls(
            sum(len(one.sources) for one in done),
            tuple(one.made.id for one in done),
            sum(source.token_count for one in done for source in one.sources),
            sum(one.made.token_count for one in done),
            tuple(dict.fromkeys(notice for one in done for notice in one.notices)),
        )

    def plus(self, other: "Consolidated") -> "Consolidated":
        return Consolidated(
            self.sources + other.sources,
            self.made + other.made,
            self.tokens_before + other.tokens_before,
            self.tokens_after + other.tokens_after,
            tuple(dict.fromkeys(self.notices + other.notices)),
        )


@dataclass(frozen=True, slots=True)
class Consolidator:
    """Makes shorter memories of those of one scope; with a language model in its words, as far as the sources prove
    them. Broken off and done again it goes on, and makes nothing twice."""

    writer: Writer
    clock: Clock
    llm: LLM | None = None

    @property
    def store(self) -> Store:
        return self.writer.store

    @property
    def scope(self) -> Scope:
        return self.writer.scope

    def compress(
        self, progress: Progress | None = None, *, skip: Collection[str] = (), dry_run: bool = False
    ) -> Consolidated:
        """Compress the raw turns that are a day old and stand in nothing yet, but for those to `skip`."""
        until = as_utc(self.clock()) - COMPRESSED_AFTER
        places = due(self.store, self.scope, Compression.RAW, until, skip)
        made = map(self._shortener().compressed, in_segments(self.store, self.scope, places))
        return self._fold(made, progress, len(places), dry_run=dry_run)

    def distil(self, progress: Progress | None = None, *, dry_run: bool = False) -> Consolidated:
        """Distil what was compressed a week ago and stands in nothing yet."""
        until = as_utc(self.clock()) - DISTILLED_AFTER
        ids = [id for _, id in due(self.store, self.scope, Compression.COMPRESSED, until)]
        made = map(self._shortener().distilled, self._read(ids))
        return self._fold(made, progress, len(ids), dry_run=dry_run)

    def compact(self, session: str, keep: int = 10) -> Compacted:
        """Compress the turns of a session that stand in nothing yet, whatever their age, all but the last `keep`."""
        turns = live(self.store, self.scope, session)
        old = turns[: max(0, len(turns) - keep)]
        if not old:
            return Compacted(self.scope, session)
        made = map(self._shortener().compressed, cut(self.store, self.scope, old))
        done = self._fold(made, None, len(old))
        return Compacted(
            self.scope, session, done.sources, done.made, done.tokens_before, done.tokens_after, done.notices
        )

    # --- how -------------------------------------------------------------------------------------------------

    def _shortener(self) -> Shortener:
        return Shortener(grounds(self.store, self.scope), self.clock, self.llm)

    def _read(self, ids: Sequence[str]) -> Iterator[Episode]:
        for at in range(0, len(ids), LOOK):
            yield from self.store.get(Episode, ids[at : at + LOOK], within(self.scope))

    def _fold(
        self, made: Iterable[Shortened], progress: Progress | None, total: int, *, dry_run: bool = False
    ) -> Consolidated:
        told, seen = Consolidated(), 0
        for batch in weighed(made, lambda one: len(one.sources), BATCH):
            told = told.plus(Consolidated.of(batch) if dry_run else self._write(batch))
            seen += sum(len(one.sources) for one in batch)
            if progress:
                progress(seen, total)
        return told

    def _write(self, batch: Sequence[Shortened]) -> Consolidated:
        """Those whose sources all still stand in nothing are folded; the others wait for another time."""

        def decide() -> Decided[Consolidated]:
            ids = [source.id for one in batch for source in one.sources]
            now = {one.id: one for one in self.store.get(Episode, ids, within(self.scope))}
            whole = [fresh for one in batch if (fresh := _as_now(one, now))]
            return Decided([change for one in whole for change in _folded(one)], Consolidated.of(whole))

        written = self.writer.write(decide)
        return replace(written.outcome, notices=(*written.outcome.notices, *written.notices))


def _as_now(one: Shortened, now: dict[str, Episode]) -> Shortened | None:
    """The same with its sources as they are now; None where one is gone, says something else or stands in another."""
    sources = [now[source.id] for source in one.sources if source.id in now]
    same = all(new.folded_into is None and new.text == old.text for new, old in zip(sources, one.sources, strict=False))
    return replace(one, sources=sources) if same and len(sources) == len(one.sources) else None


def _folded(one: Shortened) -> list[Change]:
    """Applied, raises Conflict where a source was changed or erased meanwhile."""
    return [
        *(Expect(Episode, source.scope, source.id, source.version) for source in one.sources),
        Add(one.made),
        *(Touch(Episode, source.scope, source.id, {"folded_into": one.made.id}) for source in one.sources),
    ]
