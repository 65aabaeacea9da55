"""The one way from a request to a memory: who asks is proved, what they may do is checked, then they get the scope."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from mnesis.errors import Forbidden, NotFound
from mnesis.governance.access import Caller
from mnesis.governance.places import EVERY, check_name, is_pattern
from mnesis.memory import Memory
from mnesis.model import ApiKey, Right, Role, Scope
from mnesis.steps.keyring import GRACE, Keyring, Made


@dataclass(frozen=True, slots=True)
class Door:
    """Everything that is served takes its `Memory` from here, and from nowhere else."""

    memory: Memory
    keyring: Keyring
    owner: Caller | None = None
    """Who everybody is where no keys are asked for (`--open`, on the loopback only); None: keys are asked for."""

    def caller(self, token: str | None) -> Caller:
        """Who has this token (what follows "Bearer" in the header Authorization). Raises Unauthenticated."""
        return self.owner or self.keyring.verify(token)

    def enter(self, caller: Caller, right: Right, scope: str | None = None) -> Memory:
        """The memory of a scope of the caller's tenant (None: the caller's home), for what `right` says: READ, WRITE,
        CURATE or WORK. Raises Forbidden, InvalidInput."""
        wanted = self._scope(caller, scope)
        caller.require(right, wanted)
        return self.memory.within(wanted)

    def reach(self, caller: Caller, scopes: Sequence[str] | None, home: str | None = None) -> tuple[Scope, ...]:
        """The scopes of these names, for `also`: all of them may be read. None, and a `*` among them: all that the
        caller's key names, the first place first. Never `home` (None: the caller's). Raises Forbidden,
        InvalidInput."""
        mine = [
            one for one in caller.places if not is_pattern(one) and caller.may(Right.READ, Scope(caller.tenant, one))
        ]
        asked = [EVERY] if scopes is None else scopes
        named = (one for name in asked for one in (mine if name == EVERY else [name]))
        wanted = [self._scope(caller, one) for one in dict.fromkeys(named)]
        for one in wanted:
            caller.require(Right.READ, one)
        return tuple(one for one in wanted if one != self._scope(caller, home))

    def scopes(self, caller: Caller) -> dict[str, int]:
        """The names of the scopes that hold something and that the caller may read, in order, and how many memories
        each has."""
        held = self.memory.within(caller.home).scopes()
        return {name: count for name, count in held.items() if caller.may(Right.READ, Scope(caller.tenant, name))}

    def operate(self, caller: Caller) -> Memory:
        """A memory for the verbs that see to the whole store: `check`, `reindex`, `reembed`, `work`, figures of the
        store. Raises Forbidden for all but operators."""
        if not caller.may_operate:
            raise Forbidden(
                "This key may not see to the whole store: that takes an operator's.", right=Right.OPERATE.value
            )
        return self.memory

    def keys(self, caller: Caller, tenant: str | None = None) -> "KeyDesk":
        """The keys of a tenant (None: the caller's), as far as the caller handles them. Raises Forbidden, with the same
        words whether or not there is such a tenant."""
        wanted = Scope(caller.tenant if tenant is None else tenant).tenant
        if not caller.may_give(wanted, Role.READER, ()):
            raise _not_given()
        return KeyDesk(self.keyring, caller, wanted)

    @staticmethod
    def _scope(caller: Caller, name: str | None) -> Scope:
        if name is None:
            return caller.home
        check_name(name)
        return Scope(caller.tenant, name)


@dataclass(frozen=True, slots=True)
class KeyDesk:
    """The keys of a tenant as one caller handles them: those that the caller could have given, and no others. What the
    caller may not see is not found."""

    keyring: Keyring
    caller: Caller
    tenant: str

    def list(self) -> list[ApiKey]:
        """The keys, the last made first; those that hold no more too."""
        return [key for key in self.keyring.keys(self.tenant) if self._mine(key)]

    def get(self, id: str) -> ApiKey:
        """One key. Raises NotFound."""
        key = self.keyring.get(self.tenant, id)
        if self._mine(key):
            return key
        raise NotFound(kind="key", id=id)

    def make(self, name: str, role: Role, places: Sequence[str], expires_at: datetime | None = None) -> Made:
        """A new key, with rights that the caller has, and an end no later than that of the caller's. Raises Forbidden,
        InvalidInput."""
        end = self.caller.expires_at
        if not self.caller.may_give(self.tenant, role, places) or (end and (expires_at is None or expires_at > end)):
            raise _not_given()
        return self.keyring.make(self.tenant, name, role, tuple(places), expires_at, self._by)

    def rotate(self, id: str, grace: timedelta = GRACE) -> Made:
        """As `Keyring.rotate`. Raises NotFound, Forbidden where it would outlive the caller's own, InvalidInput."""
        key, end = self.get(id), self.caller.expires_at
        if end and key.id != self.caller.key_id and (key.expires_at is None or key.expires_at > end):
            raise _not_given()
        return self.keyring.rotate(self.tenant, id, grace, self._by)

    def revoke(self, id: str) -> ApiKey:
        """As `Keyring.revoke`. Raises NotFound."""
        return self.keyring.revoke(self.tenant, self.get(id).id, self._by)

    def _mine(self, key: ApiKey) -> bool:
        return self.caller.may_give(self.tenant, key.role, key.places)

    @property
    def _by(self) -> str:
        return f"key:{self.caller.key_id}" if self.caller.key_id else "user"


def _not_given() -> Forbidden:
    return Forbidden("This key may not handle such keys: nobody gives more than they have.", right=Right.KEYS.value)
