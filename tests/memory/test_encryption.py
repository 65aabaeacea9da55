"""An encrypted store keeps its secrets in every file it makes, at every moment of its life."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.errors import InvalidInput, StoreUnreadable
from mnesis.memory import Memory
from mnesis.model import Message, Where
from mnesis.settings import Settings
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .reading import files_with, texts

SECRETS = ("zanzibarquartz", "quincetree", "Wolframina", "marmaladeplan", "topsecrettag", "pelicanchannel")
"""A word of a message, of a question, a speaker, a session, a tag, a channel."""
QUESTION = "kumquatriddle"


def opened(path: Path, key: str | None = "sesame", embedder: HashEmbedder | None = None) -> Memory:
    return mnesis.open(path, key=key, embedder=embedder or HashEmbedder(), clock=clock)


def tell(memory: Memory, count: int) -> None:
    memory.remember_many(
        Message(
            text=f"Is the quincetree number {n} near?" if n % 2 else f"The zanzibarquartz number {n} is in the safe.",
            speaker="Wolframina", session="marmaladeplan", tags=("topsecrettag",), channel="pelicanchannel",
            time=NOW + timedelta(minutes=n),
        )
        for n in range(count)
    )  # fmt: skip


def test_no_file_ever_tells(path: Path, tmp_path: Path) -> None:
    with opened(path) as memory:
        steps: list[Callable[[], object]] = [
            lambda: tell(memory, 400),
            lambda: memory.recall(f"Where is the zanzibarquartz, {QUESTION}?"),
            lambda: memory.recall("quincetree", where=Where("tags", "has", "topsecrettag"), limit=300),
            lambda: memory.close_session("marmaladeplan"),
            lambda: memory.forget(Where("timestamp", "lt", NOW + timedelta(minutes=50))),
            memory.reindex,
            lambda: memory.reembed(HashEmbedder(96)),
            lambda: memory.episodes(order=("summary", "-timestamp"), limit=None),
            memory.check,
        ]
        for step in steps:
            step()
            assert files_with(tmp_path, *SECRETS, QUESTION) == []
        assert {file.name for file in tmp_path.iterdir()} == {"kira.db", "kira.db-wal", "kira.db-shm"}
        assert not path.read_bytes().startswith(b"SQLite format 3")
    assert files_with(tmp_path, *SECRETS, QUESTION) == []
    with opened(path, embedder=HashEmbedder(96)) as memory:
        assert memory.stats().records["episode"] == 350
        assert "zanzibarquartz" in texts(memory.recall("zanzibarquartz"))[0]


def test_the_words_would_be_found_without_a_key(path: Path, tmp_path: Path) -> None:
    """That the search above finds what stands there."""
    with opened(path, key=None) as memory:
        tell(memory, 4)
        memory.close_session("marmaladeplan")
        assert {line.split(": ")[1] for line in files_with(tmp_path, *SECRETS)} == set(SECRETS)


@pytest.mark.parametrize("key", ["Sesame", "sesame ", "x" * 1000, None, "ключ"])
def test_a_wrong_key_and_none(path: Path, key: str | None) -> None:
    with opened(path) as memory:
        tell(memory, 2)
    before = path.read_bytes()
    with pytest.raises(StoreUnreadable) as raised:
        opened(path, key)
    assert str(path) in str(raised.value)
    assert "the key is wrong or missing" in str(raised.value)
    assert "sesame" not in str(raised.value).lower()
    assert path.read_bytes() == before
    with opened(path) as memory:
        assert memory.stats().records["episode"] == 2
        assert memory.check() == []


def test_a_key_for_a_plain_file(path: Path) -> None:
    with opened(path, key=None) as memory:
        tell(memory, 2)
    before = path.read_bytes()
    with pytest.raises(StoreUnreadable):
        opened(path, "sesame")
    assert path.read_bytes() == before
    with opened(path, key=None) as memory:
        assert memory.check() == []


@pytest.mark.parametrize("key", ["ключ 钥匙", "with 'quotes' \"and\" ; -- more", "x" * 5000, " "])
def test_any_text_is_a_key(path: Path, key: str) -> None:
    with opened(path, key) as memory:
        tell(memory, 2)
    with opened(path, key) as memory:
        assert memory.stats().records["episode"] == 2
    with pytest.raises(StoreUnreadable):
        opened(path, key + "x")


def test_an_empty_key_is_refused(path: Path) -> None:
    for settings in (Settings(embedder="none"), Settings(embedder="none", key="")):
        with pytest.raises(InvalidInput, match="key: is empty"):
            mnesis.open(path, key=None if settings.key == "" else "", settings=settings)
    assert not path.exists()


def test_the_key_of_the_settings(path: Path, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sesame\n")
    with mnesis.open(path, embedder=HashEmbedder(), settings=Settings(key_file=file)) as memory:
        tell(memory, 2)
    with mnesis.open(path, embedder=HashEmbedder(), settings=Settings(key="sesame")) as memory:
        assert memory.stats().records["episode"] == 2
    assert "sesame" not in repr(Settings(key_file=file))
