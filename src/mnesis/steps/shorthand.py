"""Ids as people and models write them: the last characters are enough where no other id ends like it."""

from collections.abc import Sequence

from mnesis.errors import InvalidInput
from mnesis.model import Record, Scope, within
from mnesis.stores.contract import Store

SHOWN = 7
"""Characters of an id that are shown; 35 bits, of which a scope of ten thousand facts doubles some once in 700."""
WHOLE = 26
"""Characters of a whole id."""


def short(id: str) -> str:
    return id[-SHOWN:]


def whole(store: Store, scope: Scope, text: str, kinds: Sequence[type[Record]]) -> str:
    """The id of the record of these kinds in a scope that a text means: itself, unless exactly one id ends with it.
    Raises InvalidInput where several do."""
    ending = text.upper()
    if not SHOWN - 3 <= len(ending) < WHOLE:
        return text
    found = [one.id for kind in kinds for one in store.scan(kind, within(scope)) if one.id.endswith(ending)]
    if len(found) > 1:
        raise InvalidInput(what=text, problem=f"several ids end like this: {', '.join(sorted(found)[:5])}")
    return found[0] if found else text
