"""What of all that is offered is taken, and in how much detail."""

import heapq
import math
from collections import Counter as Tally
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from mnesis.errors import InvalidInput
from mnesis.model import Level, Slot
from mnesis.working.contract import Counter, Offer
from mnesis.working.folding import folded
from mnesis.working.render import FRAME, heading, letter
from mnesis.working.seat import Seat

STEEPNESS = 10
"""How much more a relevant memory is worth: of what search rates 0.1 lower, a third as much is evidence."""
PRESENCE = 0.7
"""What a memory is worth for being there at all; the rest grows with the root of how much of its text is shown. Fitted
with STEEPNESS on LoCoMo and BEAM: 512 tokens then hold as much of the evidence as if each memory had one sentence, and
two fifths more of its words."""
_LABEL = 30
"""Bytes that a line has beside its text."""


@dataclass(frozen=True, slots=True)
class Levels:
    """How relevant a memory must be to be shown in detail, and how relevant to be shown as a paragraph. Less relevant
    ones are shown as a sentence. Where everything has found its place, room left over is spent on detail whatever the
    relevance: the words themselves are better than a summary of them."""

    detailed: float = 0.9
    paragraph: float = 0.7

    def __post_init__(self) -> None:
        if not 0 <= self.paragraph <= self.detailed <= 1:
            raise InvalidInput(what="levels", problem="0 <= paragraph <= detailed <= 1 is asked for")

    def of(self, relevance: float) -> Level:
        """The level that this relevance earns."""
        if relevance > self.detailed:
            return Level.DETAILED
        return Level.PARAGRAPH if relevance >= self.paragraph else Level.SENTENCE


@dataclass(slots=True)
class Controller:
    """Fills rooms with offers, and keeps count of the tokens."""

    counter: Counter
    levels: Levels
    seats: list[Seat] = field(default_factory=list)
    framed: bool = False
    """Whether the frame of the block is paid for."""
    verbatim: set[str] = field(default_factory=set)
    """The ids of what is shown word for word: turns, and memories in detail."""
    _counts: Tally[str] = field(default_factory=Tally)
    _opened: set[object] = field(default_factory=set)

    def seat(self, offer: Offer) -> Seat:
        """Takes note of an offer. Labels are numbered by kind, in the order of this."""
        first = letter(offer.kind)
        self._counts[first] += 1
        self.seats.append(Seat(offer, f"{first}{self._counts[first]}", len(self.seats)))
        return self.seats[-1]

    def admit(self, seats: Iterable[Seat], room: int) -> int:
        """Shows as many as fit at their shortest level, in the order given; how many tokens that took."""
        used = 0
        for seat in seats:
            cost = self._cost(seat, Level.SENTENCE)
            if cost <= room - used:
                used += cost
                self._show(seat, Level.SENTENCE)
        return used

    def fill(self, seats: Iterable[Seat], room: int) -> int:
        """Shows what is worth most for its tokens, as long as it fits; how many tokens that took.

        First none is shown in more detail than its relevance earns; of the room that leaves, each is given as much
        detail as there is. Those shown before are only given more.
        """
        these, used = list(seats), 0
        for earned in (True, False):
            most = {seat.rank: self.levels.of(seat.offer.relevance) if earned else Level.DETAILED for seat in these}
            steps = [step for seat in these if (step := _step(seat, seat.above(seat.level, most[seat.rank])))]
            heapq.heapify(steps)
            while steps:
                _, _, level, seat = heapq.heappop(steps)
                if seat.level is None and self.repeats(seat.offer):
                    continue
                cost = self._cost(seat, level)
                if cost <= room - used:
                    used += cost
                    self._show(seat, level)
                    others = seat.above(level, most[seat.rank])
                else:
                    others = seat.above(seat.level, level)[:-1]
                if step := _step(seat, others):
                    heapq.heappush(steps, step)
        return used

    def drop(self, which: Callable[[Offer], bool], excess: int) -> bool:
        """Lets go of the least relevant of those until this many tokens are gone; False where there are none."""
        ranked = sorted(
            (seat for seat in self.seats if seat.level and which(seat.offer)),
            key=lambda seat: (seat.offer.relevance, -seat.rank),
        )
        for seat in ranked:
            excess -= seat.tokens(seat.level or Level.SENTENCE, self.counter)
            seat.level = None
            self.verbatim.discard(seat.offer.id)
            if excess <= 0:
                break
        return bool(ranked)

    def repeats(self, offer: Offer) -> bool:
        """Whether a fact was retrieved that only says again what the words it rests on say, all of which are shown."""
        if offer.slot is not Slot.RETRIEVED or offer.kind != "fact":
            return False
        return bool(offer.evidence) and all(proof.episode_id in self.verbatim for proof in offer.evidence)

    def _show(self, seat: Seat, level: Level) -> None:
        seat.level = level
        if seat.said(level) is Level.DETAILED:
            self.verbatim.add(seat.offer.id)
        self.framed = True
        self._opened |= {seat.offer.group, (seat.offer.group, seat.offer.when)}

    def _cost(self, seat: Seat, level: Level) -> int:
        """Tokens that showing it at this level adds; where it is the first to need them, frame, heading and date."""
        offer, count = seat.offer, self.counter.count
        if seat.level:
            return seat.tokens(level, self.counter) - seat.tokens(seat.level, self.counter)
        cost = seat.tokens(level, self.counter)
        cost += 0 if self.framed else count(FRAME + "\n")
        cost += 0 if offer.group in self._opened else count(heading(offer.group) + "\n")
        dated = offer.when and (offer.group, offer.when) not in self._opened
        return cost + (count(f"[{folded(offer.when)}] ") if offer.when and dated else 0)


_Step = tuple[float, int, Level, Seat]


def _step(seat: Seat, levels: Sequence[Level]) -> _Step | None:
    """Of these levels the one that gains most for what it takes, as the heap sorts it; None of none."""
    if not levels:
        return None
    whole, now = seat.size(Level.DETAILED), seat.size(seat.level) if seat.level else 0
    there = PRESENCE + (1 - PRESENCE) * math.sqrt(now / whole) if now else 0.0
    best, most = levels[0], -1.0
    for level in levels:
        size = seat.size(level)
        worth = PRESENCE + (1 - PRESENCE) * math.sqrt(size / whole)
        gain = (worth - there) / (size - now if now else size + _LABEL)
        if gain > most:
            best, most = level, gain
    return -most * math.exp(STEEPNESS * (seat.offer.relevance - 1)), seat.rank, best, seat
