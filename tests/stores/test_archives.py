"""The archives, in a dict, in files and in sealed files, keep the contract."""

from pathlib import Path

import pytest

from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import MemoryArchive
from mnesis.stores.cold.parquet import ParquetArchive
from mnesis.testing.archive_conformance import ArchiveConformance


class TestMemoryArchive(ArchiveConformance):
    @pytest.fixture
    def archive(self) -> Archive:
        return MemoryArchive()


class TestParquetArchive(ArchiveConformance):
    durable = True
    key: str | None = None

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        self.folder = tmp_path / "memory.archive"
        return ParquetArchive(self.folder, self.key)

    def reopen(self, archive: Archive) -> Archive:
        return ParquetArchive(self.folder, self.key)


class TestSealedArchive(TestParquetArchive):
    key = "a key with spaces, 'quotes' and ü"


class TestCrowdedArchive(TestParquetArchive):
    """Has room in memory for one file at a time."""

    @pytest.fixture
    def archive(self, tmp_path: Path) -> Archive:
        self.folder = tmp_path / "memory.archive"
        return ParquetArchive(self.folder, room=1)
