"""Long-term memory for AI agents: it keeps what happened word for word, and gives back what matters now, with evidence.

>>> import mnesis
>>> memory = mnesis.open("memory://", embedder="none")
>>> _ = memory.remember("I moved to Berlin last month.", session="telegram-1")
>>> memory.recall("Who moved to Berlin?")[0].text
'I moved to Berlin last month.'
"""

from mnesis.aio import AsyncMemory
from mnesis.errors import MnesisError
from mnesis.memory import Memory
from mnesis.model import (
    EVERYTHING,
    All,
    AnyOf,
    Claim,
    Context,
    Entity,
    EntityType,
    Episode,
    Fact,
    Hit,
    Job,
    Learned,
    Message,
    Named,
    Not,
    Preference,
    PreferenceCategory,
    Procedure,
    Recall,
    Recipe,
    Reflection,
    Scope,
    Session,
    Story,
    Where,
    Wish,
)
from mnesis.opening import open
from mnesis.settings import Settings
from mnesis.working.budget import Budget

__all__ = [
    "EVERYTHING",
    "All",
    "AnyOf",
    "AsyncMemory",
    "Budget",
    "Claim",
    "Context",
    "Entity",
    "EntityType",
    "Episode",
    "Fact",
    "Hit",
    "Job",
    "Learned",
    "Memory",
    "Message",
    "MnesisError",
    "Named",
    "Not",
    "Preference",
    "PreferenceCategory",
    "Procedure",
    "Recall",
    "Recipe",
    "Reflection",
    "Scope",
    "Session",
    "Settings",
    "Story",
    "Where",
    "Wish",
    "open",
]
