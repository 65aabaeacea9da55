"""MEMORY.md and USER.md as a knowledge source, where a folder is named: each line of them, with its pointers."""

import re
from collections.abc import Iterator
from pathlib import Path

from mnesis.model import Evidence, Fact, Preference, Procedure, Slot, within
from mnesis.reflection.pages.files import MEMORY, USER, read_file, text_of
from mnesis.retrieval.hits import evidence
from mnesis.steps.context.view import PRIVATE, SENSITIVE, View, proofs, rests_on
from mnesis.text.lexical import tokens
from mnesis.working.contract import Offer

_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_POINTER = re.compile(r"\s*\[(fact|preference|procedure|episode|entity):([^\[\]\s]+)\]")
_BULLET = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_LEAST = 0.3
"""Relevance of a line that shares no word with the query."""


def pages(view: View, folder: Path) -> list[Offer]:
    """The lines of both pages, as far as they are there. Raises InvalidInput where one cannot be read."""
    offers = []
    for name, slot, group in ((USER, Slot.PROFILE, "user_profile"), (MEMORY, Slot.RETRIEVED, "relevant_facts")):
        path = folder / name
        content = read_file(path)
        if content is not None:
            lines = enumerate(_lines(text_of(path, content)), start=1)
            offers += [_offer(view, f"{name}:{number}", slot, group, *line) for number, line in lines]
    return offers


def _lines(text: str) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """What each line says below its heading, and what it points to; headings themselves are left out."""
    heading = ""
    for line in _COMMENT.sub("", text).splitlines():
        if line.startswith("#"):
            heading = line.lstrip("# ").strip()
        elif line.strip():
            said = _BULLET.sub("", _POINTER.sub("", line), count=1).strip()
            yield f"{heading}: {said}" if heading else said, _POINTER.findall(line)


def _offer(view: View, id: str, slot: Slot, group: str, said: str, pointers: list[tuple[str, str]]) -> Offer:
    behind, secret = _behind(view, said, pointers)
    shared = set(view.terms) & set(tokens(said))
    near = len(shared) / max(1, len(view.terms))
    return Offer(
        slot=slot,
        group=group,
        kind="page",
        id=id,
        texts=view.texts(said),
        relevance=_LEAST + (1.0 - _LEAST) * near,
        evidence=behind or (Evidence(id, id.partition(":")[0], view.now, "user", None, said),),
        needs=frozenset((PRIVATE, *((SENSITIVE,) if secret else ()))),
    )


def _behind(view: View, said: str, pointers: list[tuple[str, str]]) -> tuple[tuple[Evidence, ...], bool]:
    """The words that what a line points to rests on, and whether any of it needs consent."""
    found: list[Evidence] = []
    secret = False
    for kind, id in pointers:
        known = [one for one in view.store.get(_KINDS[kind], [id], within(view.scope))] if kind in _KINDS else []
        ids = [episode for one in known for episode in rests_on(one)] + ([id] if kind == "episode" else [])
        episodes = view.episodes(ids[:3])
        found += [proof for one in known for proof in proofs(one, said, episodes)]
        found += [evidence(one) for one in episodes.values()] if kind == "episode" else []
        secret |= bool(view.needs(ids)) or any(isinstance(one, Fact) and one.sensitive for one in known)
    return tuple(found), secret


_KINDS: dict[str, type[Fact] | type[Preference] | type[Procedure]] = {
    "fact": Fact,
    "preference": Preference,
    "procedure": Procedure,
}
