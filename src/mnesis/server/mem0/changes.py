"""What a memory said before it was changed, as Mem0's clients ask for it."""

from collections.abc import Iterator, Mapping
from typing import Any

MOST = 20
"""Changes of a memory that are told, the last ones."""
LONGEST = 20_000
"""Characters of replaced words that are kept of a memory, at most."""


def noted(history: Mapping[str, Any], was: str, at: str) -> dict[str, Any]:
    """The history of a memory after one more change, that replaced `was`. Of too many and too long ones, the first are
    dropped: their number is kept."""
    dropped, kept = history.get("dropped", 0), [*history.get("changes", ()), {"at": at, "was": was}]
    while kept and (len(kept) > MOST or sum(len(one["was"]) for one in kept) > LONGEST):
        dropped, kept = dropped + 1, kept[1:]
    return {"dropped": dropped, "changes": kept}


def events(history: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """From its beginning on, what became of a memory that is `now` this record; words that are no longer kept are
    None."""
    dropped, changes = history.get("dropped", 0), history.get("changes", ())
    before = [None] * dropped + [one["was"] for one in changes]
    said = [*before, now["memory"]]
    moments = [now["created_at"], *[None] * dropped, *(one["at"] for one in changes)]
    for number, (at, new) in enumerate(zip(moments, said, strict=True)):
        if number and at is None:
            continue
        last = number == len(before)
        yield {
            "id": f"{now['id']}/{number + 1}",
            "memory_id": now["id"],
            "event": "UPDATE" if number else "ADD",
            "input": [],
            "old_memory": before[number - 1] if number else None,
            "new_memory": new,
            "user_id": now["user_id"],
            "metadata": now["metadata"] if last else None,
            "categories": now["categories"],
            "created_at": at,
            "updated_at": at,
        }
