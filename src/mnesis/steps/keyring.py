"""Keys to a shared memory: made, proved, listed, rotated, revoked."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex, token_urlsafe
from threading import Lock
from time import monotonic

from mnesis.episodic.identity import new_id
from mnesis.errors import InvalidInput, NotFound, StoreError, Unauthenticated
from mnesis.governance.access import KEYS, Caller
from mnesis.governance.places import check_places
from mnesis.model import (
    Add,
    ApiKey,
    Audit,
    Change,
    Clock,
    Expect,
    Role,
    Scope,
    Touch,
    Where,
    as_utc,
    check_given,
    chosen,
    utc_now,
    within,
)
from mnesis.steps.insisting import insist
from mnesis.stores.contract import Store

PREFIX = "mn"
"""What every key begins with, so that scanners for leaked secrets can know one."""
GRACE = timedelta(hours=24)
"""How long a rotated key goes on where nothing else is said."""
FRESH = 2.0
"""Seconds for which a proved key is believed without a look into the store: so long another process's revocation may
take to be felt. One in this process is felt at once."""

_LAST_USE = timedelta(minutes=1)
_KNOWN = 4_096
_LONGEST = 200
"""Characters of a token or a name, at most."""
_NOBODY = "0" * 64


@dataclass(frozen=True, slots=True)
class Made:
    """A new key; `token` is told now and never again."""

    key: ApiKey
    token: str = field(repr=False)


@dataclass(slots=True)
class _Known:
    """Keys proved a moment ago, by the hash of their token; those longest unused are forgotten. `age` counts what was
    taken back: what was read from the store before that is not kept."""

    lock: Lock = field(default_factory=Lock)
    keys: OrderedDict[bytes, tuple[ApiKey, float]] = field(default_factory=OrderedDict)
    used: dict[str, datetime] = field(default_factory=dict)
    age: int = 0

    def get(self, token: bytes, now: float) -> ApiKey | None:
        with self.lock:
            key, until = self.keys.get(token, (None, 0.0))
            if key is None or now >= until:
                return None
            self.keys.move_to_end(token)
            return key

    def keep(self, token: bytes, key: ApiKey, until: float, age: int) -> None:
        with self.lock:
            if age == self.age:
                self.keys[token] = key, until
                self.keys.move_to_end(token)
                while len(self.keys) > _KNOWN:
                    self.keys.popitem(last=False)

    def first(self, id: str, now: datetime) -> bool:
        """Whether nobody else here has noted a use of this key within the minute; whoever is told so notes it."""
        with self.lock:
            if id in self.used and abs(now - self.used[id]) < _LAST_USE:
                return False
            self.used[id] = now
            return True

    def drop(self) -> None:
        with self.lock:
            self.age += 1
            self.keys.clear()


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a store, of every tenant: who holds the store holds them all. `timer` counts seconds. Safe to share
    between threads."""

    store: Store
    clock: Clock = utc_now
    timer: Callable[[], float] = monotonic
    _known: _Known = field(default_factory=_Known, init=False, repr=False, compare=False)

    # --- proving -------------------------------------------------------------------------------------------------

    def verify(self, token: str | None) -> Caller:
        """Who has this token. Raises Unauthenticated, with the same words for every reason."""
        given = _given(token)
        hashed = _mark(given)
        now = self.timer()
        key = self._known.get(hashed, now)
        if key is None:
            age = self._known.age
            key = self._used(self._proved(given))
            self._known.keep(hashed, key, now + FRESH, age)
        if not self._holds(key):
            raise Unauthenticated()
        return Caller.of(key)

    def known(self, token: str | None) -> Caller | None:
        """Who has this token, where that was proved a moment ago and it still holds; never waits for the store."""
        key = self._known.get(_mark(_given(token)), self.timer())
        return Caller.of(key) if key and self._holds(key) else None

    def _proved(self, token: str) -> ApiKey:
        """The key in the store that this is the token of, whether it still holds or not."""
        prefix, _, rest = token.partition("_")
        id, _, secret = rest.partition("_")
        well_formed = prefix == PREFIX and id.isalnum() and id.isascii() and len(token) <= _LONGEST
        found = self.store.find(ApiKey, Where("id", "eq", id), limit=1) if well_formed else []
        if compare_digest(_hash(secret), found[0].secret_hash if found else _NOBODY) and found:
            return found[0]
        raise Unauthenticated()

    def _holds(self, key: ApiKey) -> bool:
        return key.revoked_at is None and (key.expires_at is None or as_utc(self.clock()) < key.expires_at)

    def _used(self, key: ApiKey) -> ApiKey:
        """Note the use, once a minute: a request that reads should not write each time. A store that cannot be written
        can still be read."""
        now = as_utc(self.clock())
        if key.last_used_at is not None and now - key.last_used_at < _LAST_USE:
            return key
        if not self._holds(key) or not self._known.first(key.id, now):
            return key
        try:
            self.store.apply([Touch(ApiKey, key.scope, key.id, {"last_used_at": now})])
        except StoreError:
            return key
        return replace(key, last_used_at=now)

    # --- keeping -------------------------------------------------------------------------------------------------

    def make(
        self,
        tenant: str,
        name: str,
        role: Role | str,
        places: tuple[str, ...] = ("main",),
        expires_at: datetime | None = None,
        by: str = "user",
    ) -> Made:
        """A new key: `mn_<id>_<secret>`, the secret 256 random bits, of which a hash is kept. `by` is who does it, for
        the trail. Raises InvalidInput."""
        check_given("name", name, str)
        check_given("role", role, str)
        if not name.strip() or len(name) > _LONGEST or not name.isprintable():
            raise InvalidInput(what="name", problem=f"must be 1 to {_LONGEST} characters that can be seen")
        now = as_utc(self.clock())
        until = None if expires_at is None else as_utc(expires_at)
        if until is not None and until <= now:
            raise InvalidInput(what="expires_at", problem="is over already")
        id, secret = token_hex(8), token_urlsafe(32)
        key = ApiKey(
            id=id,
            scope=Scope(tenant, KEYS),
            name=name.strip(),
            role=chosen(Role, role) or Role.READER,
            places=check_places(places),
            secret_hash=_hash(secret),
            created_at=now,
            expires_at=until,
        )
        self.store.apply([Add(key), self._line(key, "make", by)])
        return _made(key, secret)

    def keys(self, tenant: str) -> list[ApiKey]:
        """The keys of a tenant, the last made first; those that hold no more too."""
        return self.store.find(ApiKey, within(Scope(tenant, KEYS)), order=("-created_at",))

    def get(self, tenant: str, id: str) -> ApiKey:
        """One key of a tenant. Raises NotFound."""
        for key in self.store.get(ApiKey, [id], within(Scope(tenant, KEYS))):
            return key
        raise NotFound(kind="key", id=id)

    def rotate(self, tenant: str, id: str, grace: timedelta = GRACE, by: str = "user") -> Made:
        """Another key with the same name, rights and end in the place of one that goes on for `grace` (0: is revoked at
        once), and no longer than it would have. Raises NotFound, and InvalidInput for one that holds no more or was
        rotated before."""
        if grace < timedelta():
            raise InvalidInput(what="grace", problem="must not be negative")
        return insist(lambda: self._rotate(self.get(tenant, id), grace, by))

    def _rotate(self, old: ApiKey, grace: timedelta, by: str) -> Made:
        if not self._holds(old):
            raise InvalidInput(what=f"key {old.id}", problem="holds no more: make a new one")
        if self.store.count(ApiKey, within(old.scope, Where("replaces", "eq", old.id))):
            raise InvalidInput(what=f"key {old.id}", problem="was rotated before: rotate the one that replaced it")
        now = as_utc(self.clock())
        until = now + grace if old.expires_at is None else min(now + grace, old.expires_at)
        secret = token_urlsafe(32)
        new = replace(
            old,
            id=token_hex(8),
            secret_hash=_hash(secret),
            created_at=now,
            last_used_at=None,
            replaces=old.id,
            version=1,
        )
        ends = {"expires_at": until} if grace else {"revoked_at": now}
        self._change(old, Add(new), Touch(ApiKey, old.scope, old.id, ends), self._line(new, "rotate", by))
        return _made(new, secret)

    def revoke(self, tenant: str, id: str, by: str = "user") -> ApiKey:
        """The key, which opens nothing from now on; done again it changes nothing. Raises NotFound."""
        return insist(lambda: self._revoke(self.get(tenant, id), by))

    def _revoke(self, key: ApiKey, by: str) -> ApiKey:
        if key.revoked_at is not None:
            return key
        touch = Touch(ApiKey, key.scope, key.id, {"revoked_at": as_utc(self.clock())})
        self._change(key, touch, self._line(key, "revoke", by))
        return self.get(key.scope.tenant, key.id)

    def _change(self, key: ApiKey, *changes: Change) -> None:
        """Unless somebody else has changed it meanwhile. Raises Conflict."""
        self.store.apply([Expect(ApiKey, key.scope, key.id, key.version), *changes])
        self._known.drop()

    def _line(self, key: ApiKey, action: str, by: str) -> Add:
        detail = {"role": key.role.value, "places": list(key.places)}
        detail |= {"replaces": key.replaces} if key.replaces and action == "rotate" else {}
        at = as_utc(self.clock())
        line = Audit(
            id=new_id(self.clock),
            scope=key.scope,
            at=at,
            actor=by,
            action=f"{action} key",
            subject=key.id,
            detail=detail,
        )
        return Add(line)


def _made(key: ApiKey, secret: str) -> Made:
    return Made(key, f"{PREFIX}_{key.id}_{secret}")


def _given(token: str | None) -> str:
    """As much of a token as is looked at."""
    return (token or "")[: _LONGEST + 1]


def _mark(given: str) -> bytes:
    """What a token is known by in this process."""
    return sha256(given.encode("utf-8", "replace")).digest()


def _hash(secret: str) -> str:
    return sha256(secret.encode("utf-8", "replace")).hexdigest()
