"""Which checkpoints of a thread nobody needs any more."""

from collections.abc import Sequence

from mnesis.adapters.langgraph.threads import Saved, Threads


def outdated(saved: Sequence[Saved], threads: Threads) -> list[Saved]:
    """Of the checkpoints of a thread's namespace, latest first, those that can go: all but the latest, and but those
    on the way from it to the last value of each of its delta channels: these hold changes since that, and the metadata
    of a checkpoint name them."""
    kept = _needed(saved[0], {one.id: one for one in saved}, threads) if saved else set()
    return [one for one in saved if one.id not in kept]


def _needed(latest: Saved, by_id: dict[str, Saved], threads: Threads) -> set[str]:
    kept = {latest.id}
    current: Saved | None = latest
    waiting = set(latest.metadata.get("counters_since_delta_snapshot", ()))
    while waiting and current is not None:
        kept.add(current.id)
        waiting -= threads.values(current, waiting).keys()
        current = by_id.get(current.parent or "")
    return kept
