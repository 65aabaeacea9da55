"""`mnesis archive` and `recall --deep`."""

from datetime import timedelta
from pathlib import Path

import pytest

import mnesis as library
from mnesis.model import Episode, Erase, Message, Where, within
from mnesis.stores.cold.contract import Cold
from mnesis.testing.values import START

from .conftest import Mnesis


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """Three memories, of which the first two are archived."""
    path = tmp_path / "test.db"
    with library.open(path, embedder="none") as memory:
        texts = ("We took the train to Lisbon.", "The zebra slept.", "Soup for lunch.")
        messages = [Message(text=text, time=START + timedelta(days=n)) for n, text in enumerate(texts)]
        memory.remember_many(messages)
        old = memory.timeline()[:2]
        memory.archive.keep(memory.scope, [Cold(one) for one in old], None)
        gone = Where("id", "in", tuple(one.id for one in old))
        memory.store.apply([Erase(Episode, within(memory.scope, gone))])
    return path


@pytest.mark.usefixtures("database")
def test_list_search_and_stats(mnesis: Mnesis) -> None:
    listed = mnesis("archive", "list", "--limit", "1", "--json")
    assert (listed.code, [one["text"] for one in listed.json["memories"]]) == (0, ["We took the train to Lisbon."])
    found = mnesis("archive", "search", "zebra soup", "--json")
    assert (found.code, [(one["layer"], one["memory"]["text"]) for one in found.json["hits"]]) == (
        0,
        [("archive", "The zebra slept.")],
    )
    told = mnesis("archive", "stats", "--json")
    assert (told.code, told.json["memories"], told.json["first"]) == (0, 2, "2026-02-11T09:30:00.000Z")
    assert told.json["bytes"] == mnesis("stats", "--json").json["bytes"]["archive"] > 0


@pytest.mark.usefixtures("database")
def test_recall_deep_or_not(mnesis: Mnesis) -> None:
    assert mnesis("recall", "zebra", "--deep", "--json").json["hits"][0]["layer"] == "archive"
    assert mnesis("recall", "zebra", "--no-deep").code == 1
    assert "from the archive" in mnesis("recall", "zebra").out


@pytest.mark.usefixtures("database")
def test_restore(mnesis: Mnesis) -> None:
    assert mnesis("archive", "restore").code == 2
    assert mnesis("archive", "restore", "nothing").code == 1
    done = mnesis("archive", "restore", "--until", "2026-02-11", "--json")
    assert (done.code, len(done.json["restored"])) == (0, 1)
    assert len(mnesis("archive", "restore", "--all", "--json").json["restored"]) == 1
    assert mnesis("archive", "list").code == 1
    assert len(mnesis("list", "--json").json["memories"]) == 3


@pytest.mark.usefixtures("database")
def test_forget_counts_the_archive(mnesis: Mnesis) -> None:
    assert mnesis("forget", "--all", "--dry-run", "--json").json["matching"] == 3
    assert mnesis("forget", "--all", "--yes", "--json").json["erased"] == 3
    assert mnesis("archive", "list").code == 1
