"""Who may do what to whose memory. Pure: a caller, a right and a scope give yes or no.

A key has a role and places. It may read every place; it may change those up to the level of its role; what has no level
is private to the keys that have it as a place. Nothing else is allowed, and nothing reaches another tenant.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from mnesis.errors import Forbidden
from mnesis.governance.places import covers, is_pattern, level_of
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

GIVES: Mapping[Role, frozenset[Role]] = {
    Role.ADMIN: frozenset(Role) - {Role.OPERATOR},
    Role.OPERATOR: frozenset(Role),
}
"""The roles whose keys a role handles."""

_ORDER = tuple(ScopeLevel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Who asks: what is left of a key once it is proved."""

    tenant: str
    role: Role
    places: tuple[str, ...]
    name: str
    key_id: str | None = None
    expires_at: datetime | None = None

    @classmethod
    def of(cls, key: ApiKey) -> "Caller":
        return cls(
            tenant=key.scope.tenant,
            role=key.role,
            places=key.places,
            name=key.name,
            key_id=key.id,
            expires_at=key.expires_at,
        )

    @property
    def home(self) -> Scope:
        """The scope that is meant where none is named: the first place that is no pattern, else `main`."""
        return Scope(self.tenant, next((place for place in self.places if not is_pattern(place)), "main"))

    def may(self, right: Right, scope: Scope) -> bool:
        """Whether this caller has a right in a scope. Never in another tenant; what is not granted is refused.

        KEYS and OPERATE are rights in no scope: see `may_give` and `may_operate`.
        """
        if scope.tenant != self.tenant or right not in RIGHTS[self.role] or right in (Right.KEYS, Right.OPERATE):
            return False
        if not any(covers(place, scope.name) for place in self.places):
            return False
        return right is Right.READ or _within(level_of(scope.name), WIDEST[self.role])

    @property
    def may_operate(self) -> bool:
        """Whether this caller may see to the upkeep of the whole store."""
        return Right.OPERATE in RIGHTS[self.role]

    def may_give(self, tenant: str, role: Role, places: Sequence[str]) -> bool:
        """Whether this caller may make, see and take away keys of this kind. Nobody gives more than they have: an admin
        no other tenant, no place beyond their own, and no operator. An operator gives every key, and can read what it
        opens only with the key that it gave, of which the trail tells."""
        if role not in GIVES.get(self.role, ()):
            return False
        if self.role is Role.OPERATOR:
            return True
        mine = tenant == self.tenant
        return mine and all(any(covers(own, place) for own in self.places) for place in places)

    def require(self, right: Right, scope: Scope) -> None:
        """Raises Forbidden, with the same words whether or not there is such a scope."""
        if not self.may(right, scope):
            raise Forbidden(right=right.value, scope=scope.name)


def _within(level: ScopeLevel | None, widest: ScopeLevel) -> bool:
    return level is None or _ORDER.index(level) <= _ORDER.index(widest)
