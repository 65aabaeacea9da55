"""Everything a scope knows that belongs on its pages, read in a few queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from mnesis.model import (
    All,
    Day,
    Digest,
    Entity,
    EntityType,
    Episode,
    Fact,
    Learnt,
    Preference,
    Procedure,
    Recurring,
    Scope,
    Where,
    within,
)
from mnesis.procedural.asking import PRESENT, preferences
from mnesis.reflection.digests import DIGESTS, digest_id, read
from mnesis.reflection.learning import learnt
from mnesis.reflection.pages.known import PAST, UNSURE, Known
from mnesis.reflection.recurring import recurring_entities, recurring_facts
from mnesis.semantic.decay import decayed
from mnesis.semantic.history import events_of
from mnesis.semantic.naming import entity_id, user_id
from mnesis.semantic.standing import STANDING, canonical, entities
from mnesis.stores.contract import Store

DAYS = 14
"""Days that are told on a page, at most."""
_BATCH = 5_000


@dataclass(frozen=True, slots=True)
class Records:
    """All facts, preferences and procedures of a scope, and the session of every episode that facts stand on."""

    facts: Sequence[Fact]
    preferences: Sequence[Preference]
    procedures: Sequence[Procedure]
    sessions: Mapping[str, str]

    def learnt(self, day: Day, sensitive: bool) -> tuple[Learnt, ...]:
        """What was learnt on a day, as far as it may be told."""
        found = learnt(day, self.facts, self.preferences, self.procedures)
        return tuple(one for one in found if sensitive or not one.sensitive)


def records(store: Store, scope: Scope) -> Records:
    """Read them all."""
    facts = store.find(Fact, within(scope))
    ids = list({one.episode for fact in facts for one in events_of(fact) if one.episode})
    sessions: dict[str, str] = {}
    for at in range(0, len(ids), _BATCH):
        found = store.pick(Episode, scope, ids[at : at + _BATCH], ("session_id",))
        sessions.update((id, str(session)) for id, (session,) in found.items())
    return Records(facts, store.find(Preference, within(scope)), store.find(Procedure, within(scope)), sessions)


def believed(facts: Iterable[Fact], now: datetime) -> list[Fact]:
    """Those that hold now, and what was visited and attended."""
    return [
        one
        for one in facts
        if one.known_until is None
        and (one.valid_until is None or one.valid_until > now or one.predicate in PAST)
        and decayed(one, now) >= UNSURE
    ]


def known(store: Store, scope: Scope, now: datetime, kept: Records, sensitive: bool) -> Known:
    """What the pages of a scope tell at `now`."""
    entities = _entities(store, scope, kept.facts)
    held = believed(kept.facts, now)
    digests = _digests(store, scope)
    users = the_user(store, scope)
    return Known(
        scope=scope,
        now=now,
        users=frozenset(one.id for one in users),
        user=users[-1] if users else None,
        facts=tuple(one for one in held if sensitive or not one.sensitive),
        entities=entities,
        preferences=tuple(preferences(store, scope, now)),
        procedures=tuple(store.find(Procedure, within(scope, PRESENT))),
        digests=digests,
        learnt={one.date.isoformat(): kept.learnt(Day(one.date), sensitive) for one in digests},
        recurring=_recurring(store, scope, held, kept.sessions, sensitive),
        secret=frozenset() if sensitive else secret(kept.facts),
        sensitive=sensitive,
    )


def _recurring(
    store: Store, scope: Scope, held: Sequence[Fact], sessions: Mapping[str, str], sensitive: bool
) -> tuple[Recurring, ...]:
    """Facts that recur, and entities other than the user that do."""
    own = {one.id for one in the_user(store, scope)}
    others = {id: one for id, one in _entities(store, scope, held).items() if one.id not in own}
    found = [*recurring_facts(held, sessions), *recurring_entities(held, others, sessions)]
    return tuple(one for one in found if sensitive or not one.sensitive)


def the_user(store: Store, scope: Scope) -> list[Entity]:
    """The entities that are the user: the one behind "I", and the one person under whose name somebody speaks as the
    user, if there is exactly one; that one last."""
    spoken = within(scope, Where("actor", "eq", "user"))
    speakers = store.distinct(Episode, "speaker", scope)
    told = (name for name in speakers if store.find(Episode, All((spoken, Where("speaker", "eq", name))), limit=1))
    named = list(islice(told, 2))
    names = [entity_id(scope, EntityType.PERSON, name) for name in named if len(named) == 1]
    return entities(store, scope, [user_id(scope), *names])


def _entities(store: Store, scope: Scope, facts: Iterable[Fact]) -> dict[str, Entity]:
    """What these facts speak of, by every id under which they do."""
    ends = canonical(store, scope, {id for one in facts for id in (one.entity_id, one.object_id) if id})
    there = {one.id: one for one in store.get(Entity, sorted(set(ends.values())), within(scope, STANDING))}
    return {id: there[end] for id, end in ends.items() if end in there}


def _digests(store: Store, scope: Scope) -> tuple[Digest, ...]:
    """The latest ones. A digest that came back by an import is under another id, and none of ours."""
    found = store.find(Episode, within(scope, DIGESTS), order=("-timestamp",), limit=2 * DAYS)
    told = ((one.id, read(one)) for one in found)
    own = (digest for id, digest in told if digest and digest.points and id == digest_id(scope, digest.date))
    return tuple(islice(own, DAYS))


def secret(facts: Iterable[Fact]) -> frozenset[str]:
    """Episodes whose words speak of something sensitive."""
    return frozenset(one.episode for fact in facts if fact.sensitive for one in events_of(fact) if one.episode)
