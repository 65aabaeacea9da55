"""Forms of frequent verbs: where a predicate begins and what its base form is, seen without a parser."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib.resources import files


class Form(StrEnum):
    BASE = "base"
    THIRD = "third"
    PAST = "past"
    ING = "ing"


@dataclass(frozen=True, slots=True)
class Word:
    """A form of a verb."""

    verb: str
    form: Form


def _third(verb: str) -> str:
    if verb.endswith(("s", "sh", "ch", "x", "o")):
        return verb + "es"
    return verb[:-1] + "ies" if verb[-1] == "y" and verb[-2] not in "aeiou" else verb + "s"


def _past(verb: str) -> str:
    if verb.endswith("e"):
        return verb + "d"
    return verb[:-1] + "ied" if verb[-1] == "y" and verb[-2] not in "aeiou" else verb + "ed"


def _ing(verb: str) -> str:
    return (verb[:-1] if verb.endswith("e") and not verb.endswith(("ee", "oe")) else verb) + "ing"


def _read() -> Iterator[tuple[str, Word]]:
    irregular, _, regular = files("mnesis.extraction.rules").joinpath("verbs.txt").read_text("utf-8").partition("---")
    for verb in regular.split():
        yield from zip((verb, _third(verb), _past(verb), _ing(verb)), (Word(verb, form) for form in Form), strict=True)
    for line in irregular.splitlines():
        if line and not line.startswith("#"):
            base, third, past, participle, ing = line.split()
            forms = (
                (base, Form.BASE),
                (third, Form.THIRD),
                (ing, Form.ING),
                (participle, Form.PAST),
                (past, Form.PAST),
            )
            yield from ((said, Word(base, form)) for said, form in forms if said != base or form is Form.BASE)


FORMS: Mapping[str, Word] = dict(_read())
"""Every form we know, in lower case. "quit", "cost", "read" and their like stand as the base form."""

_OTHERS = """
am is are was were be has have had do does did will would can could shall should may might must meant let felt
fell cut shut hurt lent bred became hit thought forgot sent spent slept saw helped put asked wanted needed talks
talked walked walks looks looked seems seemed appears called wants needs helps asks hopes hoped wishes wished
thinks guessed believes
"""
FINITE = frozenset(
    (*_OTHERS.split(), *(said for said, word in FORMS.items() if word.form in (Form.THIRD, Form.PAST)), "quit", "cost")
)
"""Forms that show that a clause has its verb: third person and past, and the auxiliaries."""
