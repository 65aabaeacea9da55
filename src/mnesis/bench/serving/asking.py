"""What clients ask, the same of the server and of the library: which verb how often, about what."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from random import Random

from mnesis.bench.speed.generate import questions, text
from mnesis.memory import Memory

Mix = Mapping[str, int]
"""Verb → how often, of the sum of all."""

RECALL: Mix = {"recall": 100}
MIXED: Mix = {"recall": 70, "get": 15, "remember": 10, "facts": 5}
STEADY: Mix = {"recall": 60, "get": 15, "remember": 10, "forget": 10, "facts": 5}
"""As much is forgotten as is remembered: the store stays as it is, and so should the server's memory."""

LIMIT = 10
"""Memories and facts asked for."""
_SEED = 31415
_ABOUT = 1_024
_EACH = 256


@dataclass(frozen=True, slots=True)
class Call:
    """One verb with its argument: a query, an id, or words to remember."""

    verb: str
    value: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """What there is to ask about: questions, ids of memories, words to say again. The same for every client."""

    questions: tuple[str, ...]
    ids: tuple[str, ...]
    texts: tuple[str, ...]


def matter(memories: int, ids: tuple[str, ...]) -> Matter:
    """Questions about all parts of so many generated memories, and words of others."""
    blocks = range(0, memories, _ABOUT)
    asked = [one for first in blocks for one in questions(_EACH, first, min(first + _ABOUT, memories))]
    Random(_SEED).shuffle(asked)
    return Matter(tuple(asked), ids, tuple(text(memories + number) for number in range(_ABOUT)))


def calls(mix: Mix, about: Matter, client: int, mine: list[str]) -> Iterator[Call]:
    """What a client asks, without end and the same every time. `mine`: the ids of what it has remembered, oldest first,
    which whoever makes the calls adds; a "forget" takes the oldest, and is a "remember" where there is none."""
    random = Random(_SEED + client)
    verbs, weights = list(mix), list(mix.values())
    for number in count():
        [verb] = random.choices(verbs, weights)
        if verb == "recall":
            yield Call(verb, random.choice(about.questions))
        elif verb == "get":
            yield Call(verb, random.choice(about.ids))
        elif verb == "facts":
            yield Call(verb)
        elif verb == "forget" and mine:
            yield Call(verb, mine.pop(0))
        else:
            yield Call("remember", f"{random.choice(about.texts)} (note {number} of {client})")


def verbs(memory: Memory) -> Mapping[str, Callable[[str], str | None]]:
    """The calls in process. What remembers gives the id."""

    def recall(query: str) -> None:
        memory.recall(query, limit=LIMIT)

    def get(id: str) -> None:
        memory.get(id)

    def facts(_: str) -> None:
        memory.facts(limit=LIMIT)

    def remember(words: str) -> str:
        return memory.remember(words, session="bench").id

    def forget(id: str) -> None:
        memory.forget(id)

    return {"recall": recall, "get": get, "facts": facts, "remember": remember, "forget": forget}
