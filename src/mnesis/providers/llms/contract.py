"""What every language model promises."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from mnesis.providers.usage import Usage


@dataclass(frozen=True, slots=True)
class Said:
    """One message of a conversation with a model."""

    role: Literal["system", "user", "assistant"]
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompted:
    """A question to a model. `schema` is the JSON schema (an object) that the answer shall have, None for prose; models
    that cannot be held to it are told it in words, so that the answer must be read with care all the same. `max_tokens`
    bounds the answer."""

    messages: tuple[Said, ...]
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 2048
    temperature: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Completed:
    """A whole answer, never empty. `finish` is why it ended, as the endpoint says it ("stop"). `tokens_in` and
    `tokens_out` are the endpoint's counts, or ours where it has none; `cost` is in USD, None where prices are not
    known."""

    text: str
    finish: str
    tokens_in: int
    tokens_out: int
    cost: float | None = None


class LLM(ABC):
    """A language model. Safe to share between threads."""

    def __init__(self, usage: Usage | None = None) -> None:
        self.usage = usage or Usage()
        """What it has used since it was made. Those who read its answers count in here what they could not read."""

    @property
    @abstractmethod
    def name(self) -> str:
        """The model: "gpt-4o-mini"."""

    @abstractmethod
    def complete(self, request: Prompted) -> Completed:
        """Ask, and wait for the whole answer; what may be better next time is tried again, within limits of its own.

        Raises LLMUnavailable where no answer could be had, LLMRefused where model or endpoint will not answer this,
        LLMTruncated where the answer did not fit into `max_tokens`, LLMGarbled where there is an answer but no text in
        it.
        """
