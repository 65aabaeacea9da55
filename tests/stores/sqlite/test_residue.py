"""Of what is erased not eight bytes are left in any file: of words, names, vectors; whoever wrote, and whoever died."""

import random
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import apsw
import numpy as np
import pytest
from numpy import uint64
from numpy.typing import NDArray

from mnesis.model import (
    Add,
    Change,
    Embed,
    Episode,
    Erase,
    Fact,
    Item,
    Key,
    KeyKind,
    Kind,
    Put,
    Space,
    Touch,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.sqlite import SQLiteStore, gaps
from mnesis.stores.sqlite.vectors import quantised
from mnesis.testing.values import HERE, make_episode, make_fact, make_item, make_session

SPACE = Space("test", "1", 96)
LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"
NARROW = 8
"""Bytes in a row by which something is known again. What is made up here has 36 ** 8 of them."""


class World:
    """Memories made of words that occur once, and what of their words and vectors has to be gone."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.numbers = np.random.default_rng(seed)
        self.marks: dict[tuple[Kind, str], list[bytes]] = {}
        self.dead: list[bytes] = []
        self.made = 0

    def word(self, owner: tuple[Kind, str]) -> str:
        """A word of its own, which stems to itself."""
        found = "".join(self.random.choices(LETTERS, k=13)) + "7"
        self.marks.setdefault(owner, []).append(found.encode())
        return found

    def text(self, owner: tuple[Kind, str], *, most: int = 60) -> str:
        """A few such words among common ones; now and then more than a page of them."""
        common = self.random.choices(("the", "river", "of", "time", "runs", "berlin"), k=self.random.randint(1, most))
        return " ".join((*common, *(self.word(owner) for _ in range(self.random.choice((1, 2, 3, 8)))), *common[::-1]))

    def embed(self, owner: tuple[Kind, str], text: str) -> Embed:
        vector = self.numbers.standard_normal(SPACE.dimension).astype("float32")
        vector /= np.linalg.norm(vector)
        self.marks[owner].append(quantised(vector[np.newaxis])[0].tobytes())
        return Embed(HERE, SPACE, content_hash(text), vector)

    def changes(self, kind: Kind) -> list[Change]:
        """One more of a kind."""
        self.made += 1
        id = f"{kind.__name__.lower()}{self.made}"
        return {Episode: self.episode, Item: self.item, Fact: self.fact}[kind](id, Add)

    def episode(self, id: str, how: Callable[..., Change]) -> list[Change]:
        owner = (Episode, id)
        text, part = self.text(owner, most=self.random.choice((8, 60, 900))), self.text(owner)
        told = make_episode(
            id, text, tags=(self.word(owner),), session_id="s1", speaker=self.random.choice((None, self.word(owner)))
        )
        keys = (Key(id), Key(id, KeyKind.PART, 0, part), Key(id, KeyKind.WINDOW, 0, f"{self.word(owner)}\n{text}"))
        return [how(told, keys), self.embed(owner, text), self.embed(owner, part)]

    def item(self, id: str, how: Callable[..., Change]) -> list[Change]:
        owner = (Item, id)
        text = self.text(owner, most=self.random.choice((4, 400)))
        document = make_item(
            id, namespace="shelf", key=self.word(owner), value={"of": text}, data=self.word(owner).encode()
        )
        if self.random.random() < 0.7:
            return [how(document, ())]
        return [how(document, (Key(id, KeyKind.PART, 0, text),)), self.embed(owner, text)]

    def fact(self, id: str, how: Callable[..., Change]) -> list[Change]:
        owner = (Fact, id)
        return [
            how(
                make_fact(id, subject=self.word(owner), object=self.text(owner), history=({"q": self.word(owner)},)), ()
            )
        ]

    def edit(self, kind: Kind, id: str) -> list[Change]:
        """It is told anew, or touched: the words it had have to be gone after the next erasure."""
        owner = (kind, id)
        if kind is Episode and self.random.random() < 0.5:
            return [Touch(Episode, HERE, id, {"tags": (self.text(owner),), "speaker": self.word(owner)})]
        if kind is Item and self.random.random() < 0.5:
            return [Touch(Item, HERE, id, {"value": {"now": self.text(owner)}})]
        self.dead += self.marks.pop(owner)
        return {Episode: self.episode, Item: self.item, Fact: self.fact}[kind](id, Put)

    def some(self, most: int, kind: Kind | None = None) -> list[tuple[Kind, str]]:
        there = [one for one in self.marks if kind is None or one[0] is kind]
        return self.random.sample(there, min(len(there), self.random.randint(1, most)))


def erasing(kind: Kind, *ids: str) -> Erase:
    return Erase(kind, within(HERE, Where("id", "in", ids)))


def slices(content: bytes) -> NDArray[uint64]:
    """Every NARROW bytes in a row, as numbers."""
    counts = ((len(content) - at) // NARROW for at in range(NARROW))
    return np.concatenate([np.frombuffer(content, uint64, many, at) for at, many in enumerate(counts) if many > 0])


def residue(path: Path, dead: list[bytes]) -> list[str]:
    """What of the dead is left, and in which file."""
    wanted, low = np.concatenate([slices(one) for one in dead]), uint64(0xFFFFF)
    likely, left = np.zeros(1 << 20, dtype=bool), []
    likely[wanted & low] = True
    for file in sorted(path.parent.glob(f"{path.name}*")):
        there = slices(file.read_bytes() + bytes(2 * NARROW))
        found = np.intersect1d(there[likely[there & low]], wanted)
        left += [f"{file.name}: {int(one).to_bytes(NARROW, sys.byteorder)!r}" for one in found]
    return left


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "memory.db"


def begun(store: SQLiteStore, seed: int) -> World:
    """A world of a few hundred memories."""
    world = World(seed)
    store.apply([Use(SPACE, "active"), Add(make_session())])
    for _ in range(12):
        store.apply([one for kind in (Episode, Item, Fact) * 8 for one in world.changes(kind)])
    first = world.marks[Episode, "episode1"]
    assert len(residue(Path(str(store)), first[:1])) >= len(first[0]) - NARROW, "what is there is found"
    return world


def rounds(world: World, stores: list[SQLiteStore], count: int) -> Iterator[list[bytes]]:
    """Writes, and then an erasure, by whichever of the stores; after each, what has to be gone."""
    at, gone = world.random.choice, list[bytes]()
    for _ in range(count):
        for _ in range(world.random.randint(0, 6)):
            edited = [change for owner in world.some(2) for change in world.edit(*owner)]
            at(stores).apply([*world.changes(at((Episode, Episode, Item, Item, Fact))), *edited])
            at(stores).count(Episode)
        if gone:
            yield gone
        going = world.some(at((1, 1, 1, 12)), at((None, Item, Item, Episode)))
        for owner in going:
            world.dead += world.marks.pop(owner)
        gone = list(world.dead)
        by_kind = {kind: [id for one, id in going if one is kind] for kind, _ in going}
        at(stores).apply([erasing(kind, *ids) for kind, ids in by_kind.items()])
        yield gone


@pytest.mark.parametrize(("seed", "writers"), [(1, 1), (2, 1), (3, 3)])
def test_nothing_is_left_whoever_writes(path: Path, seed: int, writers: int) -> None:
    with ExitStack() as stack:
        stores = [stack.enter_context(SQLiteStore(path)) for _ in range(writers)]
        world = begun(stores[0], seed)
        for n, gone in enumerate(rounds(world, stores, 15)):
            assert residue(path, gone) == [], f"at step {n}"
        assert stores[0].check() == []
    assert residue(path, gone) == []


@pytest.mark.parametrize("keeper", ["itself", "another"])
def test_nothing_comes_back_with_a_page_that_was_kept(path: Path, monkeypatch: pytest.MonkeyPatch, keeper: str) -> None:
    with SQLiteStore(path) as one, SQLiteStore(path) as other:
        world, wipe = begun(one, 4), gaps._overwrite

        def overwrite(*given: Any) -> None:
            """The other has just seen every page, as it was."""
            other._connections._writer.execute("SELECT sum(pgsize) FROM dbstat").fetchall()
            wipe(*given)

        monkeypatch.setattr(gaps, "_overwrite", overwrite)
        for _ in range(2):
            one.apply([change for owner in list(world.marks) for change in world.edit(*owner)])
            going = world.some(len(world.marks))[:40]
            for owner in going:
                world.dead += world.marks.pop(owner)
            gone = list(world.dead)
            one.apply([erasing(*owner) for owner in going])
            keeping = one if keeper == "itself" else other
            keeping.apply([change for owner in list(world.marks)[::8] for change in world.edit(*owner)])
            assert residue(path, gone) == []


def test_all_pages_are_looked_at_unless_the_log_tells_which(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked, wipe = list[Any](), gaps._overwrite

    def overwrite(db: Any, pages: Any) -> None:
        looked.append(pages)
        wipe(db, pages)

    monkeypatch.setattr(gaps, "_overwrite", overwrite)
    with SQLiteStore(path) as one, SQLiteStore(path) as other:
        begun(one, 6)
        looked.clear()
        one.apply([erasing(Item, "item2")])
        one.apply([erasing(Item, "item5")])
        other.apply([Touch(Item, HERE, "item8", {"value": {}})])
        one.apply([erasing(Item, "item11")])
        assert [pages is None for pages in looked] == [True, False, False], "the log holds what the other wrote too"
        other.apply([Touch(Item, HERE, "item8", {"value": {"now": "more"}})])
        other._connections._writer.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        other.apply([Touch(Item, HERE, "item8", {"value": {}})])
        one.apply([erasing(Item, "item14")])
        assert looked.pop() is None, "the log began anew"
        other.apply([erasing(Item, "item17")])
        assert looked.pop() is None, "another store knows nothing yet"
        one.apply([erasing(Item, "item20")])
        assert looked.pop() is None, "the other cut the log"


@pytest.mark.parametrize(
    "first", [(5, 0, 0, 0), (13, 0, 9, 8), (10, 0, 1, 60_000), (13, 0, 60_000, 65_000), (1, 0, 0, 0)]
)
def test_a_page_that_cannot_be_is_left_alone(first: tuple[int, int, int, int]) -> None:
    kind, free, cells, content = first
    start, end = gaps._gap(struct.pack(">BHHH", kind, free, cells, content) + bytes(4089), 0)
    assert (start, end) == (0, 0)


def test_a_file_with_a_map_of_pages_is_written_anew(path: Path) -> None:
    with apsw.Connection(str(path)) as db:
        db.pragma("auto_vacuum", "full")
        db.execute("CREATE TABLE t (a); DROP TABLE t")
    with SQLiteStore(path) as store:
        assert store._connections._writer.pragma("auto_vacuum") == 1
        world = begun(store, 7)
        for gone in rounds(world, [store], 3):
            assert residue(path, gone) == []
        assert store.check() == []


WRITER = """
import random
import sys
from mnesis.model import Add, Episode, Erase, Item, Key, Put, Where
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import make_episode, make_item

name, chance = sys.argv[2], random.Random(sys.argv[2])
with SQLiteStore(sys.argv[1], busy_seconds=60) as store:
    for n in range(40):
        text = " ".join(chance.choices("one two three four".split(), k=chance.choice((3, 30, 900))))
        added, old, item = f"{name}e{n}", f"{name}e{n - 1}", make_item(f"{name}i{n % 9}", value={"t": text})
        store.apply([Add(make_episode(added, text), (Key(added),)), Put(item)])
        if n % 3 == 2:
            store.apply([Erase(Episode, Where("id", "eq", old)), Erase(Item, Where("id", "eq", f"{name}i{n % 5}"))])
"""


@pytest.mark.slow
def test_no_page_is_harmed_by_processes_that_write_and_erase_at_once(path: Path) -> None:
    SQLiteStore(path).close()
    for turn in range(2):
        names = [f"w{turn}{who}" for who in "abc"]
        running = [subprocess.Popen([sys.executable, "-c", WRITER, str(path), name]) for name in names]
        assert [one.wait() for one in running] == [0, 0, 0]
        with SQLiteStore(path) as store:
            kept = {f"{name}e{n}" for name in names for n in range(40) if n % 3 != 1}
            assert {one.id for one in store.find(Episode) if one.id.startswith(tuple(names))} == kept
            assert store.check() == []


ERASER = """
import sys
from mnesis.model import Episode, Erase, Fact, Item, Where
from mnesis.stores.sqlite import SQLiteStore, gaps

kinds = {"episode": Episode, "item": Item, "fact": Fact}
with SQLiteStore(sys.argv[1]) as store:
    for id in sys.argv[2:]:
        store.apply([Erase(kinds[id.rstrip("0123456789")], Where("id", "eq", id))])
        print(id, flush=True)
"""


@pytest.mark.slow
def test_nothing_is_left_where_the_eraser_was_killed(path: Path) -> None:
    with SQLiteStore(path) as store:
        world = begun(store, 5)
    for _ in range(6):
        going = world.some(len(world.marks))
        erased = killed(
            path, [id for _, id in going], after=world.random.randint(1, 12), within=world.random.random() / 40
        )
        with SQLiteStore(path) as store:
            gone = [(kind, id) for kind, id in world.marks if not store.get(kind, [id])]
            assert {id for _, id in gone} >= erased
            for owner in gone:
                world.dead += world.marks.pop(owner)
            assert residue(path, world.dead) == []
            assert store.check() == []


def killed(path: Path, ids: list[str], *, after: int, within: float) -> set[str]:
    """What a process says it has erased that is killed so many erasures and so many seconds after it began."""
    command = [sys.executable, "-c", ERASER, str(path), *ids]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        erased = {line.strip() for line in islice(process.stdout, after)}
        time.sleep(within)
        process.kill()
        return erased | {line.strip() for line in process.stdout if line.endswith("\n")}
