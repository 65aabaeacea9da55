"""Teaching a memory outright, setting it right, and letting it think again."""

import pathlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from mnesis.memory.base import Base
from mnesis.model import (
    EVERYTHING,
    Audit,
    Claim,
    EntityType,
    Filter,
    Learned,
    Message,
    Moment,
    Outcome,
    Procedure,
    Recipe,
    Reflection,
    Wish,
    as_day,
    as_message,
    as_utc,
    check_given,
    chosen,
)
from mnesis.steps.reflecting import Reflector
from mnesis.steps.rereading import Extracted
from mnesis.steps.understanding import When
from mnesis.stores.contract import Progress


class Teaching(Base):
    """Teaching a memory outright, setting it right, and letting it think again."""

    def learn(self, what: str | Message | Claim | Wish | Recipe) -> Learned:
        """Words, kept and understood at once, or a fact, preference or procedure given outright; what came of it, and
        which procedures read differently now. Raises InvalidInput."""
        check_given("what to learn", what, str | Message | Claim | Wish | Recipe)
        if isinstance(what, Claim | Wish | Recipe):
            return self._teacher.teach(what)
        kept = self._like(reading=replace(self._reading, when=When.INLINE))._keeper.keep([as_message(what)])
        return replace(kept.lesson.learned(kept.seen[0].episode.id), notices=kept.notices)

    def correct(
        self,
        id: str,
        value: str | None = None,
        *,
        valid_from: Moment | None = None,
        valid_until: Moment | None = None,
    ) -> Learned:
        """Set right what a fact or preference says, or when a fact holds. With nothing but the id: it was wrong, and is
        believed no more. Raises NotFound, InvalidInput."""
        check_given("id", id, str)
        times = [None if one is None else as_utc(one) for one in (valid_from, valid_until)]
        return self._teacher.correct(id, value, *times)

    def outcome(self, procedure: str, how: Outcome | str, note: str | None = None) -> Procedure:
        """Tell how a procedure went: success, failure, partial. Raises NotFound, InvalidInput."""
        return self._teacher.outcome(procedure, chosen(Outcome, how) or Outcome.PARTIAL, note)

    def merge(self, one: str, other: str) -> Audit:
        """Let the entity `other` be `one` (ids or names). The line by whose id it is undone. Raises NotFound,
        InvalidInput."""
        return self._teacher.merge(one, other)

    def split(self, entity: str, facts: Sequence[str], name: str, *, type: EntityType | str | None = None) -> Audit:
        """A new entity of this name takes these facts (ids) from `entity`: two things had one name. The line by whose
        id it is undone. Raises NotFound, InvalidInput."""
        return self._teacher.split(entity, facts, name, chosen(EntityType, type))

    def undo(self, audit_id: str) -> Audit:
        """Take back a merge or a split. Raises NotFound, InvalidInput where it was undone before."""
        return self._teacher.undo(audit_id)

    def extract(
        self,
        where: Filter = EVERYTHING,
        *,
        again: bool = False,
        dry_run: bool = False,
        progress: Progress | None = None,
    ) -> Extracted:
        """Do what waits to be understood. `again`: read all memories once more that the filter holds for, with the
        extractor of today, and tell what that changes (`dry_run`: would change)."""
        if again:
            return self._rereader.again(where, dry_run=dry_run, progress=progress)
        return self._rereader.waiting(self._rereader_of)

    def reflect(
        self, day: Moment | date | None = None, folder: pathlib.Path | str | None = None, *, sensitive: bool = False
    ) -> Reflection:
        """Look back on a day in UTC (today): its main points in words that were said, what was learnt, what recurs.

        With a `folder`, MEMORY.md and USER.md are written there, each line with a pointer to its evidence, and edits of
        them are read back first, as corrections. Done again it changes nothing. Raises InvalidInput where the folder is
        another scope's.
        """
        reflector = Reflector(self._teacher.writer, self._understander, self._clock)
        when = None if day is None else as_day(day)
        where = None if folder is None else pathlib.Path(folder)
        return reflector.reflect(when, where, llm=self._reading.llm, sensitive=sensitive)
