"""Everything that happened in a scope, wherever it lies by now."""

from collections.abc import Iterator

from mnesis.model import Compression, Episode, Filter, Scope, within
from mnesis.steps.archiving import only_archived
from mnesis.stores.cold.contract import Archive
from mnesis.stores.contract import Store


def everything(store: Store, archive: Archive, scope: Scope, where: Filter) -> Iterator[Episode]:
    """What was said, as far as the filter holds for it: archived turns, oldest first, then those here in the order they
    came; last the shorter memories that are all that is left of what they were made of. The others can be made anew."""
    inside: set[str | None] = set()
    shorter: list[str] = []
    for found in (only_archived(store, archive, scope, where), store.scan(Episode, within(scope, where))):
        for one in found:
            inside.add(one.folded_into)
            if one.compression is Compression.RAW:
                yield one
            else:
                shorter.append(one.id)
    left = [id for id in shorter if id not in inside]
    here = {one.id: one for one in store.get(Episode, left, within(scope))}
    cold = {one.episode.id: one.episode for one in archive.get(scope, [id for id in left if id not in here])}
    yield from (kept for id in left if (kept := here.get(id) or cold.get(id)))
