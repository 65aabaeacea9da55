"""Questions lent to the turns after them, where several programs speak in one session at the same moment.

A question may stand in the key of the very next turn and nowhere else: then erasing a turn knows where to look.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from mnesis.episodic.observe import Observed
from mnesis.model import Change, Episode, Expect, Key, Put


def unchanged(new: Sequence[Observed]) -> list[Change]:
    """Changes that raise Conflict where a turn that lends its question to new ones was changed or erased meanwhile."""
    arriving = {one.episode.id for one in new}
    lenders = {one.lender.id: one.lender for one in new if one.lender and one.lender.id not in arriving}
    return [Expect(Episode, one.scope, one.id, one.version) for one in lenders.values()]


def party(new: Iterable[Observed]) -> list[str]:
    """The ids of those who were lent a question, and of those who lent it."""
    return [id for one in new if one.lender for id in (one.episode.id, one.lender.id)]


def crossed(new: Iterable[Observed], positions: Mapping[str, tuple[Any, ...]]) -> list[str]:
    """The ids of those between whom and their lender another turn came in; `positions` are those of the `party`."""
    return [
        one.episode.id
        for one in new
        if one.lender and one.episode.id in positions
        if positions.get(one.lender.id) != (positions[one.episode.id][0] - 1,)
    ]


def on_their_own(episodes: Iterable[Episode]) -> list[Change]:
    """Leave episodes with their own words as their only key. Raises Conflict where one was changed or erased
    meanwhile, so that nothing erased comes back."""
    return [
        change
        for one in episodes
        for change in (Expect(Episode, one.scope, one.id, one.version), Put(one, (Key(one.id),)))
    ]
