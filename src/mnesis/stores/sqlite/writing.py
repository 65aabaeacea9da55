"""One `apply`: its changes, in order, on a connection that is inside a transaction."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any, TypeVar, cast

import apsw

from mnesis.errors import Conflict, InvalidInput, UnknownField
from mnesis.model import (
    COLUMNS,
    Add,
    Applied,
    Change,
    Compression,
    Embed,
    Episode,
    Erase,
    Expect,
    Finish,
    Hold,
    Key,
    Kind,
    Put,
    Record,
    Scope,
    Sort,
    Touch,
    Use,
    check_value,
    first_version,
    stored,
)
from mnesis.stores.feed import check_teller
from mnesis.stores.sqlite import episodes, erasing, jobs, shelves, spaces, vectors
from mnesis.stores.sqlite.reading import Query, by_id, pick
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.shelves import Entry
from mnesis.stores.sqlite.sql import possible, value
from mnesis.stores.sqlite.vectors import Desk

R = TypeVar("R", bound=Record)

_KEPT = frozenset({"id", "scope", "version", "session_id", "position", "episode_count"})


class Writing:
    """Applies changes and keeps account of them. `erased` tells the caller that old content must leave the files."""

    def __init__(self, db: apsw.Connection) -> None:
        self._db = db
        self._desk = Desk(db)
        self._written: list[str] = []
        self._duplicates: set[str] = set()
        self.erased = 0

    def apply(self, changes: Sequence[Change]) -> Applied:
        """Make the changes; what raises leaves the transaction to be undone."""
        for change in changes:
            check_teller(change)
        for (kind, _), group in groupby(changes, key=_alike):
            _VERBS[kind](self, list(group))
        self._desk.clear()
        if self.erased:
            erasing.scrub(self._db)
            erasing.due(self._db)
        return Applied(tuple(self._written), frozenset(self._duplicates), self.erased)

    # --- records ---------------------------------------------------------------------------------------------

    def _add(self, changes: Sequence[Add]) -> None:
        kind, scope = type(changes[0].record), changes[0].record.scope
        for change in changes:
            check_value(f"{kind.__name__}.id", Sort.TEXT, change.record.id)
        known = _present(self._db, kind, scope, [change.record.id for change in changes])
        new = []
        for change in changes:
            if change.record.id in known:
                self._duplicates.add(change.record.id)
            else:
                known.add(change.record.id)
                _check_keys(change.record, change.keys)
                new.append(Add(_insertable(change.record), change.keys))
        self._insert(kind, scope, new)

    def _insert(self, kind: Kind, scope: Scope, new: Sequence[Add]) -> None:
        """Records that are not there yet, checked, all of one kind and scope, with their keys."""
        here = table(kind)
        first = value(self._db, f"SELECT coalesce(max(no), 0) + 1 FROM {here.name}")
        records = [change.record for change in new]
        if kind is Episode:
            episodes.insert(self._db, scope, first, cast(list[Episode], records))
        else:
            begun = [replace(one, version=first_version(one)) for one in records]
            made = [[no, *here.row(one)] for no, one in enumerate(begun, start=first)]
            self._db.executemany(
                f"INSERT INTO {here.name} (no, {', '.join(here.columns)}) VALUES (?{', ?' * len(here.columns)})", made
            )
        entries = [
            Entry(no, _own_text(change.record), key, _key_text(change.record, key))
            for no, change in enumerate(new, start=first)
            for key in change.keys
        ]
        self._desk.want(scope, shelves.place(self._db, scope, kind, entries))
        self._written.extend(change.record.id for change in new)

    def _put(self, changes: Sequence[Put]) -> None:
        for change in changes:
            record = stored(change.record)
            _check_keys(record, change.keys or ())
            found = _row(self._db, type(record), record.scope, record.id)
            if found is None:
                self._insert(type(record), record.scope, [Add(_insertable(record), change.keys or ())])
            else:
                self._replace(found, record, change.keys)

    def _replace(self, found: tuple[int, Record], record: Record, keys: tuple[Key, ...] | None) -> None:
        no, old = found
        kind, scope = type(record), record.scope
        if isinstance(record, Episode) and isinstance(old, Episode):
            moved = old.session_id != record.session_id
            if not moved:
                record = replace(record, position=old.position)
            elif record.compression is Compression.RAW:
                last = episodes.last_position(self._db, scope, record.session_id)
                record = replace(record, position=last + 1)
        rekeyed = keys is not None or (isinstance(old, Episode) and _own_text(old) != _own_text(record))
        loose: set[int] = set()
        if rekeyed:
            if keys is None:
                keys = shelves.keys_of(self._db, scope, kind, record.id, no)
            self._desk.clear()
            loose = shelves.remove(self._db, scope, kind, [no])
        self._update(no, old, replace(record, version=old.version + 1))
        if rekeyed:
            entries = [Entry(no, _own_text(record), key, _key_text(record, key)) for key in keys or ()]
            fresh = shelves.place(self._db, scope, kind, entries)
            self._desk.want(scope, fresh)
            vectors.drop_unused(self._db, scope, loose - fresh)
        self._written.append(record.id)

    def _update(self, no: int, old: Record, record: Record) -> None:
        if isinstance(record, Episode) and isinstance(old, Episode):
            episodes.update(self._db, no, old, record)
            return
        here = table(type(record))
        pairs = [
            (name, value)
            for name, value in zip(here.columns, here.row(record), strict=True)
            if name not in ("id", "tenant", "scope", "episode_count")
        ]
        self._db.execute(
            f"UPDATE {here.name} SET {', '.join(f'{name} = ?' for name, _ in pairs)} WHERE no = ?",
            (*(value for _, value in pairs), no),
        )

    def _touch(self, changes: Sequence[Touch]) -> None:
        for change in changes:
            _check_touch(change.kind, change.fields)
            found = _row(self._db, change.kind, change.scope, change.id)
            if found is None:
                continue
            no, old = found
            new = stored(replace(old, **change.fields))
            self._update(no, old, replace(new, version=old.version + 1))

    def _erase(self, changes: Sequence[Erase]) -> None:
        self._desk.clear()
        for change in changes:
            self.erased += erasing.erase(self._db, change.kind, change.where)

    def _expect(self, changes: Sequence[Expect]) -> None:
        for change in changes:
            row = _row(self._db, change.kind, change.scope, change.id)
            found = row[1].version if row else 0
            if found != change.version:
                kind = change.kind.__name__
                raise Conflict(kind=kind, id=change.id, found=found, expected=change.version)

    # --- vectors and jobs ------------------------------------------------------------------------------------

    def _embed(self, changes: Sequence[Embed]) -> None:
        self._desk.embed(changes[0].scope, changes[0].space, changes)

    def _use(self, changes: Sequence[Use]) -> None:
        self._desk.clear()
        for change in changes:
            spaces.use(self._db, change)

    def _hold(self, changes: Sequence[Hold]) -> None:
        for change in changes:
            jobs.hold(self._db, change)

    def _finish(self, changes: Sequence[Finish]) -> None:
        for change in changes:
            jobs.finish(self._db, change)


_VERBS: Mapping[type, Callable[[Writing, list[Any]], None]] = {
    Add: Writing._add,
    Put: Writing._put,
    Touch: Writing._touch,
    Erase: Writing._erase,
    Embed: Writing._embed,
    Use: Writing._use,
    Hold: Writing._hold,
    Finish: Writing._finish,
    Expect: Writing._expect,
}


def _alike(change: Change) -> tuple[type, Any]:
    """Neighbouring changes that may be made in one go have this in common."""
    if isinstance(change, Add):
        return Add, (type(change.record), change.record.scope)
    if isinstance(change, Embed):
        return Embed, (change.scope, change.space)
    return type(change), None


def _row(db: apsw.Connection, kind: Kind, scope: Scope, id: str) -> tuple[int, Record] | None:
    """The `no` and the record with this id, or None."""
    if not possible(id):
        return None
    here = table(kind)
    found = by_id(db, here, scope, [id], Query(f"m.no, {here.selection}"))
    return (found[0][1][0], here.record(found[0][1][1:])) if found else None


def _present(db: apsw.Connection, kind: Kind, scope: Scope, ids: Sequence[str]) -> set[str]:
    """Which of the ids are there already."""
    return set(pick(db, table(kind), scope, ids, ()))


def _insertable(record: R) -> R:
    """A record that is not there yet, as the store keeps it; raises InvalidInput."""
    kept = stored(record)
    if isinstance(kept, Episode) and kept.parent_id == kept.id:
        raise InvalidInput(what=f"Episode {kept.id}", problem="names itself as its parent")
    return kept


def _own_text(record: Record) -> str | None:
    return record.text if isinstance(record, Episode) else None


def _key_text(record: Record, key: Key) -> str:
    text = _own_text(record) if key.text is None else key.text
    if text is None:
        raise InvalidInput(what=f"key of {record.id}", problem=f"{type(record).__name__} has no text of its own")
    return text


def _check_keys(record: Record, keys: Sequence[Key]) -> None:
    """Raises InvalidInput for keys that cannot belong to the record."""
    if len({(key.kind, key.ordinal) for key in keys}) < len(keys):
        raise InvalidInput(what=f"keys of {record.id}", problem="two have the same kind and ordinal")
    for key in keys:
        if key.memory_id != record.id:
            raise InvalidInput(what=f"key of {key.memory_id}", problem=f"cannot be a key of {record.id}")
        check_value(f"key of {record.id}", Sort.TEXT, _key_text(record, key))


def _check_touch(kind: Kind, fields: Mapping[str, Any]) -> None:
    """Raises UnknownField, and InvalidInput for a field that a Touch may not set."""
    kept = _KEPT | {"summary", "details"} if kind is Episode else _KEPT
    for name in fields:
        if name in kept:
            raise InvalidInput(what=f"Touch of {kind.__name__}.{name}", problem="use Put, or let it be")
        if name not in COLUMNS[kind]:
            raise UnknownField(kind=kind.__name__, field=name)
