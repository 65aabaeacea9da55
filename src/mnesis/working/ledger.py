"""What each token of a context bought."""

from collections.abc import Mapping, Sequence

from mnesis.model import Entry, Level, Line, Slot
from mnesis.working.contract import Counter, Offer
from mnesis.working.controller import Controller
from mnesis.working.render import heading
from mnesis.working.seat import Seat
from mnesis.working.window import NEVER_EVICTED, VERBATIM, Window


def lines(rows: Sequence[tuple[Seat, bool]], counter: Counter) -> list[Line]:
    """The lines of the block, of rows as `ordered` gives them. Their tokens are those of the line as it stands there
    with its break; the first of a group has those of the heading."""
    made = []
    group = None
    for seat, dated in rows:
        offer, level = seat.offer, seat.level or Level.SENTENCE
        tokens = counter.count(seat.line(level, dated=True) + "\n") if dated else seat.tokens(level, counter)
        tokens += counter.count(heading(offer.group) + "\n") if offer.group != group else 0
        text, said = seat.text(level), seat.said(level)
        where = offer.scope
        made.append(Line(seat.label, offer.slot, offer.kind, offer.id, text, said, tokens, offer.evidence, where))
        group = offer.group
    return made


def spent(counter: Counter, system: str, shown: Sequence[Line], said: Sequence[str]) -> dict[Slot, int]:
    """Tokens by slot; together those of the system message, and of each message after it. SYSTEM has the system prompt,
    the goal and the frame of the block, CONVERSATION the turns and the query."""
    tokens = dict.fromkeys(Slot, 0)
    for line in shown:
        tokens[line.slot] += line.tokens
    tokens[Slot.SYSTEM] = counter.count(system) - sum(tokens.values())
    if tokens[Slot.SYSTEM] < 0:  # joined they are less than one by one, by more than the frame has
        most = max(tokens, key=lambda slot: tokens[slot])
        tokens[most] += tokens[Slot.SYSTEM]
        tokens[Slot.SYSTEM] = 0
    tokens[Slot.CONVERSATION] += sum(counter.count(text) for text in said)
    return tokens


def entries(
    offers: Sequence[Offer],
    places: Mapping[int, Seat],
    refused: Mapping[int, str],
    window: Window,
    controller: Controller,
) -> tuple[Entry, ...]:
    """A line for every offer in the order of the request, for a summary made on the way, and for every turn."""
    verbatim = {turn.id for turn in window.turns}
    asked = [
        _shown(places[at], controller)
        if at in places and places[at].level
        else _hidden(offer, refused.get(at) or _missed(offer, verbatim, controller))
        for at, offer in enumerate(offers)
    ]
    known = set(places.values())
    made = [
        _shown(seat, controller) if seat.level else _hidden(seat.offer, _missed(seat.offer, verbatim, controller))
        for seat in controller.seats
        if seat not in known
    ]
    return (*asked, *made, *_turns(window))


def _hidden(offer: Offer, why: str) -> Entry:
    return Entry(offer.slot, offer.kind, offer.id, offer.relevance, None, None, 0, why)


def _missed(offer: Offer, verbatim: set[str], controller: Controller) -> str:
    if offer.id in verbatim:
        return "shown among the turns"
    return "the words it rests on are shown" if controller.repeats(offer) else f"no room left for {offer.slot}"


def _shown(seat: Seat, controller: Controller) -> Entry:
    offer, level = seat.offer, seat.said(seat.level or Level.SENTENCE)
    tokens = seat.tokens(level, controller.counter)
    why = _taken(offer, level, controller.levels.of(offer.relevance))
    return Entry(offer.slot, offer.kind, offer.id, offer.relevance, level, seat.label, tokens, why)


def _taken(offer: Offer, level: Level, earned: Level) -> str:
    if offer.pinned:
        return f"pinned, shown as {level}"
    if level is earned:
        return f"relevant enough for {level}"
    steps = list(Level)
    if steps.index(level) > steps.index(earned):
        return f"relevant enough for {earned}, and there was room for {level}"
    return f"relevant enough for {earned}, but there was only room for {level}"


def _turns(window: Window) -> list[Entry]:
    older = [Entry(Slot.CONVERSATION, "turn", turn.id, 1.0, None, None, 0, "not shown") for turn in window.hidden]
    shown = []
    for back, turn in enumerate(reversed(window.turns)):
        last = next((most for most in (NEVER_EVICTED, VERBATIM) if back < most), None)
        why = f"one of the last {last}" if last else "room for it"
        shown.append(Entry(Slot.CONVERSATION, "turn", turn.id, 1.0, Level.DETAILED, None, window.tokens(back), why))
    return older + shown[::-1]
