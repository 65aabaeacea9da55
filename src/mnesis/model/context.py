"""What a prompt is given: a block of text, a list of messages, and the ledger of what each token bought."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from mnesis.errors import NotFound
from mnesis.model.hit import Evidence
from mnesis.model.scope import Scope


class Slot(StrEnum):
    """The parts of a context window, in the order in which they stand in it."""

    SYSTEM = "system"
    PROFILE = "profile"
    PREFERENCES = "preferences"
    RETRIEVED = "retrieved"
    CONVERSATION = "conversation"
    RESPONSE = "response"
    BUFFER = "buffer"


class Level(StrEnum):
    """How much of a memory is shown."""

    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"
    DETAILED = "detailed"


class Injection(StrEnum):
    """Why something was put into a context now: the injection points of the specification."""

    SESSION_START = "session_start"
    MESSAGE = "message"
    TOPIC_CHANGE = "topic_change"
    COMPACTION = "compaction"
    EXPLICIT_RECALL = "explicit_recall"


@dataclass(frozen=True, slots=True)
class Line:
    """One memory in the block. `label` ("m1", "f2", "p1", "s1") is how the text cites it; `kind` says what it is
    ("episode", "fact", "preference", "procedure", "entity", "page", "summary"), `id` which; `tokens` are those of its
    line, label and all; `scope` where it comes from (None: the context's own)."""

    label: str
    slot: Slot
    kind: str
    id: str
    text: str
    level: Level
    tokens: int
    evidence: tuple[Evidence, ...] = ()
    scope: Scope | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the ledger: something that was offered for a slot, how relevant it was (0 to 1), the level at which
    it was taken (None: left out) with its label and tokens, and why it is as it is, in words."""

    slot: Slot
    kind: str
    id: str
    relevance: float
    level: Level | None
    label: str | None
    tokens: int
    reason: str


@dataclass(frozen=True, slots=True, repr=False)
class Context:
    """What to give to a language model for one message.

    `block` is text for a prompt; `messages` the same for a chat API: the system prompt with the block, the turns of the
    session as far as they fit, the query. Both stay within `budget`, of which `tokens` says what each slot took,
    counted by `counted_by`. Every line of the block ends with its label in brackets; `cite` gives the words it stands
    on.
    """

    query: str
    scope: Scope
    session: str | None
    asked_at: datetime
    block: str
    messages: tuple[Mapping[str, str], ...]
    lines: tuple[Line, ...]
    ledger: tuple[Entry, ...]
    budget: int
    tokens: Mapping[Slot, int]
    counted_by: str
    injections: tuple[Injection, ...] = ()
    notices: tuple[str, ...] = ()
    took_ms: Mapping[str, float] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """Tokens of everything in it: never more than the budget."""
        return sum(self.tokens.values())

    def cite(self, label: str) -> tuple[Evidence, ...]:
        """The words that the line with this label stands on. Raises NotFound."""
        for line in self.lines:
            if line.label == label.strip("[] "):
                return line.evidence
        raise NotFound(kind="line of this context", id=label)

    def __str__(self) -> str:
        return self.block

    def __repr__(self) -> str:
        return f"<Context {self.total} of {self.budget} tokens, {len(self.lines)} lines>"
