"""What is taught, set right, and who is who, on the command line."""

import json

import pytest

from .conftest import Mnesis

DEPLOY = ("learn", "--procedure", "Deploy the app", "--step", "npm test", "--step", "npm run deploy")


def test_a_correction_in_words_changes_procedures_and_says_how(mnesis: Mnesis) -> None:
    assert "procedure  Deploy the app, 2 steps" in mnesis(*DEPLOY).out
    shown = mnesis("learn", "Always use pnpm, not npm.")
    assert shown.code == 0, shown.err
    lines = [line.strip() for line in shown.out.splitlines()]
    assert lines[0] == "Learnt"
    assert lines[1].startswith("preference  tools, package manager: pnpm, not npm")
    assert lines[2] == "Changed"
    assert [line.split() for line in lines[4:]] == [
        ["step", "1", "−", "npm", "test"],
        ["+", "pnpm", "test"],
        ["step", "2", "−", "npm", "run", "deploy"],
        ["+", "pnpm", "run", "deploy"],
    ]
    [procedure] = mnesis("procedures", "how do I deploy?", "--json").json["procedures"]
    assert [step["detail"] for step in procedure["steps"]] == ["pnpm test", "pnpm run deploy"]


def test_what_was_learnt_as_json(mnesis: Mnesis) -> None:
    mnesis(*DEPLOY)
    learned = mnesis("learn", "Always use pnpm, not npm.", "--json").json
    [preference] = learned["preferences"]
    assert (preference["category"], preference["value"], preference["instead_of"]) == ("tools", "pnpm", "npm")
    assert learned["changed"][0].items() >= {"field": "steps", "step": 1, "before": "npm test"}.items()
    assert mnesis("show", learned["episode"], "--json").json["text"] == "Always use pnpm, not npm."


def test_words_that_teach_nothing_are_kept(mnesis: Mnesis) -> None:
    ran = mnesis("learn", "-", stdin=b"Hm, who knows.\n")
    assert (ran.code, ran.out) == (1, "The words are kept; nothing was learnt from them.\n")
    assert mnesis("list", "--json").json["memories"][0]["text"] == "Hm, who knows."


def test_preferences_by_hand(mnesis: Mnesis) -> None:
    assert mnesis("learn", "--preference", "tools.editor", "Helix", "--instead-of", "Vim").code == 0
    mnesis("learn", "--preference", "communication.tone", "dry")
    out = mnesis("preferences").out
    assert "tools\n  editor  Helix, not Vim  by hand" in out
    assert mnesis("preferences", "tools", "--json").json["preferences"][0]["key"] == "editor"
    assert mnesis("preferences", "formatting").code == 1
    assert mnesis("preferences", "colours").code == 2


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "TEXT, --fact, --preference or --procedure"),
        (("I live in Rome.", "--fact", "a", "b", "c"), "one of them"),
        (("I live in Rome.", "--since", "2020"), "--since goes with --fact only"),
        (("--fact", "a", "b", "c", "--instead-of", "d"), "--instead-of goes with --preference only"),
        (("--fact", "a", "b", "c", "--speaker", "Otto"), "--speaker goes with TEXT only"),
        (("--preference", "editor", "Helix"), "CATEGORY.KEY"),
        (("--preference", "colours.sky", "blue"), "communication, formatting"),
        (("--procedure", "Deploy"), "--step"),
        (("--fact", "", "lives in", "Rome"), "name of an entity: is empty"),
        (("--fact", "Otto", "!", "Rome"), "predicate of a fact: is empty"),
        (("--fact", "Otto", "lives in", " "), "object of a fact: is empty"),
    ],
)
def test_what_cannot_be_learnt(mnesis: Mnesis, arguments: tuple[str, ...], told: str) -> None:
    ran = mnesis("learn", *arguments)
    assert ran.code == 2, ran
    assert told in " ".join(ran.err.split())


def test_correct_a_fact(mnesis: Mnesis) -> None:
    id = mnesis("learn", "--fact", "Otto", "lives in", "Berlin", "--json").json["facts"][0]["id"]
    shown = mnesis("correct", id[-7:], "Kiel")
    assert "Learnt\n  fact  Otto is in Kiel" in shown.out
    assert "Not believed any more\n  fact  Otto is in Berlin" in shown.out
    assert [one["object"] for one in mnesis("facts", "--json").json["facts"]] == ["Kiel"]
    story = mnesis("why", id).out
    assert "set right: it was never so" in story
    assert "Gave way to\n  Otto is in Kiel" in story


