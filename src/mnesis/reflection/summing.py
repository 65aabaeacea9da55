"""The digest of a day: in the words of the day, or, with a language model, in fewer words that the day proves."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mnesis.errors import ProviderError
from mnesis.model import Day, Digest, Episode, Point
from mnesis.providers.llms.contract import LLM, Prompted
from mnesis.reflection.choosing import POINTS, Candidate, Place, candidates, points
from mnesis.reflection.digests import hash_of
from mnesis.reflection.prompts.cited import Line
from mnesis.reflection.prompts.digest_v1 import DIGEST_V1, DigestV1
from mnesis.reflection.proof import proven

EXTRACT = "extract/1"
SHOWN = 60
"""Sentences that a model is shown, at most: those that count most."""
TOKENS = 2_000


def summed(
    day: Day,
    episodes: Sequence[Episode],
    llm: LLM | None = None,
    before: Digest | None = None,
    private: frozenset[str] | None = frozenset(),
) -> tuple[Digest, tuple[str, ...]]:
    """The digest of a day, and notices.

    A model is asked once: where `before` is its answer about the very same sentences, that stays, also when there is no
    model now. Whatever is wrong with an answer costs nothing but the answer: a line that its sources do not prove is
    replaced by the best of them, and a model that cannot be had by the words of the day. What is sensitive, and the
    words of `private` episodes, are not shown to a model and stay in their own words (None: there is consent).
    """
    said = candidates(episodes)
    plain = Digest(date=day.date, points=points(said), by=EXTRACT, of=hash_of(said))
    if before and before.of == plain.of and before.by != EXTRACT and (llm is None or before.by == _name(llm)):
        return before, ()
    shown = [one for one in said if private is None or not _hidden(one.point, private)]
    if llm is None or not shown:
        return plain, ()
    try:
        told = _told(shown, llm, DIGEST_V1, day.start)
    except ProviderError as error:
        return plain, (f"The day is told in its own words, without a model. {error}",)
    if not told:
        return plain, (f"The day is told in its own words: {llm.name} said nothing that it proves.",)
    hidden = set(said) - set(shown)
    told += [(one.place, point) for one in hidden for point in plain.points if point == one.point]
    return replace(plain, points=tuple(point for _, point in sorted(told, key=lambda one: one[0])), by=_name(llm)), ()


def _hidden(point: Point, private: frozenset[str]) -> bool:
    return point.sensitive or not private.isdisjoint(point.episodes)


def _name(llm: LLM) -> str:
    return f"llm/{DIGEST_V1.version}/{llm.name}"


def _told(said: Sequence[Candidate], llm: LLM, prompt: DigestV1, now: datetime) -> list[tuple[Place, Point]]:
    """What a model makes of it, each point with the place of the first sentence it rests on. Raises ProviderError."""
    best = sorted(sorted(said, key=lambda one: (-one.score, one.place))[:SHOWN], key=lambda one: one.place)
    request = Prompted(
        messages=prompt.render([one.point for one in best], POINTS), schema=prompt.schema, max_tokens=TOKENS
    )
    found: dict[str, tuple[Place, Point]] = {}
    for line in prompt.parse(llm.complete(request).text)[:POINTS]:
        sources = [best[number - 1] for number in sorted(line.sources) if 1 <= number <= len(best)]
        if sources:
            point = _point(line, sources, now)
            found.setdefault(point.text, (sources[0].place, point))
    return list(found.values())


def _point(line: Line, sources: Sequence[Candidate], now: datetime) -> Point:
    """The line where its sources prove it, else the source that counts most."""
    best = max(sources, key=lambda one: one.score).point
    said = [one.point for one in sources]
    if not proven(line.text, said, now):
        return best
    return Point(
        text=line.text,
        who="",
        kind=best.kind,
        episodes=tuple(dict.fromkeys(id for one in said for id in one.episodes)),
        sensitive=any(one.sensitive for one in said),
    )
