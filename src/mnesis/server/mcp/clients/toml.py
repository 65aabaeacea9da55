"""TOML, edited in place: a table of its own at the end of the file. The result is read again before it counts."""

import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

from mnesis.server.mcp.clients.trouble import CannotEdit


def read(text: str) -> dict[str, Any]:
    """What a file says. Raises CannotEdit."""
    try:
        return tomllib.loads(text.removeprefix("\ufeff").replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise CannotEdit(str(error)) from error


def put(text: str, section: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text with a table for an entry, in the place of one of that name. Raises CannotEdit."""
    new = "\r\n" if "\r\n" in text else "\n"
    rows = [f"[{section}.{_key(name)}]", *(f"{_key(key)} = {_value(value)}" for key, value in entry.items())]
    block = new.join(rows) + new
    found = _block(text, section, name)
    if found:
        return text[: found[0]] + block + text[found[1] :]
    gap = "" if not text else new if text.endswith("\n") else new * 2
    return f"{text}{gap}{block}"


def removed(text: str, section: str, name: str) -> str:
    """The text without the table of an entry, nor the empty line before it. Raises CannotEdit."""
    found = _block(text, section, name)
    if found is None:
        return text
    before = re.sub(r"(\r?\n)\r?\n\Z", r"\1", text[: found[0]])
    return before + text[found[1] :]


def _block(text: str, section: str, name: str) -> tuple[int, int] | None:
    """Where a table begins and ends: its own tables are in it, empty lines and comments before the next one not."""
    own = rf"\s*\[\s*{re.escape(section)}\s*\.\s*(?:{re.escape(name)}|\"{re.escape(name)}\")\s*"
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    begin = next((at for at, line in enumerate(lines) if re.match(rf"{own}\]", line)), None)
    if begin is None:
        return None
    others = (at for at in range(begin + 1, len(lines)) if re.match(rf"(?!{own}\.)\s*\[", lines[at]))
    end = next(others, len(lines))
    while not lines[end - 1].strip() or lines[end - 1].lstrip().startswith("#"):
        end -= 1
    return len("".join(lines[:begin])), len("".join(lines[:end]))


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _value(value: Any) -> str:
    """What a client keeps of a server, in one line; JSON writes texts, numbers and truth as TOML reads them. Raises
    CannotEdit."""
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{_key(key)} = {_value(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return "[" + ", ".join(map(_value, value)) + "]"
    if not isinstance(value, str | int | float):
        raise CannotEdit(f"{value} is written in a way that an edit could damage")
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
