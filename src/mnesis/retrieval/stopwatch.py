"""Where the time of one search goes."""

from collections.abc import Mapping
from time import perf_counter


class Stopwatch:
    """Milliseconds by stage, and in `total`."""

    def __init__(self) -> None:
        self._start = self._last = perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        """Count the time since the last lap towards a stage."""
        now = perf_counter()
        self._laps[stage] = self._laps.get(stage, 0.0) + (now - self._last) * 1000
        self._last = now

    def taken(self) -> Mapping[str, float]:
        return {**self._laps, "total": (perf_counter() - self._start) * 1000}
