"""The frame of a clause: who, the verb and how it is meant, and what follows it."""

import re
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.verbs import FORMS, Form, Word


class Tense(StrEnum):
    PRESENT = "present"
    PAST = "past"
    PERFECT = "perfect"
    FUTURE = "future"
    GOING = "going"
    """Now going on, or soon: "is moving"."""
    FORMER = "former"
    """"Used to", "no longer": what held and is over."""


@dataclass(frozen=True, slots=True)
class Frame:
    """`subject` is as said ("" where it is left out), `verb` in its base form, `rest` what follows it."""

    subject: str
    verb: str
    rest: str
    tense: Tense
    denied: bool = False
    also: bool = False


_FILL = (
    r"(?:(?:on|in|at|since|until|till|from|for|by|during|over|around|about|ever since|starting|as of|back in"
    r"|early|late|mid|to|up until|through)\s+)*"
)
LEAD = re.compile(
    rf"(?:{_FILL}\|[\s,]*|(?:because|since|so|though|although|while|whereas|when|as|that|which is why|now"
    rf"|currently|actually"
    r"|these days|nowadays|at the moment|right now|for now|lately|recently|well|yes|yeah|yep|yup|nope?|nah"
    r"|ok(?:ay)?|sure"
    r"|honestly|basically|anyway|fyi|btw|by the way|for context|for reference|for the record|in fact"
    r"|to be clear"
    r"|today"
    r"|oh|yo|(?:hi|hey|hello)(?: team| all| everyone| folks| there)?|thanks|sorry|unfortunately|sadly"
    r"|luckily|thankfully|fortunately|finally|of course"
    r"|as you know|still"
    r"|also|plus|then|just|and|but|(?:quick|short|small|brief) (?:update|note|heads[- ]up)(?: that)?"
    r"|heads[- ]up|update|news|big news|good news"
    r"|great news"
    r"|even though|first|second|lastly|personally|in (?:my|our) (?:spare|free) time|on (?:weekends|the side"
    r"|sundays|saturdays"
    r"|fridays|mondays|tuesdays|wednesdays|thursdays|weekdays)|at (?:work|home|weekends|the weekend)"
    r"|as a (?:kid|child|hobby)"
    r"|before that|after that"
    r"|as of now|i mean|you know|see|guess what|note that|remember that|remember,?|i (?:already )?(?:told you"
    r"|said|mentioned)(?: that)?"
    r"|at least|mornings|evenings|by day|by night|(?:once|twice|three times|every|each) (?:a "
    r"|other )?(?:day|week"
    r"|month|year|morning|evening|night|weekend|\w+day)"
    r"|(?:they|we|i|the doctors?|doctors) (?:have |just |recently |finally )?(?:found out|learned|learnt"
    r"|realised"
    r"|realized|discovered|figured out)(?: that)?|just so you know|ngl|tbh|imo"
    r"|after (?:[\w-]+ ){1,3}(?:years?"
    r"|months?|weeks?|decades?)|one more thing|ps|p\.s\.?|lol|haha|wow|yay"
    r"|so yeah|it turns out"
    r"|turns out|in total|exhausting|to answer your question"
    r"|the (?:truth|fact|thing) is(?: that)?|i(?:['’]m| am) (?:happy|proud|pleased|excited|sad"
    r"|sorry) to (?:say"
    r"|report|announce)(?: that)?"
    r"|let me introduce myself|correction|because of that|that said|so far|in real life|originally"
    r"|for years|once"
    r"|later|afterwards)"
    r"\b(?![-'’])[\s,:;!.-]*|[\s,:;!.-]+)+(?=\S)",
    re.IGNORECASE,
)
_TOKEN = re.compile(
    r"\w+?(?=n['’]t\b)|n['’]t\b|['’](?:m|s|re|ve|d|ll)\b|[^\W_][\w-]*(?:['’](?!(?:m|s|re|ve|d|ll"
    r"|t)\b)[^\W_]\w*)?|\|",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"(?:I|we|he|she|they|it|this|that|who|which|there)\b", re.IGNORECASE)
_BE = bag("""
    am is are was were be been being 'm 's 're im
    """)
_HAVE = bag("""
    have has had 've ive
    """)
_DO = bag("""
    do does did
    """)
_WILL = bag("""
    will 'll shall
    """)
_DONT = {"dont": "do", "doesnt": "do", "didnt": "did", "isnt": "is", "arent": "are", "wasnt": "was", "cant": "can"}
_CAN = bag("""
    can ca cannot cant
    """)
_NOT = frozenset(("n't", "not", "never", "no", "hardly", "barely", "rarely"))
_ADVERBS = bag("""
    also still now currently just recently really actually already always usually often mostly mainly finally
    both all only even then literally absolutely totally truly genuinely basically primarily officially happily
    newly originally previously formerly initially eventually quickly simply definitely certainly probably
    sometimes generally normally typically regularly honestly secretly kinda sorta kind sort quite very so
    pretty super deeply soon once again lately together proudly temporarily permanently personally occasionally
    constantly technically effectively meanwhile yesterday today tomorrow tonight fully partly completely
    presently obviously sincerely particularly especially long longer too myself ourselves himself herself alone |
    strongly deathly highly strictly religiously madly bloody fucking
    """)
