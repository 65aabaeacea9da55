"""Wishes: what is wanted from now on is found, what is wanted once, told or quoted is not."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.clauses import clauses
from mnesis.extraction.rules.wishes import wishes
from mnesis.model.finding import Wish
from mnesis.model.knowledge import SourceType

SAID = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)


def found(text: str, *before: str) -> list[Wish]:
    """The wishes of a text said after these turns of the agent."""
    turns = tuple(Turn(text=one, actor="agent", speaker=None, time=SAID) for one in before)
    passage = Passage(id="p", text=text, actor="user", speaker=None, time=SAID, before=turns)
    return wishes(passage, clauses(text))


def told(one: Sequence[Wish]) -> list[tuple[str, str, str]]:
    return [(wish.category.value, wish.key, wish.value) for wish in one]


@pytest.mark.parametrize(
    ("text", "category", "key", "value"),
    [
        ("Always use pnpm, not npm.", "tools", "package_manager", "pnpm"),
        ("No, use uv instead of pip.", "tools", "package_manager", "uv"),
        ("When you look something up, use Kagi instead of Google.", "tools", "search_engine", "Kagi"),
        ("My preferred editor is Helix.", "tools", "editor", "Helix"),
        ("Open links in Firefox, not Chrome.", "tools", "browser", "Firefox"),
        ("let's use Tailwind for styling from now on", "tools", "css", "Tailwind"),
        ("I told you to use pytest, not unittest!", "tools", "test_runner", "pytest"),
        ("please don't put comments in the code", "formatting", "code_comments", "none"),
        ("I like my scripts without comments.", "formatting", "code_comments", "none"),
        ("I prefer tabs over spaces.", "formatting", "indentation", "tabs"),
        ("We use two spaces for indentation in this repo.", "formatting", "indentation", "two spaces"),
        ("I said metric, not imperial.", "formatting", "units", "metric"),
        ("we use British spelling", "formatting", "spelling", "British"),
        ("Wrap lines at 100 characters.", "formatting", "line_length", "100"),
        ("Every Python function should have type hints.", "formatting", "type_hints", "type hints"),
        ("I like my reports as bullet points.", "formatting", "lists", "bullet points"),
        ("Write dates in ISO format from now on.", "formatting", "dates", "ISO"),
        ("from now on answer in German", "communication", "language", "German"),
        ("keep it short", "communication", "verbosity", "concise"),
        ("Can you keep your answers brief from now on?", "communication", "verbosity", "concise"),
        ("call me Otto", "communication", "name", "Otto"),
        ("stop using emojis", "communication", "emojis", "none"),
        ("Be blunt with me. Always.", "communication", "tone", "blunt"),
        ("You don't have to be so formal with me.", "communication", "tone", "informal"),
        ("I'd rather get updates by email than on Slack.", "communication", "channel", "email"),
        ("never schedule meetings before 10", "scheduling", "meetings", "not before 10"),
        ("No meetings on Mondays.", "scheduling", "meetings", "not on Mondays"),
        ("Don't message me after 6pm.", "scheduling", "quiet_hours", "after 6pm"),
        ("can you always run the tests before pushing?", "workflow", "testing", "before pushing"),
        ("I'd rather you ask before deleting files.", "workflow", "deletions", "ask first"),
        ("Never send an email without asking me first.", "workflow", "confirmation", "ask first"),
        ("Squash commits before merging, always.", "workflow", "merging", "Squash"),
        ("When you book trains for me, always pick one with a dining car.", "other", "trains", "with a dining car"),
    ],
)
def test_a_standing_wish_is_found(text: str, category: str, key: str, value: str) -> None:
    assert told(found(text)) == [(category, key, value)]


@pytest.mark.parametrize(
    "text",
    [
        "Use blue for this slide.",
        "No emojis in this one, it's for a funeral.",
        "Just for this email, be formal.",
        "Can you make this email shorter?",
        "Write me a short poem about autumn in French.",
        "Answer in one sentence: what is a monad?",
        "Don't deploy yet.",
        "Book a table for two at eight.",
        "I love jazz.",
        "I prefer tea over coffee.",
        "I don't always use pnpm.",
        "Do you prefer tabs or spaces?",
        "What if we always used pnpm?",
        'My boss always says "never deploy on Fridays".',
        "Back then we always used Jenkins.",
        "Never trust a skinny chef.",
        "People should never email after 6pm.",
        "They prefer Slack over email.",
        "Tell Ana to always lock the door.",
        "Ask Ben to stop using tabs.",
        "No, I live in Berlin, not Munich.",
        "We use Postgres and Redis.",
        "Call me when you get there.",
        "Please, by all means, always send it at midnight.",
        "Keep the change!",
        "Never mind, I found it.",
        "",
    ],
)
def test_what_is_no_standing_wish_yields_none(text: str) -> None:
    assert found(text) == []


def test_several_wishes_of_a_sentence_are_each_found() -> None:
    said = found("From now on reply in Portuguese, skip the jargon and never use emojis.")
    assert [(one.key, one.value) for one in said] == [
        ("language", "Portuguese"),
        ("jargon", "none"),
        ("emojis", "none"),
    ]


def test_what_is_not_wanted_and_then_what_is_are_one_wish() -> None:
    (wish,) = found("Never use npm. Use pnpm, please.")
    assert (wish.value, wish.instead_of) == ("pnpm", "use npm")


def test_the_thing_replaced_is_kept() -> None:
    (wish,) = found("Please use Podman rather than Docker from now on.")
    assert (wish.value, wish.instead_of, wish.strength) == ("Podman", "Docker", 0.9)


def test_a_wish_taken_back_says_so() -> None:
    (wish,) = found("You can use Docker again.")
    assert (wish.key, wish.value, wish.withdrawn) == ("container", "Docker", True)


def test_setting_right_what_the_agent_did_is_a_correction() -> None:
    (wish,) = found("Use pnpm instead of npm, please.", "I ran npm install for you.")
    assert wish.source_type is SourceType.CORRECTED
    (wish,) = found("From now on use pnpm instead of npm.", "What shall I do?")
    assert wish.source_type is SourceType.STATED


def test_the_quote_is_the_sentence_as_it_was_said() -> None:
    (wish,) = found("Thanks a lot. Please don’t use emojis any more! Bye.")
    assert wish.quote == "Please don’t use emojis any more!"


def test_an_order_beside_a_task_is_for_that_task() -> None:
    assert found("Write a story about a fox. Keep it short.") == []


def test_steps_of_a_recipe_are_no_wishes() -> None:
    assert found("Whenever a parcel arrives, check the label, sign for it and then always send me a note.") == []


def test_rules_in_a_list_are_wishes_and_options_are_not() -> None:
    assert [one.key for one in found("My rules:\n- use tabs\n- no emojis")] == ["indentation", "emojis"]
    assert found("Options:\n1. Use Redis\n2. Use Postgres") == []


@given(
    st.text(max_size=300)
    | st.lists(
        st.sampled_from(["always", "never", "use", "not", ",", "npm", "please", ".", "\n", "“", "’", "when"]),
        max_size=40,
    ).map(" ".join)
)
@settings(max_examples=150, deadline=None)
def test_no_text_makes_it_raise(text: str) -> None:
    for wish in found(text, text):
        assert wish.value
        assert wish.key
