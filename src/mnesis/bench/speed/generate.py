"""Messages and questions made up for measuring: any number, the same every time, none of them anybody's.

Words follow Zipf's law as Mandelbrot put it, probability ∝ 1 / (rank + 2.7); the commonest are English function
words, the rest invented. Lengths are lognormal around 20 words, as chat turns are. Nothing is kept: message `n` can
be had without those before it.
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from itertools import count, islice
from time import perf_counter

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.model import Message, Space, content_hash
from mnesis.providers.embedders.contract import Embedder
from mnesis.text.stopwords import ENGLISH

DIMENSION = 384
SPACE = Space("synthetic", "1", DIMENSION)
START = datetime(2024, 1, 1, tzinfo=UTC)

_SEED = 271828
_WORDS = 50_000
_BLOCK = 1_024
_TURNS_A_SESSION = 20
_TOPICS, _SHADES, _SPREAD = 1_024, 4_096, 0.8
_SYLLABLES = [first + second for first in "bdfgklmnprstvz" for second in ("a", "e", "i", "o", "u", "al", "en", "or")]


def messages(first: int, many: int) -> Iterator[Message]:
    """Messages `first` to `first + many - 1`: user and agent by turns, a minute apart, 20 a session."""
    for number in range(first, first + many):
        yield Message(
            text=text(number),
            actor="agent" if number % 2 else "user",
            session=f"session-{number // _TURNS_A_SESSION}",
            time=START + timedelta(minutes=number),
        )


def text(number: int) -> str:
    """The words of message `number`."""
    return _texts(number // _BLOCK)[number % _BLOCK]


def questions(many: int, first: int, last: int) -> list[str]:
    """Questions about messages of `first` to `last - 1`: up to five content words of one of them, in its order."""
    random = np.random.default_rng([_SEED, many, last])
    return [_question(text(int(number)), random) for number in random.integers(first, last, many)]


class Lookup:
    """Vectors that cost next to nothing: one of 1,024 topics by the text's hash, and a shade of it. With `pays` set,
    the real embedder does its work first and what it gives is thrown away: the cost is real, the vector is not."""

    def __init__(self, real: Embedder | None = None) -> None:
        random = np.random.default_rng(_SEED)
        self._topics = random.standard_normal((_TOPICS, DIMENSION), dtype=float32)
        self._shades = _SPREAD * random.standard_normal((_SHADES, DIMENSION), dtype=float32)
        self._real = real
        self.pays = False

    @property
    def space(self) -> Space:
        """The synthetic space, of as many dimensions as the default model."""
        return SPACE

    def embed(self, texts: Sequence[str]) -> NDArray[float32]:
        """Unit vectors, one a text."""
        if self.pays and self._real:
            self._real.embed(texts)
        codes = np.array([int.from_bytes(content_hash(one)[:4], "big") for one in texts], dtype=np.int64)
        rows = self._topics[codes % _TOPICS] + self._shades[codes // _TOPICS % _SHADES]
        return np.asarray(rows / np.linalg.norm(rows, axis=1, keepdims=True), dtype=float32)


class Paced:
    """An iterator that knows how long its items took to make, so that making them is not measured."""

    def __init__(self, items: Iterator[Message]) -> None:
        self._items = items
        self.seconds = 0.0

    def __iter__(self) -> Iterator[Message]:
        return self

    def __next__(self) -> Message:
        began = perf_counter()
        try:
            return next(self._items)
        finally:
            self.seconds += perf_counter() - began


@cache
def _vocabulary() -> tuple[list[str], NDArray[np.float64]]:
    """Words by rank, and the cumulative probability of each."""
    common = sorted(ENGLISH)
    words = (word for word in map(_word, count()) if word not in ENGLISH)
    invented = list(islice(words, _WORDS - len(common)))
    weights = np.cumsum(1 / (np.arange(_WORDS) + 2.7))
    return common + invented, weights / weights[-1]


def _word(number: int) -> str:
    """The `number`-th invented word: two or three syllables, each word different."""
    size = len(_SYLLABLES)
    digits = [number % size, number // size % size, *([number // size**2] if number >= size**2 else [])]
    return "".join(_SYLLABLES[digit] for digit in digits)


@lru_cache(maxsize=8)
def _texts(block: int) -> list[str]:
    random = np.random.default_rng([_SEED, block])
    words, cumulative = _vocabulary()
    lengths = np.clip(random.lognormal(2.9, 0.5, _BLOCK), 3, 120).astype(int)
    drawn = np.searchsorted(cumulative, random.random(int(lengths.sum())))
    ends = np.cumsum(lengths)
    return [" ".join(words[one] for one in drawn[end - size : end]) for size, end in zip(lengths, ends, strict=True)]


def _question(said: str, random: np.random.Generator) -> str:
    content = list(dict.fromkeys(word for word in said.split() if word not in ENGLISH))
    chosen = sorted(random.choice(len(content), min(5, len(content)), replace=False)) if content else []
    return f"What did we say about {' '.join(content[one] for one in chosen)}?"
