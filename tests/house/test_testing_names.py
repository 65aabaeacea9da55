"""The names of mnesis.testing: in one place, and light."""

import subprocess
import sys


def test_all_names_come_from_one_place() -> None:
    from mnesis.testing import ArchiveConformance, FakeClock, HashEmbedder, StoreConformance

    assert [one.__name__ for one in (ArchiveConformance, FakeClock, HashEmbedder, StoreConformance)] == [
        "ArchiveConformance",
        "FakeClock",
        "HashEmbedder",
        "StoreConformance",
    ]


def test_the_doubles_need_no_pytest() -> None:
    code = (
        "import sys, mnesis.testing.embedder\n"
        "from mnesis.testing import FakeClock, HashEmbedder\n"
        "print(*(name for name in ('pytest', 'hypothesis') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split()
