"""The sentences of a segment, each with who said it, what it is and what it counts for."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from mnesis.episodic.consolidation.contract import Segment, Told
from mnesis.episodic.tags import tags_of
from mnesis.episodic.weighing import WEIGHTS, kind_of
from mnesis.model import EpisodeType, Outcome
from mnesis.text.content import content, flat
from mnesis.text.dates import has_time_words
from mnesis.text.forms import is_acknowledgement, is_question
from mnesis.text.names import proper_nouns
from mnesis.text.sentences import Sentence, sentences
from mnesis.text.tokens import count_tokens

NOTHING = -5.0
"""What a greeting, a bare question, code or a heading counts: it is taken only where there is nothing else."""


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
    """A sentence, or several where one quote spans them. `brief` is the least that must be kept of it ("" where
    nothing must). `asked` is the unit without whose question it cannot be read."""

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
    names = frozenset(line.who for line in lines)
    found: list[Unit] = []
    question: int | None = None
    for line in lines:
        first = len(found)
        for part, brief in _parts(line):
            found.append(_unit(len(found), line, part, brief, names, question if len(found) == first else None))
        asks = [unit.at for unit in found[first:] if _asks(unit.text)]
        question = asks[-1] if asks and asks[-1] >= len(found) - 2 else None
    return found


# --- cutting ------------------------------------------------------------------------------------------------------


def _parts(line: Line) -> Iterator[tuple[Sentence, str]]:
    """The sentences of a line, those that one quote spans as one, each with what must be kept of it."""
    spans = [span for quote in line.quotes if (span := _place(line.text, quote))]
    held: list[tuple[int, int]] = []
    for part in sentences(line.text):
        joins = held and any(start < held[-1][1] and part.start < end for start, end in spans)
        if joins:
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


# --- weighing -----------------------------------------------------------------------------------------------------

_MARKUP = ("```", "~~~", "#", "|", ">", "---", "***")
_ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_STARS = re.compile(r"\*\*|__|`")
_LEAD = re.compile(
    r"^(?:(?:oh|o+h|wow|whoa|hey|hi|hello|thanks|thank you|haha+|lol|well|ok|okay|sure|right|cool|nice|great|awesome"
    r"|aw+|hm+|absolutely|definitely|totally|gosh|omg|ah+|alright|certainly|of course|hallo|hola|oi|also|danke|gracias"
    r"|merci)(?: so much| a lot| again)?(?:,? [A-ZÀ-Þ]\w+)?[,!.…;–—-]+\s+)+",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    r"^(?:(?:and|but|so|wow|oh|yeah|aw+),? )*(?:"
    r"(?:that|it|this)(?:'s| is| was| sounds?| must| looks?| seems?)(?: be| have been| like| really| so| such| a)*"
    r" (?:great|awesome|amazing|cool|nice|lovely|wonderful|fantastic|beautiful|inspiring|incredible|sweet|fun|good"
    r"|tough|hard|touching|gorgeous|impressive|interesting|exciting|true|perfect)\b"
    r"|(?:sounds|looks) (?:like |really |so )?\w+|(?:i'm|i am) (?:so |really |very )?(?:glad|happy|proud|sorry|thrilled"
    r"|excited) (?:for|of|to hear|you|that you)\b|you(?:'re| are|'ve got| must| should be| look)\b"
    r"|your \w+ (?:is|are)\b"
    r"|(?:so )?(?:glad|great|nice|good|happy|congrats|congratulations|keep|take care|have a|have fun|enjoy|let me know"
    r"|hope|feel free|wishing|cheers|talk to|see you|i(?:'m| am) here|i hope|i bet|i know)\b"
    r"|would you like|if you (?:have|need|want|'d like)|here(?:'s| is| are|s)\b"
    r"|let's (?:dive|walk|go through|start|break)"
    r"|(?:certainly|absolutely|of course|sure|great)\b[^.]*[!:]$|can't wait to (?:hear|see)\b"
    r"|(?:i'd|i would) (?:love|be happy) to (?:hear|help|see)\b)",
    re.IGNORECASE,
)
_LEANS = re.compile(r"^(?:it|that|this|they|those|these|he|she|which|and|but|so|because)\b", re.IGNORECASE)
_NUMBER = re.compile(r"\d")
_IMAGE = re.compile(r"^\[.*\]$", re.DOTALL)
_YES = re.compile(
    r"^(?:yes|yeah|yep|yup|no|nope|nah|not|ja|nein|sí|oui|non|sim|não|はい|いいえ|是|不)\b", re.IGNORECASE
)


def _unit(at: int, line: Line, part: Sentence, brief: str, names: frozenset[str], question: int | None) -> Unit:
    text = flat(part.text) if brief else _plain(part.text)
    words = content(text)
    tags = tags_of(text, "user" if line.personal else line.actor)
    done = part.start == 0 and line.outcome not in (None, Outcome.PENDING)
    kind = kind_of(text, tags, line.actor, done=done)
    asked = question if _elliptical(text, words) else None
    weight = _weight(text, part.text, line, kind, words, names) + (6.0 if brief else 0.0)
    return Unit(at, line, text, brief, weight, kind, words, count_tokens(text), asked)


def _plain(sentence: str) -> str:
    """A sentence without its markup and without the interjections before it."""
    text = _STARS.sub("", flat(_ITEM.sub("", sentence, count=1)))
    bare = _LEAD.sub("", text)
    return (bare[:1].upper() + bare[1:]) if len(bare) > 12 else text


def _weight(text: str, raw: str, line: Line, kind: str, words: frozenset[str], names: frozenset[str]) -> float:
    if raw.startswith(_MARKUP) or _empty(text, names) or sum(map(str.isalpha, words)) < 1:
        return NOTHING
    if _asks(text):
        return NOTHING + 2.0
    weight = WEIGHTS[kind] + (1.0 if line.actor == "user" else 0.8 if line.personal else -0.5)
    weight += 0.6 * bool(_NUMBER.search(text)) + 0.5 * bool(proper_nouns(text)) + 0.8 * has_time_words(text)
    weight += (line.importance - 5) / 5
    weight -= 0.6 * bool(_LEANS.match(text)) + 1.2 * bool(_ITEM.match(raw)) + 0.8 * bool(_IMAGE.match(raw))
    weight -= 1.0 * text.endswith((":", "："))
    return weight - (2.5 if _EMPTY.match(text) else 0.0)


def _empty(text: str, names: frozenset[str]) -> bool:
    """Whether a sentence only greets, thanks or agrees, be it by name."""
    if len(text) > 80:
        return False
    firsts = [name.split()[0] for name in names if name.strip()]
    bare = " ".join(
        word
        for word in text.split()
        if not (word[:1].isupper() and len(word.strip(",.!?")) > 1 and _names(word.strip(",.!?"), firsts))
    )
    return not bare.strip() or is_acknowledgement(bare)


def _names(word: str, firsts: Sequence[str]) -> bool:
    return any(first == word or (len(word) >= 3 and first.startswith(word)) for first in firsts)


def _asks(text: str) -> bool:
    return text.rstrip("\"'”’)]」』 ").endswith(("?", "？", "؟")) or is_question(text)


def _elliptical(text: str, words: frozenset[str]) -> bool:
    """Whether an answer says little without its question."""
    return len(words) <= 3 or _YES.match(text) is not None
