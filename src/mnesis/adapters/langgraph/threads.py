"""Checkpoints, channels and writes of threads, as documents on a shelf."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    PendingWrite,
    get_checkpoint_id,
    get_serializable_checkpoint_metadata,
    writes_sort_key,
)
from langgraph.checkpoint.serde.base import SerializerProtocol

from mnesis.adapters.shelf import Document, Edit, Kept, Place, Shelf, beginning
from mnesis.model import All, Where

CHECKPOINTS, CHANNELS, WRITES = "checkpoints", "channels", "writes"


@dataclass(frozen=True, slots=True)
class Saved:
    """A checkpoint without the values of its channels, but for those of channels without a version."""

    thread: str
    namespace: str
    id: str
    parent: str | None
    checkpoint: Checkpoint
    metadata: CheckpointMetadata

    def channels(self) -> set[Place]:
        """Where the values of its channels stand, if they have any."""
        versions = self.checkpoint["channel_versions"].items()
        return {_channel(self.thread, self.namespace, name, version) for name, version in versions}


@dataclass(frozen=True, slots=True)
class Threads:
    """Threads on a shelf, in the serializer's words. Each namespace of a thread holds checkpoints by id, values of
    channels by name and version, and writes by checkpoint, task and number."""

    shelf: Shelf
    serde: SerializerProtocol

    # --- reading ---------------------------------------------------------------------------------------------

    def places(self, thread: str | None = None) -> list[tuple[str, str]]:
        """Every thread and namespace that holds checkpoints, in order."""
        told = self.shelf.namespaces(() if thread is None else (str(thread),))
        return [(one, namespace) for one, namespace, what in told if what == CHECKPOINTS]

    def saved(
        self,
        thread: str,
        namespace: str,
        *,
        id: str | None = None,
        before: str | None = None,
        limit: int | None = None,
    ) -> list[Saved]:
        """Checkpoints of a thread's namespace, latest first: the one with an id, those before one."""
        if id:
            one = self.shelf.get((thread, namespace, CHECKPOINTS), id)
            return [self._saved(one)] if one and not (before and id >= before) else []
        where = Where("key", "lt", before) if before else All()
        found = self.shelf.find((thread, namespace, CHECKPOINTS), where, order=("-key",), limit=limit)
        return [self._saved(one) for one in found]

    def _saved(self, kept: Kept) -> Saved:
        thread, namespace, _ = kept.namespace
        held = self._loaded(kept)
        return Saved(thread, namespace, kept.key, kept.value["parent"], held["checkpoint"], held["metadata"])

    def values(self, saved: Saved, channels: Collection[str] | None = None) -> dict[str, Any]:
        """The values of some channels of a checkpoint (None: of all); one that has none is left out."""
        checkpoint = saved.checkpoint
        places = {
            _channel(saved.thread, saved.namespace, name, version): name
            for name, version in checkpoint["channel_versions"].items()
            if channels is None or name in channels
        }
        loose = checkpoint["channel_values"].items()
        found = {name: value for name, value in loose if channels is None or name in channels}
        return found | {places[place]: self._loaded(kept) for place, kept in self.shelf.get_many(places).items()}

    def writes(
        self, thread: str, namespace: str, id: str, channels: Collection[str] | None = None
    ) -> list[PendingWrite]:
        """What tasks wrote after a checkpoint, to some channels (None: to any), in the order in which it is applied."""
        there = self.shelf.find((thread, namespace, WRITES), beginning(f"{id}/"))
        found = [one for one in there if channels is None or one.value["channel"] in channels]
        found.sort(key=lambda one: writes_sort_key(*(one.value[name] for name in ("path", "task", "number"))))
        return [(one.value["task"], one.value["channel"], self._loaded(one)) for one in found]

    def _loaded(self, kept: Kept) -> Any:
        return self.serde.loads_typed((kept.value["type"], kept.data or b""))

    # --- writing ---------------------------------------------------------------------------------------------

    def save(
        self, config: RunnableConfig, checkpoint: Checkpoint, metadata: CheckpointMetadata, new: ChannelVersions
    ) -> None:
        """Write a checkpoint, and the values of the channels that are new in it."""
        thread, namespace = place_of(config)
        values = checkpoint["channel_values"]
        loose = {name: value for name, value in values.items() if name not in checkpoint["channel_versions"]}
        bare = {**checkpoint, "channel_values": loose}
        held = {"checkpoint": bare, "metadata": get_serializable_checkpoint_metadata(config, metadata)}
        documents = [
            self._document(_channel(thread, namespace, name, version), values[name])
            for name, version in new.items()
            if name in values
        ]
        place = (thread, namespace, CHECKPOINTS), checkpoint["id"]
        documents.append(self._document(place, held, {"parent": get_checkpoint_id(config)}))
        self.shelf.put(*documents)

    def write(self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task: str, path: str) -> None:
        """Write what a task wrote. What it wrote before stays, but for errors, interrupts and the like."""
        thread, namespace = place_of(config)
        id = config["configurable"]["checkpoint_id"]
        documents: dict[Place, Document] = {}
        for at, (channel, value) in enumerate(writes):
            number = WRITES_IDX_MAP.get(channel, at)
            place = (thread, namespace, WRITES), f"{id}/{task}/{number}"
            about = {"task": task, "path": path, "number": number, "channel": channel}
            documents[place] = self._document(place, value, about)
        there = self.shelf.get_many(place for place, one in documents.items() if one.value["number"] >= 0)
        self.shelf.put(*(one for place, one in documents.items() if place not in there))

    def _document(self, place: Place, value: Any, about: Mapping[str, Any] | None = None) -> Document:
        kind, data = self.serde.dumps_typed(value)
        return Document(namespace=place[0], key=place[1], value={**(about or {}), "type": kind}, data=data)

    # --- upkeep ----------------------------------------------------------------------------------------------

    def copy(self, source: str, target: str) -> None:
        """Put all that a thread holds into another one as well."""
        held = self.shelf.find((source,), order=())
        self.shelf.put(
            *(
                Document(namespace=(target, *one.namespace[1:]), key=one.key, value=one.value, data=one.data)
                for one in held
            )
        )

    def drop(self, saved: Sequence[Saved], gone: Iterable[Saved]) -> None:
        """Delete some of the checkpoints of a thread's namespace, with their writes and the channels that none of the
        others needs. `saved` are all of them."""
        doomed = {one.id: one for one in gone}
        if not doomed:
            return
        thread, namespace = saved[0].thread, saved[0].namespace
        needed = {place for one in saved if one.id not in doomed for place in one.channels()}
        places = {place for one in doomed.values() for place in one.channels()} - needed
        places |= {((thread, namespace, CHECKPOINTS), id) for id in doomed}
        writes = self.shelf.find((thread, namespace, WRITES))
        places |= {one.place for one in writes if one.key.partition("/")[0] in doomed}
        self.shelf.change(lambda: Edit(deletes=places))


def place_of(config: RunnableConfig) -> tuple[str, str]:
    """Thread and namespace that a config names."""
    return str(config["configurable"]["thread_id"]), config["configurable"].get("checkpoint_ns", "")


def _channel(thread: str, namespace: str, name: str, version: str | int | float) -> Place:
    return (thread, namespace, CHANNELS), json.dumps([name, version])
