"""What each token of a context bought."""

from collections.abc import Mapping, Sequence

from mnesis.model import Entry, Level, Line, Slot
from mnesis.working.contract import Counter, Offer
from mnesis.working.controller import Controller, Seat
from mnesis.working.render import bullet, heading, text_at
from mnesis.working.window import NEVER_EVICTED, VERBATIM, Window


def lines(rows: Sequence[tuple[Offer, Level, str]], counter: Counter) -> list[Line]:
    """The lines of the block, of what was taken in its order. Their tokens are those of the line as it stands there
    with its break; the first of a group has those of the heading."""
    made = []
    group, date = None, None
    for offer, level, label in rows:
        opening, date = (heading(offer.group) + "\n", None) if offer.group != group else ("", date)
        text = text_at(offer, level)
        row = bullet(text, label, offer.when if offer.when != date else None)
        tokens = counter.count(row + "\n") + counter.count(opening)
        made.append(Line(label, offer.slot, offer.kind, offer.id, text, _whole(offer, level), tokens, offer.evidence))
        group, date = offer.group, offer.when
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
    asked = [_entry(offer, places.get(at), refused.get(at), window, controller) for at, offer in enumerate(offers)]
    known = set(places.values())
    made = [_entry(seat.offer, seat, None, window, controller) for seat in controller.seats if seat not in known]
    return (*asked, *made, *_turns(window))


def _entry(offer: Offer, seat: Seat | None, refused: str | None, window: Window, controller: Controller) -> Entry:
    level = seat.level if seat else None
    if seat is None or level is None:
        why = refused or _left_out(offer, window)
        return Entry(offer.slot, offer.kind, offer.id, offer.relevance, None, None, 0, why)
    tokens = controller.tokens(seat, level)
    level = _whole(offer, level)
    return Entry(offer.slot, offer.kind, offer.id, offer.relevance, level, seat.label, tokens, _taken(seat, controller))


def _left_out(offer: Offer, window: Window) -> str:
    if any(turn.id == offer.id for turn in window.turns):
        return "shown among the turns"
    return f"no room left for {offer.slot}"


def _taken(seat: Seat, controller: Controller) -> str:
    level, earned = _whole(seat.offer, seat.level or Level.SENTENCE), controller.levels.of(seat.offer.relevance)
    steps = list(Level)
    if seat.offer.pinned:
        return f"pinned, shown as {level}"
    if level is earned:
        return f"relevant enough for {level}"
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


def _whole(offer: Offer, level: Level) -> Level:
    """The highest level at which an offer says the same."""
    text = text_at(offer, level)
    return next(step for step in reversed(list(Level)) if text_at(offer, step) == text)
