"""What of a question's evidence stands in a context of a given size, beside what search finds, and beside what plain
packing of the same ranking holds."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

from mnesis.bench.cases import Chat
from mnesis.bench.replay import LIMIT, Step
from mnesis.memory import Memory
from mnesis.model import Context, Episode, Hit, Level
from mnesis.text.lexical import terms
from mnesis.text.tokens import count_tokens


@dataclass(frozen=True, slots=True)
class Packed:
    """One question at one budget. Shares of the gold, 0 to 1: `shown` has a line of its own, at any level; `whole` is
    there word for word; `cited` is shown or is the evidence of another line (a fact); `words` are the words of the gold
    that are there, function words apart; `plain` and `plain_words` the same of plain packing, which shows wholes.
    `tokens` are those of everything in the context, `missed` the ledger's reasons for gold that was offered and is not
    there, by how many."""

    budget: int
    shown: float
    whole: float
    cited: float
    words: float
    plain: float
    plain_words: float
    tokens: int
    lines: int
    ms: float
    missed: Mapping[str, int] = field(default_factory=dict)
    taken: tuple[tuple[str, str], ...] = ()
    """Turns by name with the level at which they are there."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: the share of its gold that search found among LIMIT, and what each budget held."""

    question: str
    kind: str
    gold: tuple[str, ...]
    found: float
    packed: tuple[Packed, ...]


def measure(memory: Memory, chat: Chat, turns: Mapping[str, str], budgets: Sequence[int], step: Step) -> list[Asked]:
    """Every question of a conversation; `turns` are the names of its turns by memory id."""
    texts = {name: turn.message.text for name, turn in zip(chat.names(), chat.turns, strict=True)}
    content = {name: frozenset(terms(text)) for name, text in texts.items()}
    found = []
    for case in chat.cases:
        hits = memory.recall(case.question, limit=LIMIT, now=chat.end).hits
        look = _Look(frozenset(case.gold), content, turns)
        packed = tuple(_pack(memory, case.question, chat.end, hits, budget, look) for budget in budgets)
        share = look.share(turns.get(hit.id, "") for hit in hits)
        found.append(Asked(case.id, case.kind, tuple(sorted(case.gold)), share, packed))
        step(1)
    return found


@dataclass(frozen=True, slots=True)
class _Look:
    """What is looked for in contexts: the gold by name, the words of every turn, and which memory is which turn."""

    gold: frozenset[str]
    content: Mapping[str, frozenset[str]]
    turns: Mapping[str, str]

    def share(self, names: Iterable[str]) -> float:
        return len(self.gold.intersection(names)) / len(self.gold)

    def words(self, told: Mapping[str, str]) -> float:
        """The mean share of a gold turn's words that stand in what is told of it."""
        shares = []
        for name in self.gold:
            known = self.content[name]
            there = known & set(terms(told.get(name, "")))
            shares.append(len(there) / len(known) if known else float(name in told))
        return sum(shares) / len(shares)

    def name(self, id: str) -> str:
        return self.turns.get(id, "")


def _pack(memory: Memory, question: str, now: datetime, hits: Sequence[Hit], budget: int, look: _Look) -> Packed:
    began = perf_counter()
    made = memory.context(question, budget=budget, now=now, limit=LIMIT)
    ms = (perf_counter() - began) * 1e3
    own = {look.name(line.id): line for line in made.lines if line.kind == "episode" and look.name(line.id)}
    cited = {look.name(proof.episode_id) for line in made.lines for proof in line.evidence}
    plain = {look.name(one.id): one.text for one in packed_plainly([hit.memory for hit in hits], budget)}
    return Packed(
        budget=budget,
        shown=look.share(own),
        whole=look.share(name for name, line in own.items() if line.level is Level.DETAILED),
        cited=look.share(cited | own.keys()),
        words=look.words({name: line.text for name, line in own.items()}),
        plain=look.share(plain),
        plain_words=look.words(plain),
        tokens=made.total,
        lines=len(made.lines),
        ms=ms,
        missed=_missed(made, look),
        taken=tuple((name, line.level.value) for name, line in own.items()),
    )


def packed_plainly(ranked: Iterable[Episode], budget: int) -> list[Episode]:
    """What one would do without working memory: whole memories in the order of the ranking, each with who said it, as
    long as they fit; one that does not is passed over. Nothing else is in its budget, not even the query."""
    left, taken = budget, []
    for one in ranked:
        cost = count_tokens(f"{one.speaker or one.actor}: {one.text}\n")
        if cost <= left:
            taken.append(one)
            left -= cost
    return taken


def _missed(made: Context, look: _Look) -> dict[str, int]:
    told = Counter(
        entry.reason
        for entry in made.ledger
        if entry.kind == "episode" and entry.level is None and look.name(entry.id) in look.gold
    )
    return dict(told)
