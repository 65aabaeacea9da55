"""What a prompt for extraction is: from passages to messages, and from an answer to findings; one file a version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from mnesis.extraction.contract import Passage
from mnesis.model import Findings
from mnesis.providers.llms.contract import Said


@dataclass(frozen=True, slots=True)
class Read:
    """What an answer says: findings by the place of the passage in the batch, only for passages that were answered
    whole; and what was wrong, in words for the model (None: nothing)."""

    found: Mapping[int, Findings]
    problem: str | None = None


class Prompt(Protocol):
    """A version of the question."""

    @property
    def version(self) -> int:
        """Part of the name of the extractor; another wording is another version."""
        ...

    @property
    def schema(self) -> Mapping[str, Any]:
        """The JSON schema of an answer."""
        ...

    def render(self, passages: Sequence[Passage]) -> tuple[Said, ...]:
        """The question about these passages."""
        ...

    def parse(self, text: str, passages: Sequence[Passage], extractor: str) -> Read:
        """The answer to it, as far as it can be read. No text makes this raise."""
        ...

    def complaint(self, read: Read, count: int) -> Said:
        """What to say to an answer about `count` passages that left some out."""
        ...
