"""Which owners there are, and in which scopes their memories lie: an item each, in the home of the key that named them,
since scopes themselves are in no list."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from mnesis.governance.access import Caller
from mnesis.model import Right, Scope, Where, to_iso, utc_now
from mnesis.server.door import Door
from mnesis.server.mem0.owners import Owners, scope_of
from mnesis.server.mem0.shelf import OWNERS, Shelf

_LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class Entry:
    """An owner with memories in a scope."""

    name: str
    value: str
    scope: str
    since: str


@dataclass(frozen=True, slots=True)
class Register:
    """What the keys of one home have named."""

    door: Door
    caller: Caller

    def note(self, owners: Owners, scope: str) -> None:
        """Write down whose memories a scope holds, where that is new and the caller may write at home."""
        if not self.caller.may(Right.WRITE, self.caller.home):
            return
        at = to_iso(utc_now())
        named = {
            _key(name, value, scope): {"name": name, "value": value, "scope": scope, "since": at}
            for name, value in owners.named
        }
        shelf = self._shelf(Right.WRITE)
        known = shelf.read(OWNERS, Where("key", "in", tuple(named)))
        if new := {key: value for key, value in named.items() if key not in known}:
            shelf.add(OWNERS, new)

    def of(self, name: str, value: str | None = None) -> Iterator[Entry]:
        """Where an owner has memories (None: every owner of this kind), as far as the caller may read there."""
        begin = f"{name}/" if value is None else _key(name, value, "")
        kept = self._shelf(Right.READ).read(OWNERS, Where("key", "ge", begin), Where("key", "lt", begin + _LAST))
        entries = (Entry(**one) for one in kept.values() if value in (None, one["value"]))
        return (one for one in entries if self.caller.may(Right.READ, Scope(self.caller.tenant, one.scope)))

    def scopes(self, owners: Iterable[tuple[str, str]]) -> list[str]:
        """Where memories of these owners may lie; `*` is every owner of a kind."""
        found: dict[str, None] = {}
        for name, value in owners:
            if value != "*":
                found[scope_of(name, value)] = None
            if name != "user_id" or value == "*":  # who has a user has it in the scope of that user
                found |= dict.fromkeys(one.scope for one in self.of(name, None if value == "*" else value))
        return list(found)

    def strike(self, name: str, value: str) -> None:
        """Forget an owner."""
        keys = [_key(one.name, one.value, one.scope) for one in self.of(name, value)]
        self._shelf(Right.WRITE).erase(OWNERS, keys)

    def _shelf(self, right: Right) -> Shelf:
        return Shelf(self.door.enter(self.caller, right))


def _key(name: str, value: str, scope: str) -> str:
    return f"{name}/{value}\n{scope}"
