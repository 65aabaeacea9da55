"""Somebody who says things, a clock, and a learner that hears them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any

from mnesis.extraction.contract import Passage
from mnesis.model import (
    Add,
    Claim,
    EntityType,
    Episode,
    Fact,
    Findings,
    Key,
    Named,
    Scope,
    Session,
    as_utc,
    predicate_of,
    within,
)
from mnesis.semantic.learner import Learner
from mnesis.stores.contract import Store
from mnesis.testing.values import HERE, FakeClock, make_episode, make_session

TYPES = {"user": EntityType.PERSON, "Nadia": EntityType.PERSON}


def day(text: str) -> datetime:
    return as_utc(datetime.fromisoformat(text).replace(tzinfo=UTC))


def claim(subject: str, predicate: str, object: str, **given: Any) -> Claim:
    """A claim whose quote is its three words; times as ISO text."""
    times = {name: day(value) for name, value in given.items() if isinstance(value, str) and name.startswith("valid")}
    kind = predicate_of(predicate).object
    return Claim(
        subject=Named(name=subject, type=TYPES.get(subject, EntityType.OTHER)),
        predicate=predicate,
        object=Named(name=object, type=kind) if kind and object else object,
        quote=given.pop("quote", f"{subject} {predicate} {object}"),
        **{**given, **times},
    )


@dataclass
class Talk:
    """Tells a store what was said; `at` is when, which is also the time of the clock unless it stands `still`."""

    store: Store
    clock: FakeClock = field(default_factory=lambda: FakeClock(day("2020-01-01")))
    scope: Scope = HERE
    still: bool = False
    extractor: str = "rules/1"

    def say(self, at: str, *claims: Claim, words: str | None = None) -> str:
        """One episode with its claims, learnt at once; its id."""
        [id] = self.tell([(at, claims)], words)
        return id

    def tell(self, said: Sequence[tuple[str, Sequence[Claim]]], words: str | None = None) -> list[str]:
        """Several episodes, learnt in one batch."""
        told = []
        for at, claims in said:
            text = words or "; ".join(one.quote for one in claims)
            id = hashlib.blake2b(f"{at}{text}".encode(), digest_size=8).hexdigest()
            episode = make_episode(id, text, timestamp=day(at), scope=self.scope)
            self.store.apply([Add(make_session(scope=self.scope)), Add(episode, (Key(id),))])
            told.append((passage(episode), Findings(extractor=self.extractor, claims=tuple(claims))))
        if not self.still:
            self.clock.now = max(self.clock.now, *(one.time for one, _ in told))
        self.store.apply(Learner(self.store, self.scope, self.clock).changes(told))
        return [one.id for one, _ in told]

    def facts(self, **wanted: Any) -> list[Fact]:
        """Every fact with these values, by arrival."""
        found = self.store.find(Fact, within(self.scope))
        return [one for one in found if all(getattr(one, name) == value for name, value in wanted.items())]

    def fact(self, **wanted: Any) -> Fact:
        [one] = self.facts(**wanted)
        return one


def passage(episode: Episode) -> Passage:
    return Passage(
        id=episode.id, text=episode.text, actor=episode.actor, speaker=episode.speaker, time=episode.timestamp
    )


def bare(fact: Fact) -> Fact:
    """A fact without what differs from one arrival to another."""
    return replace(
        fact, history=(), version=0, created_at=fact.scope and day("2000-01-01"), updated_at=day("2000-01-01")
    )


__all__ = ["Session", "Talk", "bare", "claim", "day", "passage"]
