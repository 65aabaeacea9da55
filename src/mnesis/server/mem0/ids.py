"""Ids as Mem0's clients see them: they name a memory without its scope, so an id here carries both."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error

from mnesis.errors import NotFound


def joined(episode: str, scope: str) -> str:
    """The id of a memory for clients; safe in a path."""
    return f"{episode}.{urlsafe_b64encode(scope.encode()).decode().rstrip('=')}"


def parted(id: str) -> tuple[str, str]:
    """The id of the memory, and the name of its scope. Raises NotFound for what no server gave out."""
    episode, _, code = id.rpartition(".")
    try:
        scope = urlsafe_b64decode(code + "=" * (-len(code) % 4)).decode()
    except (Error, UnicodeDecodeError, ValueError) as error:
        raise NotFound(kind="memory", id=id) from error
    if not episode or not scope:
        raise NotFound(kind="memory", id=id)
    return episode, scope
