"""The same questions to a memory that slept and to one that did not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from statistics import fmean

from mnesis.bench.cases import Chat
from mnesis.bench.nights.living import Life
from mnesis.errors import NotFound
from mnesis.memory import Memory
from mnesis.text.lexical import terms

FIRST = 10


@dataclass(frozen=True, slots=True)
class Answered:
    """Shares of a question's gold within the first ten hits: `itself` is a hit, `told` is one or one was made of it;
    `words` are its words in those, function words apart."""

    itself: float
    told: float
    words: float


@dataclass(frozen=True, slots=True)
class Known:
    """Facts believed at the end, as what they say; and how many of them have evidence that is still here or in the
    archive."""

    facts: frozenset[tuple[str, str, str]]
    proven: int


@dataclass(frozen=True, slots=True)
class Size:
    """Memories that can be found here and their tokens (digests of days apart), bytes of the store without its free
    pages, and what is in the archive."""

    memories: int
    tokens: int
    bytes: int
    cold_memories: int = 0
    cold_bytes: int = 0


def ask(
    memory: Memory, chat: Chat, turns: Mapping[str, str], life: Life, now: datetime, deep: bool | None
) -> list[Answered]:
    """Every question of a conversation. `turns` are the names of turns by memory id."""
    ids = {name: id for id, name in turns.items()}
    content = {name: frozenset(terms(one.message.text)) for name, one in zip(chat.names(), chat.turns, strict=True)}
    found = []
    for case in chat.cases:
        hits = {hit.id: hit.text for hit in memory.recall(case.question, limit=FIRST, now=now, deep=deep).hits}
        gold = [(life.standing(ids[name]), content[name]) for name in sorted(case.gold)]
        itself = [chain[0] in hits for chain, _ in gold]
        told = [not hits.keys().isdisjoint(chain) for chain, _ in gold]
        words = [_words(chain, wanted, hits) for chain, wanted in gold]
        found.append(Answered(fmean(itself), fmean(told), fmean(words)))
    return found


def _words(chain: Sequence[str], wanted: frozenset[str], hits: Mapping[str, str]) -> float:
    """The share of a turn's words in those of the hits that are it or were made of it."""
    if not wanted:
        return float(not hits.keys().isdisjoint(chain))
    return len(wanted.intersection(word for id in chain for word in terms(hits.get(id, "")))) / len(wanted)


def known(memory: Memory) -> Known:
    """What is believed, and how much of it can be proven."""
    facts = memory.facts(limit=None)
    proven = sum(any(_there(memory, event.get("episode")) for event in one.history) for one in facts)
    return Known(frozenset((one.subject, one.predicate, one.object) for one in facts), proven)


def _there(memory: Memory, id: object) -> bool:
    try:
        return isinstance(id, str) and bool(memory.get(id))
    except NotFound:
        return False


def size(memory: Memory) -> Size:
    """What there is of a memory that has a store of its own."""
    found = memory.episodes(limit=None)
    cold = memory.archive.extent(memory.scope)
    taken = sum(count for part, count in memory.store.stats().bytes.items() if part != "free")
    return Size(len(found), sum(one.token_count for one in found), taken, cold.memories, cold.bytes)
