"""The store contract, as tests. A backend is right when this passes:

    class TestMine(StoreConformance):
        @pytest.fixture
        def store(self, tmp_path):
            with MyStore(tmp_path / "mine") as store:
                yield store

A store that outlives its process says so, and how its files are opened once more, beside it or after it:

        durable = True

        def reopen(self, store):
            return MyStore(store.path)
"""

import pytest

pytest.register_assert_rewrite("mnesis.testing.conformance")

from mnesis.testing.conformance.announcing import Announcing  # noqa: E402
from mnesis.testing.conformance.atomicity import Atomicity  # noqa: E402
from mnesis.testing.conformance.comparison import Comparison  # noqa: E402
from mnesis.testing.conformance.deriving import Parents, Rules, Sessions  # noqa: E402
from mnesis.testing.conformance.erasing import Erasing  # noqa: E402
from mnesis.testing.conformance.fetching import Fetching  # noqa: E402
from mnesis.testing.conformance.filtering import Filtering  # noqa: E402
from mnesis.testing.conformance.holding import Ending, Holding, Keys  # noqa: E402
from mnesis.testing.conformance.hostile import Hostile  # noqa: E402
from mnesis.testing.conformance.isolation import Isolation  # noqa: E402
from mnesis.testing.conformance.lexical import Lexical  # noqa: E402
from mnesis.testing.conformance.ordering import Ordering  # noqa: E402
from mnesis.testing.conformance.scale import Scale  # noqa: E402
from mnesis.testing.conformance.sharing import Items, Sharing  # noqa: E402
from mnesis.testing.conformance.upkeep import Upkeep  # noqa: E402
from mnesis.testing.conformance.vectors import Vectors  # noqa: E402
from mnesis.testing.conformance.working import Working  # noqa: E402
from mnesis.testing.conformance.writing import Writing  # noqa: E402


class StoreConformance(
    Writing,
    Sessions,
    Parents,
    Rules,
    Atomicity,
    Filtering,
    Ordering,
    Fetching,
    Lexical,
    Vectors,
    Working,
    Holding,
    Ending,
    Keys,
    Erasing,
    Isolation,
    Hostile,
    Upkeep,
    Sharing,
    Items,
    Announcing,
    Comparison,
    Scale,
):
    """Every sentence of `mnesis.stores.contract`. Give it a fixture named `store`: an empty store for each test."""
