"""Facts of a passage: what its clauses claim, what it answers, and what it sets right."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mnesis.extraction.contract import Passage, Turn
from mnesis.extraction.rules.answers import (
    answered,
    as_statement,
    completed,
    confirms,
    ends,
    preferred,
    question_of,
    turned,
)
from mnesis.extraction.rules.clauses import Clause, clauses
from mnesis.extraction.rules.corrections import corrections, may_correct
from mnesis.extraction.rules.frames import Tense, frame_of
from mnesis.extraction.rules.reader import EARNEST, Reader, sentences_of
from mnesis.extraction.rules.times import timed
from mnesis.extraction.rules.windows import answer_window
from mnesis.model import Claim, EntityType, Named, SourceType

_CONFIRMED = 0.9
_HAS_TO_BE = re.compile(r"^(?:it )?(?:has to|got to|gotta|must) be (?=\w)", re.IGNORECASE)
_IT_IS = re.compile(r"(?:it )?(?:has to|got to|gotta) be |it's (?:(?:on|in|at) )?", re.IGNORECASE)


def facts(passage: Passage, parts: Sequence[Clause]) -> list[Claim]:
    """What a passage claims, in the order of its words, each once."""
    reader = Reader(passage)
    last = passage.before[-1] if passage.before else None
    found: list[Claim] = []
    if last is not None and len(last.text) <= 2_000:
        found += _replies(passage, last, parts, reader)
    for sentence in sentences_of(passage.text, parts):
        found += reader.read(sentence)
    return [_marked(one, passage.text) for one in _once(found)]


_RIGHTS = re.compile(
    r"\b(?:no|nope|actually|sorry|correction|i meant|wrong|scratch that|typo|to be precise|misspoke|mistyped)\b",
    re.IGNORECASE,
)
_NOT_THAT = re.compile(
    r",? (?:and )?not (?:in |at |on |from |for |a |an "
    r"|the )?(?P<wrong>[\w’' -]{1,40})[.!]?$",
    re.IGNORECASE,
)


def _marked(claim: Claim, text: str) -> Claim:
    """A claim that sets right what it says was wrong: "Actually I'm 34, not 35"."""
    match = _NOT_THAT.search(claim.quote)
    if claim.corrects or match is None or _RIGHTS.search(text[:60]) is None:
        return claim
    said = claim.object.name if isinstance(claim.object, Named) else claim.object
    if said.casefold() not in claim.quote[: match.start()].casefold()[-len(said) - 14 :]:
        return claim
    return replace(claim, corrects=True, instead_of=match["wrong"].strip(), source_type=SourceType.CORRECTED)


def _replies(passage: Passage, last: Turn, parts: Sequence[Clause], reader: Reader) -> Iterator[Claim]:
    question = question_of(last.text)
    if question:
        yield from _answers(question, passage, parts, reader)
        yield from _completed(question, passage, parts, reader)
        yield from _confirmed(question, passage)
    if not may_correct(passage.text):
        return
    if last.speaker != passage.speaker or last.actor != passage.actor:
        told = Passage(
            id=passage.id, text=_as_told(last.text), actor="user", speaker=passage.speaker, time=passage.time
        )
        before = _claims(told)
    else:
        before = _claims(replace(passage, text=last.text, before=()))
    for claim in corrections(passage.text, before, passage.time):
        if isinstance(claim.object, Named) and claim.object.type is EntityType.PERSON:
            reader.scene.meet(claim.object.name)
        if isinstance(claim.object, Named) and claim.object.type is EntityType.LOCATION:
            reader.scene.place = claim.object
        yield claim


def _as_told(text: str) -> str:
    """The statements of the other's turn, as the speaker would say them; a question for assent is one."""
    question = question_of(text)
    stated = as_statement(question) if question else ""
    asked = question.lower().startswith(("so the ", "so your ", "and the ", "then the ", "the ")) if question else False
    plain = text.replace("?", ".") if asked else text
    return turned(stated or plain)


def _claims(passage: Passage) -> list[Claim]:
    reader = Reader(passage)
    return [claim for one in sentences_of(passage.text, clauses(passage.text)) for claim in reader.read(one)]


