"""What a sentence of an episode is (a decision, an outcome, a preference, …), and what that counts for."""

import re
from collections.abc import Collection

WEIGHTS = {
    "decision": 4.0,
    "correction": 4.0,
    "outcome": 4.0,
    "milestone": 4.0,
    "preference": 3.0,
    "emotion": 3.0,
    "instruction": 2.0,
    "said": 0.0,
}
_TAGS = (
    ("correction", "correction"),
    ("major-decision", "decision"),
    ("decision", "decision"),
    ("milestone", "milestone"),
    ("preference", "preference"),
    ("emotion", "emotion"),
    ("instruction", "instruction"),
)
_OUTCOME = re.compile(
    r"\b(?:deployed|fixed|failed|failing|fails|released|finished|completed|passed|resolved|merged|crashed|works now"
    r"|is live|succeeded|shipped|launched|broke|broken)\b",
    re.IGNORECASE,
)


def kind_of(text: str, tags: Collection[str], actor: str, *, done: bool = False) -> str:
    """One of WEIGHTS: what a sentence with these tags is. `done`: it opens the report of something done; otherwise
    what an agent or a tool has done is told by words for it."""
    if done or (actor != "user" and _OUTCOME.search(text)):
        return "outcome"
    return next((kind for tag, kind in _TAGS if tag in tags), "said")
