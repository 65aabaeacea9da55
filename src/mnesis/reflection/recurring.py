"""What comes up again and again: entities and facts with evidence on several occasions, and what that earns a fact."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from mnesis.model import Entity, Event, Fact, Recurring, SourceType, What
from mnesis.semantic.history import SAYINGS, events_of, fold
from mnesis.semantic.telling import told

OFTEN = 3
"""Occasions from which something recurs, and from one step of confidence to the next."""
SCALE = (0.2, 0.4, 0.6, 0.8)
"""The specification's steps for what nobody stated; the last is the highest that repetition earns."""
BY = "reflection/1"
"""Who promotes, in the log of a fact."""

Sessions = Mapping[str, str]
"""The session of each episode."""


@dataclass(frozen=True, slots=True)
class Heard:
    """When and where something came up."""

    days: frozenset[date]
    sessions: frozenset[str]
    episodes: tuple[str, ...]

    @property
    def occasions(self) -> int:
        """Days, or sessions where those are more: one long talk is one occasion, and so is one busy day."""
        return max(len(self.days), len(self.sessions))


def evidence(fact: Fact) -> list[Event]:
    """What was said of a fact, in words that are there."""
    state = fold(events_of(fact))
    said = state.sayings if state else ()
    return [one for one in said if one.episode and one.what in SAYINGS and one.extractor != BY]


def heard(facts: Iterable[Fact], sessions: Sessions) -> Heard:
    """On which occasions these facts were said."""
    events = sorted((one for fact in facts for one in evidence(fact)), key=lambda one: (one.moment, one.episode or ""))
    episodes = dict.fromkeys(one.episode for one in events if one.episode)
    return Heard(
        days=frozenset(one.moment.date() for one in events),
        sessions=frozenset(sessions[id] for id in episodes if id in sessions),
        episodes=tuple(episodes),
    )


def recurring_facts(facts: Iterable[Fact], sessions: Sessions) -> list[Recurring]:
    """The facts with evidence on 3 occasions or more, most often first."""
    found = [(fact, heard((fact,), sessions)) for fact in facts]
    return _often(
        Recurring(
            kind="fact",
            id=fact.id,
            text=told(fact),
            occasions=one.occasions,
            episodes=one.episodes,
            sensitive=fact.sensitive,
        )
        for fact, one in found
    )


def recurring_entities(facts: Sequence[Fact], entities: Mapping[str, Entity], sessions: Sessions) -> list[Recurring]:
    """Those of these entities (under every id by which facts name them) that facts with evidence on 3 occasions or more
    speak of, most often first. What only sensitive facts speak of is sensitive."""
    about: dict[str, list[Fact]] = {}
    names: dict[str, str] = {}
    for fact in facts:
        ends = (entities.get(id) for id in (fact.entity_id, fact.object_id) if id)
        for one in {end.id: end for end in ends if end}.values():
            about.setdefault(one.id, []).append(fact)
            names[one.id] = one.name
    found = [(id, some, heard(some, sessions)) for id, some in about.items()]
    return _often(
        Recurring(
            kind="entity",
            id=id,
            text=names[id],
            occasions=one.occasions,
            episodes=one.episodes,
            sensitive=all(fact.sensitive for fact in some),
        )
        for id, some, one in found
    )


def _often(found: Iterable[Recurring]) -> list[Recurring]:
    often = (one for one in found if one.occasions >= OFTEN)
    return sorted(often, key=lambda one: (-one.occasions, one.text, one.id))


def promotion(fact: Fact, sessions: Sessions, now: datetime) -> Event | None:
    """What a fact that was only inferred earns by having come up on more occasions: every 3 raise it by one step from
    where its words left it, to 0.8 at most. None where it earns nothing (any more)."""
    said = evidence(fact)
    if fact.source_type is not SourceType.INFERRED or fact.known_until or not said:
        return None
    first = max(1.0 if one.confidence is None else one.confidence for one in said)
    steps = heard((fact,), sessions).occasions // OFTEN
    earned = [step for step in SCALE if step > first + 1e-9][:steps]
    if not earned or earned[-1] <= fact.confidence + 1e-9:
        return None
    return Event(
        at=now,
        what=What.CONFIRMED,
        episode=said[-1].episode,
        said=said[-1].moment,
        extractor=BY,
        confidence=earned[-1],
        source_type=SourceType.INFERRED,
    )
