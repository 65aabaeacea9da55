"""What talking to a model has used: requests, tokens, money, and what went wrong."""

import threading
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Used:
    """A state of Usage. `requests` were sent, those that failed too; `cost` is in USD, None while no price was known;
    `failures` by kind: "busy" (429), "server" (5xx), "timeout", "connection", "rejected" (4xx), "refused", "truncated",
    "garbled"."""

    requests: int = 0
    tokens_in: int = 0
    tokens_out: int = 0
    cost: float | None = None
    failures: Mapping[str, int] = field(default_factory=dict)


class Usage:
    """Adds up. Safe to share between threads, and between models."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._requests = self._tokens_in = self._tokens_out = 0
        self._cost: float | None = None
        self._failures: Counter[str] = Counter()

    def sent(self) -> None:
        """A request goes out."""
        with self._lock:
            self._requests += 1

    def answered(self, tokens_in: int, tokens_out: int, cost: float | None) -> None:
        """An answer came, of whatever worth: it is paid for."""
        with self._lock:
            self._tokens_in += tokens_in
            self._tokens_out += tokens_out
            if cost is not None:
                self._cost = (self._cost or 0.0) + cost

    def failed(self, kind: str) -> None:
        """Something went wrong, of a kind that Used names."""
        with self._lock:
            self._failures[kind] += 1

    def snapshot(self) -> Used:
        """All of it at one moment."""
        with self._lock:
            return Used(
                requests=self._requests,
                tokens_in=self._tokens_in,
                tokens_out=self._tokens_out,
                cost=self._cost,
                failures=dict(self._failures),
            )
