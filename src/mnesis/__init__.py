"""Long-term memory for AI agents: it keeps what happened word for word, and gives back what matters now, with evidence.

>>> import mnesis
>>> memory = mnesis.open("memory://", embedder="none")
>>> _ = memory.remember("I moved to Berlin last month.", session="telegram-1")
>>> memory.recall("Who moved to Berlin?").hits[0].memory.text
'I moved to Berlin last month.'
"""

from mnesis.aio import AsyncMemory
from mnesis.errors import MnesisError
from mnesis.memory import Memory
from mnesis.model import Episode, Hit, Message, Recall, Scope, Session, Where
from mnesis.opening import open
from mnesis.settings import Settings

__all__ = [
    "AsyncMemory",
    "Episode",
    "Hit",
    "Memory",
    "Message",
    "MnesisError",
    "Recall",
    "Scope",
    "Session",
    "Settings",
    "Where",
    "open",
]
