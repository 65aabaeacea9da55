"""Memories as a Parquet file, and back: a column for each field of an episode, drawn from `mnesis.model.COLUMNS`.

Columns that a file does not have take their default, columns that nobody knows are passed over, so that files outlive
versions. arro3 was chosen for its size: it is a fifth of pyarrow.
"""

import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy import float64, int8
from numpy.typing import NDArray

from mnesis.errors import ArchiveError
from mnesis.model import COLUMNS, Column, Episode, Scope, Sort, Space
from mnesis.stores.cold.contract import Cold
from mnesis.stores.cold.vault import INSTALL
from mnesis.stores.sqlite.vectors import quantised, restored

if TYPE_CHECKING:
    from arro3.core import Array, RecordBatch

ROWS_A_GROUP = 8192
COMPRESSION = "zstd(9)"
"""For turns of 143 bytes, level 3 makes 105 bytes of a memory without its vector, 9 makes 96, 19 makes 91 in five times
the time."""
_DISTINCT = ("id", "summary", "details", "key", "vector")  # a dictionary of their values would be all of them
_META = "mnesis"
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class Table:
    """The memories of a file, row by row; `space` is that of its vectors."""

    scope: Scope
    space: Space | None
    batch: "RecordBatch"

    def __len__(self) -> int:
        return self.batch.num_rows

    @property
    def size(self) -> int:
        """Bytes in memory."""
        return self.batch.nbytes

    def values(self, name: str) -> list[Any]:
        """A field of the episodes, as filters name it, row by row; its default where the file does not have it."""
        if name in ("tenant", "scope"):
            return [self.scope.tenant if name == "tenant" else self.scope.name] * len(self)
        if name not in self.batch.schema.names:
            return [Episode.__dataclass_fields__[name].default] * len(self)
        return _values(COLUMNS[Episode][name], self.batch.column(name))

    def times(self) -> NDArray[float64]:
        """Seconds since 1970."""
        return np.array(_milliseconds(self.batch.column("timestamp")), dtype=float64) / 1000

    def found_by(self) -> list[str]:
        """The text that search looks at."""
        columns = (self.batch.column(name).to_pylist() for name in ("key", "details", "summary"))
        return [next(text for text in own if text is not None) for own in zip(*columns, strict=True)]

    def codes(self) -> NDArray[int8] | None:
        """The vectors as signed bytes, zero for rows that have none; None where there is none at all."""
        if self.space is None:
            return None
        nothing = bytes(self.space.dimension)
        raw = b"".join(code or nothing for code in self.batch.column("vector").to_pylist())
        return np.frombuffer(raw, dtype=int8).reshape(-1, self.space.dimension)

    def memories(self, rows: Sequence[int] | None = None) -> list[Cold]:
        """The memories of these rows, in their order; None: of all."""
        if rows is not None and not len(rows):
            return []
        batch = self.batch if rows is None else self.batch.take(np.array(rows, dtype=np.uint32))
        there = set(batch.schema.names)
        fields = [column for name, column in COLUMNS[Episode].items() if name in there]
        values = zip(*(_values(column, batch.column(column.name)) for column in fields), strict=True)
        keys = batch.column("key").to_pylist()
        codes = [None] * len(keys) if self.space is None else batch.column("vector").to_pylist()
        names = [column.name for column in fields]
        return [
            Cold(
                Episode(scope=self.scope, **dict(zip(names, row, strict=True))),
                key,
                None if code is None else restored(code),
                None if code is None else self.space,
            )
            for row, key, code in zip(values, keys, codes, strict=True)
        ]


def written(scope: Scope, memories: Sequence[Cold], space: Space | None) -> bytes:
    """The memories as a Parquet file."""
    core, files = _library()
    if all(one.vector is None for one in memories):
        space = None
    columns = {
        name: _column(core, column, [getattr(one.episode, name) for one in memories])
        for name, column in COLUMNS[Episode].items()
    }
    columns["key"] = core.Array([one.key for one in memories], type=core.DataType.utf8())
    if space is not None:
        codes = [None if one.vector is None else quantised(one.vector[None])[0].tobytes() for one in memories]
        columns["vector"] = core.Array(codes, type=core.DataType.binary(space.dimension))
    about: dict[str, Any] = {"tenant": scope.tenant, "scope": scope.name}
    if space is not None:
        about["space"] = [space.model, space.version, space.dimension]
    file = io.BytesIO()
    files.write_parquet(
        core.RecordBatch(columns),
        file,
        compression=COMPRESSION,
        column_dictionary_enabled=dict.fromkeys(_DISTINCT, False),
        key_value_metadata={_META: json.dumps(about)},
        max_row_group_size=ROWS_A_GROUP,
    )
    return file.getvalue()


def table(content: bytes) -> Table:
    """What `written` made. The bytes must be known to be whole: the library ends the process on others."""
    core, files = _library()
    reader = files.read_parquet(content, batch_size=1 << 16)
    about = json.loads(reader.schema.metadata[_META.encode()])
    space = Space(*about["space"]) if "space" in about else None
    [batch] = core.Table.from_arrow(reader).combine_chunks().to_batches()
    return Table(Scope(about["tenant"], about["scope"]), space, batch)


def _library() -> tuple[Any, Any]:
    try:
        import arro3.core
        import arro3.io
    except ImportError as error:
        raise ArchiveError(
            path="of this store", problem=f"reading and writing it needs a library: {INSTALL}"
        ) from error
    return arro3.core, arro3.io


def _column(core: Any, column: Column, values: list[Any]) -> "Array":
    match column.sort:
        case Sort.MOMENT:
            numbers = [None if one is None else (one - _EPOCH) // _MILLISECOND for one in values]
            moments: Array = core.Array(numbers, type=core.DataType.int64())
            return moments.cast(core.DataType.timestamp("ms", tz="UTC"))
        case Sort.TEXTS:
            ends = np.array([0, *accumulate(map(len, values))], dtype=np.int32)
            texts = core.Array([text for one in values for text in one], type=core.DataType.utf8())
            lists: Array = core.list_array(core.Array.from_numpy(ends), texts)
            return lists
        case Sort.INTEGER:
            kind = core.DataType.bool() if isinstance(values[0], bool) else core.DataType.int64()
        case _:
            kind = core.DataType.utf8()
    plain: Array = core.Array([None if one is None else getattr(one, "value", one) for one in values], type=kind)
    return plain


def _values(column: Column, array: "Array") -> list[Any]:
    """The values of a column as records hold them."""
    if column.sort is Sort.MOMENT:
        return [None if one is None else _EPOCH + one * _MILLISECOND for one in _milliseconds(array)]
    raw = list(array.to_pylist())
    if column.sort is Sort.TEXTS:
        return [tuple(one) for one in raw]
    if column.choices:
        choices = {choice.value: choice for choice in column.choices}
        return [None if one is None else choices[one] for one in raw]
    return raw


def _milliseconds(array: "Array") -> list[int | None]:
    core, _ = _library()
    return list(array.cast(core.DataType.int64()).to_pylist())
