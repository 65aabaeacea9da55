"""One context out of what was offered: pure, and never larger than its budget."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from mnesis.errors import InvalidInput
from mnesis.model import Entry, Level, Line, Slot
from mnesis.working.budget import MOST, Budget
from mnesis.working.consent import refusal
from mnesis.working.contract import Counter, Offer, Request, Turn
from mnesis.working.controller import Controller, Levels
from mnesis.working.ledger import entries, lines, spent
from mnesis.working.render import FRAME, block, goal_section, ordered
from mnesis.working.seat import Seat
from mnesis.working.window import NEVER_EVICTED, VERBATIM, Window

Summarise = Callable[[Sequence[Turn]], Offer | None]
"""Makes of turns that are no longer shown, oldest first, an offer for CONVERSATION that stands for them."""

_FILLED = (Slot.PROFILE, Slot.PREFERENCES, Slot.CONVERSATION, Slot.RETRIEVED)
"""In this order an offer made twice keeps its place."""

_SUMMARY = 64
"""Tokens that a summary of a sentence needs, with all that stands around it."""


@dataclass(frozen=True, slots=True)
class Assembled:
    """What a `Context` is made of; its fields are described there."""

    block: str
    messages: tuple[Mapping[str, str], ...]
    lines: tuple[Line, ...]
    ledger: tuple[Entry, ...]
    tokens: Mapping[Slot, int]
    budget: int
    counted_by: str
    notices: tuple[str, ...]


def assemble(
    request: Request,
    budget: Budget,
    counter: Counter,
    levels: Levels | None = None,
    summarise: Summarise | None = None,
) -> Assembled:
    """Fits a request into a budget. The same request gives the same context.

    Each slot is filled within its share, best first; what one leaves flows to what is retrieved, then to the
    conversation. What is never evicted goes first: the query, the system prompt, the goal, the last three turns, what
    is pinned. Where that takes more than its share, room is made in this order: retrieved memories of least relevance,
    turns beyond the last ten, the profile down to its best lines, preferences, turns beyond the last three. Turns
    beyond the last three and up to the tenth may take half of what is retrieved's. Turns not shown are given to
    `summarise`, where there is one, and what it makes of them is shown if it fits.

    Where the budget does not even hold what is never evicted, so much of it is shown as fits whole, in the order above
    (the turns from the newest), and a notice says what is missing. Texts are shown whole, at one of their levels, or
    not at all. Raises InvalidInput for an offer for a slot that takes none.
    """
    work = _Assembly(request, budget, counter, levels or Levels())
    work.keep()
    work.share(summarise)
    work.retrieve(summarise)
    return work.finished()


class _Assembly:
    def __init__(self, request: Request, budget: Budget, counter: Counter, levels: Levels) -> None:
        self.request = request
        self.budget = budget
        self.counter = counter
        self.controller = Controller(counter, levels)
        self.refused: dict[int, str] = {}
        self.places: dict[int, Seat] = {}
        self.window = Window(_before(request), counter)
        self.parts = {"query": request.query, "system prompt": request.system, "goal": (request.goal or "").strip()}
        self.left = budget.total
        self.kept = dict.fromkeys(_FILLED, 0)
        self.summary: Seat | None = None
        self.spare = 0
        self.notices: list[str] = []
        self._seat()

    def _seat(self) -> None:
        """Every offer that may be shown, once, with a label; why the others may not."""
        seen: dict[tuple[str, str], str] = {}
        offers = self.request.offers
        for offer in offers:
            if offer.slot not in _FILLED:
                raise InvalidInput(what="offer", problem=f"nothing can be offered for {offer.slot}")
        ranked = sorted(enumerate(offers), key=lambda row: (_FILLED.index(row[1].slot), -row[1].relevance, row[0]))
        for at, offer in ranked:
            name = (offer.kind, offer.id)
            if why := refusal(offer, self.request.allowed):
                self.refused[at] = why
            elif not offer.texts[Level.SENTENCE].strip():
                self.refused[at] = "empty"
            elif name in seen:
                self.refused[at] = f"offered for {seen[name]} already"
            else:
                seen[name] = str(offer.slot)
                self.places[at] = self.controller.seat(offer)

    # --- what is never evicted ---------------------------------------------------------------------------------

    def keep(self) -> None:
        """The query, the system prompt, the goal, the last turns and what is pinned, as far as they fit."""
        asked = self.parts
        self._keep("query", self.counter.count(asked["query"]))
        alone = self.counter.count(asked["system prompt"])
        self._keep("system prompt", max(alone, self.counter.count(asked["system prompt"] + "\n\n")))
        framed = self.counter.count(FRAME + "\n") + self.counter.count(goal_section(asked["goal"]) + "\n")
        self._keep("goal", framed)
        self.controller.framed = bool(asked["goal"])
        self.kept[Slot.CONVERSATION] = self.window.extend(self.left, NEVER_EVICTED)
        self.left -= self.kept[Slot.CONVERSATION]
        if self.window.shown < min(NEVER_EVICTED, len(self.window.messages)):
            self.notices.append("the budget does not hold the last three turns")
        for slot in _FILLED:
            pinned = [seat for seat in self._of(slot) if seat.offer.pinned]
            used = self.controller.admit(pinned, self.left)
            self.kept[slot] += used
            self.left -= used
            missing = sum(seat.level is None for seat in pinned)
            if missing:
                self.notices.append(f"the budget does not hold {missing} of what is pinned to the {slot}")

    def _keep(self, part: str, tokens: int) -> None:
        if not self.parts[part]:
            return
        if tokens <= self.left:
            self.left -= tokens
        else:
            self.parts[part] = ""
            self.notices.append(f"the budget does not hold the {part}")

    # --- the slots ---------------------------------------------------------------------------------------------

    def share(self, summarise: Summarise | None) -> None:
        """Profile, preferences and conversation, each within its share; of the last some is kept for a summary of the
        turns that do not fit."""
        shares = self._shares()
        for slot in (Slot.PROFILE, Slot.PREFERENCES):
            self._fill(slot, shares[slot])
        room = shares[Slot.CONVERSATION]
        used = self.window.extend(room, VERBATIM)
        used += self.controller.fill(self._of(Slot.CONVERSATION), room - used)
        if summarise and not self.window.fits(room - used):
            self.spare = min(room // 2, max(room // 8, _SUMMARY))
        self.left -= used + self.window.extend(room - used - self.spare)

    def _fill(self, slot: Slot, room: int) -> None:
        used = self.controller.fill(self._of(slot), room)
        self.kept[slot] += used
        self.left -= used

    def _shares(self) -> dict[Slot, int]:
        shares = {slot: max(0, self.budget.slots[slot] - self.kept[slot]) for slot in _FILLED}
        over = sum(shares.values()) - self.left
        ten = self.window.needs(VERBATIM)
        order = ((Slot.RETRIEVED, 0), (Slot.CONVERSATION, ten), (Slot.PROFILE, 0), (Slot.PREFERENCES, 0))
        for slot, floor in (*order, (Slot.CONVERSATION, 0)):
            cut = max(0, min(over, shares[slot] - floor))
            shares[slot] -= cut
            over -= cut
        lent = max(0, min(ten - shares[Slot.CONVERSATION], shares[Slot.RETRIEVED] // 2))
        shares[Slot.RETRIEVED] -= lent
        shares[Slot.CONVERSATION] += lent
        return shares

    def retrieve(self, summarise: Summarise | None) -> None:
        """What was retrieved in all the room that is left, then older turns in what it leaves, and their summary; what
        even that leaves goes to profile and preferences."""
        shown = {turn.id for turn in self.window.turns}
        self.controller.verbatim |= shown
        rest = [seat for seat in self._of(Slot.RETRIEVED) if seat.level or seat.offer.id not in shown]
        self.left -= self.controller.fill(rest, self.left - self.spare)
        self.left -= self.window.extend(self.left if self.window.fits(self.left) else self.left - self.spare)
        if self.window.hidden:
            self._summarise(summarise)
        self.left -= self.controller.fill([*self._of(Slot.CONVERSATION), *rest], self.left)
        for slot, most in MOST.items():
            self._fill(slot, min(self.left, most - self.kept[slot]))

    def _summarise(self, summarise: Summarise | None) -> None:
        offer = summarise(self.window.hidden) if summarise else None
        if offer and not refusal(offer, self.request.allowed):
            self.summary = self.controller.seat(offer)
            self.left -= self.controller.fill([self.summary], self.left)

    def _of(self, slot: Slot) -> list[Seat]:
        return [seat for seat in self.controller.seats if seat.offer.slot is slot]

    # --- the end -----------------------------------------------------------------------------------------------

    def finished(self) -> Assembled:
        """The whole, counted as it stands; should the parts joined be more than their sum, more is let go of."""
        while True:
            rows = ordered(self.controller.seats)
            shown = lines(rows, self.counter)
            text = block(rows, self.parts["goal"])
            system = "\n\n".join(part for part in (self.parts["system prompt"], text) if part)
            messages: list[Mapping[str, str]] = [{"role": "system", "content": system}] if system else []
            messages += self.window.messages[len(self.window.messages) - self.window.shown :]
            messages += [{"role": "user", "content": self.parts["query"]}] if self.parts["query"] else []
            tokens = spent(self.counter, system, shown, [message["content"] for message in messages[bool(system) :]])
            excess = sum(tokens.values()) - self.budget.total
            if excess <= 0 or not self._shed(excess):
                break
        if self.window.hidden:
            how = f"summarised as [{self.summary.label}]" if self.summary and self.summary.level else "left out"
            self.notices.append(f"{len(self.window.hidden)} earlier turns {how}")
        return Assembled(
            block=text,
            messages=tuple(messages),
            lines=tuple(shown),
            ledger=entries(self.request.offers, self.places, self.refused, self.window, self.controller),
            tokens=tokens,
            budget=self.budget.total,
            counted_by=self.counter.name,
            notices=tuple(self.notices),
        )

    def _shed(self, excess: int) -> bool:
        """Lets go of at least one thing, the least needed; False where there is nothing."""
        return (
            self.controller.drop(lambda offer: offer.slot is Slot.RETRIEVED and not offer.pinned, excess)
            or self.window.shrink(VERBATIM)
            or self.controller.drop(lambda offer: not offer.pinned, excess)
            or self.window.shrink(NEVER_EVICTED)
            or self.controller.drop(lambda offer: True, excess)
            or self.window.shrink(0)
            or any(self._forgo(part) for part in ("goal", "system prompt", "query"))
        )

    def _forgo(self, part: str) -> bool:
        there = bool(self.parts[part])
        self.parts[part] = ""
        if there:
            self.notices.append(f"the budget does not hold the {part}")
        return there


def _before(request: Request) -> tuple[Turn, ...]:
    """The turns before the query: one that is the query itself is not shown twice."""
    turns = request.turns
    asked = bool(turns) and turns[-1].role == "user" and turns[-1].text.strip() == request.query.strip()
    return turns[:-1] if asked else turns
