"""What becomes of memories whose time is over."""

from dataclasses import dataclass

from mnesis.model import Ending, Not, Scope, Where
from mnesis.stores.cold.contract import Archive


@dataclass(frozen=True, slots=True)
class Retention:
    """How their time ends, and where they go (None: nowhere, so that they stay where that is the ending)."""

    ending: Ending = Ending.ARCHIVE
    archive: Archive | None = None

    @property
    def archives(self) -> bool:
        return self.ending is Ending.ARCHIVE

    def needed(self, scope: Scope) -> set[str]:
        """What is not deleted, because something of the archive stands in it: only through it would an erasure of that
        reach what was made of both."""
        if self.archives or self.archive is None:
            return set()
        folded = self.archive.scan(scope, Not(Where("folded_into", "eq", None)))
        return {one.episode.folded_into or "" for one in folded}
