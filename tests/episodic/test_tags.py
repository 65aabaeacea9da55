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


def test_the_agent_states_no_preferences_but_may_show_code_and_secrets():
    assert tags_of("I prefer `ls -l`, and my password is x", "agent") == ("security", "code")
    assert tags_of("I decided to launch", "tool:mail") == ()
