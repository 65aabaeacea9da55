"""JSON with comments and trailing commas, edited in place: every byte that is not part of the change stays."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from mnesis.server.mcp.clients.trouble import CannotEdit

_TRIVIA = re.compile(r"(?:\s|\ufeff|//[^\n]*|/\*.*?\*/)*", re.DOTALL)
_STRING = re.compile(r'"(?:[^"\\\x00-\x1f]|\\.)*"')
_AFTER = re.compile(r"\s*,[ \t]*(?:\r?\n[ \t]*)?")
"""The comma behind a member, to where the next one or a comment of its own begins."""
_SCALAR = re.compile(r"-?\d[\d.eE+-]*|true|false|null")


@dataclass(slots=True)
class Node:
    """A value and where it stands. Of an object, the members in their order, each with where its key begins."""

    start: int
    end: int
    value: Any
    members: dict[str, tuple[int, "Node"]] | None = None
    comma: int | None = None
    """Where the comma after the last member is, if there is one."""


@dataclass(slots=True)
class _Reader:
    text: str
    at: int = field(default=0)

    def document(self) -> Node:
        self._skip()
        found = self._value()
        self._skip()
        if self.at < len(self.text):
            raise self._trouble("something follows its end")
        return found

    def _skip(self) -> None:
        match = _TRIVIA.match(self.text, self.at)
        self.at = match.end() if match else self.at

    def _value(self) -> Node:
        match self.text[self.at : self.at + 1]:
            case "{":
                return self._object()
            case "[":
                return self._array()
            case '"':
                return self._token(_STRING)
            case _:
                return self._token(_SCALAR)

    def _token(self, kind: re.Pattern[str]) -> Node:
        match = kind.match(self.text, self.at)
        if match is None:
            raise self._trouble("a value is missing")
        self.at = match.end()
        try:
            return Node(match.start(), match.end(), json.loads(match.group()))
        except ValueError as error:
            raise self._trouble(str(error)) from error

    def _object(self) -> Node:
        node = Node(self.at, self.at, {}, {})
        members: dict[str, tuple[int, Node]] = {}
        for start in self._items("}", node):
            key = self._token(_STRING)
            if key.value in members:
                raise self._trouble(f"{key.value!r} stands there twice")
            self._expect(":")
            members[key.value] = start, self._value()
        node.value, node.members, node.end = {name: one.value for name, (_, one) in members.items()}, members, self.at
        return node

    def _array(self) -> Node:
        node = Node(self.at, self.at, [])
        node.value = [self._value().value for _ in self._items("]", node)]
        node.end = self.at
        return node

    def _items(self, close: str, node: Node) -> Any:
        """Yields at the beginning of each item, and leaves behind the closing bracket."""
        self.at += 1
        self._skip()
        while not self.text.startswith(close, self.at):
            node.comma = None
            yield self.at
            self._skip()
            if self.text.startswith(",", self.at):
                node.comma = self.at
                self.at += 1
                self._skip()
            elif not self.text.startswith(close, self.at):
                raise self._trouble(f"a comma or {close} is missing")
        self.at += 1

    def _expect(self, sign: str) -> None:
        self._skip()
        if not self.text.startswith(sign, self.at):
            raise self._trouble(f"{sign!r} is missing")
        self.at += 1
        self._skip()

    def _trouble(self, problem: str) -> CannotEdit:
        return CannotEdit(f"line {self.text.count(chr(10), 0, self.at) + 1}: {problem}")


def read(text: str) -> dict[str, Any]:
    """What a file says; an empty one says {}. Raises CannotEdit."""
    return _root(text).value if text.strip("\ufeff \t\r\n") else {}


def put(text: str, section: str, name: str, entry: Mapping[str, Any]) -> str:
    """The text with an entry in a section, in the place of one of that name. Raises CannotEdit."""
    if not text.strip("\ufeff \t\r\n"):
        text = f"{text}{{}}\n"
    root = _root(text)
    place = _member(root, section)
    if place is None:
        return _added(text, root, section, {name: entry})
    if place.members is None:
        raise CannotEdit(f"{section!r} is no object")
    old = _member(place, name)
    if old is None:
        return _added(text, place, name, entry)
    start, _ = place.members[name]
    return text[: old.start] + _written(text, entry, _indent(text, start)) + text[old.end :]


def removed(text: str, section: str, name: str) -> str:
    """The text without an entry; as it is where there is none. Raises CannotEdit."""
    place = _member(_root(text), section) if text.strip("\ufeff \t\r\n") else None
    if place is None or not place.members or name not in place.members:
        return text
    names = list(place.members)
    at = names.index(name)
    start, gone = place.members[name]
    after = _AFTER.match(text, gone.end)
    if at + 1 < len(names):
        return text[:start] + text[after.end() if after else place.members[names[at + 1]][0] :]
    end = gone.end if place.comma is None else place.comma + 1
    if at == 0:
        inside = text[place.start + 1 : start] + text[end : place.end - 1]
        return text[: place.start + 1] + (inside if inside.strip() else "") + text[place.end - 1 :]
    before = place.members[names[at - 1]][1].end
    between = text[before:start].replace(",", "", 1) if place.comma is None else text[before:start]
    return text[:before] + between.rstrip() + text[end:]


def _root(text: str) -> Node:
    try:
        root = _Reader(text).document()
    except RecursionError as error:
        raise CannotEdit("it is too deep") from error
    if root.members is None:
        raise CannotEdit("it is no object")
    return root


def _member(node: Node, name: str) -> Node | None:
    return node.members[name][1] if node.members and name in node.members else None


def _added(text: str, node: Node, name: str, value: Any) -> str:
    """The text with one more member at the end of an object."""
    new = "\r\n" if "\r\n" in text else "\n"
    close = node.end - 1
    members = node.members or {}
    last = list(members.values())[-1] if members else None
    outer = _indent(text, node.start)
    inner = _indent(text, last[0]) if last and _own_line(text, last[0]) else outer + _unit(text)
    body = f"{json.dumps(name, ensure_ascii=False)}: {_written(text, value, inner)}"
    if last and node.comma is None:
        text, close = text[: last[1].end] + "," + text[last[1].end :], close + 1
    tail = text[:close].rstrip()
    return f"{tail}{new}{inner}{body}{',' if node.comma is not None else ''}{new}{outer}{text[close:]}"


def _written(text: str, value: Any, indent: str) -> str:
    new = "\r\n" if "\r\n" in text else "\n"
    return json.dumps(value, ensure_ascii=False, indent=_unit(text)).replace("\n", f"{new}{indent}")


def _unit(text: str) -> str:
    """What the file indents by."""
    found = re.search(r"^([ \t]+)\S", text, re.MULTILINE)
    return found.group(1) if found else "  "


def _indent(text: str, at: int) -> str:
    """The white space that the line of a place begins with."""
    line = text.rfind("\n", 0, at) + 1
    found = re.match(r"[ \t]*", text[line:at])
    return found.group() if found else ""


def _own_line(text: str, at: int) -> bool:
    return not text[text.rfind("\n", 0, at) + 1 : at].strip()
