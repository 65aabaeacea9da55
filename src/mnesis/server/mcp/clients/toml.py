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
        return tomllib.loads(text.replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError as error:
        raise CannotEdit(str(error)) from error


def put(text: str, section: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text with a table for an entry, in the place of one of that name. Raises CannotEdit."""
    new = "\r\n" if "\r\n" in text else "\n"
    rows = [f"[{section}.{_key(name)}]", *(f"{_key(key)} = {_value(value)}" for key, value in entry.items())]
    block = new.join(rows) + new
    found = _block(text, section, name)
    if found:
        return text[: found.start()] + block + text[found.end() :]
    gap = "" if not text else new if text.endswith("\n") else new * 2
    return f"{text}{gap}{block}"


def removed(text: str, section: str, name: str) -> str:
    """The text without the table of an entry, nor the empty line before it. Raises CannotEdit."""
    found = _block(text, section, name)
    if found is None:
        return text
    before = re.sub(r"(\r?\n)\r?\n\Z", r"\1", text[: found.start()])
    return before + text[found.end() :]


def _block(text: str, section: str, name: str) -> re.Match[str] | None:
    """The lines of a table, up to the next one, empty lines and comments before that left out."""
    header = rf"^\[\s*{re.escape(section)}\s*\.\s*(?:{re.escape(name)}|\"{re.escape(name)}\")\s*\][^\n]*(?:\n|\Z)"
    return re.search(header + r"(?:[ \t]*[^\s\[#][^\n]*(?:\n|\Z))*", text, re.MULTILINE)


def _key(name: str) -> str:
    return name if re.fullmatch(r"[A-Za-z0-9_-]+", name) else _value(name)


def _value(value: Any) -> str:
    """Text and lists of text; JSON writes these as TOML reads them."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
