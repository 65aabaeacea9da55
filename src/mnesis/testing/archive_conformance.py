"""The contract of archives, as tests. An archive is right when this passes:

    class TestMine(ArchiveConformance):
        @pytest.fixture
        def archive(self, tmp_path):
            return MyArchive(tmp_path / "mine")

One that outlives its process sets `durable = True`, and says in `reopen(self, archive)` how its files are opened again.
"""

import pytest

pytest.register_assert_rewrite("mnesis.testing.conformance")

from mnesis.testing.conformance.archiving import Finding, Lasting, Removing, Taking  # noqa: E402


class ArchiveConformance(Taking, Finding, Removing, Lasting):
    """Every sentence of `mnesis.stores.cold.contract`. Give it a fixture named `archive`: an empty one for each
    test."""
