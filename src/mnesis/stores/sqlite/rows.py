"""Records as rows: one description of every kind, drawn from `mnesis.model.COLUMNS`."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import attrgetter
from typing import Any, Generic, TypeVar, cast

from mnesis.model import COLUMNS, RECORDS, Column, Episode, Kind, Record, Scope, Sort, as_utc
from mnesis.stores.sqlite import episodes
from mnesis.stores.sqlite.ulids import join

R = TypeVar("R", bound=Record)

_NAMES = {
    "Episode": episodes.TABLE,
    "Entity": "entities",
    "Audit": "audit",
    "ApiKey": "api_keys",
    "Feedback": "feedback",
}


@dataclass(frozen=True, slots=True)
class Table(Generic[R]):
    """How records of a kind lie in their table, `columns` in the order of `row` and `record`. Queries call it `m`."""

    kind: type[R]
    name: str
    columns: tuple[str, ...]
    _read: Callable[[R], tuple[Any, ...]]
    _encoders: tuple[tuple[int, Callable[[Any], Any]], ...]
    _decoders: tuple[tuple[str, Callable[[Any], Any]], ...]
    _fields: Mapping[str, str]
    _moment: Callable[[datetime], Any]
    identity: tuple[str, ...]
    """What an id is made of over a row `m`, quicker than the SQL of "id" where there are many."""
    identify: Callable[..., str]
    """Makes it of these."""

    @property
    def label(self) -> str:
        """The kind as shelves and statistics call it."""
        return self.kind.__name__.lower()

    def sql(self, name: str) -> str:
        """A field over a row `m`."""
        return self._fields.get(name, f"m.{name}")

    def bound(self, value: Any) -> Any:
        """A value that a field is compared with, as a parameter."""
        return self._moment(as_utc(value)) if isinstance(value, datetime) else value

    @property
    def selection(self) -> str:
        """The columns for a SELECT."""
        return ", ".join(map(self.sql, self.columns))

    @property
    def select(self) -> str:
        """A query for records, up to its WHERE."""
        return f"SELECT {self.selection} FROM {self.name} AS m"

    @property
    def scopes(self) -> str:
        """A query for the scopes that hold records of the kind."""
        if issubclass(self.kind, Episode):
            there = f"EXISTS (SELECT 1 FROM {self.name} AS m WHERE m.place = scopes.no)"
            return f"SELECT tenant, scope FROM scopes WHERE {there}"
        return f"SELECT tenant, scope FROM {self.name}"

    @property
    def own_text(self) -> str:
        """The memory's own text, as SQL; NULL for kinds that have none."""
        return "coalesce(m.details, m.summary)" if issubclass(self.kind, Episode) else "NULL"

    @property
    def key_text(self) -> str:
        """The text of a key `k` of the memory `m`, as SQL."""
        return f"iif(k.tail, k.text || {self.own_text}, coalesce(k.text, {self.own_text}))"

    def decoders(self, fields: Sequence[str]) -> list[tuple[int, Callable[[Any], Any]]]:
        """For each of these columns that is not kept as it is: its place among them, and what makes it a value."""
        by_name = dict(self._decoders)
        return [(at, by_name[name]) for at, name in enumerate(fields) if name in by_name]

    def row(self, record: R) -> list[Any]:
        """The values of a record that has passed `mnesis.model.stored`."""
        values = list(self._read(record))
        for at, encode in self._encoders:
            if values[at] is not None:
                values[at] = encode(values[at])
        return values

    def record(self, row: tuple[Any, ...]) -> R:
        """The record of a row of `selection`."""
        values = dict(zip(self.columns, row, strict=True))
        scope = _scope(values.pop("tenant"), values.pop("scope"))
        for name, decode in self._decoders:
            if values[name] is not None:
                values[name] = decode(values[name])
        return self.kind(scope=scope, **values)


def moment(value: datetime) -> str:
    """A UTC time as the tables keep it; the same as `mnesis.model.to_iso`, and faster."""
    return value.isoformat(timespec="milliseconds")[:-6] + "Z"


def _json(value: Any) -> str:
    return "[]" if value == () else json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@lru_cache(maxsize=4096)
def _texts(text: str) -> tuple[str, ...]:
    return tuple(json.loads(text))


def _from_json(text: str) -> Any:
    value = json.loads(text)
    return tuple(value) if isinstance(value, list) else value


@lru_cache(maxsize=4096)
def _scope(tenant: str, name: str) -> Scope:
    return Scope(tenant, name)


_ENCODE: Mapping[Sort, Callable[[Any], Any]] = {Sort.MOMENT: moment, Sort.TEXTS: _json, Sort.JSON: _json}
_DECODE: Mapping[Sort, Callable[[Any], Any]] = {
    Sort.MOMENT: datetime.fromisoformat,
    Sort.TEXTS: _texts,
    Sort.JSON: _from_json,
}


def encode(column: Column, value: Any) -> Any:
    """One value of a column as the table keeps it."""
    encoder = _ENCODE.get(column.sort)
    return value if encoder is None or value is None else encoder(value)


def _decoder(kind: Kind, column: Column) -> Callable[[Any], Any] | None:
    if column.choices:
        return {choice.value: choice for choice in column.choices}.__getitem__
    if kind.__annotations__[column.name] is bool:
        return bool
    if kind is Episode and column.sort is Sort.MOMENT:
        return episodes.from_time
    return _DECODE.get(column.sort)


def _table(kind: Kind) -> Table[Any]:
    columns = list(COLUMNS[kind].values())
    decoders = [(column.name, _decoder(kind, column)) for column in columns]
    return Table(
        kind=kind,
        name=_NAMES.get(kind.__name__, f"{kind.__name__.lower()}s"),
        columns=("tenant", "scope", *(column.name for column in columns)),
        _read=attrgetter("scope.tenant", "scope.name", *(column.name for column in columns)),
        _encoders=tuple((at + 2, _ENCODE[c.sort]) for at, c in enumerate(columns) if c.sort in _ENCODE),
        _decoders=tuple((name, decode) for name, decode in decoders if decode is not None),
        _fields=episodes.FIELDS if kind is Episode else {},
        _moment=episodes.to_time if kind is Episode else moment,
        identity=episodes.IDENTITY if kind is Episode else ("m.id",),
        identify=join if kind is Episode else str,
    )


TABLES: Mapping[Kind, Table[Any]] = {kind: _table(kind) for kind in RECORDS}


def table(kind: type[R]) -> Table[R]:
    """The table of a kind."""
    return cast(Table[R], TABLES[cast(Kind, kind)])
