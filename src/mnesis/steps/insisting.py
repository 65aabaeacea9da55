"""Doing a piece of work again until nobody has come between its look and its write."""

from collections.abc import Callable
from typing import TypeVar

from mnesis.errors import Conflict

T = TypeVar("T")

_SAME = 20
"""Times in a row that the very same conflict may come of others who write."""


def insist(work: Callable[[], T]) -> T:
    """The result of `work`, which is done again whenever it raises Conflict: what it had read was changed meanwhile.

    Raises Conflict where it is the very same one again and again: then nobody else is in the way."""
    last, same = None, 0
    while True:
        try:
            return work()
        except Conflict as conflict:
            same = same + 1 if conflict.data == last else 0
            if same == _SAME:
                raise
            last = conflict.data
