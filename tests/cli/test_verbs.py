"""What the commands do when all is well."""

import json
from pathlib import Path

import pytest

from .conftest import Mnesis


def test_remember_keeps_the_words_and_everything_said_about_them(mnesis: Mnesis) -> None:
    ran = mnesis(
        *(
            "remember",
            "  Grüße aus 東京\n",
            "--actor",
            "tool:mail",
            "--session",
            "s",
            "--time",
            "2026-05-06T18:30+02:00",
        ),
        *(
            "--speaker",
            "Yuki",
            "--tag",
            "travel",
            "--tag",
            "mail",
            "--type",
            "observation",
            "--outcome",
            "success",
            "--json",
        ),
    )
    assert ran.code == 0
    assert ran.json["created"] is True
    memory = ran.json["memory"]
    assert memory["text"] == "  Grüße aus 東京\n"
    assert memory["timestamp"] == "2026-05-06T16:30:00.000Z"
    assert (memory["actor"], memory["speaker"], memory["session_id"]) == ("tool:mail", "Yuki", "s")
    assert (memory["type"], memory["outcome"]) == ("observation", "success")
    assert {"travel", "mail"} <= set(memory["tags"])


def test_the_same_message_is_kept_once(mnesis: Mnesis) -> None:
    args = ("remember", "Once.", "--time", "2026-05-06")
    assert "Remembered" in mnesis(*args).out
    again = mnesis(*args)
    assert again.code == 0
    assert "Known already" in again.out
    assert mnesis("stats", "--json").json["records"]["episode"] == 1


def test_remember_reads_standard_input(mnesis: Mnesis) -> None:
    ran = mnesis("remember", "-", "--json", stdin="two\nlines é\n".encode())
    assert ran.json["memory"]["text"] == "two\nlines é"


