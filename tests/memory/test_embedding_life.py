"""The life of vectors: without a model, when it comes, when it fails, when it is changed for another."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path

import numpy as np
import pytest
from numpy import float32
from numpy.typing import NDArray

import mnesis
from mnesis.errors import ModelDamaged, ModelMissing, ProviderError, SpaceMismatch
from mnesis.memory import Memory
from mnesis.model import Episode, Message, Space, Use
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.indexing import BATCH, Indexer
from mnesis.settings import Settings
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .processes import Companion, program
from .reading import ranking, texts

OLD, NEW = 32, 48
"""Dimensions, which tell the spaces of HashEmbedder apart."""


class Watched:
    """A HashEmbedder that counts the texts it is given, and fails when told to."""

    def __init__(self, dimension: int = OLD) -> None:
        self._inner = HashEmbedder(dimension)
        self.texts: list[str] = []
        self.down = False
        self.fails_after: int | None = None

    @property
    def space(self) -> Space:
        return self._inner.space

    def embed(self, texts: Sequence[str]) -> NDArray[float32]:
        if self.down or (self.fails_after is not None and len(self.texts) >= self.fails_after):
            raise ProviderError(provider="endpoint", problem="nobody answers")
        self.texts += texts
        return self._inner.embed(texts)


def opened(path: Path, embedder: Embedder | str = "none") -> Memory:
    return mnesis.open(path, embedder=embedder, clock=clock)  # type: ignore[arg-type]


def messages(number: int, what: str = "Tulip") -> list[Message]:
    return [Message(text=f"{what} {n} is in flower.", time=NOW, session=f"s{n % 9}") for n in range(number)]


def vectors(memory: Memory) -> dict[Space, tuple[str, int]]:
    return {use.space: (use.state, use.vectors) for use in memory.store.spaces()}


def arms(memory: Memory, query: str) -> set[str]:
    return {reason.arm for hit in memory.recall(query).hits for reason in hit.why}


# --- no model, then a model -----------------------------------------------------------------------------------


def test_a_missing_model_is_a_notice_and_its_arrival_fills_in(path: Path, tmp_path: Path) -> None:
    """As for who has just installed mnesis: the local model is named in the settings and is not there."""
    with mnesis.open(path, settings=Settings(model_dir=tmp_path / "models"), clock=clock) as memory:
        kept = memory.remember("Tulips are in flower.")
        answer = memory.recall("tulip flower")
        assert texts(answer) == ["Tulips are in flower."]
        for notices in (kept.notices, answer.notices):
            assert len(notices) == 1
            assert "mnesis model install" in notices[0]
        with pytest.raises(ModelMissing):
            memory.reembed()
        assert vectors(memory) == {}
    with opened(path, Watched()) as memory:
        assert memory.recall("tulips").notices == ()
        assert vectors(memory) == {Watched().space: ("active", 1)}
        assert "vector" in arms(memory, "tulips")


def test_a_model_that_arrives_while_the_memory_is_open(path: Path) -> None:
    with opened(path) as memory:
        arrived: list[Embedder] = []

        def load() -> Embedder:
            if not arrived:
                raise ModelMissing(model="tulip")
            return arrived[0]

        here = Memory(memory.store, Indexer(memory.store, load), memory.scope, clock)
        here.remember_many(messages(20))
        assert len(here.recall("tulip").notices) == 1
        arrived.append(Watched())
        assert here.recall("tulip").notices == ()
        assert vectors(here) == {Watched().space: ("active", 20)}


def test_a_long_wait_is_made_up_in_portions(path: Path) -> None:
    with opened(path) as memory:
        memory.remember_many(messages(2 * BATCH + 50))
    with opened(path, Watched()) as memory:
        filled = []
        for _ in range(4):
            assert memory.recall("Tulip 3").notices == ()
            filled.append(vectors(memory)[Watched().space][1])
        assert filled == [BATCH, 2 * BATCH, 2 * BATCH + 50, 2 * BATCH + 50]


def test_reembed_makes_up_for_all_at_once(path: Path) -> None:
    with opened(path) as memory:
        memory.remember_many(messages(2 * BATCH + 50))
        memory.within("other").remember("Elsewhere.")
    with opened(path, Watched()) as memory:
        steps: list[tuple[int, int]] = []
        assert memory.reembed(progress=lambda done, total: steps.append((done, total))) == 2 * BATCH + 51
        assert steps[-1][0] == steps[-1][1]
        assert memory.reembed() == 0
        assert vectors(memory) == {Watched().space: ("active", 2 * BATCH + 51)}


def test_what_one_program_leaves_without_vectors_another_fills_in(path: Path) -> None:
    with opened(path, Watched()) as memory, opened(path) as wordy:
        memory.remember("Tulips are in flower.")
        memory.recall("tulips")
        wordy.remember("Roses are in flower.")
        memory.recall("roses")
        assert vectors(memory)[Watched().space][1] == 2


# --- an endpoint that fails -----------------------------------------------------------------------------------


def test_an_endpoint_that_fails_costs_vectors_never_memories(path: Path) -> None:
    endpoint = Watched()
    with opened(path, endpoint) as memory:
        memory.remember("Tulips are in flower.")
        endpoint.down = True
        kept = memory.remember("Roses are in flower.")
        done = memory.remember_many(messages(30))
        assert kept.created
        assert done.added == 30
        for notices in (kept.notices, done.notices):
            assert len(notices) == 1
            assert "filled in later" in notices[0]
            assert "nobody answers" in notices[0]
        answer = memory.recall("roses")
        assert texts(answer) == ["Roses are in flower."]
        assert len(answer.notices) == 1
        assert "nobody answers" in answer.notices[0]
        with pytest.raises(ProviderError):
            memory.reembed()
        endpoint.down = False
        assert memory.recall("roses").notices == ()
        assert vectors(memory)[endpoint.space][1] == 32
        assert memory.check() == []
    assert len(endpoint.texts) == len(set(endpoint.texts)), "each once"


def test_a_query_that_cannot_be_embedded(path: Path) -> None:
    """Nothing waits for a vector, and then the endpoint goes."""
    endpoint = Watched()
    with opened(path, endpoint) as memory:
        memory.remember("Tulips are in flower.")
        endpoint.down = True
        answer = memory.recall("tulips")
    assert texts(answer) == ["Tulips are in flower."]
    assert "nobody answers" in answer.notices[0]


# --- each text once -------------------------------------------------------------------------------------------


def test_a_text_is_embedded_once_a_scope(path: Path) -> None:
    watched = Watched()
    with opened(path, watched) as memory:
        memory.remember("ok", session="a")
        memory.remember("ok", session="b")
        memory.remember_many([Message(text="ok", session=str(n)) for n in range(600)])
        memory.remember_many([Message(text=text, session="c") for text in ("fine", "fine", "ok", "fine")])
        assert watched.texts == ["ok", "fine"]
        assert vectors(memory)[watched.space][1] == 2
    with opened(path, watched) as memory:
        memory.remember("ok", session="after all")
        assert watched.texts == ["ok", "fine"]
        memory.forget(mnesis.Where("summary", "eq", "ok"))
        assert vectors(memory)[watched.space][1] == 1


def test_one_by_one_or_all_at_once_the_vectors_are_the_same(tmp_path: Path, embedder: Embedder) -> None:
    """The real model, whose activations are quantised: batches must not bleed into each other."""
    said = [f"{'The tulip, which we planted long ago, ' * (n % 4)}number {n} is in flower." for n in range(24)]
    answers = []
    for name, size in (("alone", 1), ("batch", 24), ("late", 0)):
        with opened(tmp_path / f"{name}.db", embedder if size else "none") as memory:
            for start in range(0, 24, size or 24):
                memory.remember_many(
                    Message(text=text, time=NOW, session="s") for text in said[start : start + (size or 24)]
                )
        with opened(tmp_path / f"{name}.db", embedder) as memory:
            answers.append([ranking(memory.recall(text, limit=24)) for text in said[:6]])
    assert answers[0] == answers[1] == answers[2]
    both = embedder.embed(said)
    assert all(np.array_equal(row, embedder.embed([text])[0]) for row, text in zip(both, said, strict=True))


# --- two spaces -----------------------------------------------------------------------------------------------


def test_another_model_is_an_error_that_says_what_to_do(path: Path) -> None:
    with opened(path, Watched(OLD)) as memory:
        memory.remember("Tulips are in flower.")
    with opened(path, Watched(NEW)) as memory:
        with pytest.raises(SpaceMismatch) as raised:
            memory.recall("tulips")
        one, many = memory.remember("Roses."), memory.remember_many(messages(2))
        assert (one.created, many.added) == (True, 2), "the words come first"
        for said in (str(raised.value), *one.notices, *many.notices):
            assert f"hash@1/{OLD}" in said
            assert f"hash@1/{NEW}" in said
            assert "mnesis reembed" in said
        assert [len(one.notices), len(many.notices)] == [1, 1]
        assert vectors(memory) == {Watched(OLD).space: ("active", 1)}
        assert memory.reembed() == 4
        assert memory.recall("tulips").notices == ()
        assert memory.remember("Lilies.").notices == ()


def test_a_model_that_is_not_the_stores_is_loaded_once(path: Path) -> None:
    with opened(path, Watched(OLD)) as memory:
        memory.remember("Tulips are in flower.")
        loaded: list[Embedder] = []

        def load() -> Embedder:
            loaded.append(Watched(NEW))
            return loaded[-1]

        here = Memory(memory.store, Indexer(memory.store, load), memory.scope, clock)
        assert [len(here.remember(text).notices) for text in ("Roses.", "Lilies.")] == [1, 1]
        assert len(loaded) == 1
        memory.reembed(Watched(NEW))
        assert here.remember("Daisies.").notices == (), "the store has come to where it is"


def test_a_damaged_model_costs_vectors_never_memories(path: Path) -> None:
    def load() -> Embedder:
        raise ModelDamaged(path="models", problem="a bit fell over")

    with opened(path) as memory:
        here = Memory(memory.store, Indexer(memory.store, load), memory.scope, clock)
        kept = here.remember("Tulips are in flower.")
        assert kept.created
        assert "a bit fell over" in kept.notices[0]
        with pytest.raises(ModelDamaged):
            here.recall("tulips")


def test_a_query_asked_again_costs_no_embedding(path: Path) -> None:
    watched = Watched()
    with opened(path, watched) as memory:
        memory.remember_many(messages(1_100))
        for query in ("tulips", "flower", "tulips", "flower"):
            memory.recall(query)
        memory.remember("tulips")
    assert watched.texts[1_100:] == ["tulips", "flower", "tulips"], "each query once, what is kept past the cache"


def test_going_without_vectors_by_choice_is_no_news(path: Path) -> None:
    settings = Settings(embedder="none")
    for given in ({"embedder": "none"}, {"settings": settings}):
        with mnesis.open(path, clock=clock, **given) as memory:  # type: ignore[arg-type]
            assert memory.remember("Tulips are in flower.", session=str(len(given))).notices == ()
            assert memory.recall("tulips").notices == ()


def test_moving_to_another_space(path: Path) -> None:
    with opened(path, Watched(OLD)) as memory:
        memory.remember_many(messages(600))
        memory.within("other").remember_many(messages(300, "Rose"))
        target = Watched(NEW)
        assert memory.reembed(target) == 900
        assert vectors(memory) == {target.space: ("active", 900), Watched(OLD).space: ("retired", 900)}
        assert len(target.texts) == 900
        memory.recall("Tulip 77")
        assert target.texts[900:] == ["Tulip 77"], "search asks the new space"
        assert memory.remember("Tulip 601 is in flower.").notices == ()
        assert vectors(memory)[target.space][1] == 901
    with opened(path, Watched(NEW)) as memory:
        assert texts(memory.within("other").recall("Rose 77 is in flower."))[0] == "Rose 77 is in flower."
        memory.reembed()
        assert vectors(memory) == {target.space: ("active", 901)}, "the next reembed drops what was left behind"
        assert memory.check() == []


def test_a_move_that_breaks_off_is_taken_up_again(path: Path) -> None:
    target = Watched(NEW)
    target.fails_after = 300
    with opened(path, Watched(OLD)) as memory:
        memory.remember_many(messages(1_000))
        with pytest.raises(ProviderError):
            memory.reembed(target)
        done = len(target.texts)
        assert vectors(memory) == {Watched(OLD).space: ("active", 1_000), target.space: ("building", done)}
        assert memory.recall("Tulip 3").notices == (), "the old space is still the one that is searched"
        memory.remember("Said meanwhile.")
        target.fails_after = None
    with opened(path, Watched(NEW)) as memory, pytest.raises(SpaceMismatch):
        memory.recall("Tulip 3")
    with opened(path, Watched(OLD)) as memory:
        assert memory.reembed(target) == 1_001 - done
        assert len(target.texts) == len(set(target.texts)) == 1_001, "nothing is embedded twice"
        assert vectors(memory)[target.space] == ("active", 1_001)
        assert memory.check() == []


def test_threads_go_on_while_the_store_moves(path: Path) -> None:
    stop = threading.Event()

    def repeated(work: Callable[[int], None]) -> int:
        for number in count():
            work(number)
            if stop.is_set():
                return number + 1
        raise AssertionError

    with opened(path, Watched(OLD)) as memory, ThreadPoolExecutor(2) as pool:
        memory.remember_many(messages(1_500))

        def ask(number: int) -> None:
            assert texts(memory.recall(f"Tulip {number % 1_500} is in flower.", limit=3))

        def tell(number: int) -> None:
            assert memory.remember(f"Rose {number} is in flower.").created

        work = [pool.submit(repeated, ask), pool.submit(repeated, tell)]
        try:
            for dimension in (NEW, OLD, NEW):
                memory.reembed(Watched(dimension))
        finally:
            stop.set()
        asked, told = (one.result() for one in work)
        assert asked
        memory.recall("Rose")
        assert memory.stats().records["episode"] == 1_500 + told
        assert vectors(memory)[Watched(NEW).space] == ("active", 1_500 + told)
        assert memory.check() == []


@pytest.mark.slow
def test_another_process_goes_on_while_the_store_moves(path: Path) -> None:
    """It holds the old embedder throughout: it can always remember, recall by words, and is told to open again."""
    with opened(path, HashEmbedder(OLD)) as memory:
        memory.remember_many(messages(800))
    companion = Companion("companion", path)
    before = companion.ask("Tulip 5")
    assert before["created"]
    assert before["notices"] == []
    mover = threading.Thread(target=program, args=("reembed", path, NEW))
    mover.start()
    heard = []
    while mover.is_alive() or len(heard) < 3:
        heard.append(companion.ask(f"Tulip {len(heard)}"))
    mover.join()
    after = companion.ask("Tulip 777")
    assert companion.dismiss() == 0
    assert all(one["created"] for one in heard)
    assert "Tulip 777 is in flower." in after["texts"][:2]
    [notice] = after["notices"]
    assert f"hash@1/{NEW}" in notice
    assert "open it again" in notice
    with opened(path, HashEmbedder(NEW)) as memory:
        assert "Companion says Tulip 777" in texts(memory.recall("What did the companion say of Tulip 777"))[0]
        total = memory.stats().records["episode"]
        assert total == 800 + len(heard) + 2
        assert vectors(memory)[HashEmbedder(NEW).space] == ("active", total)
        assert memory.check() == []


def test_vectors_of_a_dropped_space_are_not_missed(path: Path) -> None:
    """A program whose space is gone altogether still answers by words."""
    with opened(path, Watched(OLD)) as old, opened(path, Watched(OLD)) as mover:
        old.remember("Tulips are in flower.")
        mover.reembed(Watched(NEW))
        mover.store.apply([Use(Watched(NEW).space, "active", drop=True)])
        answer = old.recall("tulips")
        assert texts(answer) == ["Tulips are in flower."]
        assert len(answer.notices) == 1
        assert old.remember("Roses.").created
        assert {one.text for one in old.store.find(Episode)} == {"Tulips are in flower.", "Roses."}
