"""Recipes: steps with the task they are for; stories, plans, lists of things and orders for once are none."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.clauses import clauses
from mnesis.extraction.rules.recipes import recipes
from mnesis.model.finding import Recipe

SAID = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)


def found(text: str, *before: str) -> list[Recipe]:
    turns = tuple(Turn(text=one, actor="agent", speaker=None, time=SAID) for one in before)
    passage = Passage(id="p", text=text, actor="user", speaker=None, time=SAID, before=turns)
    return recipes(passage, clauses(text))


def steps(recipe: Recipe) -> list[str]:
    return [step["detail"] for step in recipe.steps]


@pytest.mark.parametrize(
    ("text", "trigger", "expected"),
    [
        (
            "To deploy, first run the tests, then build, and finally push the tag.",
            "deploying",
            ["run the tests", "build", "push the tag"],
        ),
        (
            "Here's how we release: 1. Bump the version. 2. Tag it. 3. Push the tag.",
            "releasing",
            ["Bump the version", "Tag it", "Push the tag"],
        ),
        (
            "Steps to rotate the keys:\n- generate a new pair\n- revoke the old one",
            "rotating the keys",
            ["generate a new pair", "revoke the old one"],
        ),
        (
            "Whenever a parcel comes back, scan the label, weigh it and then refund the customer.",
            "a parcel comes back",
            ["scan the label", "weigh it", "refund the customer"],
        ),
        (
            "Our process for onboarding: create the accounts, send the handbook, then book a call.",
            "onboarding",
            ["create the accounts", "send the handbook", "book a call"],
        ),
        (
            "The way I back up my photos: copy them to the NAS, verify the checksums, then wipe the card.",
            "backing up my photos",
            ["copy them to the NAS", "verify the checksums", "wipe the card"],
        ),
        (
            "Before every release, run the full test suite and tag the commit.",
            "Before every release",
            ["run the full test suite", "tag the commit"],
        ),
        (
            "To close the shop, count the till. Then lock the back door. Finally, set the alarm.",
            "closing the shop",
            ["count the till", "lock the back door", "set the alarm"],
        ),
        (
            "When I say ship it, run the tests, commit and push.",
            "I say ship it",
            ["run the tests", "commit", "push"],
        ),
        (
            "Here's how we open the lab. First you switch on the lamp. Then you run the blank (twice).",
            "opening the lab",
            ["switch on the lamp", "run the blank"],
        ),
        ("Deploys: run tests -> build image -> restart it", "Deploys", ["run tests", "build image", "restart it"]),
    ],
)
def test_a_recipe_is_found(text: str, trigger: str, expected: list[str]) -> None:
    (recipe,) = found(text)
    assert (recipe.trigger, steps(recipe)) == (trigger, expected)
    assert recipe.quote == text


@pytest.mark.parametrize(
    "text",
    [
        "First we went to the beach, then we had dinner, and finally we watched a film.",
        "When I got home I cooked dinner, then watched TV and went to bed.",
        "First open the door, then sit down.",
        "Please open the file, fix the typo and then send it to Ana.",
        "To fix this, first restart the server and then clear the cache.",
        "Tonight I'll cook, then watch a film, and finally go to bed.",
        "If it rains tomorrow, cancel the picnic and then call everyone.",
        "If I won the lottery, I would buy a house, then travel.",
        "When you get home, call me and then send the file.",
        "To deploy, do I first run the tests and then build?",
        "To be honest, I like it and then I don't.",
        "Shopping list:\n- milk\n- eggs\n- bread",
        "What I did yesterday:\n1. fixed the login\n2. wrote docs",
        "I need you to do two things:\n1. call Ana\n2. book a table",
        "2026-02-03 ERROR worker: retry, then abort",
        "",
    ],
)
def test_what_is_no_recipe_yields_none(text: str) -> None:
    assert found(text) == []


def test_a_step_has_its_verb_and_its_words() -> None:
    (recipe,) = found("To publish, proofread the text, then upload it.")
    assert recipe.steps == (
        {"action": "proofread", "detail": "proofread the text"},
        {"action": "upload", "detail": "upload it"},
    )
    assert recipe.name == "Publishing"


def test_steps_may_answer_a_question() -> None:
    (recipe,) = found("Empty the tank, fill in the descaler, then run it twice.", "How do you descale the machine?")
    assert (recipe.trigger, len(recipe.steps)) == ("descaling the machine", 3)
    assert found("Empty the tank, fill in the descaler, then run it twice.", "How was your day?") == []


def test_where_it_holds_and_whether_it_sets_something_right() -> None:
    (recipe,) = found("No, in the mobile repo, to cut a release, bump the version, then tag it.")
    assert (recipe.context, recipe.corrects) == ("in the mobile repo", True)


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(["to", "deploy", ",", "then", "run it", "1.", "2.", ":", "\n", "- add", "first", "when", "’"]),
        max_size=40,
    ).map(" ".join)
)
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_raise(text: str) -> None:
    for recipe in found(text, text):
        assert len(recipe.steps) >= 2
        assert recipe.trigger
