"""`mnesis feedback`: given, listed, refused."""

import pytest

from .conftest import Mnesis


def test_a_memory_is_judged_and_listed(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("feedback", told[0], "--rating", "-0.5", "--note", "He moved away.", "--json")
    assert (ran.code, ran.json["subject"], ran.json["rating"], ran.json["hits"]) == (0, told[0], -0.5, None)
    assert mnesis("feedback", told[1], "--rating", 1).out == f"Kept: +1 for {told[1]}.\n"
    listed = mnesis("feedback", "--json").json["feedback"]
    assert {one["subject"] for one in listed} == {told[0], told[1]}
    assert mnesis("feedback", told[0], "--json").json["feedback"] == [ran.json]
    assert len(mnesis("feedback", "--limit", 1, "--json").json["feedback"]) == 1
    shown = mnesis("feedback", told[0]).out.splitlines()[1].split("\t")
    assert shown[1:] == ["-0.5", "record", told[0], "He moved away."]


def test_an_answer_is_judged_as_its_document_has_it(mnesis: Mnesis, told: list[str]) -> None:
    answer = mnesis("recall", "Berlin", "--json").json
    hits = [arg for hit in answer["hits"] for arg in ("--hit", hit["id"])]
    kept = mnesis("feedback", answer["id"], *hits, "--rating", 1, "--query", answer["query"], "--json").json
    assert (kept["subject"], kept["query"]) == (answer["id"], "Berlin")
    assert kept["hits"] == [hit["id"] for hit in answer["hits"]] != []
    assert "answer of 2" in mnesis("feedback").out


def test_a_fact_is_judged_by_the_end_of_its_id(mnesis: Mnesis, told: list[str]) -> None:
    fact = mnesis("facts", "--json").json["facts"][0]["id"]
    assert mnesis("feedback", fact[-7:], "--rating", 1, "--json").json["subject"] == fact


@pytest.mark.parametrize("args", [("--rating", "1"), ("x", "--rating", "2"), ("x", "--rating", "good")])
def test_bad_usage(mnesis: Mnesis, told: list[str], args: tuple[str, ...]) -> None:
    assert mnesis("feedback", *args).code == 2


def test_what_is_not_there(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("feedback", "nobody", "--rating", 1, "--json")
    assert (ran.code, ran.error["type"]) == (1, "NotFound")
    none = mnesis("feedback")
    assert (none.code, none.err) == (1, "Nothing found.\n")
