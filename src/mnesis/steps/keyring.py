"""Keys to a shared memory: made, proved, rotated, revoked."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from secrets import token_hex, token_urlsafe

from mnesis.errors import Unauthenticated
from mnesis.governance.access import KEYS, Caller
from mnesis.model import Add, ApiKey, Clock, Role, Scope, Touch, Where, as_utc, utc_now
from mnesis.stores.contract import Store

PREFIX = "mn"
"""What every key begins with, so that scanners for leaked secrets can know one."""

_LAST_USE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Made:
    """A new key; `token` is told now and never again."""

    key: ApiKey
    token: str


@dataclass(frozen=True, slots=True)
class Keyring:
    """The keys of a store, of every tenant."""

    store: Store
    clock: Clock = utc_now

    def make(
        self,
        tenant: str,
        name: str,
        role: Role,
        places: tuple[str, ...] = ("main",),
        expires_at: datetime | None = None,
    ) -> Made:
        """A new key: `mn_<id>_<secret>`, the secret 256 random bits, of which a hash is kept. Raises InvalidInput."""
        id, secret = token_hex(8), token_urlsafe(32)
        key = ApiKey(
            id=id,
            scope=Scope(tenant, KEYS),
            name=name,
            role=role,
            places=places,
            secret_hash=_hash(secret),
            created_at=as_utc(self.clock()),
            expires_at=expires_at,
        )
        self.store.apply([Add(key)])
        return Made(key, f"{PREFIX}_{id}_{secret}")

    def verify(self, token: str | None) -> Caller:
        """Who has this token. Raises Unauthenticated, with the same words for every reason."""
        prefix, _, rest = (token or "").partition("_")
        id, _, secret = rest.partition("_")
        found = self.store.find(ApiKey, Where("id", "eq", id), limit=1) if prefix == PREFIX and id and secret else []
        hashed = _hash(secret)
        for key in found:
            if compare_digest(hashed, key.secret_hash) and self._holds(key):
                self._used(key)
                return Caller.of(key)
        raise Unauthenticated()

    def _holds(self, key: ApiKey) -> bool:
        return key.revoked_at is None and (key.expires_at is None or as_utc(self.clock()) < key.expires_at)

    def _used(self, key: ApiKey) -> None:
        """Note the use, once a minute: a request that reads should not write each time."""
        now = as_utc(self.clock())
        if key.last_used_at is None or now - key.last_used_at >= _LAST_USE:
            self.store.apply([Touch(ApiKey, key.scope, key.id, {"last_used_at": now})])


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
