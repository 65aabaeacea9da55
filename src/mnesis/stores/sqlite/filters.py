"""Filters as SQL over a table that the query calls `m`; what they mean is `mnesis.model.matches`."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from mnesis.model import All, AnyOf, Episode, Filter, Not, Scope, Where, check_filter, check_order
from mnesis.stores.sqlite import episodes
from mnesis.stores.sqlite.rows import Table, table
from mnesis.stores.sqlite.sql import texts


@dataclass(frozen=True, slots=True)
class Condition:
    """An SQL condition and the values of its parameters. It may be NULL, which stands for false."""

    sql: str
    values: tuple[Any, ...] = ()


def condition(kind: type[Any], where: Filter) -> Condition:
    """The filter as SQL; raises UnknownField, UnknownOperator, InvalidInput as `check_filter`."""
    check_filter(kind, where)
    return _Compiler(table(kind)).compiled(where, None)


def ordering(kind: type[Any], order: Sequence[str]) -> str:
    """An ORDER BY list by these fields, then by arrival; raises UnknownField."""
    check_order(kind, order)
    sql = table(kind).sql
    parts = [f"{sql(name[1:])} DESC" if name.startswith("-") else sql(name) for name in order]
    return ", ".join([*parts, "m.no"])


def holders(here: Table[Any], scope: Scope) -> Condition:
    """What holds for the rows of a scope."""
    if here.kind is Episode:
        return Condition(f"m.place = {episodes.PLACE}", (scope.tenant, scope.name))
    return Condition("m.tenant = ? AND m.scope = ?", (scope.tenant, scope.name))


_SIGNS = {"eq": "=", "ne": "<>", "lt": "<", "le": "<=", "gt": ">", "ge": ">="}


_MANY = 1_000  # SQLite takes 32,766 parameters, and reads so long a statement slowly


class _Compiler:
    """Filters over one table. What a scope numbers is looked up by number, within the scope that stands beside it."""

    def __init__(self, here: Table[Any]) -> None:
        self._here = here
        self._numbered = here.kind is Episode

    def compiled(self, where: Filter, scope: Scope | None) -> Condition:
        """The filter, where an enclosing one says that all is in `scope`."""
        match where:
            case Where():
                return self._comparison(where, scope)
            case All():
                return self._all(where, scope)
            case AnyOf():
                return _joined([self.compiled(part, scope) for part in where.parts], "OR", "0")
            case Not():
                inner = self.compiled(where.part, scope)
                return Condition(f"({inner.sql}) IS NOT TRUE", inner.values)

    def _all(self, where: All, scope: Scope | None) -> Condition:
        named = scope_of(where)
        if named is None:
            return _joined([self.compiled(part, scope) for part in where.parts], "AND", "1")
        others = [part for part in where.parts if not _says_scope(part)]
        parts = [holders(self._here, named), *(self.compiled(part, named) for part in others)]
        return _joined(parts, "AND", "1")

    def _comparison(self, where: Where, scope: Scope | None) -> Condition:
        column = self._here.sql(where.field)
        if self._numbered and where.op in ("eq", "in") and where.value is not None and where.field in _LOOKED_UP:
            return _looked_up(where, scope)
        if isinstance(where.value, tuple):
            wanted = tuple(self._here.bound(value) for value in where.value if value is not None)
            if len(wanted) > _MANY and all(isinstance(value, str) for value in wanted):
                return Condition(f"{column} IN (SELECT value FROM carray(?))", (texts(wanted),))
            return Condition(f"{column} IN ({', '.join('?' * len(wanted))})", wanted)
        if where.op == "has":
            return Condition(f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = ?)", (where.value,))
        if where.value is None:
            return Condition({"eq": f"{column} IS NULL", "ne": f"{column} IS NOT NULL"}.get(where.op, "0"))
        return Condition(f"{column} {_SIGNS[where.op]} ?", (self._here.bound(where.value),))


def _joined(made: Sequence[Condition], word: str, empty: str) -> Condition:
    sql = f" {word} ".join(f"({one.sql})" for one in made) or empty
    return Condition(sql, tuple(value for one in made for value in one.values))


def _says_scope(part: Filter) -> bool:
    return isinstance(part, Where) and part.field in ("tenant", "scope") and part.op == "eq"


def scope_of(where: Filter) -> Scope | None:
    """The one scope that the parts of an All name between them, or None."""
    if not isinstance(where, All):
        return None
    named = [part for part in where.parts if isinstance(part, Where) and _says_scope(part)]
    said = {part.field: part.value for part in named}
    tenant, scope = said.get("tenant"), said.get("scope")
    if len(named) != 2 or not (isinstance(tenant, str) and isinstance(scope, str)):
        return None
    return Scope(tenant, scope)


def _looked_up(where: Where, scope: Scope | None) -> Condition:
    """A field of episodes that is kept as a number, for the texts it may be."""
    wanted = where.value if isinstance(where.value, tuple) else (where.value,)
    names = [str(value) for value in wanted if value is not None]
    column = _LOOKED_UP[where.field]
    if where.field in episodes.SORTS:
        sql, values = episodes.called(episodes.SORTS[where.field], names, scope)
    else:
        sql, values = episodes.numbered(names, scope)
        if where.field == "folded_into":
            sql, values = f"{sql} UNION ALL SELECT a.value FROM json_each(?) AS a", (*values, json.dumps(names))
    return Condition(f"{column} IN ({sql})", values)


_LOOKED_UP = {
    "id": "m.no",
    "session_id": "m.session",
    "speaker": "m.speaker",
    "parent_id": "m.parent",
    "folded_into": "m.folded",
}