def _answers(question: str, passage: Passage, parts: Sequence[Clause], reader: Reader) -> Iterator[Claim]:
    """A bare answer: the first clauses that have no verb of their own."""
    for at, part in enumerate(parts[:3]):
        stop = next((one.start for one in parts[at + 1 :] if one.opens), len(passage.text))
        plain = _IT_IS.sub("", part.text.replace("’", "'"))
        said = timed(passage.text[part.start : min(stop, part.start + 200)].replace("’", "'"), passage.time)
        frame = frame_of(timed(plain, passage.time).text)
        if part.mood not in EARNEST or (frame is not None and not (frame.tense is Tense.GOING and not frame.subject)):
            return
        found = [(name, one) for name, one in answered(question, plain, said) if not _addresses(one, passage)]
        found = [one for one in found if frame is None or one[0] == "hobby"]
        for predicate, one in found:
            if isinstance(one, Named) and one.type is EntityType.LOCATION:
                reader.scene.place = one
            window = answer_window(said, passage.time)
            yield Claim(
                subject=reader.scene.speaker,
                predicate=predicate,
                object=one,  # type: ignore[arg-type]
                quote=part.text,
                valid_from=window.start,
                valid_until=window.end,
            )
        if found:
            return


def _completed(question: str, passage: Passage, parts: Sequence[Clause], reader: Reader) -> Iterator[Claim]:
    """What a bare answer says about the thing that was asked about, and which of two things it takes."""
    first = parts[0] if parts and parts[0].mood in EARNEST else None
    if first is None or (len(first.text.split()) > 3 and frame_of(timed(first.text, passage.time).text) is not None):
        return
    stop = next((one.start for one in parts[1:] if one.opens), len(passage.text))
    if taken := preferred(question, first.text):
        yield Claim(subject=reader.scene.speaker, predicate="prefers", object=taken, quote=first.text)
    statement = completed(question, passage.text[first.start : min(stop, first.start + 200)].strip())
    for claim in _claims(replace(passage, text=statement, before=())) if statement else ():
        if claim.subject.type is not EntityType.PERSON:
            reader.scene.thing = claim.subject
        yield replace(claim, quote=first.text)


def _addresses(one: object, passage: Passage) -> bool:
    """Whether a bare name is that of the one spoken to ("Thanks, Gina!")."""
    name = one.name if isinstance(one, Named) else str(one)
    others = {turn.speaker.split(" ")[0].lower() for turn in passage.before if turn.speaker}
    return name.lower() in others or name.lower() in (
        "thanks",
        "yes",
        "no",
        "sure",
        "nope",
        "nah",
        "none",
        "definitely",
        "absolutely",
        "one",
        "two",
        "three",
        "four",
    )


_IN_FACT = re.compile(r"(?i:yes|yeah|yep|i do),? (in [A-ZÀ-Þ][^.!?]{1,80})")


def _confirmed(question: str, passage: Passage) -> Iterator[Claim]:
    """What was asked and affirmed ("Do you still work at Acme?" "Yes"), or said to be over."""
    over = ends(passage.text)
    if not over and not confirms(passage.text):
        return
    statement = as_statement(question)
    if not statement:
        return
    if (place := _IN_FACT.match(passage.text)) and " live" in question:
        statement = f"I live {place[1]}"
    whens = timed(passage.text[:100], passage.time).whens if over else ()
    until = min(whens[0].point, passage.time) if whens else passage.time
    for claim in _claims(replace(passage, text=statement, before=())):
        quote = passage.text[:200]
        if over:
            yield replace(claim, quote=quote, ended=True, valid_from=None, valid_until=until)
        else:
            yield replace(claim, quote=quote, confidence=_CONFIRMED)


def _once(claims: Sequence[Claim]) -> list[Claim]:
    found: dict[tuple[str, str, str], Claim] = {}
    for one in claims:
        said = one.object.name if isinstance(one.object, Named) else one.object
        key = (one.subject.name, one.predicate, said.casefold())
        known = found.get(key)
        if known is not None and one.ended and not known.ended and not one.corrects:
            found[key] = replace(one, valid_from=one.valid_from or known.valid_from)
        elif known is None or (known.valid_from is None and one.valid_from is not None and not known.ended):
            found[key] = one
    return list(found.values())
