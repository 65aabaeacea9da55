"""Little of many rows: the readings that a search makes between its arms and its answer."""

from collections.abc import Sequence
from typing import Any

import apsw

from mnesis.model import Scope
from mnesis.stores.sqlite.filters import Condition
from mnesis.stores.sqlite.rows import Table
from mnesis.stores.sqlite.sql import rows, texts


def pick(
    db: apsw.Connection, here: Table[Any], scope: Scope, ids: Sequence[str], fields: Sequence[str]
) -> dict[str, tuple[Any, ...]]:
    """See `Store.pick`."""
    if not ids:
        return {}
    columns = ", ".join(f"m.{name}" for name in ("id", *fields))
    sql = (
        f"SELECT {columns} FROM carray(?) AS a "
        f"CROSS JOIN {here.name} AS m ON m.id = a.value AND m.tenant = ? AND m.scope = ?"
    )
    decoders = here.decoders(fields)
    found = {}
    for id, *values in rows(db, sql, (texts(ids), scope.tenant, scope.name)):
        for at, decode in decoders:
            if values[at] is not None:
                values[at] = decode(values[at])
        found[id] = tuple(values)
    return found


def distinct(db: apsw.Connection, here: Table[Any], field: str, scope: Scope) -> list[str]:
    """See `Store.distinct`. Steps from one value to the next, so an index on the field makes it cost the values, not
    the rows."""
    least = (
        f"SELECT min(m.{field}) FROM {here.name} AS m WHERE m.tenant = ?1 AND m.scope = ?2 AND m.{field} IS NOT NULL"
    )
    sql = (
        f"WITH RECURSIVE step (value) AS ({least} UNION ALL SELECT ({least} AND m.{field} > step.value) FROM step "
        "WHERE step.value IS NOT NULL) SELECT value FROM step WHERE value IS NOT NULL"
    )
    return [value for (value,) in rows(db, sql, (scope.tenant, scope.name))]


def beside(db: apsw.Connection, scope: Scope, ids: Sequence[str], radius: int, wanted: Condition) -> list[str]:
    """See `Store.beside`."""
    if not ids:
        return []
    sql = (
        "SELECT DISTINCT m.id FROM carray(?) AS a "
        "JOIN episodes AS o ON o.id = a.value AND o.tenant = ? AND o.scope = ? "
        "JOIN episodes AS m ON m.tenant = o.tenant AND m.scope = o.scope AND m.session_id = o.session_id "
        "AND m.position BETWEEN o.position - ? AND o.position + ? AND m.position <> o.position "
        f"WHERE {wanted.sql}"
    )
    values = (texts(ids), scope.tenant, scope.name, radius, radius, *wanted.values)
    return [id for (id,) in rows(db, sql, values)]
