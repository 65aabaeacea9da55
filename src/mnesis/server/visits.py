"""A request that has come in: who asks, the memory of the scope that is meant, and what it may do there."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Header, Query, Request
from pydantic import Field

from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Right, Scope
from mnesis.server.callers import Asking, door_of
from mnesis.server.door import Door

Progress = Callable[..., None]
"""Told (done, total), or (step, done, total), by long work; may raise to break it off where it can go on later."""


def untold(*told: object) -> None:
    """Progress that nobody wants to know."""


@dataclass(frozen=True, slots=True)
class Visit:
    """What an endpoint works with. `memory` was entered by a right; where that is KEYS or OPERATE it is none that may
    be read from, and the endpoint goes to the door itself."""

    request: Request
    caller: Caller
    memory: Memory
    right: Right
    progress: Progress = untold
    headers: Mapping[str, str] | None = None

    @property
    def door(self) -> Door:
        return door_of(self.request)

    def reach(self, also: Sequence[str]) -> tuple[Scope, ...]:
        """The scopes that are looked into as well. Raises Forbidden, InvalidInput."""
        return self.door.reach(self.caller, also, self.memory.scope.name)


Also = Annotated[
    list[Annotated[str, Field(max_length=200)]],
    Field(
        max_length=20,
        description="Other scopes to look into as well, the narrowest first; `*`: all that the key names.",
    ),
]

ScopeQuery = Annotated[
    str | None,
    Query(description="Name of the scope, in the tenant of the key. Default: the home of the key.", max_length=200),
]
ScopeHeader = Annotated[
    str | None, Header(alias="Mnesis-Scope", description="As the parameter `scope`, which comes first.", max_length=200)
]


@dataclass(frozen=True, slots=True)
class Entering:
    """The dependency that lets a request in: by a key with this right in the scope it names."""

    right: Right

    async def __call__(
        self, request: Request, caller: Asking, scope: ScopeQuery = None, named: ScopeHeader = None
    ) -> Visit:
        memory = door_of(request).enter(caller, self.right, named if scope is None else scope)
        return Visit(request, caller, memory, self.right)


@dataclass(frozen=True, slots=True)
class Calling:
    """The dependency for what is done in no scope: with keys, with the whole store, or with nothing."""

    right: Right | None

    async def __call__(self, request: Request, caller: Asking) -> Visit:
        door = door_of(request)
        if self.right is Right.OPERATE:
            door.operate(caller)
        elif self.right is Right.KEYS:
            door.keys(caller)
        return Visit(request, caller, door.memory.within(caller.home), self.right or Right.READ)


Reading = Annotated[Visit, Depends(Entering(Right.READ))]
Writing = Annotated[Visit, Depends(Entering(Right.WRITE))]
Curating = Annotated[Visit, Depends(Entering(Right.CURATE))]
Working = Annotated[Visit, Depends(Entering(Right.WORK))]
Keeping = Annotated[Visit, Depends(Calling(Right.KEYS))]
Operating = Annotated[Visit, Depends(Calling(Right.OPERATE))]
Knocking = Annotated[Visit, Depends(Calling(None))]
"""Any key will do."""


def right_of(dependency: Any) -> str | None:
    """The right that a dependency of a route asks for; None for one that is no door."""
    if isinstance(dependency, Entering | Calling):
        return dependency.right.value if dependency.right else "any"
    return None
