"""The feed: triggers on the tables of what is told of, so that every program that writes to the file is heard, and a
file that announces nothing pays nothing."""

from collections.abc import Iterator

import apsw

from mnesis.model import Episode, Kind
from mnesis.stores.feed import KEPT, TOLD
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.sql import rows

_COLUMNS = {"timestamp": "time", "session_id": "session"}
"""Columns of `episode_rows` that are not called as the field."""

_TELL = """
  INSERT INTO feeds (tenant, scope, last) VALUES ({tenant}, {scope}, 1)
    ON CONFLICT (tenant, scope) DO UPDATE SET last = last + 1;
  INSERT INTO updates (tenant, scope, number, kind, record, change)
    SELECT f.tenant, f.scope, f.last, '{kind}', {id}, '{change}' FROM feeds AS f
    WHERE f.tenant = {tenant} AND f.scope = {scope};
  DELETE FROM updates WHERE tenant = {tenant} AND scope = {scope}
    AND number <= (SELECT f.last FROM feeds AS f WHERE f.tenant = {tenant} AND f.scope = {scope}) - {kept};
"""


def is_on(db: apsw.Connection) -> bool:
    """Whether the file announces."""
    return bool(_there(db))


def is_turned(db: apsw.Connection, on: bool) -> bool:
    """Whether what `announce` says is true already, of every trigger."""
    return _there(db) == _wanted(on)


def turn(db: apsw.Connection, on: bool) -> None:
    """Make what `announce` says true."""
    if is_turned(db, on):
        return
    for name in _there(db):
        db.execute(f"DROP TRIGGER {name}")
    for sql in _wanted(on).values():
        db.execute(sql)
    if not on:
        db.execute("DELETE FROM updates")
        db.execute("UPDATE feeds SET last = last + 1")  # a gap: who followed is to know that something is missing


def _wanted(on: bool) -> dict[str, str]:
    return dict(_triggers()) if on else {}


def _there(db: apsw.Connection) -> dict[str, str]:
    """The triggers of the feed by their names."""
    sql = "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name GLOB 'announce_*'"
    return {name: text for name, text in rows(db, sql)}


def _triggers() -> Iterator[tuple[str, str]]:
    for kind, fields in TOLD.items():
        label, name = table(kind).label, table(kind).name
        columns = [f'"{_COLUMNS.get(field, field) if kind is Episode else field}"' for field in fields]
        differs = " OR ".join(f"OLD.{column} IS NOT NEW.{column}" for column in columns)
        when = {
            "added": ("AFTER INSERT", "", "NEW"),
            "changed": (f"AFTER UPDATE OF {', '.join(columns)}", f" WHEN {differs}", "NEW"),
            "erased": ("BEFORE DELETE", "", "OLD"),  # before, because the id of an episode is read from its row
        }
        for change, (event, condition, row) in when.items():
            told = _TELL.format(kind=label, change=change, kept=KEPT, **_whose(kind, row))
            trigger = f"announce_{label}_{change}"
            yield trigger, f"CREATE TRIGGER {trigger} {event} ON {name}{condition} BEGIN{told}END"


def _whose(kind: Kind, row: str) -> dict[str, str]:
    """Scope and id of a trigger's row, as SQL."""
    if kind is not Episode:
        return {"tenant": f"{row}.tenant", "scope": f"{row}.scope", "id": f"{row}.id"}
    return {
        "tenant": f"(SELECT p.tenant FROM scopes AS p WHERE p.no = {row}.place)",
        "scope": f"(SELECT p.scope FROM scopes AS p WHERE p.no = {row}.place)",
        "id": f"(SELECT i.id FROM episode_ids AS i WHERE i.no = {row}.no)",
    }
