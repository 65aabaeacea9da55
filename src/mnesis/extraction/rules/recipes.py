"""Recipes: how a task is done, in two steps or more, from lists under a heading and from "to do this, first … then …".

Precision first: without words that say for which task the steps are, there is no recipe, and what somebody did, will do
or wants done this once is none either.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.clauses import Clause, Mood
from mnesis.extraction.rules.cues import words_of
from mnesis.extraction.rules.heads import Head, asked, heading, opening, ordered, trailing
from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.steps import as_steps, bare, steps_in, verb_of
from mnesis.model.finding import Recipe
from mnesis.text.sentences import Sentence, sentences

_UNSAID = frozenset((Mood.QUOTED, Mood.IRONIC, Mood.HEARSAY))
_HINT = re.compile(
    r"(?:^|[\s(])(?:1[.)]|[-*•] )|\bthen\b|\bfirst\b|\bfinally\b|\bsteps?\b|\bprocess\b|\bprocedure\b|\bworkflow\b"
    r"|\bwhen"
    r"|\b(?:every|each|any) ?time\b|\bbefore\b|\bafter\b|->|→|=>|:|like this|as follows|(?:^|[.!?:] )to \w"
    r"|(?:^|[.!] )(?:if|once) |\bfor (?:each|every|any|all)\b|\bthe way\b",
    re.IGNORECASE | re.MULTILINE,
)
_HINT_WORDS = bag(
    "then first finally step steps process procedure workflow time anytime everytime eachtime before after way like as"
)
_HINT_MARK = re.compile(r"[:→>*•-]|1[.)]")
_EVERY = bag("each every any all")
_OPENERS = bag("to if once")
_OPENING = re.compile(r"^(?:to|if|once) |[.!?:] (?:to|if|once) ", re.MULTILINE)
_ITEM = re.compile(r"\s*(?:[-*+•–]|\(?\d{1,2}[.):]|step \d+[.:)]?|\d️⃣)\s+", re.IGNORECASE)
_NUMBER = re.compile(r"(?:(?<=\s)|(?<=^)|(?<=:))\(?(?:step )?(\d{1,2})[.):]\s*(?=[^\s\d])", re.IGNORECASE)
_GOES_ON = re.compile(
    r"(?:and |but |only )?(?:then|next|after that|afterwards|finally|lastly|from there|once (?:that(?:'s| is) )?done"
    r"|when that(?:'s| is) done|second(?:ly)?|third(?:ly)?|last|to finish|in the end|only then|only after that"
    r"|last but not least|first)\b",
    re.IGNORECASE,
)
_FIRST = re.compile(
    r"(?:so,? |ok,? )?(?:first|1|start|begin|you (?:first|start|begin)|step (?:1|one))\b",
    re.IGNORECASE,
)
_WISHED = re.compile(r"\bnever\b|^always [^,]* and never", re.IGNORECASE)
_THAT_IS_HOW = re.compile(r"(?:and )?(?:that's|this is) how (?:i|we|you|to)\b", re.IGNORECASE)
_LONGEST = 1_500
_MOST = 40


@dataclass(frozen=True, slots=True)
class _Lines:
    """A sentence, and the sentences after it that may go on with it."""

    first: Sentence
    rest: Sequence[Sentence]


def recipes(passage: Passage, parts: Sequence[Clause]) -> list[Recipe]:
    """The recipes a passage tells, in order. Linear in its length; never raises."""
    text = passage.text.replace("’", "'").replace("‘", "'")
    if not _may_tell(text) or _HINT.search(text) is None:
        return []
    unsaid = [(one.start, one.end) for one in parts if one.mood in _UNSAID]
    found: list[Recipe] = []
    past = 0
    for lines in _starts(text):
        start = lines.first.start
        if start < past or _ITEM.match(lines.first.text) or any(begin <= start < end for begin, end in unsaid):
            continue
        read = _listed(lines) or _headed(lines) or _told(lines)
        if read is not None:
            head, steps, end = read
            found.append(_recipe(head, steps, passage.text[start:end]))
            past = end
    return found or _answer(passage, text)


def _may_tell(text: str) -> bool:
    """Whether a text may meet `_HINT`: by its words, its marks or how a sentence of it begins."""
    low = text.lower()
    words = words_of(text)
    return (
        not _HINT_WORDS.isdisjoint(words)
        or "when" in low
        or _HINT_MARK.search(text) is not None
        or ("for" in words and not _EVERY.isdisjoint(words))
        or (not _OPENERS.isdisjoint(words) and _OPENING.search(low) is not None)
    )


def _answer(passage: Passage, text: str) -> list[Recipe]:
    """What the passage tells when the turn before it asked how a task is done."""
    head = asked(passage.before[-1].text.replace("’", "'")) if passage.before else None
    if head is None:
        return []
    for lines in _starts(text):
        body, end = _joined(lines)
        steps = [] if body.endswith("?") else steps_in(body)
        if len(steps) >= (2 if ordered(body) else 3):
            return [_recipe(head, steps, passage.text[lines.first.start : end])]
    return []


def _starts(text: str) -> Iterator[_Lines]:
    every = [one for one in _whole(text) if len(one.text) <= _LONGEST and not one.text.startswith(("```", "~~~"))]
    for at, one in enumerate(every):
        yield _Lines(one, every[at + 1 : at + 1 + _MOST])


def _whole(text: str) -> list[Sentence]:
    """The sentences of a text; a line that numbers its own parts ("1. … 2. …") is one."""
    found: list[Sentence] = []
    for one in sentences(text):
        last = found[-1] if found else None
        joined = last is not None and "\n" not in text[last.end : one.start] and _numbered(last.text)
        if joined and last is not None:
            found[-1] = Sentence(text[last.start : one.end], last.start, one.end)
        else:
            found.append(one)
    return found


def _numbered(text: str) -> bool:
    return len(text) <= _LONGEST and re.search(r"(?:^|[\s:(])1[.)](?:\s|$)", text) is not None and not _ITEM.match(text)


# --- lists ----------------------------------------------------------------------------------------------------


def _listed(lines: _Lines) -> tuple[Head, list[str], int] | None:
    """A heading with a list under it, or with numbers in the same line."""
    inline = _inline(lines.first)
    if inline is not None:
        return inline
    items: list[Sentence] = []
    for one in lines.rest:
        if not _ITEM.match(one.text):
            break
        items.append(one)
    if len(items) < 2:
        return None
    head = heading(lines.first.text)
    steps = [_step(one.text[_ITEM.match(one.text).end() :]) for one in items]  # type: ignore[union-attr]
    return (head, steps, items[-1].end) if head and _are_steps(steps, head) else None


def _inline(one: Sentence) -> tuple[Head, list[str], int] | None:
    marks = list(_NUMBER.finditer(one.text))
    if len(marks) < 2 or [int(mark[1]) for mark in marks] != list(range(1, len(marks) + 1)):
        return None
    head = heading(one.text[: marks[0].start()])
    ends = [mark.start() for mark in marks[1:]] + [len(one.text)]
    steps = [_step(one.text[mark.end() : end]) for mark, end in zip(marks, ends, strict=True)]
    return (head, steps, one.end) if head and _are_steps(steps, head) else None


def _step(text: str) -> str:
    return bare(re.sub(r"\*\*|__", "", text)).rstrip(" ,;")


def _are_steps(steps: Sequence[str], head: Head) -> bool:
    verbs = sum(verb_of(step) is not None for step in steps)
    return all(steps) and verbs >= len(steps) * (0.5 if head.certain else 0.75)


# --- sentences ------------------------------------------------------------------------------------------------


def _headed(lines: _Lines) -> tuple[Head, list[str], int] | None:
    """Steps in the sentences after one that only says that they follow ("Here's how we open the shop. First …")."""
    if len(lines.rest) < 1 or not _FIRST.match(lines.rest[0].text):
        return None
    head = heading(lines.first.text)
    if head is None or not head.certain:
        return None
    body, end = _joined(_Lines(lines.rest[0], lines.rest[1:]))
    steps = steps_in(body)
    return (head, steps, end) if len(steps) >= 2 else None


def _told(lines: _Lines) -> tuple[Head, list[str], int] | None:
    """Steps told in a sentence, and in those after it that begin with "then", "finally" and the like."""
    if _ITEM.match(lines.first.text) or lines.first.text.endswith("?"):
        return None
    body, end = _joined(lines)
    read = opening(body) or trailing(body)
    if read is None:
        return None
    head, words = read
    steps = steps_in(words)
    return (head, steps, end) if len(steps) >= 2 and not _WISHED.search(words) else None


def _joined(lines: _Lines) -> tuple[str, int]:
    """A sentence with those after it that go on with it, and where they end."""
    body, end = lines.first.text, lines.first.end
    for one in lines.rest:
        if not _GOES_ON.match(one.text) or one.text.endswith("?"):
            if _THAT_IS_HOW.match(one.text):
                body, end = f"{body} {one.text}", one.end
            break
        body, end = f"{body.rstrip('.!')}; {one.text}", one.end
    return body, end


def _recipe(head: Head, steps: Sequence[str], quote: str) -> Recipe:
    return Recipe(
        name=head.name,
        trigger=head.trigger,
        steps=as_steps(steps),
        quote=quote,
        context=head.context,
        corrects=head.corrects,
    )
