"""What a client says: JSON messages of a few types."""

import json
from dataclasses import dataclass
from typing import Any

from mnesis.errors import InvalidInput

LONGEST = 16_384
"""Characters of a message."""


@dataclass(frozen=True, slots=True)
class Hello:
    """Who comes, where the handshake has not said so."""

    key: str


@dataclass(frozen=True, slots=True)
class Subscribe:
    """Listen to a scope: after `cursor`, or from now on."""

    scope: str
    cursor: int | None


@dataclass(frozen=True, slots=True)
class Unsubscribe:
    """Listen to it no more."""

    scope: str


@dataclass(frozen=True, slots=True)
class Ping:
    """Are you there?"""


@dataclass(frozen=True, slots=True)
class Pong:
    """I am."""


Said = Hello | Subscribe | Unsubscribe | Ping | Pong


def understood(text: str) -> Said:
    """A message. Raises InvalidInput."""
    if len(text) > LONGEST:
        raise InvalidInput(what="message", problem=f"has more than {LONGEST} characters")
    try:
        said = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidInput(what="message", problem="is no JSON") from error
    if not isinstance(said, dict):
        raise InvalidInput(what="message", problem="is no JSON object")
    match said.get("type"):
        case "hello":
            return Hello(_text(said, "key"))
        case "subscribe":
            return Subscribe(_text(said, "scope"), _cursor(said))
        case "unsubscribe":
            return Unsubscribe(_text(said, "scope"))
        case "ping":
            return Ping()
        case "pong":
            return Pong()
    raise InvalidInput(what="type", problem="must be hello, subscribe, unsubscribe, ping or pong")


def _text(said: dict[str, Any], name: str) -> str:
    value = said.get(name)
    if not isinstance(value, str) or not value:
        raise InvalidInput(what=name, problem="must be text")
    return value


def _cursor(said: dict[str, Any]) -> int | None:
    value = said.get("cursor")
    if value is None:
        return None
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < 2**63:
        raise InvalidInput(what="cursor", problem="must be a number that an update had")
    return value
