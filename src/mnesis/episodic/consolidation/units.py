"""The sentences of a segment, each with who said it, what it is and what it counts for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from mnesis.episodic.consolidation.contract import Segment, Told
from mnesis.episodic.consolidation.worth import ASKS, ITEM, asks, tells, worth
from mnesis.episodic.tags import tags_of
from mnesis.episodic.weighing import kind_of
from mnesis.model import EpisodeType, Outcome
from mnesis.text.content import content, flat
from mnesis.text.sentences import Sentence, sentences
from mnesis.text.tokens import count_tokens

KNOWN = 6.0
"""What it counts that something known rests on a sentence."""

TOPIC = 5
"""Words of content from which a question to a program says what the talk is about."""


@dataclass(frozen=True, slots=True)
class Line:
    """What somebody said: a turn, or a line of a compressed text. `personal`: by a person, not by a program."""

    id: str
    who: str
    actor: str
    text: str
    personal: bool
    importance: int = 5
    outcome: Outcome | None = None
    day: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A sentence, or several where one quote spans them, at its place among all. `brief` is the least that must be kept
    of it ("" where nothing must). `asked` is the place of the question without which it cannot be read."""

    at: int
    line: Line
    text: str
    brief: str
    weight: float
    kind: str
    words: frozenset[str] = field(repr=False)
    tokens: int = 0
    asked: int | None = None

    @property
    def told(self) -> bool:
        return bool(self.brief)


def lines_of(segment: Segment, told: Told) -> list[Line]:
    """The turns of a segment as they were said."""
    return [
        Line(
            id=one.id,
            who=one.speaker or one.actor,
            actor=one.actor,
            text=one.text,
            personal=one.actor == "user" or bool(one.speaker),
            importance=1 if one.type is EpisodeType.SYSTEM else one.importance,
            outcome=one.outcome,
            day=one.timestamp.date().isoformat(),
            quotes=tuple(quote for quote in told.get(one.id, ()) if quote.strip()),
        )
        for one in segment.turns
    ]


def units_of(lines: Sequence[Line]) -> list[Unit]:
    """All that the lines say, in order; never empty where one of them has a visible character."""
    talk = _Talk(frozenset(line.who for line in lines), all(line.personal and line.who != "user" for line in lines))
    found: list[Unit] = []
    question: int | None = None
    for line in lines:
        first = len(found)
        for part, brief in _parts(line):
            unit = _unit(len(found), line, part, brief, talk)
            answers = len(found) == first and question is not None and _elliptical(unit)
            found.append(replace(unit, asked=question) if answers else unit)
        asking = [unit.at for unit in found[first:] if asks(unit.text)]
        question = asking[-1] if asking and asking[-1] >= len(found) - 2 else None
    return found


@dataclass(frozen=True, slots=True)
class _Talk:
    """The speakers, and whether they are people among themselves: then what sounds like an order is a cheer."""

    names: frozenset[str]
    people: bool


# --- cutting ------------------------------------------------------------------------------------------------------


def _parts(line: Line) -> Iterator[tuple[Sentence, str]]:
    """The sentences of a line, those that one quote spans as one, each with what must be kept of it."""
    spans = [span for quote in line.quotes if (span := _place(line.text, quote))]
    held: list[tuple[int, int]] = []
    for part in sentences(line.text):
        if held and any(start < held[-1][1] and part.start < end for start, end in spans):
            held[-1] = (held[-1][0], part.end)
        else:
            held.append((part.start, part.end))
    for start, stop in held:
        inside = sorted(span for span in spans if start <= span[0] < stop)
        yield Sentence(line.text[start:stop], start, stop), " … ".join(flat(line.text[a:b]) for a, b in _outer(inside))


def _place(text: str, quote: str) -> tuple[int, int] | None:
    """Where a quote stands, whatever the white space in it."""
    found = re.search(r"\s+".join(map(re.escape, quote.split())), text)
    return found.span() if found else None


def _outer(spans: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Spans in order, overlapping ones as one."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# --- making -------------------------------------------------------------------------------------------------------

_STARS = re.compile(r"\*\*|__|`")
_LEAD = re.compile(
    r"^(?:(?:oh|o+h|wow|whoa|hey|hi|hello|thanks|thank you|haha+|lol|well|ok|okay|sure|right|cool|nice|great|awesome"
    r"|aw+|hm+|absolutely|definitely|totally|gosh|omg|ah+|alright|certainly|of course|hallo|hola|oi|also|danke|gracias"
    r"|merci)(?: so much| a lot| again)?(?:,? [A-ZÀ-Þ]\w+)?[,!.…;–—-]+\s+)+",
    re.IGNORECASE,
)
_HELP = re.compile(
    r",? (?:(?:and|so|but) )?(?:(?:can|could|would) you (?:please )?help(?: me)?(?: out)?|can i get (?:some|any) help)"
    r"(?: with (?:this|that|it))?\?$",
    re.IGNORECASE,
)
_CODE_NEXT = re.compile(r",? (?:(?:and|so|but) )?here(?:['’]s| is| are)\b[^,.:]*:$", re.IGNORECASE)
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|no|nope|nah|not|ja|nein|sí|oui|non|sim|não|はい|いいえ|是|不)\b", re.IGNORECASE
)


def _unit(at: int, line: Line, part: Sentence, brief: str, talk: _Talk) -> Unit:
    text = flat(part.text) if brief else _plain(part.text)
    tags = tags_of(text, "user" if line.personal else line.actor)
    done = part.start == 0 and line.outcome not in (None, Outcome.PENDING)
    kind = kind_of(text, tags, line.actor, done=done)
    if (kind == "instruction" and talk.people) or (kind == "outcome" and not done and ITEM.match(part.text)):
        kind = "said"  # a cheer; an item of a plan
    weight = worth(text, part.text, kind, talk.names) + (KNOWN if brief else 0.0)
    if weight == ASKS and line.actor == "user" and not talk.people and len(content(text)) >= TOPIC:
        weight = 0.0
    if weight > ASKS:
        weight += _speaker(line, text) + (line.importance - 5) / 5
    return Unit(at, line, text, brief, weight, kind, content(text), count_tokens(text))


def _speaker(line: Line, text: str) -> float:
    """What it counts who says it: the user most, a program least."""
    return (1.0 if line.actor == "user" else 0.8) + tells(text) if line.personal else -0.5


def _plain(sentence: str) -> str:
    """A sentence without its markup and the interjections before it, nor what only calls for help or announces code."""
    text = _CODE_NEXT.sub(".", _HELP.sub(".", _STARS.sub("", flat(ITEM.sub("", sentence, count=1)))))
    bare = _LEAD.sub("", text)
    return bare[:1].upper() + bare[1:] if bare != text and len(bare) > 12 else text


def _elliptical(unit: Unit) -> bool:
    """Whether an answer says little without its question."""
    return len(unit.words) <= 3 or _YES.match(unit.text) is not None
