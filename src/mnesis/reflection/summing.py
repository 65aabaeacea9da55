"""The digest of a day: in the words of the day, or, with a language model, in fewer words that the day proves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mnesis.errors import ProviderError
from mnesis.model import Day, Digest, Episode, Point
from mnesis.providers.llms.contract import LLM, Prompted
from mnesis.reflection.choosing import POINTS, Candidate, candidates, points
from mnesis.reflection.digests import hash_of
from mnesis.reflection.prompts.digest_v1 import DIGEST_V1, DigestV1, Line
from mnesis.reflection.proof import proven

EXTRACT = "extract/1"
SHOWN = 60
"""Sentences that a model is shown, at most: those that count most."""
TOKENS = 2_000


def summed(
    day: Day, episodes: Sequence[Episode], llm: LLM | None = None, before: Digest | None = None
) -> tuple[Digest, tuple[str, ...]]:
    """The digest of a day, and notices.

    A model is asked once: where `before` is its answer about the very same sentences, that stays, also when there is no
    model now. Whatever is wrong with an answer costs nothing but the answer: a line that its sources do not prove is
    replaced by the best of them, and a model that cannot be had by the words of the day.
    """
    said = candidates(episodes)
    plain = Digest(date=day.date, points=points(said), by=EXTRACT, of=hash_of(said))
    if before and before.of == plain.of and before.by != EXTRACT and (llm is None or before.by == _name(llm)):
        return before, ()
    if llm is None or not said:
        return plain, ()
    try:
        told = _told(said, llm, DIGEST_V1, day.start)
    except ProviderError as error:
        return plain, (f"The day is told in its own words, without a model. {error}",)
    if not told:
        return plain, (f"The day is told in its own words: {llm.name} said nothing that it proves.",)
    return replace(plain, points=told, by=_name(llm)), ()


def _name(llm: LLM) -> str:
    return f"llm/{DIGEST_V1.version}/{llm.name}"


def _told(said: Sequence[Candidate], llm: LLM, prompt: DigestV1, now: datetime) -> tuple[Point, ...]:
    """What a model makes of it, in the order of the day. Raises ProviderError."""
    best = sorted(sorted(said, key=lambda one: (-one.score, one.place))[:SHOWN], key=lambda one: one.place)
    shown = [one.point for one in best]
    request = Prompted(messages=prompt.render(shown, POINTS), schema=prompt.schema, max_tokens=TOKENS)
    found: dict[str, tuple[int, Point]] = {}
    for line in prompt.parse(llm.complete(request).text)[:POINTS]:
        places = [number - 1 for number in line.sources if 1 <= number <= len(shown)]
        if places:
            point = _point(line, [shown[place] for place in places], now, [best[place].score for place in places])
            found.setdefault(point.text, (min(places), point))
    return tuple(point for _, point in sorted(found.values(), key=lambda one: one[0]))


def _point(line: Line, sources: Sequence[Point], now: datetime, scores: Sequence[float]) -> Point:
    """The line where its sources prove it, else the source that counts most."""
    best = sources[list(scores).index(max(scores))]
    if not proven(line.text, sources, now):
        return best
    return Point(
        text=line.text,
        who="",
        kind=best.kind,
        episodes=tuple(dict.fromkeys(id for one in sources for id in one.episodes)),
        sensitive=any(one.sensitive for one in sources),
    )
