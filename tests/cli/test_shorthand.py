"""Ids by their ends."""

from dataclasses import replace

import pytest

import mnesis
from mnesis.cli.shorthand import short, whole
from mnesis.errors import InvalidInput
from mnesis.model import Preference, Procedure, Put, utc_now

NOW = utc_now()


def test_an_ending_means_the_one_id_that_ends_so() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        one = Preference(
            id="01JMZK7Q3V8T5X2N9R4C6B1D0E", scope=memory.scope, key="a", value="b", created_at=NOW, updated_at=NOW
        )
        other = replace(one, id="01JMZK7Q3V8T5X2N9RAAAB1D0E", key="c")
        memory.store.apply([Put(one), Put(other)])
        kinds = (Preference, Procedure)
        assert whole(memory, short(one.id), kinds) == one.id
        assert whole(memory, "c6b1d0e", kinds) == one.id
        assert whole(memory, one.id, kinds) == one.id
        assert whole(memory, "01JMZK7", kinds) == "01JMZK7", "the beginning of an id says nothing"
        with pytest.raises(InvalidInput, match=f"several ids end like this: {one.id}, {other.id}"):
            whole(memory, "B1D0E", kinds)
        elsewhere = memory.within("another")
        assert whole(elsewhere, "C6B1D0E", kinds) == "C6B1D0E"
