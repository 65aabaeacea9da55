"""Checkpoints, channels and writes of threads, as documents on a shelf."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
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
_GUARD = "guard"
"""A document that changes with every checkpoint of a thread's namespace: what nobody needs any more is decided again
where one came meanwhile."""


@dataclass(frozen=True, slots=True)
class Saved:
    """A checkpoint without the values of its channels, but for those of channels without a version."""

    thread: str
    namespace: str
    id: str
    parent: str | None
    checkpoint: Checkpoint
    metadata: CheckpointMetadata
    version: int

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
        return Saved(
            thread, namespace, kept.key, kept.value["parent"], held["checkpoint"], held["metadata"], kept.version
        )

    def stands(self, saved: Saved) -> bool:
        """Whether a checkpoint is still there as it was read: so what was read of it since is whole."""
        place = (saved.thread, saved.namespace, CHECKPOINTS), saved.id
        return self.shelf.versions([place]) == {place: saved.version}

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
        """Write a checkpoint, and the values of its channels that are new in it or no longer there: whoever deletes
        checkpoints leaves none behind that lacks one."""
        thread, namespace = place_of(config)
        versions, values = checkpoint["channel_versions"], checkpoint["channel_values"]
        loose = {name: value for name, value in values.items() if name not in versions}
        bare = {**checkpoint, "channel_values": loose}
        held = {"checkpoint": bare, "metadata": get_serializable_checkpoint_metadata(config, metadata)}
        at = (thread, namespace, CHECKPOINTS), checkpoint["id"]
        saved = [self._document(at, held, {"parent": get_checkpoint_id(config)}), _guard(thread, namespace)]
        named = {_channel(thread, namespace, name, version): name for name, version in {**versions, **new}.items()}
        old = [place for place, name in named.items() if name in values and name not in new]
        saved += [
            self._document(place, values[name]) for place, name in named.items() if name in new and name in values
        ]

        def decide() -> Edit:
            there = self.shelf.versions(old)
            lost = [self._document(place, values[named[place]]) for place in old if place not in there]
            return Edit([*saved, *lost], seen=there)

        self.shelf.change(decide)

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

    def drop(self, thread: str, namespace: str, choose: Callable[[Sequence[Saved]], Iterable[Saved]]) -> None:
        """Delete the checkpoints of a thread's namespace that `choose` names of all there are, with their writes and
        the channels that none of the others needs."""
        guard = _guard(thread, namespace)
        at = guard.namespace, guard.key

        def decide() -> Edit:
            seen = self.shelf.versions([at]) or {at: 0}
            saved = self.saved(thread, namespace)
            doomed = {one.id: one for one in choose(saved)}
            needed = {place for one in saved if one.id not in doomed for place in one.channels()}
            places = {place for one in doomed.values() for place in one.channels()} - needed
            places |= {((thread, namespace, CHECKPOINTS), id) for id in doomed}
            writes = self.shelf.find((thread, namespace, WRITES)) if doomed else ()
            places |= {one.place for one in writes if one.key.partition("/")[0] in doomed}
            return Edit(deletes=places, seen=seen) if doomed else Edit()

        self.shelf.change(decide)


def place_of(config: RunnableConfig) -> tuple[str, str]:
    """Thread and namespace that a config names."""
    return str(config["configurable"]["thread_id"]), config["configurable"].get("checkpoint_ns", "")


def _channel(thread: str, namespace: str, name: str, version: str | int | float) -> Place:
    return (thread, namespace, CHANNELS), json.dumps([name, version])


def _guard(thread: str, namespace: str) -> Document:
    return Document(namespace=(thread, namespace, _GUARD), key="")
