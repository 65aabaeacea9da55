"""Who may do what to whose memory. Pure: a caller, a right and a scope give yes or no."""

from collections.abc import Mapping
from dataclasses import dataclass

from mnesis.errors import Forbidden
from mnesis.model import ApiKey, Right, Role, Scope, ScopeLevel

KEYS = "keys"
"""The name of the scope that a tenant's keys are kept in. They are records of a kind of their own: a memory may be
called the same."""

_TEACHING = {Right.READ, Right.WRITE}
_KEEPING = _TEACHING | {Right.CURATE, Right.WORK}

RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.AGENT: frozenset(_TEACHING),
    Role.MEMBER: frozenset(_KEEPING),
    Role.LEAD: frozenset(_KEEPING),
    Role.MANAGER: frozenset(_KEEPING),
    Role.ADMIN: frozenset(_KEEPING | {Right.KEYS}),
    Role.OPERATOR: frozenset({Right.KEYS, Right.OPERATE}),
}
"""What each role may do, in the places of its key."""

WIDEST: Mapping[Role, ScopeLevel] = {
    Role.AGENT: ScopeLevel.SESSION,
    Role.MEMBER: ScopeLevel.PROJECT,
    Role.LEAD: ScopeLevel.TEAM,
    Role.MANAGER: ScopeLevel.ORGANISATION,
    Role.ADMIN: ScopeLevel.COMPANY,
}
"""The widest level that each role may change; wider ones it only reads."""

_ORDER = tuple(ScopeLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: what is left of a key once it is proved."""

    tenant: str
    role: Role
    places: tuple[str, ...]
    name: str
    key_id: str | None = None

    @classmethod
    def of(cls, key: ApiKey) -> "Caller":
        return cls(tenant=key.scope.tenant, role=key.role, places=key.places, name=key.name, key_id=key.id)

    @property
    def home(self) -> Scope:
        """The scope that is meant where none is named: the first place that is no pattern, else `main`."""
        return Scope(self.tenant, next((place for place in self.places if not place.endswith("*")), "main"))

    def may(self, right: Right, scope: Scope) -> bool:
        """Whether this caller has a right in a scope. Never in another tenant; what is not granted is refused."""
        if scope.tenant != self.tenant or right not in RIGHTS[self.role]:
            return False
        if right in (Right.KEYS, Right.OPERATE):
            return True
        if not any(covers(place, scope.name) for place in self.places):
            return False
        return right is Right.READ or _within(level_of(scope.name), WIDEST[self.role])

    def require(self, right: Right, scope: Scope) -> None:
        """Raises Forbidden, with the same words whether or not there is such a scope."""
        if not self.may(right, scope):
            raise Forbidden(right=right.value, scope=scope.name)


def covers(place: str, name: str) -> bool:
    """Whether a place of a key stands for the scope of this name."""
    return name.startswith(place[:-1]) if place.endswith("*") else name == place


def level_of(name: str) -> ScopeLevel | None:
    """The level of the scope of this name; None where it has none."""
    level, colon, _ = name.partition(":")
    return ScopeLevel(level) if colon and level in _ORDER else None


def _within(level: ScopeLevel | None, widest: ScopeLevel) -> bool:
    return level is None or _ORDER.index(level) <= _ORDER.index(widest)
