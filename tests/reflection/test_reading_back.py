"""What a person edits in a page is done, and nothing that a person wrote is lost."""

import re
from datetime import UTC, datetime

import pytest

from mnesis.errors import InvalidInput
from mnesis.model import Edited, Episode, Fact, Preference, Procedure, Scope, Where, within
from mnesis.procedural.asking import preferences

from .desk import Desk


@pytest.fixture
def told(desk: Desk) -> Desk:
    """A desk after some talk and a first reflection."""
    for text in (
        "My name is Otto and I live in Berlin.",
        "My sister Ana works at Acme.",
        "Ana lives in Munich since 2019.",
        "I love jazz.",
        "Always use pnpm, not npm.",
        "To deploy the app, first run the tests, then build the image, and finally push it to Vercel.",
    ):
        desk.say(text)
    desk.reflect()
    return desk


def without_line(start: str, page: str) -> str:
    return re.sub(rf"^{re.escape(start)}.*\n", "", page, flags=re.MULTILINE)


def test_a_line_that_is_gone_takes_its_fact_back(told: Desk) -> None:
    told.edit(lambda page: without_line("- works at: Acme", page))
    done = told.reflect()
    assert [(one.what, one.kind) for one in done.edits] == [(Edited.RETRACTED, "fact")]
    assert told.objects("works_at") == []
    assert "- works at: Acme" not in told.page()
    assert "- taken back: Ana works at Acme [fact:" in told.page()


def test_an_edited_value_is_a_correction_with_the_words_of_the_edit(told: Desk) -> None:
    told.edit(lambda page: page.replace("lives in: Munich", "lives in: Hamburg"))
    [edit] = told.reflect().edits
    assert edit.what is Edited.CORRECTED
    assert edit.page == "MEMORY.md"
    [fact] = told.facts("located_in", object="Hamburg")
    assert (fact.subject, fact.source_type, fact.source_episode) == ("Ana", "corrected", edit.episode)
    assert fact.valid_from == datetime(2019, 1, 1, tzinfo=UTC)
    [episode] = told.store.get(Episode, [edit.episode or ""], within(told.scope))
    assert (episode.actor, episode.session_id) == ("user", "MEMORY.md")
    assert episode.text.startswith("Ana ")
    assert episode.text.endswith(" in Hamburg (since 2019), not Munich")
    [wrong] = told.store.find(Fact, within(told.scope, Where("object", "eq", "Munich")))
    assert wrong.known_until is not None
    assert "lives in: Hamburg (since 2019)" in told.page()


@pytest.mark.parametrize(
    ("window", "start", "until"),
    [
        ("since 2021-03", datetime(2021, 3, 1, tzinfo=UTC), None),
        ("since March 2021", datetime(2021, 3, 1, tzinfo=UTC), None),
        ("from 2020 until 2027-05", datetime(2020, 1, 1, tzinfo=UTC), datetime(2027, 6, 1, tzinfo=UTC)),
        ("until 2027", None, datetime(2028, 1, 1, tzinfo=UTC)),
    ],
)
def test_an_edited_window_is_another_time(
    told: Desk, window: str, start: datetime | None, until: datetime | None
) -> None:
    told.edit(lambda page: page.replace("Munich (since 2019)", f"Munich ({window})"))
    [edit] = told.reflect().edits
    assert edit.what is Edited.RETIMED
    [fact] = told.facts("located_in", object="Munich")
    assert (fact.valid_from, fact.valid_until) == (start, until)


def test_a_window_may_be_taken_out(told: Desk) -> None:
    told.edit(lambda page: page.replace("Munich (since 2019)", "Munich"))
    [edit] = told.reflect().edits
    assert edit.what is Edited.RETIMED
    assert [one.valid_from for one in told.facts("located_in", object="Munich")] == [None]


def test_another_label_is_another_fact(told: Desk) -> None:
    told.edit(lambda page: page.replace("- works at: Acme", "- studies at: Acme"))
    [edit] = told.reflect().edits
    assert edit.what is Edited.CORRECTED
    assert (told.objects("works_at"), told.objects("studies_at")) == ([], ["Acme"])


def test_a_label_that_is_no_predicate_is_kept_and_changes_nothing(told: Desk) -> None:
    told.edit(lambda page: page.replace("- works at: Acme", "- frobs: Acme"))
    done = told.reflect()
    assert [one.what for one in done.edits] == [Edited.UNCLEAR]
    assert told.objects("works_at") == ["Acme"]
    assert "- frobs: Acme [fact:" in told.page().partition("## Not understood")[2]
    assert "- works at: Acme" in told.page()