def test_correct_the_time_of_a_fact(mnesis: Mnesis) -> None:
    id = mnesis("learn", "--fact", "Otto", "works at", "Acme", "--json").json["facts"][0]["id"]
    ran = mnesis("correct", id, "--since", "2019", "--until", "2023-06", "--json")
    [fact] = ran.json["facts"]
    assert (fact["valid_from"][:10], fact["valid_until"][:10]) == ("2019-01-01", "2023-07-01")
    assert mnesis("facts").code == 1
    assert "2019 to June 2023" in mnesis("facts", "--past").out


def test_what_was_wrong_is_believed_no_more(mnesis: Mnesis) -> None:
    id = mnesis("learn", "--fact", "Otto", "likes", "celery", "--json").json["facts"][0]["id"]
    assert mnesis("correct", id, "--wrong").code == 0
    assert mnesis("facts").code == 1
    assert "taken back" in mnesis("why", id).out
    wish = mnesis("learn", "--preference", "tools.editor", "Vim", "--json").json["preferences"][0]["id"]
    assert mnesis("correct", wish, "--wrong").code == 0
    assert mnesis("preferences").code == 1


def test_correct_what_is_not_there_or_says_nothing(mnesis: Mnesis) -> None:
    id = mnesis("learn", "--fact", "Otto", "likes", "tea", "--json").json["facts"][0]["id"]
    assert mnesis("correct", id).code == 2
    assert mnesis("correct", id, "coffee", "--wrong").code == 2
    assert mnesis("correct", "01JMZK7Q3V8T5X2N9R4C6B1D0E", "coffee").code == 1


def test_outcomes_count(mnesis: Mnesis) -> None:
    id = mnesis(*DEPLOY, "--json").json["procedures"][0]["id"]
    assert "trusted 50%: not used yet" in mnesis("procedures").out
    assert "trusted 35%: failed once" in mnesis("outcome", id[-7:], "failure", "--note", "No database.").out
    [procedure] = mnesis("procedures", "--failing", "--json").json["procedures"]
    assert (procedure["failure_count"], procedure["last_outcome"]) == (1, "failure")
    assert "No database." in json.dumps(procedure["history"])
    assert mnesis("outcome", "01JMZK7Q3V8T5X2N9R4C6B1D0E", "success").code == 1
    assert mnesis("outcome", id, "splendid").code == 2
    assert mnesis("procedures", "deploy", "--failing").code == 2


def test_merge_and_undo(mnesis: Mnesis) -> None:
    mnesis("learn", "--fact", "Bob", "likes", "tea")
    mnesis("learn", "--fact", "Robert Miller", "likes", "coffee")
    merged = mnesis("merge", "Robert Miller", "Bob")
    assert merged.out.startswith("Bob is Robert Miller from now on.\nTo take it back: mnesis undo ")
    assert {one["subject"] for one in mnesis("facts", "--about", "bob", "--json").json["facts"]} == {"Robert Miller"}
    line = merged.out.split()[-1]
    assert mnesis("undo", line).out == "Taken back.\n"
    assert [one["object"] for one in mnesis("facts", "--about", "Bob", "--json").json["facts"]] == ["tea"]
    again = mnesis("undo", line)
    assert (again.code, "undone already" in again.err) == (2, True)


def test_split(mnesis: Mnesis) -> None:
    mnesis("learn", "--fact", "Anna", "likes", "tea")
    id = mnesis("learn", "--fact", "Anna", "works at", "Acme", "--json").json["facts"][0]["id"]
    line = mnesis("split", "Anna", "Anna Weber", id[-7:], "--type", "person", "--json").json
    assert (line["action"], line["actor"], line["detail"]["facts"]) == ("split", "user", 1)
    [fact] = mnesis("facts", "--about", "Anna Weber", "--json").json["facts"]
    assert (fact["subject"], fact["object"]) == ("Anna Weber", "Acme")
    assert mnesis("undo", line["id"]).code == 0
    assert {one["subject"] for one in mnesis("facts", "--json").json["facts"]} == {"Anna"}


def test_why_of_a_preference_and_of_a_procedure(mnesis: Mnesis) -> None:
    procedure = mnesis(*DEPLOY, "--json").json["procedures"][0]["id"]
    learned = mnesis("learn", "Always use pnpm, not npm.", "--json").json
    mnesis("outcome", procedure, "failure", "--note", "No database.")
    wish = learned["preferences"][0]["id"]
    told = mnesis("why", wish[-7:]).out
    assert told.startswith("tools, package manager: pnpm, not npm\n  strength  90%\n")
    assert "told: pnpm, not npm\n      “Always use pnpm, not npm.”\n      memory " + learned["episode"] in told
    assert mnesis("why", wish, "--json").json["preference"]["history"][0]["quote"] == "Always use pnpm, not npm."
    told = mnesis("why", procedure).out
    for part in ("told by hand: Deploy the app", "pnpm instead of npm", "failure: No database."):
        assert part in told
    assert mnesis("why", procedure, "--json").json["procedure"]["failure_count"] == 1
