"""Whose a memory is, in Mem0's words (user, agent, app, run) and in ours (scopes)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.model import ScopeLevel, Sort, check_value

LEVELS: Mapping[str, ScopeLevel] = {
    "user_id": ScopeLevel.USER,
    "agent_id": ScopeLevel.AGENT,
    "app_id": ScopeLevel.PROJECT,
    "run_id": ScopeLevel.SESSION,
}
"""The level of the scope that an owner has; of several, the first of these has the memory."""

UNNAMED = "main"
"""The session of memories that were added for no run."""


@dataclass(frozen=True, slots=True)
class Owners:
    """Whose a memory is; nobody is named: it belongs to the home of the key."""

    user_id: str | None = None
    agent_id: str | None = None
    app_id: str | None = None
    run_id: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> "Owners":
        """The owners that are named in a request. Raises InvalidInput."""
        named = {name: given[name] for name in LEVELS if given.get(name) is not None}
        for name, value in named.items():
            if not isinstance(value, str) or not value.strip():
                raise InvalidInput(what=name, problem="must be text that is not empty")
            check_value(name, Sort.TEXT, value)
        return cls(**named)

    @property
    def named(self) -> Iterator[tuple[str, str]]:
        """Those that are named, in the order of `LEVELS`."""
        return ((name, value) for name in LEVELS if (value := getattr(self, name)) is not None)

    @property
    def scope(self) -> str | None:
        """The scope that has the memory; None: the caller's home."""
        return next((scope_of(name, value) for name, value in self.named), None)


def scope_of(name: str, value: str) -> str:
    """The scope of an owner: `user:alice` for user_id alice."""
    return f"{LEVELS[name]}:{value}"


def owner_of(scope: str) -> dict[str, str]:
    """The owner that a scope belongs to, by its name in Mem0; nothing for a scope of another level."""
    level, _, rest = scope.partition(":")
    return {name: rest for name, own in LEVELS.items() if own == level and rest}
