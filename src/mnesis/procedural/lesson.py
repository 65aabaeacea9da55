"""What was learnt, as a value: the changes that keep it, and what they change."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from mnesis.model import Change, Changed, Preference, Procedure


@dataclass(frozen=True, slots=True)
class Lesson:
    """What was learnt: the changes that keep it, the records as they become, the ids of those that go, and what reads
    differently in procedures that were there before. Falsy where nothing changes.

    Applying the changes raises Conflict where somebody else changed what they were made from: learn it again then.
    """

    changes: tuple[Change, ...] = ()
    preferences: tuple[Preference, ...] = ()
    procedures: tuple[Procedure, ...] = ()
    erased: tuple[str, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.changes)


def differences(old: Procedure, new: Procedure) -> Iterator[Changed]:
    """What reads differently, the steps last."""
    for field in ("name", "trigger", "context"):
        before, after = getattr(old, field), getattr(new, field)
        if before != after:
            yield Changed(new.id, field, None, before, after)
    was, now = ([step.get("detail") for step in one.steps] for one in (old, new))
    for number, (before, after) in enumerate(zip_longest(was, now), start=1):
        if before != after:
            yield Changed(new.id, "steps", number, before, after)
