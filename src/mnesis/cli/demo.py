"""`mnesis demo`: the whole of it in one command, on the conversation that ships."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from mnesis.cli import render, shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.moving import Imported, take_in
from mnesis.cli.output import Screen
from mnesis.demo import CONVERSATION, Question, questions
from mnesis.model import Recall

TOP = 3

Answered = tuple[Question, Recall]


@command()
@pass_desk
def demo(desk: Desk) -> None:
    """Remember the conversation that ships and ask it questions, in a temporary store (or in that of --db).

    \b
    Example: mnesis demo
             mnesis --db demo.db demo && mnesis --db demo.db recall "What does Marta eat?"
    """
    offer_model(desk)
    with _database(desk) as temporary:
        imported = Imported(CONVERSATION, "jsonl")
        with desk.memory(existing=False) as memory:
            take_in(desk, memory, imported, skip=False)
            counted = memory.stats()
            answered = [(one, memory.recall(one.text, limit=TOP, now=one.asked_at)) for one in questions() if one.demo]
        desk.notices(imported.counts.notices)
        kept = None if temporary else desk.settings.database
        data = {"imported": imported.shape(), "bytes": dict(counted.bytes), "questions": [_shape(*a) for a in answered]}
        desk.give(data, lambda screen: _show(screen, imported, answered, kept))


@contextmanager
def _database(desk: Desk) -> Iterator[bool]:
    """Whether the store is a temporary one, gone afterwards; it is where no --db names another."""
    if desk.db:
        yield False
        return
    with tempfile.TemporaryDirectory(prefix="mnesis-demo-") as folder:
        desk.db = str(Path(folder) / "demo.db")
        yield True


def _shape(question: Question, found: Recall) -> dict[str, Any]:
    return {"question": question.text, "expected": question.answer, "recall": shapes.recall(found)}


def _show(screen: Screen, imported: Imported, answered: list[Answered], kept: str | None) -> None:
    counts = imported.counts
    screen.line(
        f"A conversation of Marta with her assistant: {counts.added + counts.duplicates} messages, "
        f"{counts.sessions} sessions ({counts.added} new in this store).",
        "bold",
    )
    for question, found in answered:
        asked = f"  (asked {question.asked_at:%Y-%m-%d})" if question.asked_at else ""
        screen.line()
        screen.rule(f"{question.text}{asked}")
        render.answer(screen, found, why=True)
        screen.line(f"To compare, the answer is: {question.answer}", "italic")
        there = sum(one.memory.text in proof(question) for one in found.hits)
        screen.line(f"{there} of the {len(question.evidence)} messages that prove it are among these.", "italic")
    screen.line()
    _hint(screen, kept)


def proof(question: Question) -> set[str]:
    """The texts of the messages that prove an answer."""
    lines = CONVERSATION.read_text("utf-8").splitlines()
    return {json.loads(lines[number - 1])["text"] for number in question.evidence}


def _hint(screen: Screen, kept: str | None) -> None:
    screen.line("Try it yourself:", "bold")
    mnesis = _program()
    if kept is None:
        screen.line(f"  {mnesis} --db demo.db demo             # the same, kept in a file")
    screen.line(f'  {mnesis} --db {kept or "demo.db"} recall "What does Marta think of Airflow?" --why')
    screen.line(f"  {mnesis} import conversations.zip      # your own ChatGPT or Claude export")


def _program() -> str:
    """How this command was called: by its path where no shell would find its name."""
    if shutil.which("mnesis"):
        return "mnesis"
    return "python -m mnesis" if sys.argv[0].endswith("__main__.py") else sys.argv[0]


COMMANDS = (demo,)
