"""What is past its time leaves: for the archive, or for good."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace

from mnesis.episodic.identity import new_id
from mnesis.errors import ArchiveError, MissingExtra
from mnesis.governance.erasure import trail
from mnesis.model import Add, Clock, Compression, Scope, as_utc
from mnesis.steps.night.departing import Departure
from mnesis.steps.night.grounds import Grounds, grounds
from mnesis.steps.night.leaving import Leaving, look, overdue
from mnesis.steps.night.retention import Retention
from mnesis.steps.writing import Writer
from mnesis.stores.contract import Progress, Store

BATCH = 4_000
"""Memories that leave in one `apply`, at most: after each the files are cleaned of their words."""


@dataclass(frozen=True, slots=True)
class Expired:
    """How many raw and compressed memories left (a dry run: would), how many shorter ones are found from now on, how
    many stay because nothing stands for them yet, and because they are the only evidence of something known."""

    raw: int = 0
    compressed: int = 0
    rising: int = 0
    held: int = 0
    evidence: int = 0
    notices: tuple[str, ...] = ()

    @classmethod
    def of(cls, left: Leaving) -> "Expired":
        raw = sum(one.compression is Compression.RAW for one in left.going)
        return cls(raw, len(left.going) - raw, len(left.rising), len(left.held), len(left.evidence))

    def plus(self, other: "Expired") -> "Expired":
        return Expired(
            self.raw + other.raw,
            self.compressed + other.compressed,
            self.rising + other.rising,
            self.held + other.held,
            self.evidence + other.evidence,
            tuple(dict.fromkeys(self.notices + other.notices)),
        )


@dataclass(frozen=True, slots=True)
class Expirer:
    """Lets go of what is past its time in one scope. `intend` is told the ids of what is about to go into the archive,
    before it does: where they did not leave in the end, they must be taken out of it again (`undo`)."""

    writer: Writer
    clock: Clock
    retention: Retention = field(default_factory=Retention)
    intend: Callable[[Sequence[str]], None] = field(default=lambda ids: None)

    @property
    def store(self) -> Store:
        return self.writer.store

    @property
    def scope(self) -> Scope:
        return self.writer.scope

    def expire(self, progress: Progress | None = None, *, skip: Collection[str] = (), dry_run: bool = False) -> Expired:
        """Let go of what something stands for and is not to `skip`. Broken off and done again it goes on. Where there
        is no archive to go to, everything stays, and a notice says why."""
        if self.retention.archives and self.retention.archive is None:
            return Expired(notices=("Nothing left: there is no archive for it. Open the memory with one.",))
        stays = {*skip, *self.retention.needed(self.scope)}
        groups = overdue(self.store, self.scope, as_utc(self.clock()), stays)
        known = None if self.retention.archives else grounds(self.store, self.scope)
        told, seen, total = Expired(), 0, sum(map(len, groups))
        for batch in (ids[at : at + BATCH] for ids in groups for at in range(0, len(ids), BATCH)):
            try:
                told = told.plus(self._leave(batch, known, dry_run=dry_run))
            except (ArchiveError, MissingExtra) as error:
                return told.plus(Expired(notices=(f"Nothing more left: {error}",)))
            seen += len(batch)
            if progress:
                progress(seen, total)
        return told

    def undo(self, ids: Sequence[str]) -> None:
        """Take what did not leave out of the archive again."""
        self._departure.undo(ids)

    @property
    def _departure(self) -> Departure:
        return Departure(self.writer, self.retention, self.intend)

    def _leave(self, ids: Sequence[str], known: Grounds | None, *, dry_run: bool) -> Expired:
        first = look(self.store, self.scope, ids, known)
        if dry_run or not first.going:
            return Expired.of(first)
        written = self._departure.leave(first, lambda ids: look(self.store, self.scope, ids, known), self._trail)
        counted = Expired.of(replace(written.outcome, held=first.held, evidence=first.evidence))
        return replace(counted, notices=written.notices)

    def _trail(self, left: Leaving) -> list[Add]:
        """How many left, when, and where to; never what was in them."""
        action = "archive" if self.retention.archives else "expire"
        now = as_utc(self.clock())
        return [Add(trail(new_id(self.clock), self.scope, now, len(left.going), action, "night"))]
