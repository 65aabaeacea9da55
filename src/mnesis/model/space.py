"""The vector space an embedding belongs to."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Space:
    """Vectors may be compared only when their spaces are equal."""

    model: str
    version: str
    dimension: int

    @property
    def name(self) -> str:
        """``model@version/dimension``, the form in which a space is recorded and shown."""
        return f"{self.model}@{self.version}/{self.dimension}"
