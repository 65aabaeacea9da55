"""The command line run in this process, on a database of its own, with no model and no network."""

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mnesis.cli.app import run


@dataclass(frozen=True)
class Ran:
    """How a command ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)["error"]


Mnesis = Callable[..., Ran]


@pytest.fixture(autouse=True)
def _surroundings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_DATABASE", str(tmp_path / "test.db"))
    monkeypatch.setenv("MNESIS_MODEL_DIR", str(tmp_path / "models"))
    monkeypatch.setenv("MNESIS_EMBEDDER", "none")


@pytest.fixture
def mnesis(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Mnesis:
    """Runs `mnesis ARGS`; `stdin` is given as bytes."""

    def ran(*args: object, stdin: bytes = b"") -> Ran:
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capfd.readouterr()
        code = run([str(arg) for arg in args])
        return Ran(code, *capfd.readouterr())

    return ran


@pytest.fixture
def told(mnesis: Mnesis) -> list[str]:
    """Ids of three memories in two sessions, oldest first."""
    said = (
        ("I moved to Berlin.", "one", "2026-03-02T10:00Z", "Otto"),
        ("Berlin is loud, I like it.", "one", "2026-03-09T10:00Z", "Otto"),
        ("My cat is called Mia.", "two", "2026-05-01T10:00Z", "Anna"),
    )
    ids = []
    for text, session, time, speaker in said:
        ran = mnesis("remember", text, "--session", session, "--time", time, "--speaker", speaker, "--json")
        assert ran.code == 0, ran.err
        ids.append(ran.json["memory"]["id"])
    return ids
