"""Ids as people type them."""

from collections.abc import Sequence

from mnesis.memory import Memory
from mnesis.model import Record
from mnesis.steps import shorthand
from mnesis.steps.shorthand import short


def whole(memory: Memory, text: str, kinds: Sequence[type[Record]]) -> str:
    """The id that a text means in the scope of a memory. Raises InvalidInput where it could be several."""
    return shorthand.whole(memory.store, memory.scope, text, kinds)


__all__ = ["short", "whole"]
