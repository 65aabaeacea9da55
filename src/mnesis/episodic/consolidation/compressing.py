"""From a segment to a quarter of its words: the sentences that say most, in the words and the order in which they were
said, with who said them."""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from mnesis.episodic.consolidation.contract import COMPRESSED, Segment, Shorter, Told
from mnesis.episodic.consolidation.units import Line, Unit, lines_of, units_of
from mnesis.episodic.consolidation.worth import ASKS
from mnesis.text.content import clipped_to
from mnesis.text.tokens import count_tokens

LEAST = 24
"""Tokens that a text may always have, so that what is short does not become nothing."""
LONGER = 3
"""So many times what it may have, a text of one sentence stays whole."""
PROGRAMS = 8
"""Sentences of one message that a program wrote, at most."""
CANDIDATES = 800
"""Sentences of a segment that are weighed against each other, the best; only what was pasted has more."""
REPEATED = 0.6
"""The share of a sentence's words from which it says nothing new."""
_NUMBER = re.compile(r"\d")


def compress(segment: Segment, told: Told, share: float = COMPRESSED) -> Shorter:
    """The sentences of a segment that say most, with who said them, a line a speaker: facts that are `told`, decisions,
    outcomes, preferences and feelings first.

    At most `share` of the segment's tokens, or one sentence where that is longer; more only where the told quotes need
    it, which a notice says. Never longer than the segment, never empty where it says anything. The day is named where
    the segment spans several.
    """
    lines = lines_of(segment, told)
    units = units_of(lines)
    whole = count_tokens("\n".join(line.text for line in lines))
    limit = int(share * sum(count_tokens(line.text) for line in lines))
    return chosen(units, Room(max(LEAST, limit), whole))


@dataclass(frozen=True, slots=True)
class Room:
    """How much may be kept: `limit` tokens, of the `whole` that it may never exceed, in so many `sentences`. Beside
    others a sentence is kept from the weight `enough` on. `settled`: tokens by which every sentence counts as longer
    than it is; the more, the less is a short one preferred."""

    limit: int
    whole: int
    sentences: int | None = None
    enough: float = ASKS
    settled: int = 20


def chosen(units: Sequence[Unit], room: Room) -> Shorter:
    """The best of units for which there is room."""
    if not units:
        return Shorter("")
    texts = _kept(units, room)
    text = rendered(units, texts)
    notices: tuple[str, ...] = ()
    if (size := count_tokens(text)) > room.limit and any(units[at].told for at in texts):
        notices = (f"What is known needs {size} tokens of it, more than the {room.limit} that it was to have.",)
    if size > room.whole:
        text = " ".join(texts[at] for at in sorted(texts))
    most = max(room.limit, room.whole)
    quoted = dict.fromkeys(units[at].line.id for at in sorted(texts) if units[at].line.id)
    return Shorter(text if count_tokens(text) <= most else clipped_to(text, most), tuple(quoted), notices)


def _kept(units: Sequence[Unit], room: Room) -> dict[int, str]:
    """The text of each unit that is kept: what is told first, whole where there is room for it, then whatever adds most
    for its length, until there is no room."""
    texts = _known(units, room.limit)
    covered = {word for at in texts for word in units[at].words}
    others = sorted((unit for unit in units if not unit.told), key=lambda one: (-_gain(one, (), room), one.at))
    rest = {unit.at: unit for unit in others[:CANDIDATES]}
    while rest and (room.sentences is None or len(texts) < room.sentences):
        gains = {at: _gain(unit, covered, room) / _crowd(unit, units, texts) for at, unit in rest.items()}
        best = rest.pop(max(gains, key=lambda at: (gains[at], -at)))
        if texts and (gains[best.at] <= 0 or best.weight < room.enough):
            continue
        new = {**texts, **_with_question(best, units, texts)}
        if count_tokens(rendered(units, new)) <= room.limit:
            texts = new
            covered |= best.words
        elif not texts:
            return {best.at: best.text if best.tokens <= LONGER * room.limit else clipped_to(best.text, room.limit)}
    return texts


def _known(units: Sequence[Unit], limit: int) -> dict[int, str]:
    """What is told, in its briefest form; whole, and with the question it answers, where that fits."""
    told = sorted((unit for unit in units if unit.told), key=lambda one: (-one.weight, one.at))
    texts = {unit.at: unit.brief for unit in told}
    for unit in told:
        for more in ({unit.at: unit.text}, _with_question(unit, units, texts)):
            if count_tokens(rendered(units, {**texts, **more})) <= limit:
                texts |= more
    return texts


def _with_question(unit: Unit, units: Sequence[Unit], texts: Mapping[int, str]) -> dict[int, str]:
    if unit.asked is None or unit.asked in texts:
        return {unit.at: unit.text}
    return {unit.asked: units[unit.asked].text, unit.at: unit.text}


def _gain(unit: Unit, covered: Collection[str], room: Room) -> float:
    """What a unit adds for its length: its weight and its words that are new; nothing where it only repeats, which what
    has another number does not, and less than nothing where it says nothing."""
    if unit.weight <= ASKS:
        return unit.weight
    new = [word for word in unit.words if word not in covered]
    if len(new) < (1 - REPEATED) * len(unit.words) and not any(map(_NUMBER.search, new)):
        return 0.0
    return max(0.0, unit.weight + min(0.4 * len(new), 6.0)) / (unit.tokens + room.settled)


def _crowd(unit: Unit, units: Sequence[Unit], texts: Collection[int]) -> float:
    """How much less another sentence of the same message adds, where a program wrote it: they go on and on."""
    if unit.line.personal:
        return 1.0
    there = sum(units[at].line is unit.line for at in texts)
    return 1.0 + 0.3 * there if there < PROGRAMS else math.inf


# --- showing ------------------------------------------------------------------------------------------------------


def rendered(units: Sequence[Unit], texts: Mapping[int, str]) -> str:
    """The texts in order, those of one speaker on one line; the day before a line where it is another than before."""
    days = len({units[at].line.day for at in texts}) > 1
    shown: list[str] = []
    before: Line | None = None
    for at in sorted(texts):
        line = units[at].line
        if before is None or (line.who, line.day) != (before.who, before.day):
            date = f"[{line.day}] " if days and (before is None or before.day != line.day) else ""
            shown.append(f"{date}{line.who}: {texts[at]}" if line.who else date + texts[at])
        else:
            shown[-1] += " " + texts[at]
        before = line
    return "\n".join(shown)