def test_edits_of_the_profile(told: Desk) -> None:
    told.edit(lambda page: page.replace("lives in: Berlin", "lives in: Porto").replace(": pnpm", ": yarn"), "USER.md")
    done = told.reflect()
    assert [(one.what, one.kind) for one in done.edits] == [
        (Edited.CORRECTED, "fact"),
        (Edited.CORRECTED, "preference"),
    ]
    assert told.objects("located_in", subject="Otto") == ["Porto"]
    [wish] = told.store.find(Preference, within(told.scope))
    assert (wish.value, wish.source_episodes) == ("yarn", (done.edits[1].episode,))


def test_a_preference_that_is_gone_is_wanted_no_more(told: Desk) -> None:
    told.edit(lambda page: without_line("- package manager", page), "USER.md")
    [edit] = told.reflect().edits
    assert (edit.what, edit.kind) == (Edited.RETRACTED, "preference")
    assert preferences(told.store, told.scope, told.clock()) == []
    assert "pnpm" not in told.page("USER.md")


def test_steps_may_be_changed(told: Desk) -> None:
    told.edit(
        lambda page: (
            page.replace("  2. build the image\n", "  2. build the image\n  3. ask Ana\n")
            .replace("3. push", "4. push")
            .replace("- Deploying the app", "- Deploying the shop")
        )
    )
    [edit] = told.reflect().edits
    assert (edit.what, edit.kind) == (Edited.CHANGED, "procedure")
    [way] = told.store.find(Procedure, within(told.scope))
    assert way.name == "Deploying the shop"
    assert [step["detail"] for step in way.steps] == [
        "run the tests",
        "build the image",
        "ask Ana",
        "push it to Vercel",
    ]


def test_a_procedure_that_is_gone_is_forgotten(told: Desk) -> None:
    told.edit(lambda page: re.sub(r"^- Deploying.*\n(?:  .*\n)+", "", page, flags=re.MULTILINE))
    assert [one.what for one in told.reflect().edits] == [Edited.RETRACTED]
    assert told.store.find(Procedure, within(told.scope)) == []


def test_new_lines_are_understood(told: Desk) -> None:
    told.edit(
        lambda page: (
            page.replace("### Ana\n\n", "### Ana\n\n- hobby: chess\n")
            .replace(
                "## How things are done\n\n", "## How things are done\n\n- Making tea\n  1. boil water\n  2. wait\n\n"
            )
            .replace("# Memory\n", "# Memory\n\nMy brother Paul lives in Lisbon.\n")
        )
    )
    done = told.reflect()
    assert {one.what for one in done.edits} == {Edited.STATED}
    assert [(one.subject, one.object) for one in told.facts("hobby")] == [("Ana", "chess")]
    assert "Lisbon" in told.objects("located_in")
    assert {one.name for one in told.store.find(Procedure, within(told.scope))} == {"Deploying the app", "Making tea"}
    assert "Not understood" not in told.page()


def test_new_lines_of_the_profile_are_about_the_user(told: Desk) -> None:
    told.edit(lambda page: page.replace("### Tools\n", "### Tools\n\n- editor: Helix\n"), "USER.md")
    told.edit(lambda page: page.replace("## Tastes\n", "## Tastes\n\n- dislikes: coriander (since 2020)\n"), "USER.md")
    assert [one.what for one in told.reflect().edits] == [Edited.STATED] * 2
    [fact] = told.facts("dislikes")
    assert (fact.subject, fact.object, fact.valid_from) == ("Otto", "coriander", datetime(2020, 1, 1, tzinfo=UTC))
    assert "- editor: Helix [preference:" in told.page("USER.md")


def test_what_is_not_understood_stays_where_it_can_be_found(told: Desk) -> None:
    words = "Hmm, perhaps ask about the thing again?"
    told.edit(lambda page: page.replace("## How", f"{words}\n\n## How"))
    done = told.reflect()
    assert [one.what for one in done.edits] == [Edited.UNCLEAR]
    assert any(words in one for one in done.notices)
    assert words in told.page().partition("## Not understood")[2]
    before, files = told.everything(), told.pages()
    again = told.reflect()
    assert (again.edits, again.written, told.everything(), told.pages()) == ((), (), before, files)
    told.edit(lambda page: page.replace(f"{words}\n", ""))
    told.reflect()
    assert "Not understood" not in told.page()


