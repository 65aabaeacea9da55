"""Editing JSON with comments and TOML in place: what is not part of the change stays, byte for byte."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.server.mcp.clients import jsonc, toml
from mnesis.server.mcp.clients.trouble import CannotEdit

ENTRY = {"command": "/usr/bin/mnesis", "args": ["mcp", "--scope", 'größer "x" \\']}

FILES = [
    "",
    "\n",
    "{}",
    "{ }\n",
    '{"a":1}',
    '{\n  "a": 1\n}\n',
    '{\n\t"a": [1, {"b": null}],\n\t"mcpServers": {}\n}',
    '{\n  "mcpServers": {\n    "other": {\n      "command": "x"\n    }\n  },\n  "z": true\n}\n',
    '{\n  // ours\n  "mcpServers": {\n    "other": {"command": "x"}, // keep me\n    /* and, me */\n  },\n}\n',
    '{\r\n    "mcpServers": {\r\n        "other": {}\r\n    }\r\n}\r\n',
    '\ufeff{"mcpServers": {"other": {"url": "http://x//y"}}}',
    '{\n  "mcpServers": {\n    "other": {"command": "x"} // the last, with a comment\n  }\n}',
]


def comments(text: str) -> list[str]:
    return [line.partition("//")[2] for line in text.splitlines() if "//" in line and "http" not in line]


@pytest.mark.parametrize("text", FILES)
def test_json_gets_an_entry_and_loses_it(text: str) -> None:
    before = jsonc.read(text)
    edited = jsonc.put(text, "mcpServers", "mnesis", ENTRY)
    after = jsonc.read(edited)
    assert after["mcpServers"]["mnesis"] == ENTRY
    assert {**after["mcpServers"], "mnesis": None} == {**before.get("mcpServers", {}), "mnesis": None}
    assert comments(edited) == comments(text)
    assert ("\r\n" in text) == ("\r\n" in edited)
    assert edited.count("\n") == edited.count("\r\n") or "\r\n" not in text
    again = jsonc.put(edited, "mcpServers", "mnesis", ENTRY)
    assert again == edited
    other = jsonc.put(edited, "mcpServers", "mnesis", {"command": "y"})
    assert jsonc.read(other)["mcpServers"]["mnesis"] == {"command": "y"}
    gone = jsonc.removed(edited, "mcpServers", "mnesis")
    assert jsonc.read(gone) == {**before, "mcpServers": before.get("mcpServers", {})}
    assert comments(gone) == comments(text)


def test_an_entry_between_others_leaves_their_comments() -> None:
    text = '{\n  "servers": {\n    "mnesis": {"a": 1},\n    // about b\n    "b": {}, // b\n    "c": {}\n  }\n}\n'
    assert jsonc.removed(text, "servers", "mnesis") == (
        '{\n  "servers": {\n    // about b\n    "b": {}, // b\n    "c": {}\n  }\n}\n'
    )
    assert jsonc.removed(text, "servers", "nobody") == text


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "[]",
        '{"a": }',
        '{"a": 1 "b": 2}',
        '{"a": 1, "a": 2}',
        '{"mcpServers": []}',
        "{} {}",
        '{"a": 01}',
        "nonsense",
        '{"a": ' + "[" * 10_000,
    ],
)
def test_json_that_is_none_is_left_alone(text: str) -> None:
    with pytest.raises(CannotEdit):
        jsonc.put(text, "mcpServers", "mnesis", ENTRY)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.dictionaries(st.text(max_size=5), VALUES, max_size=4),
    st.dictionaries(st.text(max_size=5), st.dictionaries(st.text(max_size=5), VALUES, max_size=2), max_size=3),
    st.sampled_from([None, 2, "\t"]),
)
def test_any_json_gets_an_entry_and_loses_it(root: dict[str, Any], servers: dict[str, Any], indent: Any) -> None:
    text = json.dumps({**root, "mcpServers": servers}, indent=indent)
    assert jsonc.read(text) == json.loads(text)
    edited = jsonc.put(text, "mcpServers", "mnesis", ENTRY)
    assert json.loads(edited) == {**root, "mcpServers": {**servers, "mnesis": ENTRY}}
    others = {name: one for name, one in servers.items() if name != "mnesis"}
    assert json.loads(jsonc.removed(edited, "mcpServers", "mnesis")) == {**root, "mcpServers": others}


TOMLS = [
    "",
    'model = "o"\n',
    'model = "o"',
    '# mine\n[mcp_servers.other]\ncommand = "x"\n\n# the end\n',
    '[mcp_servers.other]\r\ncommand = "x"\r\n',
    "[tools]\nweb = true # yes\n",
    '\ufeffmodel = "o"\n',
]


@pytest.mark.parametrize("text", TOMLS)
def test_toml_gets_a_table_and_loses_it(text: str) -> None:
    edited = toml.put(text, "mcp_servers", "mnesis", ENTRY)
    assert edited.startswith(text)
    assert toml.read(edited)["mcp_servers"]["mnesis"] == ENTRY
    other = toml.put(edited, "mcp_servers", "mnesis", {"command": "y"})
    assert toml.read(other)["mcp_servers"]["mnesis"] == {"command": "y"}
    assert toml.put(other, "mcp_servers", "mnesis", ENTRY) == edited
    more = f"{edited}\n[after]\nx = 1\n"
    gone = toml.removed(more, "mcp_servers", "mnesis")
    assert toml.read(gone) == {**toml.read(text), "after": {"x": 1}}
    assert gone.endswith("[after]\nx = 1\n")


def test_toml_that_is_none_is_left_alone() -> None:
    with pytest.raises(CannotEdit):
        toml.read("a = ")


def test_a_table_goes_with_its_own_and_its_long_lists() -> None:
    text = '[mcp_servers.mnesis]\nargs = [\n  "mcp", # a\n\n]\n\n[mcp_servers."mnesis".env]\nA = "b"\n'
    rest = "\n# about x\n[mcp_servers.mnesis2]\ny = 1\n"
    assert toml.removed(text + rest, "mcp_servers", "mnesis") == rest
    edited = toml.put(text + rest, "mcp_servers", "mnesis", {"command": "x", "env": {"A b": "c"}, "enabled": True})
    assert edited == '[mcp_servers.mnesis]\ncommand = "x"\nenv = { "A b" = "c" }\nenabled = true\n' + rest
    assert toml.read(edited)["mcp_servers"]["mnesis"]["env"] == {"A b": "c"}
