"""Which filters and orders make sense for a kind: checked before any record is looked at."""

from collections.abc import Sequence

from mnesis.errors import InvalidInput, UnknownField, UnknownOperator
from mnesis.model.change import Kind
from mnesis.model.filter import OPERATORS, All, AnyOf, Filter, Not, Where
from mnesis.model.given import check_given
from mnesis.model.schema import COLUMNS, Column, Sort, check_value


def check_filter(kind: Kind, where: Filter) -> None:
    """Raises UnknownField for a field the kind has not (or that holds JSON or bytes), UnknownOperator, and InvalidInput
    for a value of another sort than the field's, or one that no record may hold. Lists take `has` alone."""
    match where:
        case Where():
            _check_where(kind, where)
        case Not():
            check_filter(kind, where.part)
        case All() | AnyOf():
            for part in where.parts:
                check_filter(kind, part)
        case _:
            check_given("filter", where, Filter)


def _check_where(kind: Kind, where: Where) -> None:
    column = _comparable(kind, where.field)
    if where.op not in OPERATORS:
        raise UnknownOperator(op=where.op)
    if (where.op == "has") != (column.sort is Sort.TEXTS):
        raise InvalidInput(what=f"{where.op} {where.field}", problem="lists take has, other fields do not")
    if (where.op == "in") != isinstance(where.value, tuple):
        raise InvalidInput(what=f"{where.op} {where.field}", problem="in takes a tuple, other operators one value")
    sort = {Sort.TEXTS: Sort.TEXT, Sort.INTEGER: Sort.NUMBER}.get(column.sort, column.sort)
    for value in where.value if isinstance(where.value, tuple) else (where.value,):
        if value is not None:
            check_value(f"{where.op} {where.field}", sort, value)


def check_order(kind: Kind, order: Sequence[str]) -> None:
    """Raises UnknownField for a field the kind has not, or that has no order (lists, JSON, bytes)."""
    for name in order:
        if _comparable(kind, name.removeprefix("-")).sort is Sort.TEXTS:
            raise UnknownField(kind=kind.__name__, field=name)


def _comparable(kind: Kind, name: str) -> Column:
    """The column a filter or an order means; `tenant` and `scope` belong to every kind."""
    if name in ("tenant", "scope"):
        return Column(name, Sort.TEXT)
    column = COLUMNS[kind].get(name)
    if column is None or column.sort in (Sort.JSON, Sort.BYTES):
        raise UnknownField(kind=kind.__name__, field=name)
    return column
