"""Near-duplicates: which turns say the same once more, and what is made of them.

Two turns are one where the same person says the same in the same words, but for words that weigh nothing. Every other
word counts, in its order: a tenth of a sentence may be the number, the name or the "not" that it is about, so no share
of words and no distance of vectors is trusted with it. (Of 5,122 turns of two public sets of conversations, four pairs
share nine words in ten and are none by this rule: they differ in numbers, in a list, in "total", in how they begin.)
"""

import re
import unicodedata
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import blake2b

from mnesis.episodic.keys import question_of
from mnesis.episodic.retention import expires_at
from mnesis.model import Change, Compression, Episode, Expect, Key, Put, Touch
from mnesis.text.dates import has_time_words, time_spans
from mnesis.text.lexical import tokens
from mnesis.text.stopwords import ENGLISH

FEWEST = 4
"""Words from which on a turn says something by itself: what "Me too" repeats stands in the turn before it."""

_LIGHTWEIGHTS = "a an the very really quite actually basically literally honestly please oh ah hey um uh wow"
_LIGHT = frozenset(_LIGHTWEIGHTS.split())
_SPELLED_OUT = (
    (re.compile(r"\bcan(?:'t|not)\b", re.IGNORECASE), "can not"),
    (re.compile(r"\bwon't\b", re.IGNORECASE), "will not"),
    (re.compile(r"\bshan't\b", re.IGNORECASE), "shall not"),
    (re.compile(r"n't\b", re.IGNORECASE), " not"),
    (re.compile(r"\bI'm\b", re.IGNORECASE), "I am"),
    (re.compile(r"(?<=\w)'re\b", re.IGNORECASE), " are"),
    (re.compile(r"(?<=\w)'ve\b", re.IGNORECASE), " have"),
    (re.compile(r"(?<=\w)'ll\b", re.IGNORECASE), " will"),
)
_TYPOGRAPHY = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "—": " ", "…": " ", "？": "?", "؟": "?", "！": "!"}
)
_MARKS = re.compile(r"[?]+")
_QUOTES, _STOPS = "\"'«»", "\"'«».,;:!。，、"
_FIRST_OF = re.compile(r"[.!?:]$")


def words(text: str) -> list[str]:
    """The words of a text that weigh something, in order, question marks among them, however they are written:
    width, typography, contractions, stops and case do not count, but for capitals that make another word of one
    (the US, in May, by Will)."""
    text = unicodedata.normalize("NFKC", text).translate(_TYPOGRAPHY)
    for contracted, whole in _SPELLED_OUT:
        text = contracted.sub(whole, text)
    shouted = text.isupper()
    found = []
    opens = True
    for part in _MARKS.sub(" ? ", text).split():
        bare = part.lstrip(_QUOTES).rstrip(_STOPS)
        plain = bare if not shouted and _names(bare, opens) else bare.casefold()
        if plain and plain.casefold() not in _LIGHT:
            found.append(plain)
        opens = _FIRST_OF.search(part) is not None
    return found


def _names(word: str, opens: bool) -> bool:
    """Whether a word that is also an ordinary one is written as a name."""
    if len(word) < 2 or word.casefold() not in ENGLISH:
        return False
    return word.isupper() or (word[0].isupper() and not opens)


def said(turn: Episode) -> bytes | None:
    """A digest of who says what, and how it went: turns that repeat one another have the same. None where a turn is too
    short to say the same twice."""
    weighed = words(turn.text)
    if len(weighed) < FEWEST and len(tokens(turn.text)) < FEWEST:
        return None
    who = (turn.type, turn.actor, turn.speaker or "", turn.outcome or "", turn.parent_id or "", *sorted(turn.tags))
    parts = (*(str(one) for one in who), "", *weighed)
    return blake2b("".join(f"{len(one)}:{one}" for one in parts).encode(), digest_size=12).digest()


