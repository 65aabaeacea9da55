"""ULIDs as numbers and back."""

import random
from pathlib import Path

import pytest
from ulid import ULID

from mnesis.model import Embed, Episode, Use, content_hash, within
from mnesis.stores.sqlite import SQLiteStore, ulids
from mnesis.testing.values import HERE, SPACE, START, add, make_episode, unit

EDGES = (
    "0" * 26,
    "7" + "Z" * 25,
    str(ULID.from_bytes(bytes(8) + b"\xff" * 8)),
    str(ULID.from_bytes(b"\xff" * 8 + bytes(8))),
)


def test_every_ulid_comes_back() -> None:
    random_ = random.Random(1)
    made = [str(ULID.from_bytes(random_.randbytes(16))) for _ in range(2_000)]
    for id in (*EDGES, *made):
        split = ulids.split(id)
        assert split
        assert ulids.join(split.time, split.mark, split.rest) == id
        assert -(2**63) <= min(split.rest, split.key) <= max(split.rest, split.key) < 2**63


@pytest.mark.parametrize(
    "text", ["", "e1", "8" + "0" * 25, "0" * 25, "0" * 27, "0" * 25 + "U", "0" * 25 + "z", "0" * 25 + "٣"]
)
def test_other_texts_are_none(text: str) -> None:
    assert ulids.split(text) is None


def test_ids_that_agree_in_time_and_more_are_told_apart(tmp_path: Path) -> None:
    time = int(START.timestamp() * 1000).to_bytes(6, "big")
    twins = [str(ULID.from_bytes(time + b"ab" + bytes([7, n]) + bytes(6))) for n in range(3)]
    with SQLiteStore(tmp_path / "memory.db") as store:
        store.apply([Use(SPACE, "active"), *(add(make_episode(id, f"text {id}", timestamp=START)) for id in twins[:2])])
        store.apply([Embed(HERE, SPACE, content_hash(f"text {twins[1]}"), unit(1))])
        assert [one.id for one in store.get(Episode, twins, within(HERE))] == twins[:2]
        assert store.pick(Episode, HERE, twins[1:], ("summary",)) == {twins[1]: (f"text {twins[1]}",)}
        assert store.cosines(Episode, SPACE, unit(1), HERE, [twins[0], twins[2]]) == {}
        assert set(store.cosines(Episode, SPACE, unit(1), HERE, twins)) == {twins[1]}
        assert store.apply([add(make_episode(id, "again", timestamp=START)) for id in twins]).written == (twins[2],)
        assert store.check() == []
