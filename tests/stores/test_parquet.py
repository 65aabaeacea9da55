"""Archives in files: killed writers, several processes, damage, keys, residue, and what is missing."""

import random
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import pytest

from mnesis.errors import ArchiveError
from mnesis.model import EVERYTHING, Scope
from mnesis.stores.cold import columns, parquet
from mnesis.stores.cold.contract import Cold, Sought
from mnesis.stores.cold.parquet import ParquetArchive
from mnesis.testing.values import HERE, SPACE, make_episode, unit

CHILD = Path(__file__).with_name("archive_children.py")
SECRET = "xylophone"


def cold(id: str, text: str = SECRET, **fields: object) -> Cold:
    return Cold(make_episode(id, text, **fields))


def files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def content(folder: Path) -> bytes:
    return b"".join(path.name.encode() + path.read_bytes() for path in files(folder))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "memory.archive"


def test_reading_makes_no_files(folder: Path) -> None:
    archive = ParquetArchive(folder, "key")
    assert list(archive.scan(HERE)) == []
    assert archive.remove(HERE, ["a"]) == 0
    assert not folder.exists()


def test_many_small_files_become_few(folder: Path) -> None:
    archive = ParquetArchive(folder)
    for n in range(60):
        archive.keep(HERE, [cold(f"e{n:02}")], None)
    assert len(list(folder.glob("*/*.parquet"))) <= parquet.MANY
    assert archive.extent(HERE).memories == 60


def test_large_files_are_left_alone(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "LARGE", 10)
    archive = ParquetArchive(folder)
    for n in range(60):
        archive.keep(HERE, [cold(f"e{n:02}")], None)
    sizes = Counter(len(ParquetArchive(folder)._shelf(HERE).read(path)) for path in folder.glob("*/*.parquet"))
    assert max(sizes) <= 10
    assert sum(size * count for size, count in sizes.items()) == 60


def test_a_killed_writer_leaves_all_or_none_of_a_gift(folder: Path) -> None:
    chance = random.Random(4)
    told = 0
    for round in range(6):
        child = subprocess.Popen(
            [sys.executable, str(CHILD), str(folder), f"r{round}", "1000"], stdout=subprocess.PIPE, text=True
        )
        assert child.stdout is not None
        for _ in range(chance.randint(2, 30)):
            told += bool(child.stdout.readline())
        child.kill()
        told += len(child.stdout.read().split())
        child.wait()
        child.stdout.close()
        archive = ParquetArchive(folder)
        gifts = Counter(one.episode.id.rsplit("-", 1)[0] for one in archive.scan(HERE))
        assert set(gifts.values()) == {5}
        assert len(gifts) >= told  # what was confirmed is there; one more may be
        told = len(gifts)
        assert archive.check() == []
    archive.keep(HERE, [cold("last")], None)
    assert archive.extent(HERE).memories == 5 * told + 1
    assert not list(folder.rglob(".unfinished-*"))


def test_several_processes_write_and_read_at_once(folder: Path) -> None:
    children = [
        subprocess.Popen([sys.executable, str(CHILD), str(folder), name, "15"], stdout=subprocess.DEVNULL)
        for name in ("a", "b", "c")
    ]
    archive = ParquetArchive(folder)
    seen = 0
    while any(child.poll() is None for child in children):
        found = [one.episode.id for one in archive.scan(HERE)]
        assert len(found) == len(set(found))
        assert len(found) >= seen
        assert len(archive.candidates(HERE, Sought(("text",)), EVERYTHING, 10_000)) >= len(found)
        seen = len(found)
    assert [child.wait() for child in children] == [0, 0, 0]
    assert archive.extent(HERE).memories == 3 * 15 * 5
    assert archive.check() == []


