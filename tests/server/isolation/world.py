"""Two tenants whose scopes hold the same kinds of things, each with words of its own, and keys of every role."""

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from hashlib import sha256
from pathlib import Path

from fastapi import FastAPI

import mnesis
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import (
    ApiKey,
    Claim,
    Entity,
    Episode,
    Erase,
    Fact,
    Job,
    Message,
    Named,
    Preference,
    Procedure,
    Put,
    Recipe,
    Right,
    Role,
    Scope,
    Where,
    Wish,
    within,
)
from mnesis.retrieval.indexing import active_space
from mnesis.server.app import create_app
from mnesis.steps.night.found_by import found_by
from mnesis.stores.cold.contract import Cold
from mnesis.testing.embedder import HashEmbedder

NOW = datetime(2026, 6, 15, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
MARK = "zq"
"""What every canary begins with, so that one is known wherever it turns up."""
KINDS = ("word", "speaker", "session", "tag", "tool", "task", "wish", "note", "bait", "baited", "archived")
"""The canaries of a scope. Others ask for what they may not see by `bait` (an entity) and `baited` (a session)."""
BAITS = ("bait", "baited")
KNOWN = (Episode, Fact, Entity, Preference, Procedure, Job)

SHARED = ("main", "user:ada", "team:core")
"""Names of scopes that both tenants have."""
OWN = ("user", "project", "team", "company", "telegram")
"""Kinds of scopes that each tenant has one more of, with a canary in its name."""


@dataclass(frozen=True)
class Place:
    """A scope, its canaries by kind, and how many memories it has."""

    scope: Scope
    canary: dict[str, str]
    count: int


@dataclass(frozen=True)
class Holder:
    """Somebody with a key."""

    caller: Caller
    token: str
    closed: bool
    """Everything that this caller reaches is the same in both worlds."""


@dataclass
class World:
    """A served memory. `twin`: another one, which differs in all that closed callers do not reach."""

    folder: Path
    seed: int
    twin: bool = False
    ids: dict[str, Scope] = field(default_factory=dict)
    """Which scope has what under which id."""

    @cached_property
    def memory(self) -> Memory:
        self.folder.mkdir()
        return mnesis.open(self.folder / "world.db", embedder=HashEmbedder(32), clock=lambda: NOW)

    @cached_property
    def app(self) -> FastAPI:
        return create_app(self.memory)

    @cached_property
    def places(self) -> list[Place]:
        return [self._place(tenant, at) for tenant in ("acme", "globex") for at in range(len(SHARED) + len(OWN))]

    def _place(self, tenant: str, at: int) -> Place:
        """The last of each tenant, and all of globex, are others in the twin."""
        hidden = tenant == "globex" or at == len(SHARED) + len(OWN) - 1
        chance = random.Random(f"{self.seed} {tenant} {at} {self.twin and hidden}")
        canary = {kind: _word(chance) for kind in KINDS}
        name = SHARED[at] if at < len(SHARED) else f"{OWN[at - len(SHARED)]}:{_word(chance)}"
        return Place(Scope(tenant, name), canary, 6 + at % 5 + 3 * (self.twin and hidden))

    @cached_property
    def holders(self) -> list[Holder]:
        return [self._holder(key) for key in self.keys]

    @cached_property
    def keys(self) -> list[ApiKey]:
        return [key for tenant in ("acme", "globex") for key in self._keys(tenant)]

    def _keys(self, tenant: str) -> Iterator[ApiKey]:
        main, ada, core, user, project, team, company, _ = [
            one.scope.name for one in self.places if one.scope.tenant == tenant
        ]
        given: tuple[tuple[Role, tuple[str, ...]], ...] = (
            (Role.AGENT, (ada, core, company)),
            (Role.AGENT, (user,)),
            (Role.READER, (main, team)),
            (Role.MEMBER, (project, ada)),
            (Role.LEAD, (core, "project:*")),
            (Role.MANAGER, (main, "team:*", company)),
            (Role.ADMIN, (team, user)),
            (Role.ADMIN, ("*",)),
            (Role.OPERATOR, ("main",)),
        )
        for at, (role, places) in enumerate(given):
            closed = tenant == "acme" and places != ("*",) and role is not Role.OPERATOR
            chance = random.Random(f"{self.seed} key {tenant} {at} {self.twin and not closed}")
            yield ApiKey(
                id=sha256(f"{self.seed} {tenant} {at}".encode()).hexdigest()[:16],
                scope=Scope(tenant, "keys"),
                name=_word(chance),
                role=role,
                places=places,
                secret_hash=sha256(_secret(tenant, at).encode()).hexdigest(),
                created_at=NOW,
            )

    def _holder(self, key: ApiKey) -> Holder:
        at = [one.id for one in self.keys if one.scope == key.scope].index(key.id)
        closed = key.scope.tenant == "acme" and key.places != ("*",) and key.role is not Role.OPERATOR
        return Holder(Caller.of(key), f"mn_{key.id}_{_secret(key.scope.tenant, at)}", closed)

    # --- what there is -------------------------------------------------------------------------------------------

    def fill(self) -> None:
        """Put everything there that is not (any more), and note the ids of it."""
        self.memory.store.apply([Put(key) for key in self.keys])
        for place in self.places:
            self._tell(self.memory.within(place.scope), place)
            for kind in KNOWN:
                found = self.memory.store.find(kind, within(place.scope), limit=12)  # type: ignore[type-var]
                self.ids.update((one.id, place.scope) for one in found)

    def _tell(self, memory: Memory, place: Place) -> None:
        c = place.canary
        said = [f"I deploy the {c['word']} service number {at} to Berlin on Friday." for at in range(place.count)]
        memory.remember_many(
            Message(
                text=text, session=c["session"], speaker=c["speaker"].title(), tags=(c["tag"],), time=NOW - at * DAY
            )
            for at, text in enumerate([*said, f"{c['speaker'].title()} pays the invoice with {c['tool'].title()}."])
        )
        memory.remember(f"We talk about {c['bait'].title()} in Berlin.", session=c["baited"], time=NOW - 2 * DAY)
        if not memory.archived(limit=1):
            old = memory.remember(f"The {c['archived']} trip to Lisbon.", session="old", time=NOW - 400 * DAY).episode
            space = active_space(memory.store)
            found = found_by(memory.store, place.scope, [old], space)
            memory.archive.keep(place.scope, [Cold(old, *found[old.id])], space)
            memory.store.apply([Erase(Episode, within(place.scope, Where("id", "eq", old.id)))])
            self.ids[old.id] = place.scope
        for tool in (c["tool"], c["bait"]):
            memory.learn(Claim(subject=Named(name="Otto"), predicate="uses", object=Named(name=tool.title())))
        memory.learn(Wish(category="tools", key="editor", value=c["wish"]))  # type: ignore[arg-type]
        step = {"action": "run", "detail": f"run the {c['task']} script"}
        memory.learn(Recipe(name=f"deploy {c['task']}", trigger="deploy", steps=(step,)))
        memory.schedule("night", "0 3 * * *", key=c["note"])
        if not memory.judged(limit=1):
            memory.feedback(memory.episodes(limit=1)[0].id, 1.0, note=c["note"])

    # --- who may know what ---------------------------------------------------------------------------------------

    def reads(self, one: Holder) -> list[Place]:
        return [place for place in self.places if one.caller.may(Right.READ, place.scope)]

    @cached_property
    def owners(self) -> dict[str, Scope | ApiKey]:
        """Whose each canary is: a scope's, or a key's."""
        named = {word: place.scope for place in self.places for word in _words(place)}
        return {**named, **{key.name: key for key in self.keys}}

    def may_know(self, one: Holder, word: str) -> bool:
        match self.owners.get(word):
            case Scope() as scope:
                mine = one.caller.may(Right.READ, scope)
                return mine or (word in scope.name and self._handles(one, scope))
            case ApiKey() as key:
                given = one.caller.may_give(key.scope.tenant, key.role, key.places)
                return given or key.id == one.caller.key_id or self._meets(one, key)
        return True

    def _handles(self, one: Holder, scope: Scope) -> bool:
        """Who handles keys sees their places."""
        return one.caller.may_give(scope.tenant, Role.READER, (scope.name,)) or any(
            scope.name in key.places and one.caller.may_give(key.scope.tenant, key.role, key.places)
            for key in self.keys
        )

    def _meets(self, one: Holder, key: ApiKey) -> bool:
        """Those who listen to one scope see each other's names."""
        other = Caller.of(key)
        return any(one.caller.may(Right.READ, p.scope) and other.may(Right.READ, p.scope) for p in self.places)

    def baits(self, one: Holder) -> list[str]:
        """Names of what is elsewhere, to ask for."""
        return [p.canary[kind] for p in self.places if not one.caller.may(Right.READ, p.scope) for kind in BAITS]

    def foreign_ids(self, one: Holder) -> list[str]:
        return [id for id, scope in self.ids.items() if not one.caller.may(Right.READ, scope)]


def _words(place: Place) -> list[str]:
    named = place.scope.name.partition(":")[2]
    return [*place.canary.values(), *([named] if named.startswith(MARK) else [])]


def _word(chance: random.Random) -> str:
    return MARK + "".join(chance.choices("bcdfghjklmnprstvw", k=7))


def _secret(tenant: str, at: int) -> str:
    return f"secret of {tenant} number {at}"
