"""Lists in pages: a cursor is the place of the next page's first entry."""

from collections.abc import Sequence
from typing import TypeVar

from mcp import types
from mcp.shared.exceptions import MCPError

T = TypeVar("T")
SIZE = 50


def start_of(asked: types.PaginatedRequestParams | None) -> int:
    """Where the wanted page begins. Raises MCPError for a cursor that is none of ours."""
    cursor = asked.cursor if asked else None
    if cursor is None:
        return 0
    if not (cursor.isascii() and cursor.isdigit() and len(cursor) < 10):
        raise MCPError(types.INVALID_PARAMS, "Unknown cursor. List again from the beginning.")
    return int(cursor)


def paged(
    found: Sequence[T], asked: types.PaginatedRequestParams | None, size: int = SIZE
) -> tuple[Sequence[T], str | None]:
    """The page that is asked for, and the cursor of the next one."""
    start = start_of(asked)
    return found[start : start + size], str(start + size) if start + size < len(found) else None
