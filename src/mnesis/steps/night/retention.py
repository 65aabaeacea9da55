"""What becomes of memories whose time is over."""

from dataclasses import dataclass

from mnesis.model import Ending
from mnesis.stores.cold.contract import Archive


@dataclass(frozen=True, slots=True)
class Retention:
    """How their time ends, and where they go (None: nowhere, so that they stay where that is the ending)."""

    ending: Ending = Ending.ARCHIVE
    archive: Archive | None = None

    @property
    def archives(self) -> bool:
        return self.ending is Ending.ARCHIVE