def test_threads_share_an_archive(folder: Path) -> None:
    archive = ParquetArchive(folder)

    def work(name: str) -> None:
        for n in range(10):
            archive.keep(HERE, [cold(f"{name}{n}")], None)
            archive.candidates(HERE, Sought((SECRET,)), EVERYTHING, 5)

    threads = [threading.Thread(target=work, args=(name,)) for name in "abc"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert archive.extent(HERE).memories == 30


def test_what_a_crash_left_twice_counts_once_and_is_put_right(folder: Path) -> None:
    archive = ParquetArchive(folder)
    archive.keep(HERE, [cold("a"), cold("b"), cold("c")], None)
    [old] = folder.glob("*/*.parquet")
    kept = old.read_bytes()
    archive.remove(HERE, ["a"])
    old.write_bytes(kept)  # as if killed after the new file was there, and before the old one went
    assert [one.episode.id for one in archive.scan(HERE)] == ["a", "b", "c"]
    assert len(archive.candidates(HERE, Sought((SECRET,)), EVERYTHING, 9)) == 3
    assert archive.remove(HERE, ["a"]) == 1
    assert sorted(one.episode.id for one in archive.scan(HERE)) == ["b", "c"]
    archive.keep(HERE, [cold("d")], None)
    assert archive.extent(HERE).memories == 3


def test_nothing_of_what_is_removed_is_left(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "COMPRESSION", "uncompressed")
    archive = ParquetArchive(folder)
    archive.keep(HERE, [cold("a", "a zebra"), cold("b")], None)
    archive.keep(HERE, [cold("c", f"{SECRET} again"), cold("d", "a camel")], None)
    next(path for path in folder.iterdir() if path.is_dir()).joinpath(".unfinished-x").write_text(
        SECRET
    )  # of a writer that was killed
    assert SECRET.encode() in content(folder)
    archive.remove(HERE, ["b", "c"])
    assert SECRET.encode() not in content(folder)
    assert b"zebra" in content(folder)
    archive.remove(HERE, ["a", "d"])
    assert not list(folder.glob("*/*.parquet"))


def test_names_tell_nothing_of_the_scope(folder: Path) -> None:
    scope = Scope("tenantname", "scopename")
    ParquetArchive(folder).keep(scope, [cold("a", scope=scope)], None)
    names = " ".join(str(path.relative_to(folder)) for path in folder.rglob("*"))
    assert "tenantname" not in names
    assert "scopename" not in names


def test_a_sealed_archive_shows_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(columns, "COMPRESSION", "uncompressed")
    scope = Scope("tenantname", "scopename")
    archive = ParquetArchive(folder, "key")
    kept = Cold(make_episode("identity", SECRET, scope=scope, session_id="sessionname"), "question", unit(1))
    archive.keep(scope, [kept], SPACE)
    seen = content(folder)
    for word in (SECRET, "tenantname", "scopename", "sessionname", "identity", "question", "PAR1", "2026", SPACE.model):
        assert word.encode() not in seen
    assert archive.check() == []
    for other in (None, "another key"):
        stranger = ParquetArchive(folder, other)
        assert list(stranger.scan(scope)) == []
        assert stranger.extent(scope).memories == 0
        assert stranger.check()


def test_equal_content_is_sealed_differently(folder: Path) -> None:
    one, other = (ParquetArchive(folder / name, "key") for name in "ab")
    for archive in (one, other):
        archive.keep(HERE, [cold("a")], None)
    sealed = [path.read_bytes() for path in folder.rglob("*.sealed")]
    assert len(sealed) == 2
    assert sealed[0][14:40] != sealed[1][14:40]
    assert sealed[0][-64:] != sealed[1][-64:]


def test_the_salt_of_an_archive_may_get_lost(folder: Path) -> None:
    ParquetArchive(folder, "key").keep(HERE, [cold("a")], None)
    (folder / "salt").unlink()
    archive = ParquetArchive(folder, "key")
    assert archive.holds(HERE, ["a"]) == {"a"}
    archive.keep(HERE, [cold("b")], None)
    assert ParquetArchive(folder, "key").holds(HERE, ["a", "b"]) == {"a", "b"}


@pytest.mark.parametrize("key", [None, "key"])
def test_damage_is_told_and_never_read(folder: Path, key: str | None) -> None:
    ParquetArchive(folder, key).keep(HERE, [cold("a")], None)
    [path] = [path for path in folder.glob("*/*") if path.is_file()]
    broken = bytearray(path.read_bytes())
    broken[len(broken) // 2] ^= 1
    path.write_bytes(broken)
    archive = ParquetArchive(folder, key)
    assert [path.name in problem for problem in archive.check()] == [True]
    with pytest.raises(ArchiveError, match="damaged"):
        archive.get(HERE, ["a"])
    path.rename(path.with_name(f"other{path.suffix}"))
    with pytest.raises(ArchiveError):
        archive.extent(HERE)
    assert archive.check()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(ArchiveError):
        ParquetArchive(tmp_path / "file" / "archive").keep(HERE, [cold("a")], None)


@pytest.mark.parametrize("library", ["arro3.io", "cryptography.hazmat.primitives.ciphers.aead"])
def test_without_the_library_an_empty_archive_is_empty(
    folder: Path, monkeypatch: pytest.MonkeyPatch, library: str
) -> None:
    ParquetArchive(folder, "key").keep(HERE, [cold("a")], None)
    monkeypatch.setitem(sys.modules, library, None)
    empty = ParquetArchive(folder.with_name("empty"), "key")
    assert empty.extent(HERE).memories == 0
    assert list(empty.scan(HERE)) == []
    for archive in (empty, ParquetArchive(folder, "key")):
        with pytest.raises(ArchiveError, match=r"pip install 'mnesis\[archive\]'"):
            archive.keep(HERE, [cold("b")], None)
    with pytest.raises(ArchiveError, match=r"pip install 'mnesis\[archive\]'"):
        ParquetArchive(folder, "key").get(HERE, ["a"])


def test_opening_an_archive_imports_no_library() -> None:
    code = (
        "import sys, mnesis\n"
        "from mnesis.stores.cold.parquet import ParquetArchive\n"
        "print(*(name for name in ('arro3', 'cryptography') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
