"""What an imported file says of its sessions, put on the sessions."""

from mnesis.memory import Memory
from mnesis.transfer import SessionNote, annotating


def annotate(memory: Memory, notes: list[SessionNote]) -> None:
    """Set what notes say on sessions that are there and say otherwise; a second time changes nothing."""
    annotating.annotate(memory.store, memory.scope, notes)
