"""One thing in place of another, as a word of its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.procedural.replacing import in_words, replaced


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("npm install", "pnpm install"),
        ("Npm install", "Pnpm install"),
        ("NPM install", "Pnpm install"),
        ("run `npm ci`, then npm test.", "run `pnpm ci`, then pnpm test."),
        ("use npm", "use pnpm"),
        ("(npm)", "(pnpm)"),
        ("npm's cache", "pnpm's cache"),
        ("用npm安装", "用pnpm安装"),
        ("edit .npmrc", "edit .npmrc"),
        ("the npmrc file", "the npmrc file"),
        ("npm-check -u", "npm-check -u"),
        ("/usr/bin/npm", "/usr/bin/npm"),
        ("open npm.org", "open npm.org"),
        ("@npm/cli", "@npm/cli"),
        ("node_modules/npm/bin", "node_modules/npm/bin"),
        ("pnpm install", "pnpm install"),
        ("move from npm to pnpm", "move from npm to pnpm"),
        ("never use npm here", "never use npm here"),
        ("yarn instead of npm", "yarn instead of npm"),
        ("don't run npm", "don't run npm"),
        ("notnpm", "notnpm"),
        ("", ""),
    ],
)
def test_whole_words(before: str, after: str) -> None:
    assert in_words(before, "npm", "pnpm") == after


@pytest.mark.parametrize(
    ("before", "old", "new", "after"),
    [
        ("docker build .", "Docker", "Podman", "podman build ."),
        ("Start Docker", "Docker", "Podman", "Start Podman"),
        ("open VS   Code", "VS Code", "Neovim", "open Neovim"),
        ("compile with g++ -O2", "g++", "clang++", "compile with clang++ -O2"),
        ("in C# and C", "C", "Zig", "in C# and Zig"),
        ("yarn add", "yarn", "yarn berry", "yarn berry add"),
        ("yarn berry add", "yarn", "yarn berry", "yarn berry add"),
    ],
)
def test_names_of_other_shapes(before: str, old: str, new: str, after: str) -> None:
    assert in_words(before, old, new) == after


def test_all_the_words_of_a_procedure() -> None:
    text = {
        "name": "Install with npm",
        "trigger": "npm is mentioned",
        "context": "npm 9",
        "steps": [{"action": "npm", "detail": "npm ci"}, {"action": "say"}, {"detail": "look at it"}],
    }
    made, changes = replaced(text, "npm", "pnpm")
    assert made == {
        "name": "Install with pnpm",
        "trigger": "pnpm is mentioned",
        "context": "pnpm 9",
        "steps": [{"action": "pnpm", "detail": "pnpm ci"}, {"action": "say"}, {"detail": "look at it"}],
    }
    assert [(one["field"], one.get("step")) for one in changes] == [
        ("name", None),
        ("trigger", None),
        ("context", None),
        ("steps", 1),
    ]
    assert text["steps"] == [{"action": "npm", "detail": "npm ci"}, {"action": "say"}, {"detail": "look at it"}]


@settings(deadline=None)
@given(st.text("npm .,-/@é用\n", max_size=30))
def test_replacing_twice_is_replacing_once(text: str) -> None:
    once = in_words(text, "npm", "bun")
    assert in_words(once, "npm", "bun") == once


names = st.text(min_size=1, max_size=5).filter(lambda name: bool(name.split()))


@settings(deadline=None)
@given(st.text(max_size=40), names, names)
def test_no_text_is_too_strange(text: str, old: str, new: str) -> None:
    assert isinstance(in_words(text, old, new), str)
