"""Clauses of a text and what each is worth: said in earnest, denied, supposed, asked, quoted, meant in jest.

Precision first: where a clause might be one that claims nothing, it is taken for one.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from mnesis.extraction.rules.cues import words_of
from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.moods import Mood, governs, mood_of, of_sentence, spoils_before
from mnesis.extraction.rules.quotes import quoted_spans
from mnesis.extraction.rules.verbs import FINITE, FORMS, Form
from mnesis.text.sentences import Sentence, sentences

__all__ = ["Clause", "Mood", "clauses"]


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause and where it stands: `source[start:end] == text`, without leading "and" or "but"."""

    text: str
    start: int
    end: int
    mood: Mood
    opens: bool = True
    """Whether it is the first clause of its sentence."""


_FINITE = "|".join(sorted(FINITE, key=len, reverse=True))
_PRONOUN = (
    r"(?:I|im|ive|hes|shes|theyre|he|she|we|they|it|you|there|this|that|these|everyone|everybody"
    r"|everything|(?:most )?people|nobody|(?-i:[A-Z])[\w’'-]+ and I(?![,.;!?]|$)"
    r"|someone|who|which|let['’]?s)"
    r"(?:['’](?:m|s|re|ve|d|ll))?"
)
_OWNED = rf"(?:my|our|his|her|their|the|your|its) (?:[\w’'-]+ ){{1,4}}?(?:{_FINITE})"
_NAMED = rf"(?-i:[A-Z])[\w’'-]+ (?:(?-i:[A-Z])[\w’'-]+ )?(?:{_FINITE})"
_SHORT = (
    r"(?-i:[A-Z])[\w-]+['’]s (?:a|an|in|at|on|from|the|now|my|our|not|also|still|\w+ing|allergic|vegan"
    r"|vegetarian"
    r"|halal|kosher"
    r"|coeliac|celiac|diabetic|pescatarian|gluten)"
)
_SERVICE = r"[a-z]+[-_][a-z_-]+ (?:is|was|runs|needs|depends|uses|talks|lives|sits)"
_SUBJECT = rf"(?:{_PRONOUN}|{_OWNED}|{_NAMED}|{_SHORT}|{_SERVICE})(?![\w’'])"
_ADVERB = (
    r"(?:(?:also|now|then|just|still|really|currently|recently|finally|actually|always|never|even|later"
    r"|mornings|evenings|weekends|twice a week|once a week|these days) )?"
)
_TIMED = rf"(?:from|since|on|in|by|until|at|last|next|this|every) (?:[\w'’]+ ){{1,2}}{_PRONOUN}(?![\w’'])"
_HEDGE = r"(?:something|somewhere|not sure|no idea|i think|i guess|i believe)\b"
_ASKED = (
    r"(?:(?:do|does|did|can|could|would|will|should|is|are|am|have|has|any|what|how|where|why) (?:you|I|we|it"
    r"|they|he|she"
    r"|the|there|that|this|tips|ideas|advice|suggestions|recommendations|thoughts|about|should|would|can"
    r"|do|is|are)\b"
    r"|(?:right|correct|huh|eh|isn['’]t it|remember)\?)"
)
_LINK = (
    r"(?:and|but|so|or|yet|in case|because|cause|since|although|though|even though|while|whereas|when|whenever"
    r"|where|if"
    r"|unless"
    r"|which|who|whose|plus|then|as(?! an?\b)|until|once|after|before|that['’]s why|except)"
)
_VERBAL = (
    r"(?:(?:live|work|study|volunteer|lives|works|studies|lived|worked|studied|moved|move|speak|speaks"
    r"|grew up"
    r"|teach|teaches|taught|moving|working|living|studying)"
    r" (?:in|at|for|as|on|with|from|to|near|out|there|here|part|full|remotely|[A-Z]\w+)"
    r"|(?:loves|likes|enjoy|enjoys|hate|hates|play|plays|use|uses|own|owns|bought|started|joined|relocated"
    r"|settled|retired|resigned|divorced|did an?|adopted"
    r"|quit|left|sold|have|has|had|got|am|is|was|are|were|used to|decided to|plan to|plans to|don['’]t"
    r"|doesn['’]t"
    r"|can['’]t|cannot|didn['’]t|graduated|married|prefer|prefers|drive|drives|run|runs|lead|leads|manage"
    r"|manages"
    r"|visited|attended|switched|depends|need|needs|want|wants|will|turned|became|built|wrote|made|created"
    r"|founded"
    r"|moved|works|lives|speaks|never|no longer|stopped|couldn['’]t|wouldn['’]t|won['’]t|might|cancelled"
    r"|gave up"
    r"|got rid|put (?:me|us)|allergic to|based in|fluent in|originally from|does \w+|do \w+|carries|carry"
    r"|always \w+s"
    r"|usually \w+s|takes|take|eat|eats|costs|named|called|met|went|could|can))(?![\w’'])"
)
_SPLIT = re.compile(
    rf"(?P<semi>;\s+|\s+[-–—]+\s+|—|\s*\.\.\.\s*|…\s*|:\s+(?=\S))"
    rf"|(?P<comma>,\s+)(?=(?:{_LINK}[ ,]+)*(?:{_ADVERB}{_SUBJECT}|{_TIMED}|{_ASKED}|{_HEDGE})|(?:{_LINK}) "
    rf"|(?:{_VERBAL}))"
    rf"|(?P<link>(?<!\bat)(?<!\ball)\s+)(?=(?:and|but|so|or|yet|because|cause|since|although|though|while"
    rf"|whereas"
    rf"|when|unless|if|plus"
    rf"|until|whose|after|before|once|as) {_ADVERB}{_SUBJECT})"
    rf"|(?P<verb>\s+)(?=(?:and|but|or) (?:also |now |then |just |still |already |have |has )?(?:{_VERBAL}))"
    rf"|(?P<sub>\s+)(?=(?:because|unless|although|even though) )"
    rf"|(?P<aside>\s*\()(?=(?:which|who|{_PRONOUN}|my(?! (?:[\w-]+ ){{0,4}}[\w-]+\))|yes|no|but|and)\b)",
    re.IGNORECASE,
)
_SPLIT_MARK = re.compile(r"[,;:(–—…]|\s-|\.\.\.")
_LINKS = bag(
    "and but so or yet because cause since although though even while whereas when unless if plus until whose after"
    " before once as"
)
_LEADING = re.compile(
    r"(?:(?:\d{1,2}[.)]|[-*•])\s+)?(?:\W*\b(?:and|but|so|yet|plus|well|ok|okay|oh|also|yeah|yep|hey|hi|hello"
    r"|anyway|btw|by the way|fyi"
    r"|honestly|look"
    r"|listen|um|uh|ah|haha|lol|hmm|then)\b[,!:]?\s+(?=\S))+|(?:\d{1,2}[.)]|[-*•])\s+|[\s,;:(–—-]+",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:(?:my|our|the|his|her|new) (?:[\w’'-]+ ){0,2})?(?:name|e-?mail|mail|phone|number|cell|mobile|address"
    r"|birthday|age|role"
    r"|title|stack|tools|toolchain|job|employer|company|location|city|hometown|time ?zone|tz|deadline|due"
    r"|launch|name’s|pronouns|favou?rite"
    r"(?: \w+)?|hobbies|allergies|diet|languages|project|team)(?: address| number| date| is)?",
    re.IGNORECASE,
)
_PAIR = re.compile(r"and (?:I|me|my|his|her|our|[A-ZÀ-Þ][\w’'-]+)\b")
_LISTED = re.compile(r" ?and (?:I|me)(?=[,.;!?]|$)")
_ALONE = re.compile(
    r"[\s,;:–—-]*(?:(?:and|but|so|yes|well|oh|yesterday|today),? )*(?:[A-ZÀ-Þ][\w’'-]+"
    r"|[Mm]y \w+)(?: [A-ZÀ-Þ][\w’'-]+)?"
)
_LONGEST = 1_000
_JOKE = re.compile(
    r"\W*(?:/s|just kidding|j/?k|kidding|not!|as if|yeah,? right|lol jk|only joking|i'?m (?:just )?(?:kidding"
    r"|joking))"
    r"\W*$",
    re.IGNORECASE,
)


def clauses(text: str) -> list[Clause]:
    """The clauses of a text in order, each with its mood. Linear in the length of the text; never raises."""
    quoted = quoted_spans(text)
    found: list[Clause] = []
    for sentence in _parted(sentences(text)):
        if _JOKE.match(sentence.text) and found:
            found = _mocked(found)
        found += _clauses(sentence, quoted)
    return found


_LOWER_END = re.compile(r"(?<=\b[nN]o)[.]\s+(?=[A-Z])|(?<=[\w)\"'’]{2})[.]\s+(?=[a-z])")
_SHORTENED = re.compile(
    r"\b(?:e\.g|i\.e|etc|vs|approx|incl|esp|resp|cf|ca|dr|mr|mrs|ms|st|prof|inc|ltd|p\.m"
    r"|a\.m)$",
    re.IGNORECASE,
)


def _parted(found: list[Sentence]) -> Iterator[Sentence]:
    """Sentences, those that begin without a capital too."""
    for one in found:
        at = 0
        for mark in _LOWER_END.finditer(one.text) if "." in one.text[:-1] else ():
            if not _SHORTENED.search(one.text, max(0, mark.start() - 8), mark.start()):
                yield Sentence(one.text[at : mark.start() + 1], one.start + at, one.start + mark.start() + 1)
                at = mark.end()
        yield Sentence(one.text[at:], one.start + at, one.end)


def _mocked(found: list[Clause]) -> list[Clause]:
    """The clauses with those of the last sentence meant in jest."""
    last = max(at for at, one in enumerate(found) if one.opens)
    return found[:last] + [replace(one, mood=Mood.IRONIC) for one in found[last:]]


def _clauses(sentence: Sentence, quoted: list[tuple[int, int]]) -> list[Clause]:
    whole = of_sentence(sentence.text) if len(sentence.text) <= _LONGEST else Mood.CODE
    found: list[Clause] = []
    for begin, stop, inside in _outside(sentence, quoted):
        part = sentence.text[begin - sentence.start : stop - sentence.start]
        if whole or inside:
            found += _clause(part, begin, Mood.QUOTED if inside else whole, opens=not found)
            continue
        for start, end in _pieces(part):
            found += _clause(part[start:end], begin + start, None, opens=not found)
    return found if whole else _spread(found, sentence.text)


def _outside(sentence: Sentence, quoted: list[tuple[int, int]]) -> list[tuple[int, int, bool]]:
    """The stretches of a sentence in order, and whether each is inside quotation marks."""
    found: list[tuple[int, int, bool]] = []
    at = sentence.start
    for begin, stop in quoted:
        if stop <= at or begin >= sentence.end:
            continue
        if begin > at:
            found.append((at, begin, False))
        found.append((max(at, begin), min(stop, sentence.end), True))
        at = min(stop, sentence.end)
    if at < sentence.end:
        found.append((at, sentence.end, False))
    return found


def _pieces(text: str) -> list[tuple[int, int]]:
    """Where the clauses of a sentence begin and end."""
    if _SPLIT_MARK.search(text) is None and _LINKS.isdisjoint(words_of(text)):
        return [(0, len(text))]
    cuts = [0]
    for match in _SPLIT.finditer(text):
        label = match["semi"] and ":" in match["semi"] and _LABEL.fullmatch(text, cuts[-1], match.start())
        pair = match["link"] and _PAIR.match(text, match.end()) and _ALONE.fullmatch(text, cuts[-1], match.start())
        if not label and not pair and not _LISTED.match(text, match.end() - 1):
            cuts.append(match.start())
    cuts.append(len(text))
    return list(pairwise(cuts))


def _clause(text: str, start: int, mood: Mood | None, *, opens: bool) -> list[Clause]:
    lead = _LEADING.match(text)
    cut = lead.end() if lead else 0
    words = text[cut:].rstrip(" ,;:\n\t(–—-")
    if not words:
        return []
    return [Clause(words, start + cut, start + cut + len(words), mood or mood_of(words), opens)]


_SHARED = (Mood.GENERAL, Mood.HYPOTHETICAL)


def _goes_on(clause: str, sentence: str) -> bool:
    """Whether a clause has the subject of the one before: "people love opera | and hate queueing"."""
    verb = clause.split(" ", 1)[0]
    return (
        verb in FORMS
        and FORMS[verb].form is not Form.PAST
        and sentence[: max(sentence.find(clause), 0)].endswith(("and ", "or ", "but "))
    )


def _spread(found: list[Clause], sentence: str) -> list[Clause]:
    """The clauses of a sentence with the moods that one lends another: what follows "he said" or "if", what ends in a
    question mark, what comes before a joke."""
    asks = sentence.rstrip("\"'”’)* ").endswith("?")
    if asks and not any(one.mood is Mood.QUESTION for one in found):
        found = found[:-1] + [replace(one, mood=Mood.QUESTION) for one in found[-1:]]
    ruler: Mood | None = None
    spread: list[Clause] = []
    for one in found:
        own = one.mood not in (Mood.ASSERTED, Mood.NEGATED)
        if spread and spoils_before(one.text):
            spread[-1] = replace(spread[-1], mood=Mood.HYPOTHETICAL)
        if spread and spread[-1].mood in _SHARED and not own and _goes_on(one.text, sentence):
            own, one = True, replace(one, mood=spread[-1].mood)
        ruler = governs(one.text, one.mood, ruler)
        spread.append(one if own or ruler is None else replace(one, mood=ruler))
    return spread
