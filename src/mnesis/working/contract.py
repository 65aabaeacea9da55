"""What knowledge sources post, and what the controller makes of it. This room knows no storage: steps fetch, it
chooses."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field

from mnesis.model import Evidence, Level, Scope, Slot


class Counter(ABC):
    """Counts tokens as a language model would."""

    @property
    @abstractmethod
    def name(self) -> str:
        """What it counts by, for the ledger: "o200k_base", "all-MiniLM-L6-v2", "estimate"."""

    @abstractmethod
    def count(self, text: str) -> int:
        """How many tokens a text is; 0 for an empty one. Of two texts joined by a line break never more than one more
        than the sum of theirs, and never less than either."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a knowledge source posts for a slot.

    `texts` gives it at each level, the shortest first to the whole; levels that are the same may be left out, SENTENCE
    never. `relevance` is 0 to 1, comparable within the slot. `group` names the panel of the blackboard ("user_profile",
    "active_preferences", "recent_episodes", "relevant_facts", "active_procedures", "entities", "conversation_summary",
    "current_goal"), under whose heading the line stands. `needs` names a consent without which it is not shown
    ("sensitive") or the kind of audience it may not reach ("shared"). `pinned` is never evicted.
    """

    slot: Slot
    group: str
    kind: str
    id: str
    texts: Mapping[Level, str]
    relevance: float
    evidence: tuple[Evidence, ...] = ()
    needs: frozenset[str] = frozenset()
    pinned: bool = False
    scope: Scope | None = None
    """Where it comes from; None: from the context's own."""
    when: str | None = None
    """A short word for when it was, shown before it: "2h ago", "yesterday", "7 May 2023"."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the running conversation: `role` is "user", "assistant", "system" or "tool"."""

    id: str
    role: str
    text: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Request:
    """All that a context is made of. `turns` are the raw turns of the session, oldest first, those compacted left out
    (their summary is an Offer for CONVERSATION); `goal` is what is being done, never evicted; `allowed` are the
    consents given."""

    query: str
    offers: tuple[Offer, ...]
    turns: tuple[Turn, ...] = ()
    system: str = ""
    goal: str | None = None
    allowed: frozenset[str] = field(default_factory=frozenset)