def times(turn: Episode) -> tuple[object, ...]:
    """The times that a turn speaks of, as seen from when it was said: "tomorrow" is another day every day."""
    if spans := time_spans(turn.text, turn.timestamp):
        return tuple((one.start, one.end) for one in spans)
    return (turn.timestamp.date(),) if has_time_words(turn.text) else ()


def by_itself(turn: Episode, before: Episode | None) -> bool:
    """Whether a turn is found by its own words: what answers a question means something else after another one.
    `before` is the turn right before it, None where that is not known."""
    if turn.position == 0:
        return True
    return before is not None and before.position == turn.position - 1 and question_of(before.text) is None


def fold(alike: Sequence[Episode]) -> list[Change]:
    """Of raw turns that say the same and are found by themselves, all folded into one: into that which stands for
    others already, else the oldest. One that a shorter memory was made of may stay so, but folds into nothing any more,
    and neither does one that stands for others itself. Nothing to do is no change.

    The one that stays matters as much as the most important of them, and for as long as the last of them: none
    outlives what it is found by. Applied, raises Conflict where one of them was changed or erased meanwhile; nothing
    is counted twice, because what is counted is folded in the same `apply`.
    """
    stays, *others = sorted(alike, key=lambda one: (not one.covers, *_age(one)))
    repeats = [one for one in others if one.folded_into is None and not one.covers]
    return [*_raised(stays, repeats), *_into(stays, repeats)] if repeats else []


def without(going: Collection[str], turns: Iterable[Episode]) -> list[Change]:
    """What becomes of those repeats that stay when others go: where the turn they repeat goes, the oldest of them is
    found by its own words again and stands for the rest; where only a repeat goes, it counts no more. `turns` are the
    repeats of what goes, what those that go repeat, and whatever else. To be applied with the erasure; raises Conflict
    where one was changed or erased meanwhile."""
    raw = [one for one in turns if one.compression is Compression.RAW]
    left = [one for one in raw if one.id not in going]
    changes: list[Change] = []
    for gone in sorted({one.id for one in raw if one.id in going}):
        if orphans := sorted((one for one in left if one.folded_into == gone), key=_age):
            changes += _promoted(orphans)
    lost = [one.folded_into for one in raw if one.id in going]
    for one in left:
        if one.id in lost and one.covers:
            changes += [_same(one), _set(one, covers=max(0, one.covers - lost.count(one.id)))]
    return changes


def _age(turn: Episode) -> tuple[datetime, str]:
    return turn.timestamp, turn.id


def _promoted(orphans: Sequence[Episode]) -> list[Change]:
    """Repeats of what is gone: the first stands for the others."""
    first, rest = orphans[0], orphans[1:]
    alone = replace(first, folded_into=None, covers=len(rest), expires_at=_latest(first, orphans))
    return [_same(first), Put(alone, (Key(first.id),)), *_into(first, rest)]


def _raised(stays: Episode, repeats: Sequence[Episode]) -> list[Change]:
    weight = max(one.importance for one in (stays, *repeats))
    until = _latest(replace(stays, importance=weight), repeats)
    return [_same(stays), _set(stays, covers=stays.covers + len(repeats), importance=weight, expires_at=until)]


def _into(stays: Episode, repeats: Iterable[Episode]) -> list[Change]:
    return [change for one in repeats for change in (_same(one), Put(replace(one, folded_into=stays.id), ()))]


def _latest(stays: Episode, repeats: Iterable[Episode]) -> datetime | None:
    """The last end of their times; None is never."""
    ends = [stays.expires_at, expires_at(stays), *(one.expires_at for one in repeats)]
    known = [one for one in ends if one is not None]
    return max(known) if len(known) == len(ends) else None


def _same(turn: Episode) -> Expect:
    return Expect(Episode, turn.scope, turn.id, turn.version)


def _set(turn: Episode, **fields: object) -> Touch:
    return Touch(Episode, turn.scope, turn.id, fields)
