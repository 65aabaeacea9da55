"""Large arrays that come and go in many threads.

An allocator keeps what it is given back, apart for each thread, so that a server would come to hold the largest arrays
that each of its threads has ever made.
"""

import math
import mmap
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

T = TypeVar("T", bound=np.generic)

LARGE = 1 << 20
"""Bytes from which on an array has pages of its own. Of those a process may have some ten thousand, so small ones have
not."""


def empty(shape: tuple[int, ...], dtype: np.dtype[T]) -> NDArray[T]:
    """As `np.empty`. A large array goes back to the system, and not to the allocator, when nobody holds it any more."""
    size = math.prod(shape) * dtype.itemsize
    if size < LARGE:
        return np.empty(shape, dtype)
    own: Any = mmap.mmap(-1, size, access=mmap.ACCESS_COPY)  # this process's alone, a forked one gets a copy
    return np.ndarray(shape, dtype, buffer=own)
