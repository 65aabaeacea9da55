"""Episodes as rows: packed by hand, because they are the many. Every field of the value has its SQL over `episode_rows`
here, and all that writes those rows is here too."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from enum import Enum
from functools import lru_cache
from typing import Any, cast

import apsw

from mnesis.errors import InvalidInput
from mnesis.model import Compression, Episode, EpisodeType, Outcome, Scope
from mnesis.stores.sqlite import ulids
from mnesis.stores.sqlite.sql import integers, rows, texts, value

TABLE = "episode_rows"
SESSION, SPEAKER = 0, 1
SORTS = {"session_id": SESSION, "speaker": SPEAKER}
"""Fields that are `names` of a sort."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND, _DAY = timedelta(milliseconds=1), 86_400_000
_ACTORS = ("user", "agent", "system")
_COLUMNS = (
    *("place", "time", "mark", "rest", "session", "position", "type", "actor", "speaker", "importance", "tags"),
    *("outcome", "parent", "compression", "token_count", "cues", "created", "days", "expires", "folded", "covers"),
    *("standby", "version", "summary", "details"),
)
_INSERT = f"INSERT INTO {TABLE} (no, {', '.join(_COLUMNS)}) VALUES (?{', ?' * len(_COLUMNS)})"


def register(db: apsw.Connection) -> None:
    """Give a connection the function that the expressions of `FIELDS` use."""
    db.create_scalar_function("ulid", cast(Any, ulids.join), 3, deterministic=True)


def _named(column: str, values: Iterable[str], otherwise: str = "NULL") -> str:
    cases = " ".join(f"WHEN {at} THEN '{value}'" for at, value in enumerate(values))
    return f"CASE m.{column} {cases} ELSE {otherwise} END"


def _choices(kind: type[Enum]) -> dict[Any, int]:
    return {one: at for at, one in enumerate(kind)}


_TYPES, _OUTCOMES, _COMPRESSIONS = _choices(EpisodeType), _choices(Outcome), _choices(Compression)
IDENTITY = ("m.time", "m.mark", "m.rest")
"""The arguments of `ulids.join`."""
_ID = "ulid({0}.time, {0}.mark, {0}.rest)"

FIELDS: Mapping[str, str] = {
    "id": _ID.format("m"),
    "tenant": "(SELECT p.tenant FROM scopes AS p WHERE p.no = m.place)",
    "scope": "(SELECT p.scope FROM scopes AS p WHERE p.no = m.place)",
    "timestamp": "m.time",
    "session_id": "(SELECT n.name FROM names AS n WHERE n.no = m.session)",
    "type": _named("type", _TYPES),
    "actor": _named("actor", _ACTORS, "m.actor"),
    "speaker": "(SELECT n.name FROM names AS n WHERE n.no = m.speaker)",
    "tags": "coalesce(m.tags, '[]')",
    "outcome": _named("outcome", _OUTCOMES),
    "parent_id": f"(SELECT {_ID.format('r')} FROM {TABLE} AS r WHERE r.no = m.parent)",
    "compression": _named("compression", _COMPRESSIONS),
    "created_at": "coalesce(m.created, m.time)",
    "expires_at": f"coalesce(m.expires, max(m.time, coalesce(m.created, m.time)) + m.days * {_DAY})",
    "folded_into": f"iif(typeof(m.folded) = 'integer', (SELECT {_ID.format('r')} FROM {TABLE} AS r "
    "WHERE r.no = m.folded), m.folded)",
}
"""What a field is over a row that the query calls `m`, where it is not the column of its name. Times are milliseconds
since 1970."""


def to_time(moment: datetime) -> int:
    """A UTC time as the table keeps it."""
    return (moment - _EPOCH) // _MILLISECOND