_DONE = bag(
    "decided moved become got started left quit bought lived worked joined sold switched had taken given stopped begun"
    " graduated studied played learned visited owned loved relocated adopted broken resigned finished"
)
_ABLE = frozenset(("speak", "play", "read", "write", "cook"))
_ANYMORE = re.compile(r"\b(?:any ?more|any longer|these days no more)\b", re.IGNORECASE)
_NOUNISH = bag("""
    a an the my our his her their your its some this that in on at for with to of from and or
    """)
_SUBJECT_LIMIT = 9
_SEVERAL = frozenset(("and", "children", "people"))
_SAME = frozenset(("quit", "cost", "read", "put", "set", "let"))
_NO_VERB = Word("", Form.THIRD)


@dataclass(slots=True)
class _Reading:
    """What the auxiliaries and adverbs before the verb have told so far."""

    tense: Tense = Tense.PRESENT
    denied: bool = False
    former: bool = False
    also: bool = False
    have: bool = False
    be: bool = False
    able: bool = False


@lru_cache(maxsize=256)
def led(text: str) -> int:
    """Where a clause begins after the words that only lead it in."""
    lead = LEAD.match(text)
    return lead.end() if lead else 0


@lru_cache(maxsize=256)
def frame_of(text: str) -> Frame | None:
    """The frame of a clause; None where no verb of ours is found."""
    start = led(text)
    tokens = list(_TOKEN.finditer(text, start))[:40]
    at = _verb_at(tokens, text)
    if at is None:
        return None
    last = at
    while last > 1 and _low(tokens[last - 1]) in _ADVERBS:
        last -= 1
    subject = text[start : tokens[last].start()].strip(" ,|-(") if at else ""
    return _predicate(tokens, at, text, subject)


def _low(token: re.Match[str]) -> str:
    return token.group().lower().replace("’", "'")


def _verb_at(tokens: list[re.Match[str]], text: str) -> int | None:
    """The place of the first word of the predicate."""
    if not tokens:
        return None
    if _PRONOUN.fullmatch(tokens[0].group()):
        return 1 if len(tokens) > 1 else None
    if _low(tokens[0]) in ("im", "ive"):
        return 0
    first = _low(tokens[0])
    if _opens(first, tokens):
        return 0
    for at, token in enumerate(tokens[1:_SUBJECT_LIMIT], 1):
        low = _low(token)
        if low == "i" and _low(tokens[at - 1]) == "and":
            continue
        if low in ("'s", "'re"):
            if _owns(tokens, at):
                continue
            return at
        if _finite(low) and (_plural(tokens, at) or FORMS.get(low, _NO_VERB).form is not Form.BASE or low in _SAME):
            return at
    return None


