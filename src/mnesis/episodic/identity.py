"""Ids: of what its content determines, and of everything else, which a clock and chance do."""

import hashlib
import os
from datetime import UTC, datetime

from ulid import ULID

from mnesis.model import Clock, Message, Scope, as_utc, to_iso

_NO_TIME = datetime(1970, 1, 1, tzinfo=UTC)


def episode_id(message: Message, scope: Scope, time: datetime) -> str:
    """The ULID of what was said: its milliseconds are `time`, its randomness the first 80 bits of BLAKE2b over tenant,
    scope, session, actor, speaker, time and text. The same thing remembered twice thus has one id."""
    who = (scope.tenant, scope.name, message.session, message.actor, message.speaker or "")
    said = "".join(f"{len(part)}:{part}" for part in (*who, to_iso(time), message.text))
    return _ulid(time, hashlib.blake2b(said.encode(), digest_size=10).digest())


def content_id(*parts: str, time: datetime = _NO_TIME) -> str:
    """The ULID of a thing that these texts name, wherever and whenever it is made: its milliseconds are `time` (0 where
    it has none), its randomness the first 80 bits of their BLAKE2b."""
    named = "".join(f"{len(part)}:{part}" for part in parts)
    return _ulid(time, hashlib.blake2b(named.encode(), digest_size=10).digest())


def new_id(clock: Clock) -> str:
    """A ULID of now, for what has no content to be named by (a job, a recall)."""
    return _ulid(clock(), os.urandom(10))


def _ulid(time: datetime, randomness: bytes) -> str:
    milliseconds = max(0, round(as_utc(time).timestamp() * 1000))  # a ULID knows nothing before 1970
    return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + randomness))
