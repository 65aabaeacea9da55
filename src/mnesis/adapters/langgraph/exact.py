"""Values as a store of LangGraph keeps them: as JSON where that loses nothing, else by LangGraph's serializer."""

from collections.abc import Iterator, Mapping
from typing import Any

from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.store.base import get_text_at_path

ROOT = "$"
"""The path of the whole value."""


def written(value: Mapping[str, Any], serde: SerializerProtocol) -> tuple[dict[str, Any], bytes | None]:
    """A value as the JSON object and the bytes that an item holds."""
    if is_json(value):
        return {"value": value}, None
    kind, data = serde.dumps_typed(value)
    return {"type": kind}, data


def read(held: Mapping[str, Any], data: bytes | None, serde: SerializerProtocol) -> dict[str, Any]:
    """The value that `written` wrote, anew with each call."""
    return dict(held["value"] if data is None else serde.loads_typed((held["type"], data)))


def is_json(value: Any) -> bool:
    """Whether a value comes back from JSON as it went in, types and all."""
    if type(value) is dict:
        return all(type(name) is str and is_json(one) for name, one in value.items())
    if type(value) is list:
        return all(map(is_json, value))
    if type(value) is float:
        return value - value == 0  # neither infinite nor NaN
    return value is None or type(value) in (str, int, bool)


def texts_at(value: Mapping[str, Any], paths: list[str]) -> tuple[str, ...]:
    """What a value is found by: the texts at these paths, as LangGraph writes paths; `$` is all of it."""
    return tuple(text for path in paths for text in ([whole(value)] if path == ROOT else get_text_at_path(value, path)))


def whole(value: Mapping[str, Any]) -> str:
    """A value in words: "name: leaf" a line, or the leaf alone where there is only one."""
    leaves = list(_leaves("", value))
    if len(leaves) == 1:
        return leaves[0][1]
    return "\n".join(f"{name}: {leaf}" if name else leaf for name, leaf in leaves)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for inner, one in value.items():
            yield from _leaves(str(inner), one)
    elif isinstance(value, list | tuple | set | frozenset):
        for one in value:
            yield from _leaves(name, one)
    elif value is not None:
        yield name, str(value)
