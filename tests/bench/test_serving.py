"""A server under load: the load itself against a small server of its own, and the commands on tiny runs."""

import json
import math
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import islice
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from mnesis.bench.commands import bench
from mnesis.bench.serving import library, load, soak
from mnesis.bench.serving.asking import MIXED, RECALL, Matter, calls, matter
from mnesis.bench.serving.ground import filled
from mnesis.bench.serving.load import Plan, Target
from mnesis.bench.serving.served import NotServing, serving
from mnesis.errors import InvalidInput

EACH = {"recall": 1, "get": 1, "remember": 1, "forget": 1}
"""Each verb comes soon, however slow the machine is."""
ABOUT = Matter(("What about tea?",), ("one", "two"), ("Something new.",))


def run(*words: object) -> Result:
    return CliRunner().invoke(bench, [str(word) for word in words], catch_exceptions=False)


class Small(BaseHTTPRequestHandler):
    """Answers as REST does; what it was asked is kept."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str, str | None]]
    status = 200

    def do_GET(self) -> None:
        self._answer()

    do_POST = do_DELETE = do_GET

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.asked.append((self.command, self.path, self.headers["Authorization"]))
        body = b'{"memory":{"id":"new"}}'
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *said: object) -> None:
        pass


@contextmanager
def small(status: int = 200) -> Iterator[tuple[Target, list[tuple[str, str, str | None]]]]:
    asked: list[tuple[str, str, str | None]] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Asked", (Small,), {"asked": asked, "status": status}))
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield Target(server.server_address[1], "mn_key"), asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_a_client_asks_the_same_every_time_and_each_verb_as_often_as_the_mix_says() -> None:
    def some(client: int) -> list[str]:
        asked = calls(MIXED, ABOUT, client, [])
        return [next(asked).verb for _ in range(2_000)]

    assert some(3) == some(3) != some(4)
    for verb, share in MIXED.items():
        assert some(1).count(verb) / 2_000 == pytest.approx(share / 100, abs=0.03)


def test_what_is_forgotten_was_remembered_before() -> None:
    mine: list[str] = []
    asked = calls({"forget": 1}, ABOUT, 1, mine)
    assert next(asked).verb == "remember"
    mine.append("new")
    forgotten = next(asked)
    assert (forgotten.verb, forgotten.value, mine) == ("forget", "new", [])


def test_the_load_counts_what_it_was_answered() -> None:
    with small() as (target, asked):
        done = load.run(target, Plan(3, 2.0, EACH, ABOUT))
    assert {key for _, _, key in asked} == {"Bearer mn_key"}
    assert {(method, path) for method, path, _ in asked} >= {("POST", "/v1/recall"), ("DELETE", "/v1/memories/new")}
    figures = done.figures()
    assert figures["requests"] == len(asked) == len(done.every)
    assert done.errors == {}
    assert 0 < figures["p50_ms"] <= figures["p95_ms"] <= figures["p99_ms"]  # type: ignore[operator]


def test_a_steady_rate_is_kept_to() -> None:
    plan = Plan(4, 1.0, RECALL, ABOUT, rate=40)
    due = [islice(load._moments(plan, number, 0.0), 10) for number in range(4)]
    assert sorted(one for some in due for one in some) == pytest.approx([number / 40 for number in range(40)])
    with small() as (target, asked):
        load.run(target, plan)
    assert 4 <= len(asked) <= 41


def test_what_is_refused_and_who_does_not_answer_are_errors(nobody: int) -> None:
    with small(503) as (target, _):
        done = load.run(target, Plan(2, 0.5, RECALL, ABOUT))
    assert set(done.errors) == {"recall: HTTP 503"}
    assert done.every == []
    gone = load.run(Target(nobody, "mn_key"), Plan(1, 0.5, RECALL, ABOUT))
    assert set(gone.errors) == {"ConnectionRefusedError"}
    assert math.isnan(gone.figures()["p95_ms"])  # type: ignore[arg-type]


def test_the_same_calls_in_process(tmp_path: Path) -> None:
    ground = filled(tmp_path, 60, "none", lambda what, steps: lambda more: None)
    assert len(ground.about.ids) == 60
    with ground.copy() as path:
        done = library.run(path, ground.settings, Plan(3, 2.0, EACH, ground.about))
    assert set(done.ms) >= {"recall", "get", "remember"}
    assert done.seconds >= 2.0


def test_questions_are_about_all_parts() -> None:
    about = matter(1_100, ())
    assert len(about.questions) == 512
    assert len(set(about.questions)) > 450


def test_a_server_that_does_not_begin_says_why(tmp_path: Path) -> None:
    (tmp_path / "no.db").write_bytes(b"This is no database. " * 400)
    with pytest.raises(NotServing, match=r"no\.db"), serving(tmp_path / "no.db", {}, (), tmp_path / "log"):
        pass


def test_a_slope_is_that_of_the_line_after_the_warm_up() -> None:
    warm = [(float(second), 10**8 + second * 10**6) for second in range(250)]
    late = [(float(second), 4 * 10**8 + second * 1_000 + (-1) ** second * 5_000) for second in range(250, 1_000)]
    found = soak.slope_of([*warm, *late])
    assert found.mb_an_hour == pytest.approx(3.6, abs=0.1)
    assert 0 <= found.half < 0.2
    assert math.isnan(soak.slope_of(warm[:10]).mb_an_hour)
    assert math.isnan(soak.slope_of([]).mb_an_hour)


def test_what_is_a_programs_own_is_without_the_pages_of_files() -> None:
    assert soak.own_of([(0.0, 300), (1.0, 310), (2.0, 320)], [100, None, 105]) == [(0.0, 200), (2.0, 215)]


@pytest.mark.slow
def test_serve_and_soak_on_a_tiny_store(tmp_path: Path) -> None:
    common = ("--memories", 60, "--embedder", "none", "--output", tmp_path / "out.json")
    done = run("serve", "--clients", "12", "--seconds", 2.0, *common)
    assert done.exit_code == 0
    record = json.loads((tmp_path / "out.json").read_text())
    loads = record["loads"]
    assert [(one["mix"], one["clients"]) for one in loads] == [("mixed", 12), ("recall", 12)]
    for one in loads:
        assert one["server"]["requests"] > 0
        assert one["server"]["errors"] == {}
        assert one["rss_after"] > 10 * 2**20
        assert one["in_process"] is None, "only for up to ten clients"
    for told in ("errors: none (goal: none)", "requests/s", "MiB before"):
        assert told in done.output
    done = run("soak", "--minutes", 0.03, "--rate", 30, *common)
    assert done.exit_code == 0
    record = json.loads((tmp_path / "out.json").read_text())
    assert record["server"]["errors"] == {}
    assert len(record["rss"]) > 10
    assert len(record["mapped"]) == len(record["rss"])
    assert "MB an hour" in done.output
    assert "without pages of files" in done.output


def test_what_cannot_be_measured_is_refused() -> None:
    zero = (("serve", "--seconds"), ("soak", "--minutes"), ("soak", "--rate"), ("soak", "--memories"))
    for words in (("serve", "--clients", ""), *((*words, 0) for words in zero)):
        with pytest.raises(InvalidInput, match=words[1]):
            run(*words)
