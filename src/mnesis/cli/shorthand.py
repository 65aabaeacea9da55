"""Ids as people type them: the last characters are enough where no other id ends like it."""

from collections.abc import Sequence

from mnesis.errors import InvalidInput
from mnesis.memory import Memory
from mnesis.model import Record, within

SHOWN = 7
"""Characters of an id that are shown; 35 bits, of which a scope of ten thousand facts doubles some once in 700."""
WHOLE = 26
"""Characters of a whole id."""


def short(id: str) -> str:
    return id[-SHOWN:]


def whole(memory: Memory, text: str, kinds: Sequence[type[Record]]) -> str:
    """The id of the record of these kinds that a text means: itself, unless exactly one id ends with it. Raises
    InvalidInput where several do."""
    ending = text.upper()
    if not SHOWN - 3 <= len(ending) < WHOLE:
        return text
    found = [
        one.id for kind in kinds for one in memory.store.scan(kind, within(memory.scope)) if one.id.endswith(ending)
    ]
    if len(found) > 1:
        raise InvalidInput(what=text, problem=f"several ids end like this: {', '.join(sorted(found)[:5])}")
    return found[0] if found else text
