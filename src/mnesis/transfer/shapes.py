"""Reading fields of decoded JSON without trusting its shape."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.model import from_iso
from mnesis.transfer.moments import from_epoch


class Wrong(ValueError):
    """A record lacks what its format promises; the message says what."""


def table(value: Any, what: str) -> Mapping[str, Any]:
    """`value` if it is a JSON object; raises Wrong."""
    if not isinstance(value, dict):
        raise Wrong(f"{what} must be an object, not {_named(value)}")
    return value


def array(value: Any, what: str) -> list[Any]:
    """`value` if it is a JSON list; raises Wrong."""
    if not isinstance(value, list):
        raise Wrong(f"{what} must be a list, not {_named(value)}")
    return value


def text_of(record: Mapping[str, Any], field: str) -> str | None:
    """A field that is a string, `whole`, or None where it is missing, null or blank; raises Wrong."""
    value = record.get(field)
    if value is None:
        return None
    if not isinstance(value, str):
        raise Wrong(f"{field!r} must be a string, not {_named(value)}")
    return whole(value) if value.strip() else None


def whole(text: str) -> str:
    """The text with what no store can hold, NUL and halves of surrogate pairs, replaced by U+FFFD."""
    text = text.replace("\0", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def time_of(record: Mapping[str, Any], field: str) -> datetime | None:
    """A field that is an ISO 8601 time, seconds or milliseconds since 1970, or absent; raises Wrong."""
    value = record.get(field)
    if value is None or value == "":
        return None
    try:
        if isinstance(value, str):
            return from_iso(value)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return from_epoch(value)
    except (InvalidInput, ValueError, OverflowError, OSError) as error:
        raise Wrong(f"{field!r} is no time: {value!r}") from error
    raise Wrong(f"{field!r} must be a time, not {_named(value)}")


def _named(value: Any) -> str:
    names = {dict: "an object", list: "a list", str: "a string", bool: "true or false", type(None): "null"}
    return names.get(type(value), "a number")
