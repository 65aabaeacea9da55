"""From a compressed text to its essence: a sentence or two, what came of it and what is known by it."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mnesis.episodic.consolidation.compressing import Room, chosen
from mnesis.episodic.consolidation.contract import COMPRESSED, DISTILLED, Shorter, Told
from mnesis.episodic.consolidation.units import KNOWN, Line, Unit, units_of
from mnesis.episodic.consolidation.worth import leans
from mnesis.text.content import flat
from mnesis.text.tokens import count_tokens

SENTENCES = 3
ENOUGH = 1.5
"""What a second and third sentence must weigh."""
SETTLED = 60
"""See Room: the weightiest sentence, however long, before short ones."""
LEANING = 2.0
"""What it counts against a sentence that it speaks of "it", "that" or "them"."""
ADVICE = 2.0
"""What it counts against a sentence that an agent said it."""
_LEAST = 20
_LINE = re.compile(r"(?:\[(?P<day>\d{4}-\d\d-\d\d)\] )?(?:(?P<who>[^:\n]{1,60}): )?(?P<said>.+)")


def distil(text: str, told: Told, tokens: int | None = None, share: float = DISTILLED) -> Shorter:
    """The essence of a compressed text: its outcomes, decisions and what is `told`, in its words, at most three
    sentences of it.

    `tokens` are those of all that the text was made of, as it was said; the essence has at most `share` of them, or
    one sentence where that is longer, cut only where it is longer than three times that. None: as many as the usual
    compression would have left of them. `quoted` are those whose told quotes are kept.
    """
    limit = essence_limit(text, tokens, share)
    units = [_alone(unit) for unit in units_of(spoken(text, told))]
    made = chosen(units, Room(limit, count_tokens(text), SENTENCES, ENOUGH, SETTLED))
    return Shorter(made.text, quoted_in(made.text, told))


def quoted_in(text: str, told: Told) -> tuple[str, ...]:
    """Those of whose told quotes one stands in a text."""
    line = flat(text)
    return tuple(id for id, quotes in told.items() if any(flat(quote) in line for quote in quotes))


def _alone(unit: Unit) -> Unit:
    """A sentence that has to stand by itself. What is told weighs, but has no right to be kept: it is known elsewhere
    by now, and what came of it is not."""
    weight = unit.weight - (KNOWN / 2 if unit.told else 0.0) - (LEANING if leans(unit.text) else 0.0)
    weight -= ADVICE if unit.line.actor == "agent" else 0.0
    return replace(unit, brief="", weight=weight)


def essence_limit(text: str, tokens: int | None = None, share: float = DISTILLED) -> int:
    """How many tokens the essence of a compressed text may have."""
    raw = int(count_tokens(text) / COMPRESSED) if tokens is None else tokens
    return max(_LEAST, int(share * raw))


def spoken(text: str, told: Told) -> list[Line]:
    """The lines of a compressed text, with who said them."""
    return list(_lines(text, told))


def _lines(text: str, told: Told) -> Iterator[Line]:
    quotes = tuple(dict.fromkeys(quote for said in told.values() for quote in said if quote.strip()))
    day = ""
    for found in map(_LINE.match, text.splitlines()):
        if found is None:
            continue
        day = found["day"] or day
        who = found["who"] or ""
        actor = who if who in ("agent", "system") or who.startswith("tool:") else "user"
        yield Line("", who, actor, found["said"], actor == "user", day=day, quotes=quotes)