def test_order_white_space_and_line_ends_are_no_edits(told: Desk) -> None:
    def shuffled(page: str) -> str:
        head, manifest = page.split("<!-- mnesis manifest")
        people, plans = head.split("## How things are done")
        moved = people.replace("- works at", " *   works  at") + "## Days and so on\n"
        return f"\ufeff## How things are done{plans}{moved}\n\n\n<!-- mnesis manifest{manifest}".replace("\n", "\r\n")

    before = told.everything()
    told.edit(shuffled)
    done = told.reflect()
    assert done.edits == ()
    assert told.everything() == before
    assert "## Days and so on" in told.page().partition("## Not understood")[2]


def test_a_pointer_may_be_torn_or_gone(told: Desk) -> None:
    before = told.everything()
    told.edit(
        lambda page: re.sub(r"(- works at: Acme) \[.*", r"\1", re.sub(r"(2019\)) \[fact:0.*", r"\1 [fact:0", page))
    )
    done = told.reflect()
    assert done.edits == ()
    assert told.everything() == before
    assert re.search(r"- works at: Acme \[fact:\w{26}\]\n", told.page())


@pytest.mark.parametrize("damage", ["gone", "torn", "edited"])
def test_without_its_manifest_nothing_counts_as_deleted(told: Desk, damage: str) -> None:
    def damaged(page: str) -> str:
        page = page.replace("- works at: Acme", "- works at: Globex")
        page = without_line("- lives in: Munich", page)
        head, manifest = page.split("<!-- mnesis manifest")
        tail = {"gone": "", "torn": manifest[:60], "edited": manifest.replace("fact:", "fact:X", 1)}[damage]
        return head + (f"<!-- mnesis manifest{tail}" if tail else "")

    told.edit(damaged)
    before = told.everything()
    done = told.reflect()
    assert done.edits == ()
    assert told.everything() == before
    assert any("MEMORY.md" in one and "damaged or gone" in one for one in done.notices)
    page = told.page()
    assert "- works at: Globex [fact:" in page.partition("## Not understood")[2]
    assert "- works at: Acme" in page
    assert "- lives in: Munich" in page
    again = told.reflect()
    assert (again.edits, again.written, again.notices) == ((), (), ())


def test_lines_that_follow_from_others_come_back(told: Desk) -> None:
    before = told.everything()
    told.edit(lambda page: without_line("- user: I love jazz", page))
    done = told.reflect()
    assert done.edits == ()
    assert told.everything() == before
    assert any("come back" in one for one in done.notices)
    assert "- user: I love jazz." in told.page()


def test_an_edited_line_of_a_day_is_a_statement(told: Desk) -> None:
    told.edit(lambda page: page.replace("- user: I love jazz.", "- I love techno."))
    [edit] = told.reflect().edits
    assert edit.what is Edited.STATED
    assert told.objects("likes") == ["jazz", "techno"]


def test_a_line_twice_with_one_pointer_is_an_edit_and_a_statement(told: Desk) -> None:
    line = told.line("- works at: Acme")
    told.edit(lambda page: page.replace(line, f"{line}\n{line.replace('Acme', 'Globex')}"))
    told.reflect()
    assert told.objects("works_at", valid_until=None) == ["Globex"]


def test_a_file_that_is_gone_deletes_nothing(told: Desk) -> None:
    before = told.everything()
    files = told.pages()
    (told.folder / "MEMORY.md").unlink()
    done = told.reflect()
    assert (done.edits, done.notices, told.everything(), told.pages()) == ((), (), before, files)


def test_a_page_in_another_encoding_is_left_alone(told: Desk) -> None:
    content = told.page().replace("Munich", "München").encode("latin-1", "replace")
    (told.folder / "MEMORY.md").write_bytes(content)
    before = told.everything()
    done = told.reflect()
    assert told.everything() == before
    assert any("not UTF-8" in one for one in done.notices)
    assert told.pages()["MEMORY.md"] == content


def test_scopes_never_share_a_folder(told: Desk) -> None:
    other = Desk(told.store, told.folder, Scope("local", "work"))
    files = told.pages()
    with pytest.raises(InvalidInput, match="another scope"):
        other.reflect()
    assert told.pages() == files
    assert other.everything() == []
