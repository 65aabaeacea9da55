"""Whatever is done to a page: nothing is raised, no word of a person is lost, and afterwards everything is at rest."""

import re
import tempfile
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from mnesis.model import Episode, Procedure, within
from mnesis.stores.memory import MemoryStore

from .desk import Desk

_WORD = re.compile(r"\w+")
_POINTER = re.compile(r"\[(?:fact|preference|procedure|episode|entity):\S*")

pieces = st.text(st.characters(blacklist_categories=("Cs",)), min_size=1, max_size=60) | st.sampled_from(
    (
        "I moved to Lisbon.",
        "- hobby: chess",
        "  - hobby: go",
        "## Anna",
        "```",
        "<!-- note to myself",
        "-->",
        "<!-- mnesis manifest 1",
        "- [fact:nobody]",
        "- likes: tea [fact:01KH60PE]",
        "1. wait a while",
        "\u2028",
        "<<<<<<< HEAD",
    )
)
edits = st.lists(
    st.tuples(st.sampled_from(("insert", "delete", "swap", "append", "join")), st.integers(0, 200), pieces),
    min_size=1,
    max_size=6,
)


def edited(page: str, changes: list[tuple[str, int, str]]) -> tuple[str, set[str]]:
    """The page after some edits, and the words that were added."""
    lines = page.split("\n")
    added: list[str] = []
    for how, number, piece in changes:
        at = number % max(1, len(lines))
        if how == "insert":
            lines.insert(at, piece)
            added.append(piece)
        elif how == "append" and lines and "<!-- mnesis manifest" in "\n".join(lines[at + 1 :]):
            lines[at] += piece
            added.append(piece)
        elif how == "delete" and lines:
            del lines[at]
        elif how == "swap" and lines:
            lines[at], lines[-1] = lines[-1], lines[at]
        elif how == "join" and at + 1 < len(lines):
            lines[at : at + 2] = [lines[at] + lines[at + 1]]
    text = "\n".join(lines)
    return text, words(_POINTER.sub("", "\n".join(added))) & words(text)


def words(text: str) -> set[str]:
    return set(_WORD.findall(text.casefold()))


@example([("insert", 0, "```")] * 3, "MEMORY.md")
@settings(deadline=None, max_examples=50)
@given(edits, st.sampled_from(("MEMORY.md", "USER.md")))
def test_no_edit_raises_or_loses_a_word(changes: list[tuple[str, int, str]], name: str) -> None:
    with tempfile.TemporaryDirectory() as folder, MemoryStore() as store:
        desk = Desk(store, Path(folder))
        for text in ("My sister Ana lives in Munich since 2019.", "I love jazz.", "Always use pnpm, not npm."):
            desk.say(text)
        desk.say("To deploy the app, first run the tests, then build it, and finally push it to Vercel.")
        desk.reflect()
        text, added = edited(desk.page(name), changes)
        (desk.folder / name).write_bytes(text.encode())
        desk.reflect()
        kept = [one.text for one in store.find(Episode, within(desk.scope))]
        steps = [str(step) for one in store.find(Procedure, within(desk.scope)) for step in (one.name, *one.steps)]
        assert added <= words("\n".join((desk.page(), desk.page("USER.md"), *kept, *steps)))
        before, files = desk.everything(), desk.pages()
        again = desk.reflect()
        assert (again.edits, again.written) == ((), ())
        assert (desk.everything(), desk.pages()) == (before, files)
