"""A preference as the fold of its log: which value holds, and how strongly."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from mnesis.model import Decay, Key, KeyKind, Preference, SourceType, from_iso, to_iso
from mnesis.procedural.log import HAND, TOLD, WITHDRAWN, Event, Log, in_order
from mnesis.procedural.naming import same
from mnesis.semantic.decay import MONTH, RATES

AGAIN = 0.15
"""The share of the way to 1 that hearing the same again goes."""
SUPPOSED = 0.6
"""What a preference that nobody stated counts at most: "inferred from behaviour" on the specification's scale."""

_STATED = (SourceType.STATED, SourceType.CORRECTED)
_FIRMNESS = (SourceType.INFERRED, SourceType.OBSERVED, SourceType.STATED, SourceType.CORRECTED)


@dataclass(slots=True)
class _Standing:
    """One value, and what speaks for it since it last came up."""

    value: str
    strength: float = 0.0
    source: SourceType = SourceType.INFERRED
    times: int = 0
    episodes: dict[str, None] = field(default_factory=dict)
    at: str = ""

    def hear(self, event: Event) -> None:
        """With m the larger of what it was and what this says, hearing it again makes it m + (1 - m) * 0.15. A strength
        set by hand is taken as it is."""
        weight = weight_of(event)
        most = max(self.strength, weight)
        self.strength = weight if exact(event) or not self.times else most + (1.0 - most) * AGAIN
        self.value, self.at = event["value"], event["at"]
        self.source = max(self.source, SourceType(event["source"]), key=_FIRMNESS.index)
        self.times += 1
        self.episodes.update(_evidence(event))


def stated(event: Event) -> bool:
    """Somebody said it, rather than let it be seen."""
    return event["source"] in _STATED


def exact(event: Event) -> bool:
    return bool(event.get("exact"))


def weight_of(event: Event) -> float:
    """How much an event says by itself, in [0, 1]."""
    strength = min(1.0, max(0.0, float(event.get("strength", 0.0))))
    return strength if stated(event) else min(strength, SUPPOSED)


def fold(stem: Preference, events: Iterable[Event], now: datetime) -> Preference | None:
    """The preference that a log makes, or None where it says nothing.

    A stated value replaces another at once. One that is only inferred counts for itself until it is stronger than what
    holds (which fades meanwhile) and replaces it then. What is withdrawn has strength 0, until it is wished for again.
    Every event stays in `history`.
    """
    log = in_order(events)
    held = _outcome(log)
    if held is None:
        return None
    return replace(
        stem,
        value=held.value,
        strength=held.strength,
        evidence_count=held.times,
        source_type=held.source,
        source_episodes=tuple(held.episodes),
        history=log,
        updated_at=now,
    )


def _outcome(log: Log) -> _Standing | None:
    held: _Standing | None = None
    rivals: dict[str, _Standing] = {}
    for event in log:
        if held is None:
            held = _Standing(event["value"])
        if event["event"] == WITHDRAWN:
            if _overturns(event, weight_of(event), held):
                held, rivals = _ended(held, event), {}
            continue
        if same(event["value"]) == same(held.value):
            held.hear(event)
            continue
        rival = rivals.setdefault(same(event["value"]), _Standing(event["value"]))
        rival.hear(event)
        if _overturns(event, rival.strength, held):
            held, rivals = rival, {}
    return held


def _evidence(event: Event) -> dict[str, None]:
    return {event["episode"]: None} if event.get("episode") else {}


def _overturns(event: Event, strength: float, held: _Standing) -> bool:
    if stated(event) or not held.times:
        return True
    return strength >= faded(held.strength, from_iso(held.at), from_iso(event["at"]))


def _ended(held: _Standing, event: Event) -> _Standing:
    source = SourceType(event["source"])
    return _Standing(held.value, 0.0, source, 0, _evidence(event), event["at"])


def faded(strength: float, since: datetime, now: datetime) -> float:
    """The strength of a preference that was last confirmed at `since`: it fades as tastes do, 0.02 a month, and never
    below 0."""
    return max(0.0, strength - RATES[Decay.TASTE] * (max(timedelta(), now - since) / MONTH))


def confirmed_at(preference: Preference) -> datetime:
    """When the value was last said: what its fading counts from."""
    told = _told(preference)
    return from_iso(told[-1]["at"]) if told else preference.updated_at


def _told(preference: Preference) -> list[Event]:
    """The events that speak for its present value, oldest first."""
    value = same(preference.value)
    return [one for one in preference.history if one["event"] == TOLD and same(one["value"]) == value]


def log_of(preference: Preference) -> Log:
    """Its log. One that came without (another program wrote it) is taken as told once by each of its episodes."""
    if preference.history:
        return preference.history
    fields = {
        "event": TOLD,
        "at": to_iso(preference.updated_at),
        "value": preference.value,
        "strength": preference.strength,
        "source": preference.source_type.value,
    }
    return tuple({**fields, **who} for who in [{"episode": id} for id in preference.source_episodes] or [{"by": HAND}])


def instead_of(preference: Preference) -> str | None:
    """What is not wanted in its place, where the words last said so."""
    return next((str(one["instead_of"]) for one in reversed(_told(preference)) if one.get("instead_of")), None)


def says(preference: Preference) -> str:
    """The preference in words: "tools preference: package manager: pnpm, not npm"."""
    unwanted = instead_of(preference)
    key = preference.key.replace("_", " ")
    return f"{preference.category} preference: {key}: {preference.value}" + (f", not {unwanted}" if unwanted else "")


def keys_of(preference: Preference) -> tuple[Key, ...]:
    """Its words, unless nobody wants it any more."""
    return (Key(preference.id, KeyKind.TEXT, text=says(preference)),) if preference.strength > 0 else ()
