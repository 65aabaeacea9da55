"""Doing a piece of work again until nobody has come between its look and its write."""

from collections.abc import Callable
from typing import TypeVar

from mnesis.errors import Conflict

T = TypeVar("T")


def insist(work: Callable[[], T]) -> T:
    """The result of `work`, which is done again whenever it raises Conflict: what it had read was changed meanwhile."""
    while True:
        try:
            return work()
        except Conflict:
            continue
