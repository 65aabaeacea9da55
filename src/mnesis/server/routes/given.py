"""What requests are made of: texts, moments, filters."""

from datetime import datetime
from typing import Annotated, Any, Literal

from fastapi import Path
from pydantic import BaseModel, ConfigDict, Field

from mnesis.errors import InvalidInput, UnknownField
from mnesis.model import COLUMNS, EVERYTHING, All, AnyOf, Episode, Filter, Not, Sort, Where, from_iso

DEEPEST, MOST = 8, 100
"""Levels of a filter tree, and conditions in one, at most."""

Text = Annotated[str, Field(min_length=1, max_length=1_000_000)]
Name = Annotated[str, Field(min_length=1, max_length=500)]
Id = Annotated[str, Field(min_length=1, max_length=200)]
IdPath = Annotated[str, Path(min_length=1, max_length=200)]
MomentText = Annotated[
    str, Field(max_length=40, description="ISO 8601; without a zone it is UTC.", examples=["2026-05-04T18:30:00Z"])
]


class Body(BaseModel):
    """A request: what it does not know is a mistake."""

    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)


class Condition(Body):
    """`field op value`, on a field of a memory."""

    field: Annotated[str, Field(max_length=40, examples=["tags"])]
    op: Literal["eq", "ne", "lt", "le", "gt", "ge", "in", "has"]
    value: str | int | float | bool | list[str | int | float | bool] | None
    """Moments are ISO 8601; `in` takes a list, `has` asks whether a list such as `tags` holds the value."""

    def filter(self) -> Filter:
        return Where(self.field, self.op, self._value())

    def _value(self) -> Any:
        column = COLUMNS[Episode].get(self.field)
        if column is None and self.field not in ("tenant", "scope"):
            raise UnknownField(kind="memory", field=self.field)
        values: list[Any] = self.value if isinstance(self.value, list) else [self.value]
        if column and column.sort is Sort.MOMENT:
            values = [_moment(one) for one in values]
        if (self.op == "in") != isinstance(self.value, list):
            raise InvalidInput(what=f"filter on {self.field}", problem="a list goes with `in`, and only with it")
        return tuple(values) if isinstance(self.value, list) else values[0]


class Every(Body):
    """Every part holds."""

    all: Annotated[list["FilterBody"], Field(max_length=MOST)]

    def filter(self) -> Filter:
        return All(tuple(part.filter() for part in self.all))


class Either(Body):
    """At least one part holds."""

    any: Annotated[list["FilterBody"], Field(max_length=MOST)]

    def filter(self) -> Filter:
        return AnyOf(tuple(part.filter() for part in self.any))


class Never(Body):
    """The part does not hold."""

    not_: Annotated["FilterBody", Field(alias="not")]

    def filter(self) -> Filter:
        return Not(self.not_.filter())


FilterBody = Condition | Every | Either | Never


def filter_of(given: FilterBody | None) -> Filter:
    """The filter that a body describes; None is everything. Raises InvalidInput, UnknownField."""
    if given is None:
        return EVERYTHING
    levels, conditions = _size(given)
    if levels > DEEPEST or conditions > MOST:
        raise InvalidInput(what="filter", problem=f"has at most {DEEPEST} levels and {MOST} conditions")
    return given.filter()


def _size(given: FilterBody) -> tuple[int, int]:
    match given:
        case Condition():
            return 1, 1
        case Never():
            levels, conditions = _size(given.not_)
            return levels + 1, conditions
        case Every(all=parts) | Either(any=parts):
            sizes = [_size(part) for part in parts]
            return 1 + max((levels for levels, _ in sizes), default=0), sum(count for _, count in sizes)


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    if not isinstance(value, str):
        raise InvalidInput(what="filter", problem="a moment is text in ISO 8601")
    return from_iso(value)
