"""What a model is told when a tool does not do what it asked: what is wrong, and what to do."""

import logging

from mnesis import errors
from mnesis.episodic.identity import new_id
from mnesis.errors import MnesisError
from mnesis.model import utc_now

log = logging.getLogger("mnesis.server.mcp")

NEXT: dict[type[MnesisError], str] = {
    errors.NotFound: "Look it up again (`recall`, `facts`, `procedures`, `sessions`, `entities`).",
    errors.Forbidden: "This key does not allow it; tell the user.",
    errors.Conflict: "Somebody else changed it just now. Try again.",
    errors.Busy: "Try again later.",
    errors.StoreLocked: "Another program holds the store. Try again in a moment.",
    errors.StoreFull: "Nothing of this was kept. Tell the user.",
    errors.StoreError: "Nothing of this was kept. Tell the user that the memory does not answer.",
    errors.ProviderError: "Tell the user; searching by words and time still works.",
}
"""What to do, by kind of error; the first of an error's classes that stands here counts."""


_TELLS_PLACES = (errors.StoreError, errors.ProviderError)
"""Errors whose words may name files and addresses; who calls from elsewhere is not told these."""


def told(error: MnesisError, *, elsewhere: bool) -> str:
    """An error as the text of a tool's result. `elsewhere`: the caller is not on this machine."""
    kind = next((one for one in type(error).__mro__ if one in NEXT), None)
    what = str(error)
    if elsewhere and isinstance(error, _TELLS_PLACES):
        id = new_id(utc_now)
        log.error("%s: %s: %s", id, type(error).__name__, error)
        what = f"{type(error).__name__} (the log of the server has more under {id})."
    return f"{what} {NEXT[kind]}" if kind else what


def unexpected(error: Exception) -> str:
    """What is told of an error that nobody meant: its id in the log, and nothing else."""
    id = new_id(utc_now)
    log.error("%s: %s", id, type(error).__name__, exc_info=error)
    return f"Something went wrong in mnesis; its log has more under {id}. Tell the user."
