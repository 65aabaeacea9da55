"""The ways a memory may be found."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class KeyKind(StrEnum):
    TEXT = "text"
    """The memory's own words."""
    WINDOW = "window"
    """The memory together with the turns before it."""
    PART = "part"
    """A passage of a long memory."""
    FACT = "fact"
    """A fact drawn from the memory."""


@dataclass(frozen=True, slots=True)
class Key:
    """One text under which the memory `memory_id` is indexed, lexically, by vector, or both.

    `text` None means the memory's own text (an episode has one), which is then not stored again. Keys of one memory
    are told apart by kind and ordinal.
    """

    memory_id: str
    kind: KeyKind = KeyKind.TEXT
    ordinal: int = 0
    text: str | None = None
    lexical: bool = True
    dense: bool = True


def content_hash(text: str) -> bytes:
    """8 bytes that name a text: what vectors are cached by. Equal texts share one vector within a scope."""
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=8).digest()
