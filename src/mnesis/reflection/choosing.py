"""The main points of a day in the words of those who said them: whole sentences, chosen without a model.

A sentence counts for what it is (a decision, a correction, an outcome, a preference, a feeling), for the importance of
its episode, for the words that the day repeats, and for who says it. Greetings, questions, code and headings never
count. What is said twice is one point that stands on both.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from mnesis.episodic.tags import tags_of
from mnesis.episodic.weighing import WEIGHTS, kind_of
from mnesis.model import Episode, EpisodeType, Outcome, Point
from mnesis.semantic.sensitive import is_sensitive
from mnesis.text.content import clipped, content
from mnesis.text.forms import is_acknowledgement, is_question
from mnesis.text.sentences import sentences

POINTS = 12
"""Points of a day, at most."""
LONGEST = 300
"""Letters of a point; a longer sentence is cut at a word."""
ENOUGH = 1.5
"""What a sentence must count at least."""
ALIKE = 0.6
"""The share of common words from which two sentences say the same."""

_TELLING = re.compile(r"\d|\w [A-ZÀ-Þ]")
_MARKUP = ("```", "~~~", "#", "|", ">")
_ITEM = re.compile(r"\s*(?:[-*+•]|\d{1,3}[.)])\s+")


Place = tuple[str, str, int]
"""When and where something was said: time, session and position, character. Sorts as it was said."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may become a point. `place` orders candidates as they were said."""

    point: Point
    place: Place
    words: frozenset[str]
    score: float


def points(said: Sequence[Candidate], limit: int = POINTS) -> tuple[Point, ...]:
    """The points of a day, at most `limit`, in the order in which they were said."""
    chosen: list[Candidate] = []
    for one in sorted(said, key=lambda one: (-one.score, one.place)):
        twin = next((at for at, other in enumerate(chosen) if _alike(one.words, other.words)), None)
        if twin is not None:
            chosen[twin] = _both(chosen[twin], one)
        elif len(chosen) < limit:
            chosen.append(one)
    return tuple(one.point for one in sorted(chosen, key=lambda one: one.place))


def candidates(episodes: Iterable[Episode]) -> list[Candidate]:
    """Every sentence that says enough, in the order in which it was said."""
    drafts = [draft for one in episodes if one.type is not EpisodeType.SYSTEM for draft in _drafts(one)]
    counted = Counter(word for draft in drafts for word in draft.words)
    weighed = (replace(draft, score=draft.score + _theme(draft.words, counted)) for draft in drafts)
    return sorted((one for one in weighed if one.score >= ENOUGH), key=lambda one: one.place)


def _drafts(episode: Episode) -> Iterable[Candidate]:
    if "acknowledgement" in episode.tags:
        return
    for part in sentences(episode.text):
        text = " ".join(_ITEM.sub("", part.text, count=1).split())
        words = content(text)
        if (
            sum(map(str.isalpha, words)) < 2
            or part.text.startswith(_MARKUP)
            or is_acknowledgement(text)
            or is_question(text)
        ):
            continue
        kind, sensitive = _kind(text, episode, part.start == 0)
        who = episode.speaker or episode.actor
        point = Point(text=clipped(text, LONGEST), who=who, kind=kind, episodes=(episode.id,), sensitive=sensitive)
        place = (episode.timestamp.isoformat(), f"{episode.session_id}\0{episode.position:09}", part.start)
        yield Candidate(point, place, words, _weight(point, episode))


def _kind(text: str, episode: Episode, opens: bool) -> tuple[str, bool]:
    """What a sentence is, and whether it speaks of a secret. What was done is told by words for it, or opens the report
    of something done."""
    tags = tags_of(text, "user" if episode.speaker else episode.actor)
    secret = "security" in tags or is_sensitive("said", text)
    done = opens and episode.outcome not in (None, Outcome.PENDING)
    return kind_of(text, tags, episode.actor, done=done), secret


def _weight(point: Point, episode: Episode) -> float:
    person = 1.0 if episode.actor == "user" else 0.5 if episode.speaker else -0.5
    telling = 0.5 if _TELLING.search(point.text) else 0.0
    return WEIGHTS[point.kind] + person + telling + (episode.importance - 5) / 2.5


def _theme(words: frozenset[str], counted: Counter[str]) -> float:
    """How much a sentence is about what the day was about."""
    return math.fsum(math.log(counted[word]) for word in words) / (3 + len(words))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    return len(one & other) >= ALIKE * len(one | other)


def _both(kept: Candidate, again: Candidate) -> Candidate:
    """One point that stands on both."""
    episodes = tuple(dict.fromkeys((*kept.point.episodes, *again.point.episodes)))
    sensitive = kept.point.sensitive or again.point.sensitive
    return replace(kept, point=replace(kept.point, episodes=episodes, sensitive=sensitive))
