"""LangGraph's checkpointer, kept in a memory."""

import asyncio
import builtins
import random
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    BaseCheckpointSaver,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    get_checkpoint_id,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from mnesis.adapters.langgraph.deltas import history
from mnesis.adapters.langgraph.pruning import outdated
from mnesis.adapters.langgraph.threads import Saved, Threads, place_of
from mnesis.adapters.shelf import Shelf
from mnesis.memory import Memory


class MnesisSaver(BaseCheckpointSaver[str]):
    """A checkpointer in a memory's scope. A checkpoint and the channels that are new in it are written together, and
    are on the disk when `put` returns. Nothing is learnt from them. Safe to share between threads and processes.
    """

    def __init__(self, memory: Memory, *, serde: SerializerProtocol | None = None) -> None:
        super().__init__(serde=serde)
        self.memory = memory
        self._shelf = Shelf(memory, "langgraph", "threads")

    @property
    def _threads(self) -> Threads:
        return Threads(self._shelf, self.serde)  # `with_allowlist` changes the serializer of a copy

    # --- reading ---------------------------------------------------------------------------------------------

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        """The checkpoint that a config names, or the latest of its thread and namespace."""
        thread, namespace = place_of(config)
        while saved := self._threads.saved(thread, namespace, id=get_checkpoint_id(config), limit=1):
            if told := self._tuple(saved[0]):
                return told
        return None

    def list(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> Iterator[CheckpointTuple]:
        """Checkpoints of a thread (None: of all), of one namespace where the config names one, latest first.
        `filter` is of their metadata."""
        given = config["configurable"] if config else {}
        end = get_checkpoint_id(before) if before else None
        enough = None if filter else limit
        found: builtins.list[Saved] = []
        for thread, namespace in self._threads.places(given.get("thread_id")):
            if given.get("checkpoint_ns") in (None, namespace):
                found += self._threads.saved(thread, namespace, id=given.get("checkpoint_id"), before=end, limit=enough)
        wanted = (filter or {}).items()
        fitting = [one for one in found if all(one.metadata.get(name) == value for name, value in wanted)]
        for one in sorted(fitting, key=lambda one: one.id, reverse=True)[:limit]:
            if told := self._tuple(one):
                yield told

    def get_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        """What delta channels are rebuilt from at a checkpoint; other channels are not read."""
        thread, namespace = place_of(config)
        threads = self._threads
        while True:
            target = threads.saved(thread, namespace, id=get_checkpoint_id(config), limit=1)
            told = history(threads, target[0] if target else None, channels)
            if not target or threads.stands(target[0]):
                return told

    def _tuple(self, saved: Saved) -> CheckpointTuple | None:
        """A checkpoint with its channels and writes, all of them; None where it was deleted meanwhile."""
        threads = self._threads
        while True:
            told = CheckpointTuple(
                config=_config(saved.thread, saved.namespace, saved.id),
                checkpoint={**saved.checkpoint, "channel_values": threads.values(saved)},
                metadata=saved.metadata,
                parent_config=_config(saved.thread, saved.namespace, saved.parent) if saved.parent else None,
                pending_writes=threads.writes(saved.thread, saved.namespace, saved.id),
            )
            if threads.stands(saved):
                return told
            again = threads.saved(saved.thread, saved.namespace, id=saved.id)
            if not again:
                return None
            saved = again[0]

    # --- writing ---------------------------------------------------------------------------------------------

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        thread, namespace = place_of(config)
        self._threads.save(config, checkpoint, metadata, new_versions)
        return _config(thread, namespace, checkpoint["id"])

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._threads.write(config, writes, task_id, task_path)

    def get_next_version(self, current: str | None, channel: None) -> str:
        """One more, and a chance number, so that two branches of a thread never share a version."""
        number = int(str(current).split(".")[0]) if current is not None else 0
        return f"{number + 1:032}.{random.random():016}"

    # --- upkeep ----------------------------------------------------------------------------------------------

    def delete_thread(self, thread_id: str) -> None:
        self._shelf.clear((str(thread_id),))

    def delete_for_runs(self, run_ids: Sequence[str]) -> None:
        """Delete the checkpoints of these runs with their writes, and channels that no other checkpoint of their
        thread needs."""
        threads, runs = self._threads, set(run_ids)
        for thread, namespace in threads.places() if runs else ():
            threads.drop(thread, namespace, lambda saved: [one for one in saved if one.metadata.get("run_id") in runs])

    def copy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        self._threads.copy(str(source_thread_id), str(target_thread_id))

    def prune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        """Keep the latest checkpoint of each namespace, and those before it that its delta channels are rebuilt from;
        or, with the strategy "delete", nothing."""
        if strategy not in ("keep_latest", "delete"):
            raise ValueError(f"Unknown strategy {strategy!r}: keep_latest or delete")
        for thread_id in thread_ids:
            if strategy == "delete":
                self.delete_thread(thread_id)
                continue
            for thread, namespace in self._threads.places(thread_id):
                self._threads.drop(thread, namespace, lambda saved: outdated(saved, self._threads))

    # --- the same, awaited -----------------------------------------------------------------------------------

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return await asyncio.to_thread(self.get_tuple, config)

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> Mapping[str, DeltaChannelHistory]:
        return await asyncio.to_thread(self.get_delta_channel_history, config=config, channels=channels)

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        def collect() -> builtins.list[CheckpointTuple]:
            return [*self.list(config, filter=filter, before=before, limit=limit)]

        for one in await asyncio.to_thread(collect):
            yield one

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return await asyncio.to_thread(self.put, config, checkpoint, metadata, new_versions)

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        await asyncio.to_thread(self.put_writes, config, writes, task_id, task_path)

    async def adelete_thread(self, thread_id: str) -> None:
        await asyncio.to_thread(self.delete_thread, thread_id)

    async def adelete_for_runs(self, run_ids: Sequence[str]) -> None:
        await asyncio.to_thread(self.delete_for_runs, run_ids)

    async def acopy_thread(self, source_thread_id: str, target_thread_id: str) -> None:
        await asyncio.to_thread(self.copy_thread, source_thread_id, target_thread_id)

    async def aprune(self, thread_ids: Sequence[str], *, strategy: str = "keep_latest") -> None:
        await asyncio.to_thread(self.prune, thread_ids, strategy=strategy)


def _config(thread: str, namespace: str, id: str) -> RunnableConfig:
    return {"configurable": {"thread_id": thread, "checkpoint_ns": namespace, "checkpoint_id": id}}
