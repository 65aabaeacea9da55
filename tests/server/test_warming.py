"""What a first request would wait for is loaded when a server begins, and readiness tells when that is done."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from mnesis.errors import ModelDamaged, ModelMissing
from mnesis.extraction.contract import Extractor, Passage
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Findings, Role, Scope
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.indexing import Indexer
from mnesis.server import warming
from mnesis.server.app import create_app
from mnesis.steps.understanding import Reading
from mnesis.stores.memory import MemoryStore
from mnesis.testing.embedder import HashEmbedder

from .conftest import serving, until_ready

OWNER = Caller(tenant="local", role=Role.ADMIN, places=("main", "*"), name="owner")


class Rules(Extractor):
    """Finds nothing, and has something to load."""

    def __init__(self) -> None:
        self.warmed = threading.Event()

    @property
    def name(self) -> str:
        return "none/1"

    def warm(self) -> None:
        self.warmed.set()

    def extract(self, passages: list[Passage]) -> list[Findings]:  # type: ignore[override]
        return [Findings(extractor=self.name) for _ in passages]


@contextmanager
def begun(load: Callable[[], Embedder | None], rules: Extractor | None = None) -> Iterator[httpx.Client]:
    """Somebody who asks a server whose model is loaded so."""
    store = MemoryStore()
    reading = Reading(rules) if rules else None
    with (
        Memory(store, Indexer(store, load), Scope("local", "main"), reading=reading) as memory,
        serving(create_app(memory, owner=OWNER)) as url,
        httpx.Client(base_url=url, timeout=60) as client,
    ):
        yield client


def test_alive_at_once_ready_when_the_model_is_there_and_what_comes_earlier_waits() -> None:
    loading, go, rules = threading.Event(), threading.Event(), Rules()

    def load() -> Embedder:
        loading.set()
        assert go.wait(60)
        return HashEmbedder()

    with begun(load, rules) as client, ThreadPoolExecutor(6) as crowd:
        try:
            assert loading.wait(60)  # nobody has asked anything
            early = [crowd.submit(client.post, "/v1/recall", json={"query": f"Hello {at}?"}) for at in range(6)]
            assert client.get("/health").json() == {"status": "ok"}
            told = client.get("/ready")
            assert (told.status_code, told.json()["title"]) == (503, "NotReady")
            assert "loaded" in told.json()["detail"]
            assert told.headers["retry-after"] == "1"
            assert not any(one.done() for one in early)
        finally:
            go.set()
        assert [one.result().status_code for one in early] == [200] * 6
        until_ready(client)
        assert rules.warmed.is_set()


def test_without_a_model_it_is_ready_and_answers_by_words() -> None:
    def missing() -> Embedder:
        raise ModelMissing(model="small")

    with begun(missing) as client:
        until_ready(client)
        client.post("/v1/memories", json={"text": "I moved to Berlin."})
        found = client.post("/v1/recall", json={"query": "Berlin"}).json()
        assert found["hits"]
        assert "mnesis model install" in found["notices"][0]


def test_a_model_that_cannot_be_loaded_is_a_reason_and_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried, mended = threading.Semaphore(0), threading.Event()

    def load() -> Embedder:
        tried.release()
        if mended.is_set():
            return HashEmbedder()
        raise ModelDamaged(path="/somewhere/secret", problem="cut off")

    monkeypatch.setattr(warming, "AGAIN", 0.01)
    with begun(load) as client:
        for _ in range(3):
            assert tried.acquire(timeout=60)
        told = client.get("/ready")
        assert (told.status_code, told.json()["detail"]) == (503, "The model cannot be used.")
        assert "secret" not in told.text
        assert client.get("/v1/memories").status_code == 200
        mended.set()
        until_ready(client)


def test_an_error_that_nobody_meant_leaves_the_server_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> Embedder:
        raise RuntimeError("secret")

    with begun(broken) as client:
        while "failed" not in (told := client.get("/ready")).json()["detail"]:
            threading.Event().wait(0.01)
        assert (told.status_code, "secret" in told.text) == (503, False)
        assert client.get("/v1/memories").status_code == 200


def test_the_tables_of_the_rules_are_loaded_by_warming_and_not_before() -> None:
    program = """
import sys, mnesis
with mnesis.open("memory://", embedder="none") as memory:
    before = "mnesis.extraction.rules.reading" in sys.modules
    memory.warm()
    print(before, "mnesis.extraction.rules.reading" in sys.modules, memory.episodes())
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "True", "[]"]