def test_recall_gives_hits_with_evidence_and_reasons(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("--json", "recall", "Who has a cat?", "--limit", 1)
    assert ran.code == 0
    [hit] = ran.json["hits"]
    assert hit["id"] == told[2]
    assert hit["rank"] == 1
    assert hit["why"]
    assert hit["evidence"][0]["quote"] in hit["memory"]["text"]
    assert ran.json["took_ms"]


def test_recall_for_people_says_why(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("recall", "Who has a cat?", "--why")
    assert ran.out.startswith("1. Anna, 2026-05-01 10:00, two\n   My cat is called Mia.\n")
    assert told[2] in ran.out
    assert "found by lexical #1" in ran.out
    assert "milliseconds" in ran.out
    assert "\x1b" not in ran.out, "no colours in a pipe"


def test_recall_as_of_hides_what_came_later(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("recall", "cat in Berlin", "--as-of", "2026-03-02", "--json")
    assert [hit["id"] for hit in ran.json["hits"]] == told[:1]


def test_recall_narrows(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("recall", "Berlin", "--since", "2026-03-05", "--json")
    assert [hit["id"] for hit in ran.json["hits"]] == told[1:2]


def test_show(mnesis: Mnesis, told: list[str]) -> None:
    assert mnesis("show", told[0], "--json").json["text"] == "I moved to Berlin."
    out = mnesis("show", told[0]).out
    assert "Otto (user)" in out
    assert "2026-03-02 10:00 UTC" in out
    assert out.endswith("\n\nI moved to Berlin.\n")


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        ((), [2, 1, 0]),
        (("--limit", "1"), [2]),
        (("--session", "one"), [1, 0]),
        (("--speaker", "Anna"), [2]),
        (("--actor", "agent"), []),
        (("--since", "2026-03-09", "--until", "2026-03-09"), [1]),
        (("--until", "2026-03"), [1, 0]),
    ],
)
def test_list_narrows(mnesis: Mnesis, told: list[str], options: tuple[str, ...], expected: list[int]) -> None:
    ran = mnesis("list", *options, "--json")
    assert [one["id"] for one in ran.json["memories"]] == [told[place] for place in expected]
    assert ran.code == (0 if expected else 1)


def test_list_by_tag(mnesis: Mnesis, told: list[str]) -> None:
    tagged = mnesis("remember", "Tagged.", "--tag", "mine", "--json").json["memory"]["id"]
    assert [one["id"] for one in mnesis("list", "--tag", "mine", "--json").json["memories"]] == [tagged]


def test_a_piped_list_is_lines_with_tabs(mnesis: Mnesis, told: list[str]) -> None:
    mnesis("remember", "tab\there\nand a line", "--time", "2027-01-01")
    lines = mnesis("list").out.splitlines()
    assert [line.count("\t") for line in lines] == [4] * 5
    assert lines[1].endswith("\ttab here and a line")


def test_timeline_runs_forward(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("timeline", "--json")
    assert [one["id"] for one in ran.json["memories"]] == told
    assert mnesis("timeline").out.splitlines()[:2] == ["2026-03-02  one", "  10:00 Otto: I moved to Berlin."]


def test_sessions(mnesis: Mnesis, told: list[str]) -> None:
    found = mnesis("sessions", "--json").json["sessions"]
    assert [(one["id"], one["episode_count"]) for one in found] == [("two", 1), ("one", 2)]
    assert "one" in mnesis("sessions").out


def test_scopes_are_listed_with_how_much_they_hold(mnesis: Mnesis, told: list[str]) -> None:
    mnesis("remember", "Elsewhere.", "--scope", "another")
    found = mnesis("scopes", "--json").json["scopes"]
    assert [(one["name"], one["memories"]) for one in found] == [("another", 1), ("main", 3)]
    assert "another\t1" in mnesis("scopes").out


def test_scopes_do_not_see_each_other(mnesis: Mnesis, told: list[str]) -> None:
    assert mnesis("--scope", "other", "list").code == 1
    assert mnesis("list", "--scope", "other").code == 1


def test_forget(mnesis: Mnesis, told: list[str]) -> None:
    assert mnesis("forget", "--session", "one", "--dry-run", "--json").json == {
        "matching": 2,
        "erased": 0,
        "dry_run": True,
    }
    assert mnesis("forget", "--session", "one", "--before", "2026-03-05", "--yes", "--json").json["erased"] == 1
    assert mnesis("forget", told[2], "--yes").out == "1 memory erased.\n"
    assert [one["id"] for one in mnesis("list", "--json").json["memories"]] == [told[1]]
    assert mnesis("forget", told[2], "--yes").code == 1
    assert mnesis("forget", "--all", "--yes", "--json").json["erased"] == 1


def test_closing_a_session(mnesis: Mnesis, told: list[str]) -> None:
    people = mnesis("close", "one")
    assert people.out.startswith("one: 2 memories, ended ")
    assert "Otto: I moved to Berlin." in people.out
    assert mnesis("close", "two", "--json").json["summary"] == "Anna: My cat is called Mia."
    ended = {one["id"]: one["ended_at"] for one in mnesis("sessions", "--json").json["sessions"]}
    assert all(ended.values())
    assert mnesis("remember", "Mia sleeps.", "--session", "two").code == 0
    assert mnesis("sessions", "--json").json["sessions"][0]["ended_at"] is None
    assert mnesis("close", "three").code == 1


def test_forget_does_not_guess(mnesis: Mnesis, told: list[str]) -> None:
    assert mnesis("forget").code == 2
    assert mnesis("forget", "--all", told[0], "--yes").code == 2
    unasked = mnesis("forget", "--all")
    assert unasked.code == 2
    assert "--yes" in unasked.err
    assert len(mnesis("list", "--json").json["memories"]) == 3


def test_export_and_import_keep_every_id(mnesis: Mnesis, told: list[str], tmp_path: Path) -> None:
    backup = tmp_path / "backup.jsonl"
    done = mnesis("export", "--output", backup, "--json")
    assert done.code == 0
    assert done.json["path"] == str(backup)
    assert mnesis("export").out == backup.read_text("utf-8")
    there = mnesis("--db", tmp_path / "other.db", "import", backup, "--json")
    assert (there.json["added"], there.json["duplicates"]) == (3, 0)
    found = mnesis("--db", tmp_path / "other.db", "timeline", "--json").json["memories"]
    assert [one["id"] for one in found] == told


def test_importing_twice_adds_nothing(mnesis: Mnesis, told: list[str], tmp_path: Path) -> None:
    backup = tmp_path / "backup.jsonl"
    mnesis("export", "--output", backup)
    again = mnesis("import", backup, "--json")
    assert again.json["added"] == 0
    assert again.json["duplicates"] == 3
    assert "0 added, 3 known already" in mnesis("import", backup).out


def test_export_for_reading(mnesis: Mnesis, told: list[str]) -> None:
    out = mnesis("export", "--format", "markdown").out
    assert "## Session one" in out
    assert "**Otto** (2026-03-02T10:00:00.000Z): I moved to Berlin." in out


def test_import_skips_what_it_is_told_to(mnesis: Mnesis, tmp_path: Path) -> None:
    lines = ['{"text": "a", "time": "2026-01-01"}', "{broken", '{"text": "b", "time": "2026-01-02"}']
    file = tmp_path / "notes.jsonl"
    file.write_text("\n".join(lines))
    ran = mnesis("import", file, "--on-error", "skip", "--json")
    assert ran.code == 0
    assert (ran.json["added"], ran.json["skipped"]) == (2, 1)
    assert ran.json["files"][0]["skipped"][0]["line"] == 2
    people = mnesis("import", file, "--on-error", "skip")
    assert "1 skipped" in people.out
    assert "line 2" in people.err


def test_stats(mnesis: Mnesis, told: list[str]) -> None:
    counted = mnesis("stats", "--json").json
    assert counted["records"]["episode"] == 3
    assert sum(counted["bytes"].values()) > 0
    assert "episode" in mnesis("stats").out


def test_reindex(mnesis: Mnesis, told: list[str]) -> None:
    assert mnesis("reindex", "--json").json["keys"] >= 3
    assert mnesis("recall", "cat").code == 0


def test_doctor(mnesis: Mnesis, told: list[str]) -> None:
    ran = mnesis("doctor", "--json")
    assert ran.code == 0, ran.out
    assert ran.json["healthy"]
    assert {one["check"] for one in ran.json["findings"]} == {"settings", "model", "store", "vectors"}
    assert mnesis("doctor").out.count("ok ") == len(ran.json["findings"])


def test_doctor_before_anything_is_remembered(mnesis: Mnesis) -> None:
    ran = mnesis("doctor")
    assert ran.code == 0
    assert "mnesis remember" in ran.out


def test_quiet_leaves_out_notes(mnesis: Mnesis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_EMBEDDER", "local")  # which is not installed
    assert "note:" in mnesis("remember", "With a note.").err
    assert mnesis("remember", "Without one.", "--quiet").err == ""
    noted = mnesis("remember", "In the document.", "--json")
    assert noted.err == ""
    assert noted.json["notices"]


def test_control_characters_are_shown_not_sent(mnesis: Mnesis) -> None:
    mnesis("remember", "\x1b]0;owned\x07 title")
    out = mnesis("list").out
    assert "\x1b" not in out
    assert "owned" in out
    assert json.loads(mnesis("list", "--json").out)["memories"][0]["text"].startswith("\x1b")
