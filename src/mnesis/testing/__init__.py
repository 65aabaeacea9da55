"""Shipped test doubles and conformance suites."""

from typing import TYPE_CHECKING, Any

from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import FakeClock

if TYPE_CHECKING:
    from mnesis.testing.archive_conformance import ArchiveConformance
    from mnesis.testing.store_conformance import StoreConformance

__all__ = ["ArchiveConformance", "FakeClock", "HashEmbedder", "StoreConformance"]


def __getattr__(name: str) -> Any:
    """The suites when they are asked for: they need pytest, and the others do not."""
    if name == "ArchiveConformance":
        from mnesis.testing.archive_conformance import ArchiveConformance

        return ArchiveConformance
    if name == "StoreConformance":
        from mnesis.testing.store_conformance import StoreConformance

        return StoreConformance
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
