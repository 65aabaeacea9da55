"""`mnesis context`."""

import json

from .conftest import Mnesis


def told(mnesis: Mnesis) -> None:
    assert mnesis("remember", "My name is Otto. I live in Berlin.", "--session", "monday").code == 0
    assert mnesis("remember", "The spare key is under the blue flowerpot.", "--session", "monday").code == 0
    assert mnesis("remember", "Hello again.", "--session", "today").code == 0


def test_the_block_is_for_people(mnesis: Mnesis) -> None:
    told(mnesis)
    ran = mnesis("context", "Where is the spare key?")
    assert ran.code == 0
    assert ran.out.startswith("# Memory\n")
    assert "blue flowerpot. [m1]" in ran.out


def test_the_document_is_for_programs(mnesis: Mnesis) -> None:
    told(mnesis)
    asked = ("--session", "today", "--system", "You are Kira.", "--goal", "Open the door", "--budget", "500", "--json")
    made = mnesis("context", "Where is the spare key?", *asked).json
    assert made["budget"] == 500 >= made["total"]
    assert [one["role"] for one in made["messages"]] == ["system", "user", "user"]
    assert made["messages"][0]["content"].endswith(made["block"])
    assert "Open the door" in made["block"]
    assert made["injections"] == ["session_start", "message"]
    assert sum(made["tokens"].values()) == made["total"]
    [line] = [one for one in made["lines"] if "flowerpot" in one["text"]]
    [proof] = line["evidence"]
    assert mnesis("show", proof["episode_id"], "--json").json["text"] == proof["quote"]
    [entry] = [one for one in made["ledger"] if one["id"] == line["id"]]
    assert (entry["label"], entry["level"]) == (line["label"], line["level"])


def test_a_session_goes_on_in_the_next_command(mnesis: Mnesis) -> None:
    told(mnesis)
    mnesis("context", "Where is the spare key?", "--session", "today", "--goal", "Open the door")
    made = mnesis("context", "And then?", "--session", "today", "--json").json
    assert made["injections"] == ["message"]
    assert "Open the door" in made["block"]
    assert "Open the door" not in mnesis("context", "And then?", "--session", "today", "--goal", "").out


def test_messages_and_ledger(mnesis: Mnesis) -> None:
    told(mnesis)
    ran = mnesis("context", "Where is the spare key?", "--messages", "--ledger", "--session", "today")
    assert "== system" in ran.out
    assert "== user\nHello again." in ran.out
    assert "of 4000 tokens, counted by" in ran.out
    assert "LINE\tLEVEL\tTOKENS\tRELEVANCE\tKIND\tID\tWHY" in ran.out


def test_secrets_and_groups(mnesis: Mnesis) -> None:
    mnesis("remember", "My name is Otto. I live in Berlin.")
    mnesis("remember", "I was diagnosed with diabetes.")
    assert "diabetes" not in mnesis("context", "How is my health?").out
    assert "diabetes" in mnesis("context", "How is my health?", "--sensitive").out
    assert "About the user" in mnesis("context", "Who am I?").out
    assert "About the user" not in mnesis("context", "Who am I?", "--shared").out


def test_what_is_wrong_is_said(mnesis: Mnesis) -> None:
    told(mnesis)
    assert mnesis("context", " ").code == 2
    assert mnesis("context", "x", "--budget", "0").code == 2
    ran = mnesis("context", "x", "--model", "nothing", "--json")
    assert ran.code == 2
    assert "context window" in json.loads(ran.err)["error"]["message"]
