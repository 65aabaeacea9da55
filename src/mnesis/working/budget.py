"""How the tokens of a context window are shared out among its slots."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from mnesis.errors import InvalidInput
from mnesis.model import Slot

_SYSTEM = 2_000
MOST = {Slot.PROFILE: 500, Slot.PREFERENCES: 300}
"""What is known of the user and how things are wanted take no more than this, however much there is."""
_FLOWING = {Slot.CONVERSATION: 80_000, Slot.RETRIEVED: 30_000}
_HELD_BACK = {Slot.RESPONSE: 8_000, Slot.BUFFER: 7_200}
"""The specification's table for a window of 128,000 tokens; the four last grow and shrink with the window."""

_WINDOWS = {
    "claude-3-5-haiku": 200_000,
    "claude-3-5-sonnet": 200_000,
    "claude-3-7-sonnet": 200_000,
    "claude-opus-4": 200_000,
    "claude-sonnet-4": 200_000,
    "deepseek-chat": 128_000,
    "gemini-1.5-pro": 2_097_152,
    "gemini-2.0-flash": 1_048_576,
    "gemini-2.5-flash": 1_048_576,
    "gemini-2.5-pro": 1_048_576,
    "gemma-3-27b": 131_072,
    "gpt-3.5-turbo": 16_385,
    "gpt-4": 8_192,
    "gpt-4-turbo": 128_000,
    "gpt-4.1": 1_047_576,
    "gpt-4.1-mini": 1_047_576,
    "gpt-4o": 128_000,
    "gpt-4o-mini": 128_000,
    "gpt-5": 400_000,
    "gpt-5-mini": 400_000,
    "gpt-oss-120b": 131_072,
    "gpt-oss-20b": 131_072,
    "llama-3.1-8b": 131_072,
    "llama-3.3-70b": 131_072,
    "mistral-large": 131_072,
    "o3": 200_000,
    "o4-mini": 200_000,
    "phi-4": 16_384,
    "qwen2.5-7b": 32_768,
    "qwen3-8b": 32_768,
}


@dataclass(frozen=True, slots=True)
class Budget:
    """A number of tokens and how they are meant to be shared out.

    Everything assembled stays within `total`: system prompt, block, turns, query. `slots` are shares, not fences: what
    one does not use flows to what is retrieved and then to the conversation, and what is never evicted may take from
    others. RESPONSE and BUFFER, where there are any, lie outside the total: they are kept free in the model's window,
    the buffer for what a chat API adds to each message.
    """

    total: int
    slots: Mapping[Slot, int]

    @classmethod
    def of(cls, total: int, slots: Mapping[Slot, int] | None = None) -> "Budget":
        """A budget for what is assembled and nothing else. `slots` sets shares by hand; the rest is shared out as ever.
        Raises InvalidInput for less than one token, and for shares that are negative or together more than there is."""
        return cls(total, _shared(total, {**(slots or {}), Slot.RESPONSE: 0, Slot.BUFFER: 0}))

    @classmethod
    def for_window(cls, window: int, slots: Mapping[Slot, int] | None = None) -> "Budget":
        """A budget for a model's whole window, of which the share for the response and the buffer are kept free. At
        128,000 the shares are those of the specification. Raises like `of`."""
        shares = _shared(window, slots or {})
        return cls(window - shares[Slot.RESPONSE] - shares[Slot.BUFFER], shares)

    @classmethod
    def for_model(cls, model: str, slots: Mapping[Slot, int] | None = None) -> "Budget":
        """A budget for the window of a model by its name ("gpt-4o", "openai/gpt-4o", "gpt-4o-2024-08-06"). Raises
        InvalidInput for a model not in the table, naming those that are; give such a one's window instead."""
        return cls.for_window(_window(model), slots)


def _window(model: str) -> int:
    name = model.lower().rsplit("/", 1)[-1]
    known = [one for one in _WINDOWS if name == one or name.startswith((f"{one}-", f"{one}:"))]
    if not known:
        problem = f"no context window known for {model!r}; give its tokens as a number, or one of {', '.join(_WINDOWS)}"
        raise InvalidInput(what="model", problem=problem)
    return _WINDOWS[max(known, key=len)]


def _shared(whole: int, given: Mapping[Slot, int]) -> Mapping[Slot, int]:
    if whole < 1:
        raise InvalidInput(what="budget", problem=f"at least one token is needed, not {whole}")
    shares = {
        Slot.SYSTEM: min(_SYSTEM, whole // 8),
        Slot.PROFILE: min(MOST[Slot.PROFILE], whole // 16),
        Slot.PREFERENCES: min(MOST[Slot.PREFERENCES], whole // 24),
        **given,
    }
    rest = whole - sum(shares.values())
    if rest < 0 or min(shares.values()) < 0:
        raise InvalidInput(what="budget", problem=f"the shares given do not fit into {whole} tokens")
    weights = {slot: weight for slot, weight in {**_FLOWING, **_HELD_BACK}.items() if slot not in shares}
    if Slot.RESPONSE in weights:  # no answer needs more than the table gives, however large the window
        shares[Slot.RESPONSE] = min(_HELD_BACK[Slot.RESPONSE], rest * weights.pop(Slot.RESPONSE) // 125_200)
        rest -= shares[Slot.RESPONSE]
    weighed = sum(weights.values())
    shares.update({slot: rest * weight // weighed for slot, weight in weights.items()})
    return MappingProxyType({slot: shares[slot] for slot in Slot})
