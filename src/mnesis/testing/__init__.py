"""Shipped test doubles and conformance suites."""

from typing import TYPE_CHECKING, Any

from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import FakeClock

if TYPE_CHECKING:
    from mnesis.testing.store_conformance import StoreConformance

__all__ = ["FakeClock", "HashEmbedder", "StoreConformance"]


def __getattr__(name: str) -> Any:
    """`StoreConformance` when it is asked for: it needs pytest, and the others do not."""
    if name != "StoreConformance":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from mnesis.testing.store_conformance import StoreConformance

    return StoreConformance
