"""How much a memory matters, from 1 to 10, decided when it is written.

Two steps. The rules of the specification's `score_importance`, in its order and with its constants, move a score of 5
up and down (RULES). Its table of meanings asks for more than they can give (a greeting is noise, a leaked password is
critical); BANDS hold what they reach inside the band the table names.
"""

from collections.abc import Callable
from dataclasses import dataclass

from mnesis.model import Episode, EpisodeType, Outcome

BASELINE = 5

Test = Callable[[Episode], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    """Adds `delta` where `test` holds."""

    name: str
    test: Test
    delta: int


@dataclass(frozen=True, slots=True)
class Band:
    """Holds the score within `low` and `high` where `test` holds."""

    name: str
    test: Test
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Step:
    """One rule or band that applied, and the score after it."""

    name: str
    score: int


def _tagged(*tags: str) -> Test:
    wanted = frozenset(tags)
    return lambda episode: not wanted.isdisjoint(episode.tags)


def _stressed(episode: Episode) -> bool:
    summary = episode.summary.lower()
    return any(word in summary for word in ("remember", "important", "never", "always"))


def _is_lookup(episode: Episode) -> bool:
    return "lookup" in episode.tags and episode.outcome is not Outcome.FAILURE and not _weighty(episode)


_weighty = _tagged("correction", "preference", "decision", "milestone", "major-decision", "emotion", "security")

RULES: tuple[Rule, ...] = (
    Rule("correction", lambda e: e.type is EpisodeType.CONVERSATION and "correction" in e.tags, 2),
    Rule("failure", lambda e: e.outcome is Outcome.FAILURE, 1),
    Rule("stressed words", _stressed, 2),
    Rule("user invested effort", lambda e: e.actor == "user" and len(e.text) > 500, 1),
    Rule("system", lambda e: e.type is EpisodeType.SYSTEM, -2),
    Rule("only an acknowledgement", lambda e: e.summary.lower() in ("ok", "thanks", "got it"), -3),
)

BANDS: tuple[Band, ...] = (
    Band("noise: greeting or acknowledgement", _tagged("acknowledgement"), 1, 2),
    Band("routine: simple lookup", _is_lookup, 3, 4),
    Band("notable: decision", _tagged("decision"), 6, 10),
    Band("important: correction, preference or milestone", _tagged("correction", "preference", "milestone"), 7, 8),
    Band("critical: emotion, major decision or security", _tagged("emotion", "major-decision", "security"), 9, 10),
)


def score_importance(episode: Episode) -> int:
    """The specification's rules alone, clamped to 1–10. `details` is read where there are any, else the summary, which
    is then the whole text."""
    return _clamped(BASELINE + sum(rule.delta for rule in RULES if rule.test(episode)))


def importance(episode: Episode) -> int:
    """The importance of an episode whose tags are set: the specification's score, held in the band of its meaning."""
    steps = explain(episode)
    return steps[-1].score


def explain(episode: Episode) -> list[Step]:
    """Why the importance is what it is: the baseline, then each rule and band that moved it, in order."""
    steps = [Step("baseline", BASELINE)]
    total = BASELINE
    for rule in RULES:
        if rule.test(episode):
            total += rule.delta
            steps.append(Step(rule.name, total))
    score = _clamped(total)
    if score != total:
        steps.append(Step("clamped", score))
    for band in BANDS:
        held = max(band.low, min(band.high, score))
        if held != score and band.test(episode):
            score = held
            steps.append(Step(band.name, score))
    return steps


def _clamped(score: int) -> int:
    return max(1, min(10, score))
