"""What an imported file says of its sessions, put on the sessions."""

from collections.abc import Sequence

from mnesis.model import Scope, Session, Touch, within
from mnesis.stores.contract import Store
from mnesis.transfer.records import SessionNote


def annotate(store: Store, scope: Scope, notes: Sequence[SessionNote]) -> None:
    """Set what notes say on sessions that are there and say otherwise; a second time changes nothing."""
    said = {note.id: note.fields() for note in notes}
    known = store.get(Session, list(said), within(scope))
    changes = [
        Touch(Session, scope, one.id, said[one.id])
        for one in known
        if any(getattr(one, name) != value for name, value in said[one.id].items())
    ]
    if changes:
        store.apply(changes)
