"""What is known, once episodes are erased: as if they had never been heard.

Their events leave every log, quotes and all; what they ended opens again; facts that rest on nothing else go, and so do
entities that nothing names any more, and names that were used nowhere else.
"""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from mnesis.model import Change, Event, Fact, Scope, What, within
from mnesis.semantic.history import RULINGS, SAYINGS, SPOKEN, events_of
from mnesis.semantic.ledger import Ledger
from mnesis.semantic.resolution import Entities
from mnesis.semantic.unnaming import Unnaming
from mnesis.stores.contract import Store


def without(store: Store, scope: Scope, episode_ids: Collection[str], now: datetime) -> list[Change]:
    """The changes that make what is known forget these episodes. Call it while they are still there, and apply it
    together with their erasure (which cleans the files). Reads every fact of the scope once. Applying it raises
    Conflict where somebody else was faster."""
    gone = frozenset(episode_ids)
    marked = [one for one in store.scan(Fact, within(scope)) if _heard(one, gone)]
    if not marked:
        return []
    entities = Entities(store, scope, now)
    ledger = Ledger(store, scope, now, entities)
    ledger.load_around(marked)
    logs = {fact.id: _left(events_of(fact), gone) for fact in marked}
    erased = {id for id, log in logs.items() if not log}
    for id, entry in ledger.entries.items():
        log = logs.get(id, entry.events)
        kept = [one for one in log if one.by not in erased]
        if id in logs or len(kept) < len(log):
            ledger.rewrite(id, kept)
    ledger.settle()
    names = Unnaming(store, scope, entities, gone)
    names.look(marked, {id: one.outcome() for id, one in ledger.entries.items() if id not in erased}, erased)
    for fact, subject, object in names.renamed:
        ledger.rename(fact, subject, object)
    return [*names.changes(), *ledger.changes()]


def behind(fact: Fact) -> set[str]:
    """The episodes that stand anywhere in the log of a fact."""
    return {str(id) for id in (fact.source_episode, *(one.get("episode") for one in fact.history)) if id}


def _heard(fact: Fact, gone: Collection[str]) -> bool:
    return fact.source_episode in gone or any(one.get("episode") in gone for one in fact.history)


def _left(events: Iterable[Event], gone: Collection[str]) -> list[Event]:
    """What is left of a log; nothing, where nobody's words are behind it any more. By hand, a statement is enough, and
    a nod to what others said is not."""
    left = [one for one in events if one.episode not in gone]
    spoken = [at for at, one in enumerate(left) if one.what in SPOKEN]
    if not any(left[at].episode or left[at].what in (What.STATED, What.EDITED) for at in spoken):
        return []
    first = spoken[0]
    if left[first].what in SAYINGS:
        left[first] = replace(left[first], what=What.STATED)
    return [one for at, one in enumerate(left) if at >= first or one.what not in RULINGS]
