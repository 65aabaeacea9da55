"""The pages as people see them, and what becomes of the files."""

import re
from datetime import date
from pathlib import Path

import pytest

from mnesis.errors import InvalidInput
from mnesis.model import Scope
from mnesis.providers.llms.contract import Completed, Prompted

from .desk import Desk, ScriptedLLM

MEMORY = """\
# Memory

## People

### Ana

- lives in: Munich (since 2019) [fact]
- works at: Acme [fact]

## Plans and decisions

### Otto

- decided: use Postgres for billing [fact]

## How things are done

- Deploying the app [procedure]
  1. run the tests
  2. build the image
  3. push it to Vercel

## Days

### Wednesday, 11 February 2026

- user: My name is Otto and I live in Berlin. [episode]
- user: My sister Ana works at Acme. [episode]
- user: Ana lives in Munich since 2019. [episode]
- user: We decided to use Postgres for billing. [episode]
- user: I love jazz. [episode]
- user: Always use pnpm, not npm. [episode]
- user: To deploy the app, first run the tests, then build the image, and finally push it to Vercel. [episode]
"""

USER = """\
# Otto

## About

- named: Otto [fact]

## Home, family and friends

- lives in: Berlin [fact]
- sister: Ana [fact]

## Tastes

- likes: jazz [fact]

## Preferences

### Tools

- package manager: pnpm [preference]
"""


@pytest.fixture
def told(desk: Desk) -> Desk:
    for text in (
        "My name is Otto and I live in Berlin.",
        "My sister Ana works at Acme.",
        "Ana lives in Munich since 2019.",
        "We decided to use Postgres for billing.",
        "I love jazz.",
        "Always use pnpm, not npm.",
        "To deploy the app, first run the tests, then build the image, and finally push it to Vercel.",
    ):
        desk.say(text)
    return desk


def seen(page: str) -> str:
    """What a reader of the page sees, with the kinds of pointers for pointers."""
    without = re.sub(r"^<!--.*?-->$", "", page, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"\[(\w+):[0-9A-Z]{26}\]", r"[\1]", without).strip() + "\n"


def test_the_pages_read_well(told: Desk) -> None:
    told.reflect()
    assert seen(told.page()) == MEMORY
    assert seen(told.page("USER.md")) == USER


def test_pages_say_that_they_are_private_and_may_be_edited(told: Desk) -> None:
    told.reflect()
    for name in told.pages():
        comment = told.page(name).partition("-->")[0]
        assert comment.startswith("<!-- ")
        assert "private" in comment
        assert "edits are read back" in comment


def test_every_pointer_leads_to_a_record(told: Desk) -> None:
    told.reflect()
    there = {one.id for one in told.everything()}
    for name in told.pages():
        body = told.page(name).partition("<!-- mnesis manifest")[0]
        lines = [line for line in body.split("\n") if line.startswith("- ")]
        assert lines
        for line in lines:
            [*_, pointer] = re.findall(r"\[\w+:(\w+)\]", line)
            assert line.endswith(f":{pointer}]")
            assert pointer in there


def test_only_what_holds_is_told(told: Desk) -> None:
    told.say("Ana moved to Hamburg.")
    told.clock.advance(days=1)
    told.reflect()
    people = told.page().partition("## Plans")[0]
    assert "Hamburg" in people
    assert "Munich" not in people


def test_the_last_fourteen_days_are_told_the_latest_first(desk: Desk) -> None:
    for day in range(1, 21):
        desk.say(f"We decided to paint door {day} green.", time=f"2026-01-{day:02}T12:00:00Z")
        desk.reflect(date(2026, 1, day))
    days = re.findall(r"^### \w+, (\d+) January 2026$", desk.page(), flags=re.MULTILINE)
    assert days == [str(day) for day in range(20, 6, -1)]


def test_who_speaks_under_a_name_is_the_user(desk: Desk) -> None:
    desk.say("I live in Ghent.", speaker="Marta")
    desk.say("My brother Paul lives in Lisbon.", speaker="Marta")
    desk.say("I live in a computer.", actor="agent", speaker="Juno")
    desk.reflect()
    assert "# Marta\n" in desk.page("USER.md")
    assert "- lives in: Ghent [fact:" in desk.page("USER.md")
    assert "### Marta" not in desk.page()
    desk.edit(lambda page: f"- hobby: chess\n{page}", "USER.md")
    desk.reflect()
    assert [one.subject for one in desk.facts("hobby")] == ["Marta"]


def test_where_two_people_speak_neither_is_the_user(desk: Desk) -> None:
    desk.say("I live in Ghent.", speaker="Marta")
    desk.say("I live in Lisbon.", speaker="Paul")
    desk.reflect()
    assert "# The user\n" in desk.page("USER.md")
    assert "### Marta" in desk.page()
    assert "### Paul" in desk.page()


def test_another_scope_is_on_no_page(told: Desk, tmp_path: Path) -> None:
    other = Desk(told.store, tmp_path / "other", Scope("local", "work"), told.clock)
    other.say("My sister Zoe lives in Oslo.")
    told.reflect()
    other.reflect()
    assert not {"Zoe", "Oslo"} & set(re.findall(r"\w+", told.page() + told.page("USER.md")))
    assert not {"Ana", "Munich"} & set(re.findall(r"\w+", other.page() + other.page("USER.md")))


def test_a_page_that_is_edited_meanwhile_is_left_as_it_is(told: Desk) -> None:
    told.reflect()

    class Editing(ScriptedLLM):
        """A model that is so slow that somebody edits a page meanwhile."""

        def complete(self, request: Prompted) -> Completed:
            told.edit(lambda page: page.replace("# Memory\n", "# Memory\n\nMy brother Paul lives in Lisbon.\n"))
            return super().complete(request)

    told.say("I love tea.")
    done = told.reflect(llm=Editing())
    assert any("edited meanwhile" in one for one in done.notices)
    assert "Paul lives in Lisbon" in told.page()
    assert [one.line for one in told.reflect().edits] == ["My brother Paul lives in Lisbon."]
    assert "- lives in: Lisbon" in told.page()


def test_no_half_written_file_is_left(told: Desk, tmp_path: Path) -> None:
    told.reflect()
    assert sorted(path.name for path in told.folder.iterdir()) == ["MEMORY.md", "USER.md"]
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with pytest.raises(InvalidInput, match="cannot be"):
        told.reflector.reflect(None, blocked)


def test_without_a_folder_nothing_is_written(told: Desk) -> None:
    done = told.reflector.reflect()
    assert (done.written, told.folder.exists()) == ((), False)
    assert done.digest.points


def test_hostile_words_stay_words(desk: Desk) -> None:
    text = 'I love "jazz" --> <!-- mnesis manifest 1 [fact:x] (since 2020) \\ # - and 1. more'
    desk.say(text)
    desk.say("Ana lives in Weird (since 1999).")
    desk.reflect()
    before, files = desk.everything(), desk.pages()
    done = desk.reflect()
    assert (done.edits, done.notices, desk.everything(), desk.pages()) == ((), (), before, files)
