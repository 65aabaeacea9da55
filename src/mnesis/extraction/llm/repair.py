"""Reading JSON out of what a model wrote: around it prose and fences, in it loose commas, after it nothing any more."""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\],:]|[^\s{}\[\],:"]+|"', re.DOTALL)
_ESCAPE = re.compile(r'\\(u[0-9a-fA-F]{4}|["\\/bfnrt])|\\(.)', re.DOTALL)
_WORDS = {"True": "true", "False": "false", "None": "null"}

DEEPEST = 32
"""Brackets within brackets beyond which it is no answer to anything."""

CANDIDATES = 8
"""Places at which a list may begin that are looked at."""


@dataclass(frozen=True, slots=True)
class Items:
    """The readable items of a list, in order, and what was wrong, in words for the model (None: nothing)."""

    items: tuple[Any, ...]
    problem: str | None = None


def read_items(text: str, name: str) -> Items:
    """The items of the list `name` in the JSON object that a text holds somewhere; those of a bare list; or, where
    there is neither, the one object that is there. An item that cannot be read is left out, and so is one that is cut
    off. Where there are several such lists, the one with the most items counts, the last of equals."""
    starts = [match.end() for match in re.finditer(rf'"{re.escape(name)}"\s*:\s*\[', text)]
    if starts:
        found = [_items(_pieces(text, start)) for start in starts[-CANDIDATES:]]
        return max(reversed(found), key=lambda one: len(one.items))
    opening = re.search(r"[{\[]", text)
    if opening is None:
        return Items((), "there is no JSON in it")
    if opening.group() == "[":
        return _items(_pieces(text, opening.end()))
    alone = next(_pieces(text, opening.start()), None)
    return Items((), "it is cut off") if alone is None else _items([alone, None])


def _items(pieces: Iterable[str | None]) -> Items:
    items: list[Any] = []
    broken = None
    for piece in pieces:
        if piece is None:
            return Items(tuple(items), broken)
        try:
            items.append(json.loads(piece, strict=False))
        except ValueError as error:
            broken = f"an item is not JSON ({error})"
    return Items(tuple(items), broken or "it is cut off")


def _pieces(text: str, start: int) -> Iterator[str | None]:
    """Each whole item of the list that begins at `start`, mended, and None at the end of the list."""
    piece: list[str] = []
    depth = 0
    for match in _TOKEN.finditer(text, start):
        token = match.group()
        if depth == 0 and token == ",":
            continue
        if depth == 0 and token in "]}":
            yield None
            return
        depth += (token in "{[") - (token in "}]")
        if token == '"' or depth > DEEPEST:
            return
        if token in "}]" and piece[-1] == ",":
            piece.pop()
        piece.append(_mended(token))
        if depth == 0:
            yield "".join(piece)
            piece = []


def _mended(token: str) -> str:
    if token.startswith('"'):
        return _ESCAPE.sub(lambda match: match.group() if match.group(1) else match.group(2), token)
    return _WORDS.get(token, token)
