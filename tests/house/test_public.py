"""What a user holds: the names, their documentation, and the errors."""

import ast
import inspect
import string
from enum import Enum

import pytest

import mnesis
from mnesis import errors

from .source import sources

PUBLIC = {
    "EVERYTHING",
    "All",
    "AnyOf",
    "AsyncMemory",
    "Budget",
    "Claim",
    "Context",
    "Entity",
    "EntityType",
    "Episode",
    "Fact",
    "Hit",
    "Job",
    "Learned",
    "Memory",
    "Message",
    "MnesisError",
    "Named",
    "Not",
    "Preference",
    "PreferenceCategory",
    "Procedure",
    "Recall",
    "Recipe",
    "Reflection",
    "Scope",
    "Session",
    "Settings",
    "Story",
    "Where",
    "Wish",
    "open",
}

ERRORS = [item for item in vars(errors).values() if inspect.isclass(item) and issubclass(item, errors.MnesisError)]


def placeholders(error: type[errors.MnesisError]) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(error.__doc__ or "") if name is not None}


def test_public_names_are_pinned() -> None:
    offered = set(mnesis.__all__)
    assert offered == PUBLIC, f"new: {sorted(offered - PUBLIC)}, gone: {sorted(PUBLIC - offered)}"
    missing = [name for name in offered if not hasattr(mnesis, name)]
    assert not missing


SPEAKS_FOR_ITS_METHODS = {"AsyncMemory"}
"""Classes whose docstring says it all: each method is the verb of the same name elsewhere."""


def undocumented(name: str, item: object) -> list[str]:
    if not (inspect.isclass(item) or inspect.isfunction(item)) or (inspect.isclass(item) and issubclass(item, Enum)):
        return []
    found = [] if item.__doc__ and not generated(item) else [name]
    if inspect.isclass(item) and name not in SPEAKS_FOR_ITS_METHODS:
        for inner, member in vars(item).items():
            plain = member.fget if isinstance(member, property) else member
            if not inner.startswith("_") and inspect.isfunction(plain) and not plain.__doc__:
                found.append(f"{name}.{inner}")
    return found


def generated(item: object) -> bool:
    """Whether a docstring is the signature that `dataclass` writes where there is none."""
    return inspect.isclass(item) and (item.__doc__ or "").startswith(f"{item.__name__}(")


def test_public_names_are_documented() -> None:
    bare = [line for name in mnesis.__all__ for line in undocumented(name, getattr(mnesis, name))]
    assert not bare, "without a docstring: " + ", ".join(bare)


def test_every_file_says_what_it_is() -> None:
    bare = [source.path for source in sources() if not ast.get_docstring(source.tree)]
    assert not bare, "without a docstring: " + ", ".join(bare)


@pytest.mark.parametrize("error", ERRORS)
def test_an_error_formats_its_docstring(error: type[errors.MnesisError]) -> None:
    needed = placeholders(error)
    assert all(name.isidentifier() for name in needed), "placeholders are plain names"
    made = error(**{name: f"[{name}]" for name in needed})
    assert all(f"[{name}]" in str(made) for name in needed)
    assert "{" not in str(made)
    assert "\n" not in str(made)
    assert all(getattr(made, name) == f"[{name}]" for name in needed)
    assert str(error())


def test_errors_are_raised_with_what_their_message_names() -> None:
    known = {error.__name__: placeholders(error) for error in ERRORS}
    wrong = []
    for source in sources():
        for node in ast.walk(source.tree):
            if not isinstance(node, ast.Call) or node.args or any(word.arg is None for word in node.keywords):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            lacking = known.get(name, set()) - {word.arg for word in node.keywords}
            if lacking:
                wrong.append(f"{source.path}:{node.lineno} makes {name} without {', '.join(sorted(lacking))}")
    assert not wrong, "\n".join(wrong)
