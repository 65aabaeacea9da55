"""What it means for facts that two entities are one, or that one is two."""

from collections.abc import Iterable
from datetime import datetime

from mnesis.model import Change, Fact, Scope, Where, within
from mnesis.semantic.ledger import Ledger
from mnesis.semantic.resolution import Entities
from mnesis.semantic.standing import canonical, members
from mnesis.stores.contract import Store


def reconcile(store: Store, scope: Scope, entities: Iterable[str], now: datetime) -> list[Change]:
    """The changes by which facts about these entities, and all that they turned out to be, settle as if every word had
    been heard of whom it is about by now: those that exclude one another end or are not believed, those that do so no
    longer hold again. Read it after a decision about identity has been applied. Nothing where nothing follows. Applying
    it raises Conflict where somebody else was faster."""
    ends = canonical(store, scope, entities)
    mine = members(store, scope, ends.values())
    ledger = Ledger(store, scope, now, Entities(store, scope, now))
    ledger.load_around(store.find(Fact, within(scope, Where("entity_id", "in", tuple(mine)))))
    ledger.look_again()
    return ledger.changes()
