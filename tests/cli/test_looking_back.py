"""`mnesis reflect`."""

from pathlib import Path

from .conftest import Mnesis

DAY = "2026-03-02"


def said(mnesis: Mnesis) -> None:
    for minute, text in enumerate(("I live in Berlin.", "We decided to use Postgres for billing.")):
        mnesis("remember", text, "--speaker", "Otto", "--time", f"{DAY}T10:0{minute}Z")


def test_a_day_is_summed_up_and_written_once(mnesis: Mnesis, tmp_path: Path) -> None:
    said(mnesis)
    folder = tmp_path / "pages"
    done = mnesis("reflect", "--day", DAY, "--folder", folder, "--json").json
    assert done["day"] == DAY
    assert any("Postgres" in one["text"] and one["episodes"] for one in done["points"])
    assert done["written"] == [str(folder / "MEMORY.md"), str(folder / "USER.md")]
    assert "Berlin" in (folder / "MEMORY.md").read_text("utf-8")
    again = mnesis("reflect", "--day", DAY, "--folder", folder, "--json").json
    assert again["written"] == []
    assert again["points"] == done["points"]


def test_edits_are_read_back(mnesis: Mnesis, tmp_path: Path) -> None:
    said(mnesis)
    mnesis("reflect", "--folder", tmp_path)
    for page in (tmp_path / "MEMORY.md", tmp_path / "USER.md"):
        page.write_text(page.read_text("utf-8").replace("lives in: Berlin", "lives in: Kiel"), "utf-8")
    shown = mnesis("reflect", "--folder", tmp_path)
    assert "Read back from the pages\n  corrected" in shown.out
    assert [one["object"] for one in mnesis("facts", "--predicate", "lives in", "--json").json["facts"]] == ["Kiel"]


def test_a_day_on_which_nothing_was_said(mnesis: Mnesis) -> None:
    said(mnesis)
    shown = mnesis("reflect", "--day", "2020-02-03")
    assert shown.code == 0
    assert shown.out.startswith("Monday, 3 February 2020\nNothing was said that day.\n")
    assert mnesis("reflect", "--day", "sometime").code == 2


def test_the_folder_of_another_scope_is_left_alone(mnesis: Mnesis, tmp_path: Path) -> None:
    said(mnesis)
    mnesis("reflect", "--folder", tmp_path)
    mnesis("remember", "I live in Rome.", "--scope", "anna")
    ran = mnesis("reflect", "--folder", tmp_path, "--scope", "anna")
    assert (ran.code, "folder of its own" in ran.err) == (2, True)
