"""Understanding what waits, and everything once more, on the command line."""

import pytest

from mnesis.model import Findings

from .conftest import Mnesis

SAID = ("remember", "I live in Berlin.", "--speaker", "Otto", "--time", "2026-03-02T10:00Z", "--session", "s")


def test_what_waits_is_done_once(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_UNDERSTANDING", "jobs")
    mnesis(*SAID)
    waiting = mnesis("facts")
    assert waiting.code == 1
    assert "mnesis extract" in waiting.err
    done = mnesis("extract", "--json").json
    assert (done["read"], done["differences"], done["used"]) == (1, [], None)
    known = mnesis("facts")
    assert ("Berlin" in known.out, known.err) == (True, "")
    assert mnesis("extract").out == "Nothing waits.\n"


def test_reading_again_shows_what_it_changes(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_UNDERSTANDING", "off")
    mnesis(*SAID)
    monkeypatch.delenv("MNESIS_UNDERSTANDING")
    assert mnesis("facts").code == 1
    dry = mnesis("extract", "--again", "--dry-run").out.splitlines()
    assert dry[0].startswith("+ Otto ")
    assert dry[-1] == "1 memory read again: + 1 (nothing was written)."
    assert mnesis("facts").code == 1
    assert mnesis("extract", "--again", "--session", "another", "--json").json["read"] == 0
    [line] = mnesis("extract", "--again", "--json").json["differences"]
    assert (line["sign"], line["before"]) == ("+", None)
    assert "Berlin" in line["after"]
    assert "Berlin" in mnesis("facts").out
    assert mnesis("extract", "--again").out == "1 memory read again: nothing changes.\n"


def test_what_is_found_no_more_is_told(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> None:
    mnesis(*SAID)
    assert mnesis("facts").code == 0
    monkeypatch.setattr("mnesis.extraction.rules.extractor.RulesExtractor.extract", nothing)
    shown = mnesis("extract", "--again").out.splitlines()
    assert shown[0].startswith("− Otto ")
    assert shown[-1] == "1 memory read again: − 1."
    assert mnesis("facts").code == 1


def nothing(_: object, passages: list[object]) -> list[Findings]:
    """An extractor that finds nothing any more."""
    return [Findings(extractor="rules/0") for _ in passages]


def test_options_that_go_with_again(mnesis: Mnesis) -> None:
    mnesis(*SAID)
    for option in (("--dry-run",), ("--since", "2026")):
        ran = mnesis("extract", *option)
        assert (ran.code, "--again" in ran.err) == (2, True)


def test_a_procedure_that_is_found_again_is_the_same(mnesis: Mnesis) -> None:
    mnesis("learn", "To release: 1. run the tests 2. bump the version 3. push the tag")
    id = mnesis("procedures", "--json").json["procedures"][0]["id"]
    mnesis("outcome", id, "success")
    assert mnesis("extract", "--again").out == "1 memory read again: nothing changes.\n"
    [procedure] = mnesis("procedures", "--json").json["procedures"]
    assert (procedure["id"], procedure["success_count"]) == (id, 1)
