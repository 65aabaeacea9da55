"""JSON schemas as clients and models like them: short."""

from collections.abc import Mapping
from typing import Any

_NULL = {"type": "null"}


def compact(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema without titles, and with a list of types for a type or null; the same values are valid."""
    match schema.get("anyOf"):
        case [{"type": str(kind), **more}, {"type": "null"}] if not more:
            schema = {**schema, "type": [kind, "null"]}
            del schema["anyOf"]
    return {name: _value(name, value) for name, value in schema.items() if name != "title"}


def _value(name: str, value: Any) -> Any:
    if name in ("properties", "$defs") and isinstance(value, dict):
        return {key: compact(one) for key, one in value.items()}
    if isinstance(value, dict):
        return compact(value)
    if isinstance(value, list):
        return [compact(one) if isinstance(one, dict) else one for one in value]
    return value


def without_null(schema: Mapping[str, Any]) -> dict[str, Any]:
    """The schema of arguments, where None stands for what is left out: `anyOf` a type and null becomes the type."""
    properties = {name: _only(one) for name, one in schema.get("properties", {}).items()}
    parts = {name: without_null(one) if "properties" in one else one for name, one in schema.get("$defs", {}).items()}
    return {**schema, "properties": properties, **({"$defs": parts} if parts else {})}


def _only(one: dict[str, Any]) -> dict[str, Any]:
    kinds = [kind for kind in one.get("anyOf", ()) if kind != _NULL]
    if len(kinds) != 1 or len(kinds) == len(one.get("anyOf", ())):
        return one
    rest = {name: value for name, value in one.items() if name != "anyOf" and not (name == "default" and value is None)}
    return {**kinds[0], **rest}
