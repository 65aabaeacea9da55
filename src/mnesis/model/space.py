"""Which vectors may be compared with which."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Space:
    """The space an embedder's vectors live in. Vectors of two spaces are never compared."""

    model: str
    version: str
    dimension: int

    @property
    def name(self) -> str:
        """`model@version/dimension`, the identity of the space."""
        return f"{self.model}@{self.version}/{self.dimension}"

    def __str__(self) -> str:
        return self.name


SpaceState = Literal["active", "building", "retired"]


@dataclass(frozen=True, slots=True)
class SpaceUse:
    """A space as a store holds it. At most one is active: the one that is written and searched by default."""

    space: Space
    state: SpaceState
    vectors: int