def _plural(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether what stands before a place may be a subject in the plural; one word alone is taken for a name."""
    words = [low for low in map(_low, tokens[:at]) if low not in _ADVERBS]
    if len(words) < 2:
        return False
    plural = words[-1].endswith("s") and not words[-1].endswith("'s")
    return plural or not _SEVERAL.isdisjoint(words)


def _opens(word: str, tokens: list[re.Match[str]]) -> bool:
    """Whether a clause begins with its verb, its subject left out: "moved to Rome", "been in Rome since May"."""
    if word in _ADVERBS or word in _NOT:
        return len(tokens) > 1 and _opens(_low(tokens[1]), tokens[1:])
    known = FORMS.get(word)
    return word in _BE or word in _HAVE or word in _DONT or known is not None


def _owns(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether "'s" is a possessive: a noun and then a verb follow."""
    later = [_low(token) for token in tokens[at + 1 : at + 5]]
    return bool(later) and any(_finite(low) for low in later) and later[0] not in _NOUNISH


def _finite(word: str) -> bool:
    if word in _BE or word in _HAVE or word in _DO or word in _WILL or word in _DONT or word in _CAN or word == "used":
        return True
    known = FORMS.get(word)
    return known is not None and known.form is not Form.ING


def _predicate(tokens: list[re.Match[str]], at: int, text: str, subject: str) -> Frame | None:
    said = _Reading()
    while at < len(tokens):
        word = _low(tokens[at])
        after = _low(tokens[at + 1]) if at + 1 < len(tokens) else ""
        step = _auxiliary(word, after, said, tokens, at)
        if step == 0:
            break
        at += step
    if at >= len(tokens):
        return _be(said, "", subject) if said.be else None
    return _verb(said, tokens[at], text, subject)


def _auxiliary(word: str, after: str, said: _Reading, tokens: list[re.Match[str]], at: int) -> int:
    """How many tokens to go on, after an auxiliary or an adverb has left its mark; 0 at the verb itself."""
    if word == "no" and after == "longer":
        said.former = True
        return 2
    if word == "used" and after == "to" and not said.be:
        said.former = True
        return 2
    if word in _NOT and not (word == "no" and (said.be or said.have)):
        said.denied = True
        return 1
    if word in _ADVERBS and not (word == "so" and after == "that"):
        said.also = said.also or word == "also"
        return 1
    if word in ("im", "ive") and subjectless(tokens, at):
        said.be, said.have = word == "im", word == "ive"
        return 1
    return _helper(word, after, said, tokens, at)


def subjectless(tokens: list[re.Match[str]], at: int) -> bool:
    return at == 0


def _helper(word: str, after: str, said: _Reading, tokens: list[re.Match[str]], at: int) -> int:
    if word in _DONT or word in _DO or word in _CAN:
        if word in _DO and not _verb_follows(tokens, at):
            return 0
        said.able = said.able or word in _CAN
        said.denied = said.denied or word in _DONT or word == "cannot"
        said.tense = Tense.PAST if word.startswith("did") else said.tense
        return 1
    if word in _WILL:
        said.tense = Tense.FUTURE
        return 1
    if word == "'s" and _done_follows(tokens, at):
        said.have, said.tense = True, Tense.PERFECT
        return 1
    if word in _BE or (word == "'s" and not said.have):
        return _being(word, after, said)
    if (word in _HAVE or word == "'d") and _perfect_follows(tokens, at):
        said.have = True
        said.tense = Tense.PAST if word in ("had", "'d") else Tense.PERFECT
        return 1
    return 0


def _done_follows(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether "'s" is "has": "she's moved", not "she's based"."""
    later = [low for low in map(_low, tokens[at + 1 : at + 4]) if low not in _ADVERBS]
    return bool(later) and later[0] in _DONE


def _being(word: str, after: str, said: _Reading) -> int:
    said.be = True
    if word in ("was", "were"):
        said.tense = Tense.PAST
    elif word == "been":
        said.tense = Tense.PERFECT if said.tense is not Tense.PAST else Tense.PAST
    return 1


def _verb_follows(tokens: list[re.Match[str]], at: int) -> bool:
    for token in tokens[at + 1 : at + 5]:
        word = _low(token)
        if word in _NOT or word in _ADVERBS:
            continue
        return word in FORMS or word in _HAVE or word in _BE
    return False


def _perfect_follows(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether "have" is an auxiliary here: a participle comes next."""
    for token in tokens[at + 1 : at + 5]:
        word = _low(token)
        if word in _NOT or word in _ADVERBS:
            continue
        known = FORMS.get(word)
        return word in ("been", "had") or (known is not None and known.form is Form.PAST)
    return False


def _be(said: _Reading, rest: str, subject: str) -> Frame:
    return _made(said, "be", rest, subject, Tense.PRESENT)


def _verb(said: _Reading, token: re.Match[str], text: str, subject: str) -> Frame | None:
    word = _low(token)
    known = FORMS.get(word)
    if said.be and word in ("going", "gonna"):
        rest = text[token.end() :].strip()
        if word == "gonna" or rest.lower().startswith("to "):
            follows = rest[3:].split(" ")[0] if word == "going" else rest.split(" ")[0]
            if word == "gonna" or (follows[:1].islower() and follows not in _NOUNISH):
                return _made(said, "going to", rest.removeprefix("to "), subject, Tense.FUTURE)
    if said.be and (known is None or known.form is not Form.ING):
        return _be(said, text[token.start() :], subject)
    if known is None:
        return _be(said, text[token.start() :], subject) if said.be else _having(said, token, text, subject)
    tense = said.tense
    if known.form is Form.ING:
        tense = Tense.GOING if tense is Tense.PRESENT and (said.be or not subject) else tense
    elif known.form is Form.PAST and not said.have and tense is Tense.PRESENT:
        tense = Tense.PAST
    return _made(said, known.verb, text[token.end() :], subject, tense)


def _having(said: _Reading, token: re.Match[str], text: str, subject: str) -> Frame | None:
    word = _low(token)
    if word in _HAVE:
        tense = Tense.PAST if word == "had" else said.tense
        return _made(said, "have", text[token.end() :], subject, tense)
    return None


def _made(said: _Reading, verb: str, rest: str, subject: str, tense: Tense) -> Frame:
    tense = said.tense if said.tense is not Tense.PRESENT else tense
    if said.able and not said.denied and verb not in _ABLE:
        tense = Tense.FUTURE
    former, denied = said.former, said.denied
    if denied and _ANYMORE.search(rest):
        former, denied = True, False
    if former:
        tense = Tense.FORMER
        rest = _ANYMORE.sub("", rest)
    return Frame(
        subject,
        verb,
        rest.strip(),
        tense,
        denied,
        said.also
        or bool(
            re.search(
                r"\b(?:too"
                r"|as well)\W*$",
                rest,
            )
        ),
    )
