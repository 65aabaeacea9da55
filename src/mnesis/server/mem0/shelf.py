"""What Mem0 knows of a memory and mnesis does not, kept beside it: items whose key is the id of the memory, so that
they go when it is forgotten. And the register of owners, kept in the home of the keys that name them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from secrets import randbits, token_hex
from typing import Any

from mnesis.errors import Conflict
from mnesis.memory import Memory
from mnesis.model import Add, Change, Episode, Erase, Expect, Filter, Item, Put, Where, as_utc, utc_now, within
from mnesis.steps.insisting import insist

NAMESPACE = "mem0"
"""Items whose id is the one that clients know: a memory keeps it when other words make it another memory of ours."""
HISTORY = "mem0/history"
"""What a memory said before, for as many changes as `changes.MOST`."""
ENDS = "mem0/ends"
"""The last day of a memory that has one: part of the namespace, so that a store can find what is over."""
OWNERS = "mem0/owners"


@dataclass(frozen=True, slots=True)
class Beside:
    """What is kept beside a memory: the `id` by which clients know it in its scope, and the version (0: nothing is)."""

    id: str
    value: Mapping[str, Any] = field(default_factory=dict)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items of one scope."""

    memory: Memory

    # --- beside memories -----------------------------------------------------------------------------------------

    def beside(self, episodes: Iterable[str]) -> dict[str, Beside]:
        """What is kept beside memories, by their ids of ours; for each of them something."""
        ids = tuple(episodes)
        wanted = self._in(NAMESPACE, Where("key", "in", ids))
        kept = {one.key: _beside(one) for one in self.memory.store.find(Item, wanted)}
        return {id: kept.get(id) or Beside(id) for id in ids}

    def called(self, id: str) -> str:
        """The id of ours of the memory that clients know by this one."""
        found = self.memory.store.get(Item, [_name(NAMESPACE, id)], within(self.memory.scope))
        return found[0].key if found else id

    def begin(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Keep values beside memories, by their ids of ours; where something is kept already, that stays. Beside a
        memory that is gone nothing is kept."""
        insist(lambda: self._begin(values))

    def _begin(self, values: Mapping[str, Mapping[str, Any]]) -> None:
        here = self._expected(values)
        named = self.memory.store.get(Item, [_name(NAMESPACE, id) for id in values], within(self.memory.scope))
        taken = {one.id for one in named if one.id != _name(NAMESPACE, one.key)}
        there = self.beside(values)
        changes: list[Change] = []
        for key, value in values.items():
            if there[key].version or key not in here:
                continue
            id = f"{key}~{token_hex(4)}" if _name(NAMESPACE, key) in taken else key
            changes += [here[key], Add(self._item(NAMESPACE, id, key, value))]
            changes += [Add(self._end(id, key, end))] if (end := value.get("expiration_date")) else []
        if changes:
            self.memory.store.apply(changes)

    def change(self, ids: tuple[str, str], old: Beside, value: Mapping[str, Any], history: Mapping[str, Any]) -> None:
        """Keep another value beside a memory, of which `ids` are its id of ours before and now. Raises Conflict where
        one of them is gone, or what is kept is no longer as in `old`."""
        scope, name, [_, key] = self.memory.scope, _name(NAMESPACE, old.id), ids
        here = self._expected(ids)
        if away := set(ids) - here.keys() - self.memory.archive.holds(scope, list(ids)):
            raise Conflict(kind="memory", id=away.pop(), found=0, expected=1)
        changes: list[Change] = [*here.values(), Expect(Item, scope, name, old.version)]
        changes += [Put(self._item(NAMESPACE, old.id, key, value)), Put(self._item(HISTORY, old.id, key, history))]
        if end := value.get("expiration_date"):
            changes.append(Put(self._end(old.id, key, end)))
        elif old.value.get("expiration_date"):
            changes.append(Erase(Item, within(scope, Where("id", "eq", _name(ENDS, old.id)))))
        self.memory.store.apply(changes)

    def history(self, id: str) -> Mapping[str, Any]:
        """What is kept of the changes of a memory, by the id that clients know."""
        found = self.memory.store.get(Item, [_name(HISTORY, id)], within(self.memory.scope))
        return found[0].value if found else {}

    def over(self, today: date) -> tuple[str, ...]:
        """The memories, by their ids of ours, whose last day is before this one."""
        wanted = Where("namespace", "gt", f"{ENDS}/"), Where("namespace", "lt", f"{ENDS}/{today.isoformat()}")
        return tuple(one.key for one in self.memory.store.find(Item, within(self.memory.scope, *wanted)))

    # --- of other kinds ------------------------------------------------------------------------------------------

    def read(self, namespace: str, *narrowed: Filter) -> dict[str, Mapping[str, Any]]:
        """Values by key, of those items that the filters hold for."""
        return {one.key: one.value for one in self.memory.store.find(Item, self._in(namespace, *narrowed))}

    def add(self, namespace: str, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Put values under keys that have none; others stay as they are."""
        self.memory.store.apply([Add(self._item(namespace, key, key, value)) for key, value in values.items()])

    def erase(self, namespace: str, keys: Sequence[str]) -> None:
        """Take keys away; one that is not there is no error."""
        if keys:
            self.memory.store.apply([Erase(Item, self._in(namespace, Where("key", "in", tuple(keys))))])

    # --- items ---------------------------------------------------------------------------------------------------

    def _in(self, namespace: str, *narrowed: Filter) -> Filter:
        return within(self.memory.scope, Where("namespace", "eq", namespace), *narrowed)

    def _expected(self, episodes: Iterable[str]) -> dict[str, Change]:
        """That these memories stay as they are, for those of them that are here."""
        scope = self.memory.scope
        found = self.memory.store.pick(Episode, scope, list(dict.fromkeys(episodes)), ("version",))
        return {id: Expect(Episode, scope, id, version) for id, (version,) in found.items()}

    def _end(self, id: str, key: str, day: str) -> Item:
        return self._item(f"{ENDS}/{day}", id, key, {}, name=_name(ENDS, id))

    def _item(self, namespace: str, id: str, key: str, value: Mapping[str, Any], name: str | None = None) -> Item:
        now = as_utc(utc_now())
        return Item(
            id=name or _name(namespace, id),
            scope=self.memory.scope,
            namespace=namespace,
            key=key,
            value=value,
            created_at=now,
            updated_at=now,
            version=1 + randbits(48),
        )


def _name(namespace: str, id: str) -> str:
    return f"{namespace}:{id}"


def _beside(item: Item) -> Beside:
    return Beside(item.id.removeprefix(f"{NAMESPACE}:"), item.value, item.version)
