"""The tree of errors: messages that say what to do, data that a caller can act on."""

import inspect
import string

import pytest

from mnesis import errors
from mnesis.errors import BadRecord, Conflict, InvalidInput, MnesisError, NotFound, StoreError, UnknownField

EVERY = [one for _, one in inspect.getmembers(errors, inspect.isclass) if issubclass(one, MnesisError)]


def placeholders(error: type[MnesisError]) -> list[str]:
    return [name for _, name, _, _ in string.Formatter().parse(error.__doc__ or "") if name is not None]


@pytest.mark.parametrize("error", EVERY)
def test_a_docstring_is_a_message(error: type[MnesisError]) -> None:
    names = placeholders(error)
    assert all(name.isidentifier() for name in names)
    raised = error(**{name: f"<the {name}>" for name in names})
    assert str(raised).endswith((".", ">", "]'", ")"))
    assert all(f"the {name}" in str(raised) for name in names)
    assert "{" not in str(raised)
    assert "\n" not in str(raised)


@pytest.mark.parametrize("error", EVERY)
def test_a_message_without_its_data_is_readable_still(error: type[MnesisError]) -> None:
    for name in placeholders(error):
        assert f"<{name}>" in str(error()).replace("'", "")


def test_data_travels_as_attributes() -> None:
    error = BadRecord(path="a.jsonl", line=3, problem="no text")
    assert str(error) == "a.jsonl, line 3: no text."
    assert (error.path, error.line, error.data["problem"]) == ("a.jsonl", 3, "no text")
    assert str(InvalidInput("Said otherwise {by hand}.", what="x")) == "Said otherwise {by hand}."


def test_braces_in_data_are_data() -> None:
    assert str(InvalidInput(what="{what}", problem="{0} {}")) == "{what}: {0} {}."


def test_errors_are_what_python_calls_them_too() -> None:
    assert issubclass(InvalidInput, ValueError)
    assert issubclass(NotFound, LookupError)
    assert issubclass(UnknownField, StoreError)
    assert issubclass(Conflict, StoreError)
    assert issubclass(errors.MissingExtra, ImportError)
