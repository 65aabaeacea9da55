"""Steps of a task: one text cut into the orders it is made of, by their verbs."""

import re
from collections.abc import Sequence
from importlib.resources import files


def _read(name: str) -> list[str]:
    lines = files("mnesis.extraction.rules").joinpath(name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


ORDERS = frozenset(word for line in _read("steps.txt") for word in line.split())
"""Verbs in the form an order begins with."""

_LEAD = re.compile(
    r"(?:(?:and|then|so|also|next|first(?:ly)?|second(?:ly)?|third(?:ly)?|fourth(?:ly)?|finally|lastly|last|afterwards?"
    r"|after that|after this|from there|at the end|in the end|to finish|to start(?: with)?|first of all"
    r"|once that's done"
    r"|once done|when that's done|if (?:all(?: is)?|that|everything)(?:'s| is)? (?:good|green|fine|well|passes|passed)"
    r"|last of all|as a last step|only then|only after that|last but not least|immediately|step \d+|\d+|please"
    r"|just|always|never forget to|make sure (?:to|you)"
    r"|be sure to|remember to|don't forget to|you (?:can|should|must|have to|need to|want to|'ll want to|start by)"
    r"|we (?:always |then |usually )?(?:have to|need to|should|must)|i (?:have to|need to|always|usually)"
    r"|you|we|i|it's best to|start (?:off )?(?:by|with)|begin (?:by|with)|finish (?:off )?(?:by|with)|end (?:by"
    r"|with))\b"
    r"[,:]?\s+|[-–—*•>,.;:)\s]+)+",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z][A-Za-z-]*")
_HARD = re.compile(
    r"(?:[.;,]?\s+(?:(?:and|but|only)\s+)?(?:then|after that|last but not least,?|afterwards?|next,|finally|lastly"
    r"|only then"
    r"|once (?:that(?:'s| is) done|done),|when that(?:'s| is) done,|from there|to finish,?|second(?:ly)?,?"
    r"|third(?:ly)?,?"
    r"|last,|in the end)\b,?)|\s*(?:->|→|=>|➜|>>)\s*|;\s+|[.!]\s+",
    re.IGNORECASE,
)
_SOFT = re.compile(r"(,\s+and\s+|,\s+|\s+and\s+|\s+&\s+|\s+before\s+(?=[a-z-]+ing\b))", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\([^()\n]*\)")
_THING = re.compile(r"(?:the|a|an|all|every|each) \w", re.IGNORECASE)
_TAIL = re.compile(r"[\s.!;,:]+$")


def verb_of(text: str) -> str | None:
    """The verb a step begins with, lower case; None where it begins with none that orders begin with."""
    word = _WORD.match(text)
    if word is None:
        return None
    low = word.group().lower()
    if low in ORDERS:
        return low
    return _base(low) if low.endswith("ing") else None


def bare(text: str) -> str:
    """A step without "then", "you have to" and the like before it, and without its full stop."""
    lead = _LEAD.match(text)
    return _TAIL.sub("", text[lead.end() :] if lead else text)


def gerund(words: str) -> str:
    """ "deploy the app" → "deploying the app"; unchanged where no verb opens the words."""
    verb, _, rest = words.partition(" ")
    low = verb.lower()
    if low not in ORDERS:
        return words
    if low.endswith("ie"):
        low = low[:-2] + "y"
    elif low.endswith("e") and not low.endswith(("ee", "oe", "ye")):
        low = low[:-1]
    elif low in _DOUBLING:
        low += low[-1]
    return f"{low}ing {rest}".strip()


def steps_in(text: str) -> list[str]:
    """The steps of a text in order. What follows a comma or "and" is a step of its own where it begins with a verb;
    [] where a part between "then" and "then" does not begin with one."""
    found: list[str] = []
    for part in _HARD.split(_ASIDE.sub("", text)):
        step = bare(part)
        if not step:
            continue
        if verb_of(step) is None:
            if not found or not _THING.match(step):
                return []
            step = f"{found[-1].split()[0]} {step}"
        found += _soft(step)
    return found


def _soft(step: str) -> list[str]:
    """A part without "then" cut at the commas and "and"s that a verb follows."""
    pieces = _SOFT.split(step)
    found = [pieces[0]]
    for gap, piece in zip(pieces[1::2], pieces[2::2], strict=True):
        own = bare(piece)
        if own and _begins(own, after=found[-1]):
            found.append(own)
        else:
            found[-1] += gap + piece
    return [_TAIL.sub("", one) for one in found]


def _begins(piece: str, after: str) -> bool:
    """Whether a piece after a comma is a step, and no further thing of the step before ("run lint, test and build")."""
    verb = verb_of(piece)
    if verb is None:
        return False
    alone = " " not in piece
    return not (alone and verb in _NOUNS) or " " not in after or _WHOLE.search(after) is not None


_WHOLE = re.compile(r"\b(?:the|a|an|my|our|your|it|them|everything|all|this|that)\b", re.IGNORECASE)
"""Words by which a step has its thing, so that what follows is another."""


def as_step(words: str) -> dict[str, str]:
    """A step as a recipe keeps it: its verb, and all its words."""
    return {"action": verb_of(words) or "do", "detail": words}


def as_steps(found: Sequence[str]) -> tuple[dict[str, str], ...]:
    return tuple(as_step(words) for words in found)


def _base(gerunded: str) -> str | None:
    stem = gerunded[:-3]
    for form in (stem, stem + "e", stem[:-1] if stem[-1:] == stem[-2:-1] else stem):
        if form in ORDERS:
            return form
    return None


_NOUN_LIKE = """
build test lint commit tag format review report design update release deploy push log email call text plan notes
water salt pepper butter oil sand host map name label list mail model order place point post process work
"""
_NOUNS = frozenset(_NOUN_LIKE.split())
"""Verbs that alone may as well be things."""
_DOUBLED = """
run set get put cut stop ship tag pin drop plan log submit commit begin chop stir swap trim zip unzip scan strip map
ban batter bet clip crop debug dip drag drum fit flag flip forget grab grip hit hop hug jog jot let nod pat pop prep
prod refer reset rerun rub rip scrub shut shred sit skim skip slip snap split spin spot squat step transfer win whip
wrap unplug plug unpin star slug rebut permit admit omit scp upset wet tap tar untar
"""
_DOUBLING = frozenset(_DOUBLED.split())
