"""What of all that is offered is taken, and in how much detail."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from mnesis.errors import InvalidInput
from mnesis.model import Level
from mnesis.working.contract import Counter, Offer
from mnesis.working.folding import folded
from mnesis.working.render import FRAME, heading, letter
from mnesis.working.seat import Seat


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
    _counts: Tally[str] = field(default_factory=Tally)

    def seat(self, offer: Offer) -> Seat:
        """Takes note of an offer. Labels are numbered by kind, in the order of this."""
        first = letter(offer.kind)
        self._counts[first] += 1
        self.seats.append(Seat(offer, f"{first}{self._counts[first]}", len(self.seats)))
        return self.seats[-1]

    def fill(self, seats: Iterable[Seat], room: int) -> int:
        """Takes as many as fit into this room, and shows them in as much detail as fits; how many tokens that took.

        Best first each gets its shortest level. Then best first each gets the level that its relevance earns, then, of
        what is left, the most that fits. Those taken before are only given more.
        """
        ranked = sorted(seats, key=lambda seat: (not seat.offer.pinned, -seat.offer.relevance, seat.rank))
        used = self.admit([seat for seat in ranked if seat.level is None], room)
        for earned in (True, False):
            for seat in ranked:
                most = self.levels.of(seat.offer.relevance) if earned else Level.DETAILED
                used += self._raise(seat, most, room - used)
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
            if excess <= 0:
                break
        return bool(ranked)

    def admit(self, ranked: Iterable[Seat], room: int) -> int:
        """Takes as many as fit at their shortest level, in the order given; how many tokens that took."""
        taken = [seat.offer for seat in self.seats if seat.level]
        opened: set[object] = {offer.group for offer in taken} | {(offer.group, offer.when) for offer in taken}
        used = 0
        for seat in ranked:
            offer = seat.offer
            cost = seat.tokens(Level.SENTENCE, self.counter)
            cost += 0 if self.framed else self.counter.count(FRAME + "\n")
            cost += 0 if offer.group in opened else self.counter.count(heading(offer.group) + "\n")
            if offer.when and (offer.group, offer.when) not in opened:
                cost += self.counter.count(f"[{folded(offer.when)}] ")
            if cost <= room - used:
                used += cost
                seat.level = Level.SENTENCE
                self.framed = True
                opened |= {offer.group, (offer.group, offer.when)}
        return used

    def _raise(self, seat: Seat, most: Level, room: int) -> int:
        if seat.level is None:
            return 0
        have = seat.tokens(seat.level, self.counter)
        for level in seat.higher(seat.level, most):
            more = seat.tokens(level, self.counter) - have
            if more <= room:
                seat.level = level
                return more
        return 0
