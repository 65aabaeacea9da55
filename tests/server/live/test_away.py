"""What a follower could miss: a feed that was off, and more rooms than one query can ask for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from mnesis.model import Scope
from mnesis.server.live import feed

from .places import Place, client, served


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    with served(tmp_path / "live.db") as one:
        yield one


@pytest.mark.parametrize("listening", [True, False], ids=["listening", "away"])
def test_what_was_not_written_down_is_no_secret(place: Place, listening: bool) -> None:
    """Somebody turned the feed off and on again: who followed is told that something is missing."""
    place.memory.remember("One.")
    with client(place.port, place.key()) as one:
        cursor = one.subscribe("main", 0)["newest"]
        assert one.hear("update")["cursor"] == cursor
        if not listening:
            one.say(type="unsubscribe", scope="main")
        place.memory.store.announce(False)
        place.memory.remember("Nobody hears this.")
        place.memory.store.announce(True)
        place.memory.remember("Three.")
        if not listening:
            one.subscribe("main", cursor)
        assert one.hear("reset", "update")["type"] == "reset"
        place.memory.remember("Four.")
        assert one.hear("update")["value"]["text"] in ("Three.", "Four.")


def test_any_number_of_rooms_is_told(place: Place) -> None:
    """More of them than a store takes conditions in one query."""
    many = {Scope("local", f"user:{n}"): 0 for n in range(2_500)}
    heard = [f"user:{n}" for n in (0, 999, 1_000, 2_499)]
    for name in heard:
        place.memory.within(name).remember("Here.")
    found = feed.after(place.memory.store, many)
    assert [(scope.name, [one.number for one in told]) for scope, told in found.items()] == [
        (name, [1]) for name in heard
    ]
