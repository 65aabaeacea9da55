"""Channels that hold changes: what they are rebuilt from, along the parents of a checkpoint."""

from collections.abc import Iterator, Sequence
from typing import Any

from langgraph.checkpoint.base import DeltaChannelHistory, PendingWrite

from mnesis.adapters.langgraph.threads import Saved, Threads


def history(threads: Threads, target: Saved | None, channels: Sequence[str]) -> dict[str, DeltaChannelHistory]:
    """For each channel the writes on the way to a checkpoint, oldest first, since the last ancestor that holds a value
    of it, and that value as `seed` where there is one. What was written after the checkpoint itself is left out."""
    writes: dict[str, list[PendingWrite]] = {name: [] for name in channels}
    seeds: dict[str, Any] = {}
    for saved in _ancestors(threads, target):
        waiting = set(channels) - seeds.keys()
        if not waiting:
            break
        for write in reversed(threads.writes(saved.thread, saved.namespace, saved.id, waiting)):
            writes[write[1]].append(write)
        seeds |= threads.values(saved, waiting)
    return {name: _told(writes[name][::-1], name, seeds) for name in channels}


def _ancestors(threads: Threads, saved: Saved | None) -> Iterator[Saved]:
    """The parent of a checkpoint, its parent, and so on, as far as they are there."""
    while saved is not None and saved.parent:
        saved = next(iter(threads.saved(saved.thread, saved.namespace, id=saved.parent)), None)
        if saved is not None:
            yield saved


def _told(writes: list[PendingWrite], name: str, seeds: dict[str, Any]) -> DeltaChannelHistory:
    return {"writes": writes, "seed": seeds[name]} if name in seeds else {"writes": writes}
