"""What the user does over again in another way."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.redoing import redone
from mnesis.model.finding import Wish
from mnesis.model.knowledge import SourceType

SAID = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
NOTE = "Dear all, the release is out today and the notes are in the usual place"


def again(agent: str, user: str) -> Wish | None:
    before = (Turn(text=agent, actor="agent", speaker=None, time=SAID),)
    return redone(Passage(id="p", text=user, actor="user", speaker=None, time=SAID, before=before))


@pytest.mark.parametrize(
    ("agent", "user", "key", "value", "instead"),
    [
        ("Run this:\n```bash\nnpm install zod\n```", "pnpm add zod", "package_manager", "pnpm", "npm"),
        ("I ran `npm test`.", "`yarn test`", "package_manager", "yarn", "npm"),
        ("docker run -it alpine sh", "I did:\n```\npodman run -it alpine sh\n```", "container", "podman", "docker"),
    ],
)
def test_the_same_command_with_another_tool(agent: str, user: str, key: str, value: str, instead: str) -> None:
    wish = again(agent, user)
    assert wish is not None
    assert (wish.key, wish.value, wish.instead_of) == (key, value, instead)
    assert (wish.source_type, wish.strength) == (SourceType.INFERRED, 0.6)


@pytest.mark.parametrize(
    ("agent", "user", "key", "value"),
    [
        (f"{NOTE} 🎉", NOTE, "emojis", "none"),
        (f"{NOTE}! Enjoy!", f"{NOTE}. Enjoy.", "exclamation_marks", "none"),
        (
            "```py\ndef total(rows, rate):\n    # add them up\n    return sum(rows) * rate + base\n```",
            "```py\ndef total(rows, rate):\n    return sum(rows) * rate + base\n```",
            "code_comments",
            "none",
        ),
    ],
)
def test_the_same_words_in_another_style(agent: str, user: str, key: str, value: str) -> None:
    wish = again(agent, user)
    assert wish is not None
    assert (wish.key, wish.value, wish.strength) == (key, value, 0.5)


@pytest.mark.parametrize(
    ("agent", "user"),
    [
        ("You can use npm install zod", "ok thanks"),
        ("npm install zod", "pnpm add left-pad"),
        ("npm test", "why does pnpm test fail?"),
        ("git status", "git push"),
        ("npm install zod", "npm install zod"),
        (f"{NOTE} 🎉", "Could we send it tomorrow instead, after lunch perhaps"),
        ("", "pnpm add zod"),
    ],
)
def test_something_else_shows_nothing(agent: str, user: str) -> None:
    assert again(agent, user) is None


@given(st.text(max_size=200), st.text(max_size=200))
@settings(max_examples=100, deadline=None)
def test_no_text_makes_it_raise(agent: str, user: str) -> None:
    wish = again(agent, user)
    assert wish is None or wish.source_type is SourceType.INFERRED
