"""Reading a safetensors file: eight bytes of length, a JSON table of contents, raw little-endian tensors."""

import json
import mmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mnesis.errors import ModelDamaged

_TYPES = {"F32": "<f4", "F16": "<f2", "F64": "<f8", "I64": "<i8", "I32": "<i4", "I8": "|i1", "U8": "|u1"}


def read(path: Path) -> dict[str, NDArray[Any]]:
    """Every tensor by name, read-only and mapped, so that only what is touched is read.

    Raises ``ModelDamaged`` where the file is cut short or holds a type not listed here (bfloat16 is one).
    """
    with path.open("rb") as file:
        try:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
            start = 8 + int.from_bytes(data[:8], "little")
            header = json.loads(data[8:start])
            header.pop("__metadata__", None)
            return {name: _tensor(data, start, entry) for name, entry in header.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ModelDamaged(path=path, problem=f"not a readable safetensors file: {error}") from error


def _tensor(data: mmap.mmap, start: int, entry: dict[str, Any]) -> NDArray[Any]:
    shape = tuple(entry["shape"])
    count = int(np.prod(shape, dtype=np.int64))
    return np.frombuffer(data, _TYPES[entry["dtype"]], count, start + entry["data_offsets"][0]).reshape(shape)
