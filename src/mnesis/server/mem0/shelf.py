"""What Mem0 knows of a memory and mnesis does not (owners, metadata, end, history), kept beside it as an item; and the
register of owners, kept in the home of the keys that name them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mnesis.memory import Memory
from mnesis.model import Erase, Filter, Item, Put, Where, as_utc, utc_now, within

NAMESPACE, MOVED, OWNERS = "mem0", "mem0/moved", "mem0/owners"


@dataclass(frozen=True, slots=True)
class Shelf:
    """The items of one scope."""

    memory: Memory

    def read(self, namespace: str, *narrowed: Filter) -> dict[str, Mapping[str, Any]]:
        """Values by key, of those items that the filters hold for."""
        wanted = within(self.memory.scope, Where("namespace", "eq", namespace), *narrowed)
        return {one.key: one.value for one in self.memory.store.find(Item, wanted)}

    def one(self, namespace: str, key: str) -> Mapping[str, Any]:
        """The value under a key; an empty one where there is none."""
        return self.read(namespace, Where("key", "eq", key)).get(key, {})

    def write(self, namespace: str, values: Mapping[str, Mapping[str, Any]]) -> None:
        """Put values under keys, all or none; what was there goes."""
        now = as_utc(utc_now())
        self.memory.store.apply(
            [
                Put(
                    Item(
                        id=f"{namespace}/{key}",
                        scope=self.memory.scope,
                        namespace=namespace,
                        key=key,
                        value=value,
                        created_at=now,
                        updated_at=now,
                    )
                )
                for key, value in values.items()
            ]
        )

    def erase(self, namespace: str, keys: Iterable[str]) -> None:
        """Take keys away; one that is not there is no error."""
        ids = tuple(f"{namespace}/{key}" for key in keys)
        if ids:
            self.memory.store.apply([Erase(Item, within(self.memory.scope, Where("id", "in", ids)))])
