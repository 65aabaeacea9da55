"""What an imported file says of its sessions, put on the sessions."""

from mnesis.memory import Memory
from mnesis.model import Session, Touch, within
from mnesis.transfer import SessionNote


def annotate(memory: Memory, notes: list[SessionNote]) -> None:
    """Set what notes say on sessions that are there and say otherwise; a second time changes nothing."""
    said = {note.id: note.fields() for note in notes}
    known = memory.store.get(Session, list(said), within(memory.scope))
    changes = [
        Touch(Session, memory.scope, one.id, said[one.id])
        for one in known
        if any(getattr(one, name) != value for name, value in said[one.id].items())
    ]
    if changes:
        memory.store.apply(changes)
