"""Peers: the endpoint they embed with, their processes, and what is said of one that cannot take part."""

import base64
import http.client
import json
import sys
from contextlib import closing
from pathlib import Path
from urllib.parse import urlsplit

import numpy as np
import pytest

from mnesis.bench.contest import play as playing
from mnesis.bench.contest.driver import Driver, Failed
from mnesis.bench.contest.endpoint import serving
from mnesis.bench.contest.entries import ENTRIES, Entry
from mnesis.bench.contest.play import Ground, Played, play
from mnesis.bench.contest.venvs import NotInstalled, python_with
from mnesis.bench.figures import figures
from mnesis.bench.peers.wire import Embeddings
from mnesis.bench.sets import locomo
from mnesis.errors import MnesisError
from mnesis.testing.embedder import HashEmbedder

from . import samples

EMBEDDER = HashEmbedder()
BY_NAME = {entry.name: entry for entry in ENTRIES}


def test_the_endpoint_serves_our_vectors() -> None:
    texts = ["a greyhound", "", "una tetera ☕"]
    with serving(EMBEDDER) as url:
        with closing(Embeddings(url)) as embeddings:
            assert np.array(embeddings(texts), dtype=np.float32) == pytest.approx(EMBEDDER.embed(texts))
        parts = urlsplit(url)
        connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
        connection.request("POST", "/v1/embeddings", json.dumps({"input": "one", "encoding_format": "base64"}))
        [one] = json.load(connection.getresponse())["data"]
        assert np.frombuffer(base64.b64decode(one["embedding"]), "<f4") == pytest.approx(EMBEDDER.embed(["one"])[0])
        connection.request("POST", "/v1/chat/completions", "{}")
        assert connection.getresponse().status == 404
        connection.close()


def ground(folder: Path, url: str) -> Ground:
    return Ground(locomo.load([samples.locomo(folder)]), url, folder, folder / "venvs")


@pytest.mark.parametrize("name", ["cosine", "fts5", "mnesis"])
def test_a_peer_without_packages_of_its_own_plays(name: str, tmp_path: Path) -> None:
    steps: list[int] = []
    with serving(EMBEDDER) as url:
        played = play(BY_NAME[name], ground(tmp_path, url), lambda what, many: steps.append)
    assert len(played.rankings) == 4
    assert figures(played.rankings).overall.means["recall@10"] == pytest.approx(1)
    assert min(played.ingest_rate, played.p50_ms, played.bytes_per_message, played.peak_bytes) > 0
    assert sum(steps) == 2 + 4


def test_sessions_as_documents_are_scored_as_sessions(tmp_path: Path) -> None:
    entry = Entry("sessions", "cosine", "", sessions=True)
    with serving(EMBEDDER) as url:
        played: Played = play(entry, ground(tmp_path, url), lambda what, many: lambda more: None)
    found = figures(played.rankings)
    assert found.sessions[-1].means["recall@5"] == 1
    assert found.overall.means["recall@50"] == 0


def test_documents_do_not_name_their_turns(tmp_path: Path) -> None:
    chat = locomo.load([samples.locomo(tmp_path)]).chats[0]
    for documents in (playing._turns(chat), playing._sessions(chat)):
        told = json.dumps(documents)
        assert "D1:1" not in told
        assert "Comet" in told


def test_a_driver_that_dies_says_why(tmp_path: Path) -> None:
    with (
        Driver(Path(sys.executable), "no_such_driver", tmp_path, "http://127.0.0.1:9/v1") as driver,
        pytest.raises(Failed, match="no_such_driver"),
    ):
        driver.ask("add", scope="s", texts=[])


@pytest.mark.slow
def test_a_package_that_cannot_be_installed_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(NotInstalled, match="no-such-distribution"):
        python_with(("no-such-distribution==9.9",), tmp_path)


def test_every_entry_has_a_driver() -> None:
    folder = Path(playing.__file__).parents[1] / "peers"
    assert all((folder / f"{entry.driver}.py").is_file() for entry in ENTRIES)
    assert all("==" in package for entry in ENTRIES for package in entry.packages)


def test_a_peer_nobody_knows_is_refused(tmp_path: Path) -> None:
    from mnesis.bench.contest.run import Options, compare

    questions = locomo.load([samples.locomo(tmp_path)])
    with pytest.raises(MnesisError, match="'zep': is none of"):
        compare(questions, Options(venvs=tmp_path, only=("zep",)))
