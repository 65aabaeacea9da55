"""Little of many rows: the readings that a search makes between its arms and its answer."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any, TypeVar

import apsw

from mnesis.model import All, Episode, Filter, Record, Scope, Where
from mnesis.stores.sqlite import episodes
from mnesis.stores.sqlite.filters import Condition, condition, holders, scope_of
from mnesis.stores.sqlite.rows import Table, table
from mnesis.stores.sqlite.sql import integers, possible, rows, texts

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Query:
    """Columns over rows `m`, and what follows the FROM clause, with its values."""

    columns: str
    more: str = ""
    values: tuple[Any, ...] = ()


def by_id(
    db: apsw.Connection, here: Table[Any], scope: Scope, ids: Sequence[str], query: Query
) -> list[tuple[str, tuple[Any, ...]]]:
    """What is asked of the rows with these ids in a scope, each with its id, in no order; what can be no id is none."""
    ids = [id for id in ids if possible(id)]
    if here.kind is Episode:
        return episodes.by_id(db, scope, ids, query.columns, query.more, query.values)
    if not ids:
        return []
    sql = (
        f"SELECT a.value, {query.columns} FROM carray(?) AS a "
        f"CROSS JOIN {here.name} AS m ON m.id = a.value AND m.tenant = ? AND m.scope = ? {query.more}"
    )
    return [(one[0], one[1:]) for one in rows(db, sql, (texts(ids), scope.tenant, scope.name, *query.values))]


def get(db: apsw.Connection, here: Table[R], ids: Sequence[str], where: Filter) -> list[R]:
    """See `Store.get`."""
    usable = tuple({id for id in ids if possible(id)})
    scope = scope_of(where)
    wanted = condition(here.kind, where if scope else All((where, Where("id", "in", usable))))
    if scope:
        query = Query(f"m.no, {here.selection}", f"WHERE {wanted.sql}", wanted.values)
        made = sorted((row for _, row in by_id(db, here, scope, usable, query)), key=itemgetter(0))
    else:
        sql = f"SELECT m.no, {here.selection} FROM {here.name} AS m WHERE {wanted.sql} ORDER BY m.no"
        made = list(rows(db, sql, wanted.values))
    found: dict[str, list[R]] = defaultdict(list)
    for one in made:
        record = here.record(one[1:])
        found[record.id].append(record)
    return [record for id in ids for record in found.get(id, ())]


def ids_of(db: apsw.Connection, here: Table[Any], numbers: Sequence[int]) -> dict[int, str]:
    """The ids of the rows with these `no`."""
    if not numbers:
        return {}
    columns = ", ".join(("m.no", *here.identity))
    sql = f"SELECT {columns} FROM carray(?) AS a CROSS JOIN {here.name} AS m ON m.no = a.value"
    ids = {no: here.identify(*parts) for no, *parts in rows(db, sql, (integers(numbers),))}
    if here.kind is Episode:
        episodes.seen(ids)
    return ids


def pick(
    db: apsw.Connection, here: Table[Any], scope: Scope, ids: Sequence[str], fields: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """See `Store.pick`."""
    columns = ", ".join(["m.no", *map(here.sql, fields)])
    found = dict(by_id(db, here, scope, ids, Query(columns)))
    values = [list(column) for column in zip(*found.values(), strict=True)][1:]
    for at, decode in here.decoders(fields) if found else ():
        values[at] = [None if one is None else decode(one) for one in values[at]]
    return dict(zip(found, zip(*values, strict=True) if fields else ((),) * len(found), strict=True))


def distinct(db: apsw.Connection, here: Table[Any], field: str, scope: Scope) -> list[str]:
    """See `Store.distinct`. Steps from one value to the next, so an index on the field makes it cost the values, not
    the rows."""
    if here.kind is Episode and field in episodes.SORTS:
        return episodes.distinct(db, episodes.SORTS[field], scope)
    column, where = here.sql(field), holders(here, scope)
    least = f"SELECT min({column}) FROM {here.name} AS m WHERE {where.sql} AND {column} IS NOT NULL"
    sql = (
        f"WITH RECURSIVE step (value) AS ({least} UNION ALL SELECT ({least} AND {column} > step.value) FROM step "
        "WHERE step.value IS NOT NULL) SELECT value FROM step WHERE value IS NOT NULL"
    )
    return [value for (value,) in rows(db, sql, where.values * 2)]


def scopes(db: apsw.Connection, here: Table[Any], tenant: str) -> dict[str, int]:
    """See `Store.scopes`. Counted in an index."""
    sql = f"SELECT scope, count(*) FROM {here.name} WHERE tenant = ? GROUP BY scope ORDER BY scope"
    if here.kind is Episode:
        count = f"(SELECT count(*) FROM {here.name} AS m WHERE m.place = p.no)"
        sql = f"SELECT p.scope, {count} FROM scopes AS p WHERE p.tenant = ? ORDER BY p.scope"
    return {name: count for name, count in rows(db, sql, (tenant,)) if count}


def beside(db: apsw.Connection, scope: Scope, ids: Sequence[str], radius: int, wanted: Condition) -> list[str]:
    """See `Store.beside`."""
    here = table(Episode)
    numbers = [no for _, (no,) in by_id(db, here, scope, ids, Query("m.no"))]
    if not numbers:
        return []
    sql = (
        f"SELECT DISTINCT m.no, {', '.join(here.identity)} FROM carray(?) AS a "
        f"CROSS JOIN {here.name} AS o ON o.no = a.value CROSS JOIN {here.name} AS m ON m.session = o.session "
        "AND m.position BETWEEN o.position - ? AND o.position + ? AND m.position <> o.position "
        f"WHERE {wanted.sql}"
    )
    found = rows(db, sql, (integers(numbers), radius, radius, *wanted.values))
    beside = {no: here.identify(*parts) for no, *parts in found}
    episodes.seen(beside)
    return list(beside.values())
