"""Automatic tags: kinds of things, and only what a person says of themselves."""

import pytest

from mnesis.episodic.tags import tags_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We had soup.", ()),
        ("thanks!", ("acknowledgement",)),
        ("No, it's on Friday.", ("correction",)),
        ("Please never suggest Docker, I hate it.", ("preference", "instruction")),
        ("We decided to go with Postgres.", ("decision",)),
        ("Where is the key?", ("question",)),
        ("My password is hunter2", ("security",)),
        ("Run `git push -f` please", ("code",)),
        ("I'm devastated.", ("emotion",)),
    ],
)
def test_tags_of_a_person(text, expected):
    assert tags_of(text) == expected


def test_others_have_no_preferences_or_decisions():
    assert tags_of("I prefer `ls -l`, and the API key was leaked", "agent") == ("code",)
    assert tags_of("I decided to launch", "tool:mail") == ()
    assert tags_of("The API key was leaked", "tool:scanner") == ("security",)


def test_code_blocks_say_nothing_about_their_author():
    assert tags_of("See:\n```\n# I hate this, my password is hunter2\n```") == ("code",)
