"""MEMORY.md and USER.md as they would be written now. Nothing is written, and what is sensitive is left out."""

from datetime import datetime

from mnesis.memory import Memory
from mnesis.reflection.gathering import known, records
from mnesis.reflection.pages.manifest import split_manifest
from mnesis.reflection.pages.page import render
from mnesis.steps.reflecting import PAGES


def page(memory: Memory, name: str, now: datetime) -> str:
    """The text of a page, without what is there for its editors: the note before it and the hashes after it."""
    store, scope = memory.store, memory.scope
    _, *items = PAGES[name](known(store, scope, now, records(store, scope), False))
    text, _ = split_manifest(render(items, scope))
    return f"{text.strip()}\n"
