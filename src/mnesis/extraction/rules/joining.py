"""Clauses joined again with what a comma cut them off from: "The launch, alas, | is on 9 May", "X, | which I wrote"."""

import re
from collections.abc import Sequence

from mnesis.extraction.rules.frames import frame_of
from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.verbs import FORMS, Form

_ADVERB = r"(?:(?:now|still|also|only|just) )*"
_PREDICATE = re.compile(rf"{_ADVERB}(?P<verb>[a-z]+)\b")
_RELATIVE = re.compile(r"(?:which|that|whom) (?P<who>I|we)(?P<have>['’]ve| have| had)? (?P<verb>[a-z]+)(?P<up> up)?\b")
_LATER = re.compile(r", (?=(?:still |now |also )?[a-z]+\b)")
_DESCRIBED = re.compile(r"(?:the|our|my) [\w -]{2,40}$", re.IGNORECASE)
_POSSESSED = re.compile(r"[A-Z]\w+['’]s [a-z]+")
_BETWEEN = ("which ", "who ", "where ", "as ", "whose ")
_BE = bag("is are was were has have had will")
_NO_HEAD = re.compile(
    r"(?:in|on|at|for|with|from|to|by|since|until|after|before|as|so|and|but|also|of|yes|no|well|i|we|he|she|they|it|you"
    r"|one|originally|based|born|living|raised|formerly|currently|there|this|that|these|those|what|who|which|when|where|if|not|just|now|today|tomorrow|yesterday|last|next|every"
    r"|new|back|still|hi|hello|hey|dear|thanks|sorry|ok|okay|please|once|news|update|two|three|both|each)\b|\d",
    re.IGNORECASE,
)
_LONGEST_HEAD = 6


def joined(text: str, before: Sequence[str]) -> str:
    """`text` with the subject or the object that stands in the clauses `before` it, or as it is."""
    head = _head(before)
    if not head:
        return text
    relative = _RELATIVE.match(text)
    if relative is not None:
        return _told(relative, text, head)
    match = _PREDICATE.match(text)
    return f"{head} {text}" if match and _third(match["verb"]) else text


def _head(before: Sequence[str]) -> str:
    """The bare noun phrase that the sentence began with."""
    said = list(before)
    while len(said) > 1 and (
        said[-1].lower().startswith(_BETWEEN) or (_DESCRIBED.match(said[0]) and frame_of(said[0]) is None)
    ):
        said.pop()
    head = said[-1].partition(",")[0].strip() if said else ""
    words = head.split()
    plain = 0 < len(words) <= _LONGEST_HEAD and not _NO_HEAD.match(head)
    return head if plain and (frame_of(head) is None or _POSSESSED.fullmatch(head)) else ""


def _third(word: str) -> bool:
    known = FORMS.get(word)
    return word in _BE or (known is not None and known.form is Form.THIRD)


def _told(relative: re.Match[str], text: str, head: str) -> str:
    """ "Beekeeping, | which I took up in 2017, keeps me sane" as "I took up beekeeping … // beekeeping keeps …"."""
    if relative["verb"] not in FORMS:
        return text
    later = _LATER.search(text, relative.end())
    goes_on = later is not None and _third(text[later.end() :].removeprefix("still ").split(" ")[0])
    end = later.start() if later is not None and goes_on else len(text)
    verb = f"{relative['have'] or ''} {relative['verb']}{relative['up'] or ''}"
    told = f"{relative['who']}{verb} {head[:1].lower() + head[1:]}{text[relative.end() : end]}"
    return f"{told} // {head} {text[later.end() :]}" if later is not None and goes_on else told
