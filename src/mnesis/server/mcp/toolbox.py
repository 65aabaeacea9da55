"""What a tool is: a function over a `Call`, the right it takes, and what a model is told of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from inspect import cleandoc, signature
from typing import Any

from mcp import types
from mcp.server.mcpserver.utilities.func_metadata import ArgModelBase, FuncMetadata, func_metadata
from pydantic import TypeAdapter, ValidationError

from mnesis.errors import InvalidInput
from mnesis.model import Right
from mnesis.server.mcp.calling import Answer, Call
from mnesis.server.mcp.schemas import compact, without_null

SCOPE = {
    "type": "string",
    "maxLength": 200,
    "description": "Whose memory, where your key opens several: `user:otto`, `team:platform`. Default: its own.",
}
"""The argument that every tool has for callers with several scopes to choose from."""
ALSO = {
    "type": "array",
    "items": {"type": "string", "maxLength": 200},
    "maxItems": 20,
    "description": "Other scopes to look into as well, the narrowest first (`team:platform`); `*`: all that you may.",
}
"""The argument of those among them that can look into several at once."""


class Asked(ArgModelBase):
    """Many arguments, as the one value that they become."""


@dataclass(frozen=True)
class Tool:
    """A tool. Its name is that of `do`, its description the docstring, its arguments those after the call, or the
    fields of the one that is called `asked`."""

    do: Callable[..., Answer]
    right: Right
    title: str
    returns: Any
    hints: types.ToolAnnotations
    wide: bool = False
    """Whether it can look into several scopes at once: its call's `also`."""
    long: bool = False
    """Whether it may take minutes, and tells how far it is: it has threads of its own where others ask too."""

    @property
    def name(self) -> str:
        return self.do.__name__

    @cached_property
    def _asked(self) -> type[Asked] | None:
        """The value that the arguments become, where they are many."""
        one = signature(self.do).parameters.get("asked")
        return one.annotation if one else None

    @cached_property
    def _meta(self) -> FuncMetadata:
        if self._asked is not None:
            return FuncMetadata(arg_model=self._asked)
        return func_metadata(self.do, skip_names=["call"], structured_output=False)

    @cached_property
    def input_schema(self) -> dict[str, Any]:
        """The arguments, but for `scope`."""
        schema = compact(without_null(self._meta.arg_model.model_json_schema(by_alias=True)))
        return {**schema, "additionalProperties": False}

    @cached_property
    def output_schema(self) -> dict[str, Any]:
        return compact(TypeAdapter(self.returns).json_schema(mode="serialization"))

    def listed(self, *, chooses: bool, data: bool) -> types.Tool:
        """The tool as a client sees it; `chooses`: the caller has several scopes; `data`: it reads data."""
        schema = self.input_schema
        if chooses:
            more = {"scope": SCOPE, **({"also": ALSO} if self.wide else {})}
            schema = {**schema, "properties": {**schema.get("properties", {}), **more}}
        return types.Tool(
            name=self.name,
            title=self.title,
            description=cleandoc(self.do.__doc__ or ""),
            input_schema=schema,
            output_schema=self.output_schema if data else None,
            annotations=self.hints,
        )

    def arguments(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as the function takes them. Raises InvalidInput, in words for a model."""
        known = self.input_schema.get("properties", {})
        if unknown := sorted(given.keys() - known.keys()):
            problem = f"is no argument of {self.name}, which takes {', '.join(known) or 'none'}"
            raise InvalidInput(what=", ".join(unknown), problem=problem)
        try:
            model = self._meta.arg_model.model_validate(self._read(given))
        except ValidationError as error:
            raise InvalidInput(what=f"arguments of {self.name}", problem=_in_words(error)) from error
        return {"asked": model} if self._asked else model.model_dump_one_level()

    def _read(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """The arguments as some models write them, read as they are meant: null is one that is left out, and what is
        no text may come as JSON within a text."""
        known, parsed = self.input_schema["properties"], self._meta.pre_parse_json(dict(given))
        texts = {name: one for name, one in given.items() if known[name].get("type") == "string"}
        read: dict[str, Any] = _said({**parsed, **texts})
        return read

    def __call__(self, call: Call, arguments: Mapping[str, Any]) -> Answer:
        return self.do(call, **arguments)


def _said(value: Any) -> Any:
    """A value without what is null in it."""
    if isinstance(value, dict):
        return {name: _said(one) for name, one in value.items() if one is not None}
    return [_said(one) for one in value] if isinstance(value, list) else value


def _in_words(error: ValidationError) -> str:
    told = (f"{'.'.join(map(str, one['loc']))}: {one['msg'].lower()}" for one in error.errors(include_url=False))
    return "; ".join(dict.fromkeys(told))


# --- kinds of tools ------------------------------------------------------------------------------------------

Made = Callable[[Callable[..., Answer]], Tool]


def asks(title: str, returns: Any, *, wide: bool = False) -> Made:
    """A tool that changes nothing. `wide`: in several scopes at once."""
    hints = types.ToolAnnotations(read_only_hint=True, open_world_hint=False)
    return lambda do: Tool(do, Right.READ, title, returns, hints, wide)


def tells(
    title: str, returns: Any, right: Right = Right.WRITE, *, idempotent: bool = False, long: bool = False
) -> Made:
    """A tool that adds something. `idempotent`: the same call again adds nothing. `long`: it may take minutes."""
    hints = types.ToolAnnotations(
        read_only_hint=False, destructive_hint=False, idempotent_hint=idempotent, open_world_hint=False
    )
    return lambda do: Tool(do, right, title, returns, hints, long=long)


def takes(title: str, returns: Any) -> Made:
    """A tool that changes or removes what is there; the same call again changes nothing more."""
    hints = types.ToolAnnotations(
        read_only_hint=False, destructive_hint=True, idempotent_hint=True, open_world_hint=False
    )
    return lambda do: Tool(do, Right.CURATE, title, returns, hints)