@lru_cache(maxsize=16_384)
def from_time(time: int) -> datetime:
    """The UTC time of that number."""
    return _EPOCH + timedelta(0, time // 1000, time % 1000 * 1000)


# --- by what episodes are looked up ------------------------------------------------------------------------------

PLACE = "(SELECT p.no FROM scopes AS p WHERE p.tenant = ? AND p.scope = ?)"
"""The number of a scope."""
_ANYWHERE = "(SELECT p.no FROM scopes AS p)"


def numbered(ids: Iterable[str], scope: Scope | None) -> tuple[str, tuple[Any, ...]]:
    """A query, with its values, for the `no` of the episodes with these ids, in a scope or any: an id may lie there in
    either form."""
    wanted = [id for id in ids if "\0" not in id]  # JSON would end there
    split = [(one.time, one.mark, one.rest) for one in map(ulids.split, wanted) if one]
    there = ("= " + PLACE) if scope else ("IN " + _ANYWHERE)
    place = (scope.tenant, scope.name) if scope else ()
    sql = (
        f"SELECT r.no AS no FROM json_each(?) AS a CROSS JOIN {TABLE} AS r ON r.place {there} "
        "AND r.time = a.value ->> 0 AND r.mark = a.value ->> 1 AND r.rest = a.value ->> 2 UNION ALL "
        f"SELECT r.no AS no FROM json_each(?) AS a CROSS JOIN {TABLE} AS r ON r.place {there} AND r.mark IS NULL "
        "AND r.rest = a.value"
    )
    return sql, (json.dumps(split), *place, json.dumps(wanted), *place)


_SEEN: dict[str, int] = {}
"""The `no` of ids that were met lately, in whatever file: where to look first, and no promise. A search names the same
few hundred ids to several verbs, and a row is found by its number in a quarter of the time."""
_KEPT = 16_384


def seen(numbers: Mapping[int, str]) -> None:
    """Remember where these ids are."""
    if len(_SEEN) > _KEPT:
        _SEEN.clear()
    _SEEN.update((id, no) for no, id in numbers.items())


def by_id(
    db: apsw.Connection, scope: Scope, ids: Iterable[str], columns: str, more: str, values: Sequence[Any]
) -> list[tuple[str, tuple[Any, ...]]]:
    """Columns of the rows `m` with these ids, each with its id: for many ids of one scope quicker than `numbered`.
    `more` is what follows the FROM clause, with its values."""
    wanted = dict.fromkeys(id for id in ids if "\0" not in id)
    values = (scope.tenant, scope.name, *values)
    found = _where_seen(db, {_SEEN[id]: id for id in wanted if id in _SEEN}, columns, more, values)
    for id, _ in found:
        wanted.pop(id, None)
    return found + _looked_up(db, list(wanted), columns, more, values)


def _where_seen(
    db: apsw.Connection, there: Mapping[int, str], columns: str, more: str, values: Sequence[Any]
) -> list[tuple[str, tuple[Any, ...]]]:
    """What `by_id` gives for those that are still where they were seen."""
    if not there:
        return []
    sql = (
        f"SELECT m.no, {', '.join(IDENTITY)}, {columns} FROM carray(?) AS a CROSS JOIN {TABLE} AS m ON m.no = a.value "
        f"AND m.place = {PLACE} {more}"
    )
    found = ((there[no], ulids.join(*row[:3]), row[3:]) for no, *row in rows(db, sql, (integers(there), *values)))
    return [(id, tuple(row)) for id, now, row in found if id == now]


def _looked_up(
    db: apsw.Connection, wanted: Sequence[str], columns: str, more: str, values: Sequence[Any]
) -> list[tuple[str, tuple[Any, ...]]]:
    """What `by_id` gives for any."""
    if not wanted:
        return []
    split = [(id, one) for id in wanted if (one := ulids.split(id))]
    found, numbers = [], dict[int, str]()
    if split:
        sql = (
            f"SELECT a.rowid, m.rest, m.no, {columns} FROM carray(?) AS a CROSS JOIN {TABLE} AS m ON m.place = {PLACE} "
            f"AND m.time = a.value >> 16 & 0xFFFFFFFFFFFF AND m.mark = a.value & 0xFFFF {more}"
        )
        keys = integers([one.key for _, one in split])
        for row in rows(db, sql, (keys, *values)):
            id, one = split[row[0] - 1]
            if one.rest == row[1]:  # the index knows half of an id
                found.append((id, row[3:]))
                numbers[row[2]] = id
    sql = (
        f"SELECT a.rowid, {columns} FROM carray(?) AS a CROSS JOIN {TABLE} AS m ON m.place = {PLACE} "
        f"AND m.mark IS NULL AND m.rest = a.value {more}"
    )
    seen(numbers)
    found += [(wanted[row[0] - 1], row[1:]) for row in rows(db, sql, (texts(wanted), *values))]
    return found


def called(sort: int, names: Sequence[str], scope: Scope | None) -> tuple[str, tuple[Any, ...]]:
    """A query, with its values, for the numbers of sessions or speakers with these names, in a scope or any."""
    there = f" AND n.place = {PLACE}" if scope else ""
    place = (scope.tenant, scope.name) if scope else ()
    sql = (
        f"SELECT n.no FROM json_each(?) AS a CROSS JOIN names AS n ON n.name = a.value AND n.sort = {int(sort)}{there}"
    )
    return sql, (json.dumps(list(names)), *place)


def last_position(db: apsw.Connection, scope: Scope, session: str) -> int:
    """The highest position in a session, -1 where it has none."""
    which, values = called(SESSION, [session], scope)
    return int(value(db, f"SELECT coalesce(max(position), -1) FROM {TABLE} WHERE session IN ({which})", values))


def distinct(db: apsw.Connection, sort: int, scope: Scope) -> list[str]:
    """The sessions or the speakers of a scope, in order."""
    column = ("session", "speaker")[sort]
    sql = (
        f"SELECT n.name FROM names AS n WHERE n.place = {PLACE} AND n.sort = ? "
        f"AND EXISTS (SELECT 1 FROM {TABLE} AS m WHERE m.{column} = n.no) ORDER BY n.name"
    )
    return [name for (name,) in rows(db, sql, (scope.tenant, scope.name, sort))]


# --- writing -----------------------------------------------------------------------------------------------------


def insert(db: apsw.Connection, scope: Scope, first: int, new: Sequence[Episode]) -> None:
    """Episodes that are not there yet, all of one scope, numbered from `first`, raw ones positioned after the last of
    their session."""
    packing, last = _Packing(db, scope), dict[str, int]()
    made = []
    for no, one in enumerate(new, start=first):
        session, position = one.session_id, one.position
        if session not in last:
            last[session] = last_position(db, scope, session)
        if one.compression is Compression.RAW:
            position = last[session] + 1
        last[session] = max(last[session], position)
        made.append((no, *packing.row(one, position=position, version=1)))
        packing.there[one.id] = no
    db.executemany(_INSERT, made)


def update(db: apsw.Connection, no: int, old: Episode, new: Episode) -> None:
    """Write what is different now, and drop names that nothing uses any more."""
    packing = _Packing(db, new.scope)
    before = packing.row(old, position=old.position, version=old.version)
    after = packing.row(new, position=new.position, version=new.version)
    pairs = list(zip(_COLUMNS, before, after, strict=True))
    changed = [(name, now) for name, was, now in pairs if now != was or type(now) is not type(was)]
    setting = ", ".join(f"{name} = ?" for name, _ in changed)
    db.execute(f"UPDATE {TABLE} SET {setting} WHERE no = ?", (*(now for _, now in changed), no))
    left = {was for name, was, now in pairs if name in ("session", "speaker") and was not in (None, now)}
    _tidy(db, left)


def delete(db: apsw.Connection, numbers: Sequence[int]) -> None:
    """Remove rows; what answers them answers nothing now, what was folded into one keeps its id."""
    doomed = (integers(numbers),)
    these = "IN (SELECT value FROM carray(?))"
    db.execute(f"UPDATE {TABLE} SET parent = NULL WHERE parent {these}", doomed)
    db.execute(f"UPDATE {TABLE} AS m SET folded = {FIELDS['folded_into']} WHERE folded {these}", doomed)
    names = rows(db, f"SELECT session, speaker FROM {TABLE} WHERE no {these}", doomed)
    left = {name for pair in names for name in pair if name is not None}
    db.execute(f"DELETE FROM {TABLE} WHERE no {these}", doomed)
    _tidy(db, left)


def _tidy(db: apsw.Connection, left: set[int]) -> None:
    """Drop those of the names that no episode uses."""
    if left:
        db.execute(
            "DELETE FROM names WHERE no IN (SELECT value FROM carray(?)) "
            f"AND NOT EXISTS (SELECT 1 FROM {TABLE} AS m WHERE m.session = names.no) "
            f"AND NOT EXISTS (SELECT 1 FROM {TABLE} AS m WHERE m.speaker = names.no)",
            (integers(left),),
        )


class _Packing:
    """Makes rows of episodes of one scope. `there` says which `no` an id has, for those that others name."""

    def __init__(self, db: apsw.Connection, scope: Scope) -> None:
        self._db = db
        self._scope = scope
        self._names: dict[tuple[int, str], int] = {}
        self.there: dict[str, int] = {}
        whose = (scope.tenant, scope.name)
        db.execute("INSERT OR IGNORE INTO scopes (tenant, scope) VALUES (?, ?)", whose)
        self._place = value(db, f"SELECT {PLACE}", whose)

    def row(self, one: Episode, *, position: int, version: int) -> tuple[Any, ...]:
        """The values of `_COLUMNS`. Raises InvalidInput for a parent that is not there."""
        time, split = to_time(one.timestamp), ulids.split(one.id)
        mark, rest = (split.mark, split.rest) if split and split.time == time else (None, one.id)
        created = to_time(one.created_at)
        days, expires = _ending(one.expires_at, max(time, created))
        return (
            *(self._place, time, mark, rest, self._name(SESSION, one.session_id), position, _TYPES[one.type]),
            _ACTORS.index(one.actor) if one.actor in _ACTORS else one.actor,
            None if one.speaker is None else self._name(SPEAKER, one.speaker),
            one.importance,
            json.dumps(one.tags, ensure_ascii=False, separators=(",", ":")) if one.tags else None,
            None if one.outcome is None else _OUTCOMES[one.outcome],
            None if one.parent_id is None else self._parent(one.parent_id),
            *(_COMPRESSIONS[one.compression], one.token_count, one.cues),
            *(None if created == time else created, days, expires),
            None if one.folded_into is None else self._number(one.folded_into) or one.folded_into,
            *(one.covers, int(one.standby), version, one.summary, one.details),
        )

    def _name(self, sort: int, name: str) -> int:
        found = self._names.get((sort, name))
        if found is None:
            names = (self._place, sort, name)
            self._db.execute("INSERT OR IGNORE INTO names (place, sort, name) VALUES (?, ?, ?)", names)
            found = value(self._db, "SELECT no FROM names WHERE place = ? AND sort = ? AND name = ?", names)
            self._names[sort, name] = found
        return int(found)

    def _number(self, id: str) -> int | None:
        if id not in self.there:
            found = value(self._db, *numbered([id], self._scope))
            if found is None:
                return None
            self.there[id] = found
        return self.there[id]

    def _parent(self, id: str) -> int:
        found = self._number(id)
        if found is None:
            raise InvalidInput(what="record", problem="parent_id names no episode of the same scope")
        return found


def _ending(expires_at: datetime | None, since: int) -> tuple[int | None, int | None]:
    """An end as days since the episode came, or as a time where it is not a number of days."""
    if expires_at is None:
        return None, None
    days, over = divmod(to_time(expires_at) - since, _DAY)
    return (days, None) if not over and days >= 0 else (None, to_time(expires_at))
