"""What threads need in passing while they search and erase does not stay with the process, once for each of them."""

import gc
import subprocess
import sys
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import apsw
import numpy as np
import pytest
from numpy import float32, int8

import mnesis
from mnesis.model import EVERYTHING, Embed, Episode, Space, Use, content_hash
from mnesis.stores.sqlite import SQLiteStore, arrays
from mnesis.stores.sqlite.signs import Growing
from mnesis.testing.values import HERE, add, make_episode

WIDE = Space("wide", "1", 1_024)
MANY = 6_000


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with as many vectors as make a large array."""
    path = tmp_path_factory.mktemp("room") / "memory.db"
    vectors = np.random.default_rng(3).standard_normal((MANY, WIDE.dimension)).astype(float32)
    with SQLiteStore(path) as store:
        store.apply([Use(WIDE, "active")])
        told = [(f"note {number}", vector) for number, vector in enumerate(vectors)]
        store.apply([add(make_episode(text, text)) for text, _ in told])
        store.apply([Embed(HERE, WIDE, content_hash(text), vector) for text, vector in told])
    return path


@pytest.fixture
def traced() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("traced")
def test_codes_are_loaded_few_at_a_time(file: Path) -> None:
    query = np.ones(WIDE.dimension, dtype=float32)
    with SQLiteStore(file) as store:
        store.nearest(Episode, Space("other", "1", 4), query[:4], HERE, EVERYTHING, 1)  # modules, statements
        before, _ = tracemalloc.get_traced_memory()
        tracemalloc.reset_peak()
        assert store.nearest(Episode, WIDE, query, HERE, EVERYTHING, 1)
        _, most = tracemalloc.get_traced_memory()
    assert most - before < MANY * WIDE.dimension, "the codes themselves are not counted here, but what is in between"


@pytest.mark.usefixtures("traced")
def test_signs_are_made_few_at_a_time() -> None:
    codes = np.random.default_rng(3).integers(-127, 128, (100_000, 384), dtype=int8)
    tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    Growing(codes).upto(codes, len(codes))
    _, most = tracemalloc.get_traced_memory()
    assert most - before < codes.nbytes / 3


def test_an_array_is_as_others_are_however_large() -> None:
    for size in (10, arrays.LARGE):
        made = arrays.empty((size, 3), np.dtype(int8))
        made[:] = 7
        view = made[1:, :2]
        del made
        assert view.sum() == (size - 1) * 14
    assert arrays.empty((0, 3), np.dtype(int8)).shape == (0, 3)


_THREADS = """
import re, sys, threading
import numpy as np
from mnesis.model import EVERYTHING, Episode, Erase, Space, Where, within
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.values import HERE

WIDE, THREADS = Space("wide", "1", 1_024), 8

def held():
    return int(re.search("RssAnon:\\s+(\\d+)", open("/proc/self/status").read())[1]) * 1024

def stay(number):
    if "erase" in sys.argv:
        store.apply([Erase(Episode, within(HERE, Where("id", "eq", f"note {100 + number}")))])
    store.nearest(Episode, WIDE, np.ones(WIDE.dimension, dtype=np.float32), HERE, EVERYTHING, 10)
    searched.release()
    done.wait()

read = np.zeros(30 << 20, dtype=np.int8)  # as a model is read: from now on glibc gives little back by itself
del read
searched, done = threading.Semaphore(0), threading.Barrier(THREADS + 1)
with SQLiteStore(sys.argv[1]) as store, SQLiteStore(sys.argv[1]) as beside:
    for number in range(THREADS):
        beside.apply([Erase(Episode, within(HERE, Where("id", "eq", f"note {number}")))])  # so all is read again
        threading.Thread(target=stay, args=(number,)).start()
        searched.acquire()
        print(held(), flush=True)
    done.wait()
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="asks Linux what it holds")
@pytest.mark.parametrize("also", ["", "erase"])
def test_eight_threads_that_search_hold_little_more_than_one(file: Path, also: str) -> None:
    command = [sys.executable, "-c", _THREADS, str(file), also]
    asked = subprocess.run(command, capture_output=True, text=True, check=True)
    first, *_, last = map(int, asked.stdout.split())
    assert last - first < 4 * MANY * WIDE.dimension, f"bytes after each thread: {asked.stdout}"


def test_no_cursor_stays_behind(tmp_path: Path) -> None:
    """As with versions of APSW that count one reference too many, and so keep a cursor of most requests for ever."""

    def alive() -> int:
        gc.collect()
        return sum(isinstance(one, apsw.Cursor) for one in gc.get_objects())

    with mnesis.open(tmp_path / "memory.db", embedder="none") as memory:

        def use(number: int) -> None:
            kept = memory.remember(f"I moved to Berlin in {1900 + number}.", session="one")
            memory.recall("Berlin")
            memory.facts()
            memory.forget(kept.id)

        use(0)  # statements that are kept
        before = alive()
        for number in range(1, 20):
            use(number)
        assert alive() <= before
