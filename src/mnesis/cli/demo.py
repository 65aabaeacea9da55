"""`mnesis demo`: the whole of it in one command, on the conversation that ships."""

import json
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnesis import shapes
from mnesis.cli import render
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.moving import Imported, take_in
from mnesis.cli.output import Screen
from mnesis.demo import CONVERSATION, Question, questions
from mnesis.memory import Memory
from mnesis.model import Recall

TOP = 3
ALL = 10

Answered = tuple[Question, Recall]


@dataclass(frozen=True, slots=True)
class Told:
    """What the demo has to tell: the questions it shows with their answers, and the share of the evidence of all the
    shipped questions that is in the first ALL."""

    imported: Imported
    answered: list[Answered]
    asked: int
    share: float

    def shape(self) -> dict[str, Any]:
        return {
            "imported": self.imported.shape(),
            "questions": [_shape(*one) for one in self.answered],
            "all": {"questions": self.asked, f"evidence in the first {ALL}": round(self.share, 3)},
        }


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
            told = _ask(memory, imported)
        desk.notices(imported.counts.notices)
        kept = None if temporary else desk.settings.database
        desk.give(told.shape(), lambda screen: _show(screen, told, kept))


@contextmanager
def _database(desk: Desk) -> Iterator[bool]:
    """Whether the store is a temporary one, gone afterwards; it is where no --db names another."""
    if desk.db:
        yield False
        return
    with tempfile.TemporaryDirectory(prefix="mnesis-demo-") as folder:
        desk.db = str(Path(folder) / "demo.db")
        yield True


def _ask(memory: Memory, imported: Imported) -> Told:
    answered = [(one, memory.recall(one.text, limit=TOP, now=one.asked_at)) for one in questions() if one.demo]
    shares = []
    for question in questions():
        found = {hit.memory.text for hit in memory.recall(question.text, limit=ALL, now=question.asked_at).hits}
        proofs = proof(question)
        shares.append(len(proofs & found) / len(proofs))
    return Told(imported, answered, len(shares), sum(shares) / len(shares))


def _shape(question: Question, found: Recall) -> dict[str, Any]:
    return {"question": question.text, "expected": question.answer, "recall": shapes.recall(found)}


def _show(screen: Screen, told: Told, kept: str | None) -> None:
    counts = told.imported.counts
    screen.line(
        f"A conversation of Marta with her assistant: {counts.added + counts.duplicates} messages, "
        f"{counts.sessions} sessions ({counts.added} new in this store).",
        "bold",
    )
    for question, found in told.answered:
        asked = f"  (asked {question.asked_at:%Y-%m-%d})" if question.asked_at else ""
        screen.line()
        screen.rule(f"{question.text}{asked}")
        render.answer(screen, found, why=True)
        screen.line(f"To compare, the answer is: {question.answer}", "italic")
        there = sum(one.memory.text in proof(question) for one in found.hits)
        screen.line(f"{there} of the {len(question.evidence)} messages that prove it are among these.", "italic")
    screen.line()
    screen.line(
        f"These are questions that go well. Of the evidence of all {told.asked} that ship with the conversation, "
        f"{told.share:.0%} is among the first {ALL}."
    )
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
    screen.line(f"  {mnesis} --db {kept or 'demo.db'} facts           # what was understood")
    screen.line(f"  {mnesis} import conversations.zip      # your own ChatGPT or Claude export")


def _program() -> str:
    """How this command was called: by its path where no shell would find its name."""
    if shutil.which("mnesis"):
        return "mnesis"
    return "python -m mnesis" if sys.argv[0].endswith("__main__.py") else sys.argv[0]


COMMANDS = (demo,)
