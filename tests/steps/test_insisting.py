"""Work is done again while others come in between, and not for ever."""

import pytest

from mnesis.errors import Conflict
from mnesis.steps.insisting import insist


def conflict(found: int) -> Conflict:
    return Conflict(kind="Fact", id="f1", found=found, expected=found - 1)


def test_it_goes_on_as_long_as_others_write() -> None:
    tries = iter(range(1000))

    def work() -> int:
        if (number := next(tries)) < 200:
            raise conflict(number)
        return number

    assert insist(work) == 200


def test_it_gives_up_where_nobody_does() -> None:
    tries = 0

    def work() -> None:
        nonlocal tries
        tries += 1
        raise conflict(7)

    with pytest.raises(Conflict, match="version 7, expected 6"):
        insist(work)
    assert tries < 50
