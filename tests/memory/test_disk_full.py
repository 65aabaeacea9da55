"""A disk that is really full: what was kept stays, nothing is half kept, and with room again all goes on."""

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from mnesis.memory import Memory
from mnesis.model import Episode

from .children import opened
from .processes import program

OWN_MOUNTS = (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"])
SMALL_DISK = """
set -e
mount -t tmpfs -o size=3m tmpfs "$1"; there="$1"; keep="$2"; shift 2
"$@"
cp "$there"/* "$keep"
"""
"""Runs a command with a disk of 3 MB, and keeps the files as it left them."""


def may_mount() -> list[str] | None:
    """The command that lets this system's user mount a disk, or None."""
    if shutil.which("unshare"):
        for command in OWN_MOUNTS:
            if subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0:
                return command
    return None


@pytest.fixture
def small_disk(tmp_path: Path) -> list[str]:
    """A command that runs another where `disk` is small; then the files lie in `left`."""
    mounts = may_mount()
    if mounts is None:
        if os.environ.get("CI") and os.geteuid() == 0:
            pytest.fail("root cannot mount a small disk here, and CI must not skip this")
        pytest.skip("this system lets nobody mount a small disk")
    disk, left = tmp_path / "disk", tmp_path / "left"
    disk.mkdir()
    left.mkdir()
    return [*mounts, "sh", "-c", SMALL_DISK, "sh", str(disk), str(left)]


def assert_whole(memory: Memory, told: list[dict[str, Any]]) -> int:
    """The number of batches that were kept: each whole, as told and no more."""
    kept = [one["kept"] for one in told if "kept" in one]
    assert kept == list(range(len(kept)))
    assert len(kept) > 1
    assert memory.check() == []
    assert memory.stats().records["episode"] == 50 * len(kept)
    assert {one.session_id for one in memory.store.scan(Episode)} == {f"s{number}" for number in kept}
    assert {one.id: one.episode_count for one in memory.sessions(limit=None)} == {f"s{number}": 50 for number in kept}
    return len(kept)


def assert_told(told: list[dict[str, Any]], error: str) -> None:
    failed, still = told[-2:]
    assert failed["error"] == error
    assert "kira.db" in failed["message"]
    assert still["still"] == "Batch 0, line 7", "reading goes on"
    assert still["count"] == 50 * (len(told) - 2)


@pytest.mark.slow
def test_a_full_disk(tmp_path: Path, small_disk: list[str]) -> None:
    told = program("fill", tmp_path / "disk" / "kira.db", within=small_disk)
    assert_told(told, "StoreFull")
    assert "free some space" in told[-2]["message"]
    with opened(tmp_path / "left" / "kira.db") as memory:
        batches = assert_whole(memory, told)
        kept = memory.remember("There is room again.")
        assert kept.created
        assert memory.recall("room again", limit=1).hits[0].id == kept.id
        assert memory.stats().records["episode"] == 50 * batches + 1


@pytest.mark.slow
def test_a_file_that_may_not_grow(path: Path) -> None:
    """SQLite takes the limit of a process for a failing disk; the operating system knows better."""
    limited = ["sh", "-c", 'ulimit -f 3000; exec "$@"', "sh"]
    told = program("fill", path, within=limited)
    assert_told(told, "StoreFull")
    with opened(path) as memory:
        assert_whole(memory, told)
        assert memory.remember("There is room again.").created
