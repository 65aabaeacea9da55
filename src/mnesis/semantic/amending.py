"""Facts changed by hand: what somebody says of their own memory counts as much as what they said in passing."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from mnesis.episodic.identity import new_id
from mnesis.errors import InvalidInput, NotFound
from mnesis.model import (
    Add,
    Audit,
    Change,
    Clock,
    Entity,
    Event,
    Fact,
    Named,
    Scope,
    SourceType,
    What,
    as_utc,
    predicate_name,
    predicate_of,
    within,
)
from mnesis.semantic.ledger import Ledger, Statement
from mnesis.semantic.objects import plain
from mnesis.semantic.resolution import Entities
from mnesis.stores.contract import Store

CONFIRMED = 0.9
"""What a fact is worth at least that somebody confirmed when asked (the specification's scale)."""


@dataclass(frozen=True, slots=True)
class Amended:
    """The fact that now says what was meant, and what is to be applied. Applying it raises Conflict where somebody else
    was faster: then amend again."""

    id: str
    changes: list[Change]


@dataclass(frozen=True, slots=True, kw_only=True)
class Assertion:
    """A fact told by hand. `object` is an entity where it is Named, or where the predicate asks for one."""

    subject: Named
    predicate: str
    object: Named | str
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    also: bool = False


class Amender:
    """Changes the facts of one scope by hand. Each verb leaves a line in the trail, without content. `episode` keeps
    the words in which that was said, where there are any."""

    def __init__(self, store: Store, scope: Scope, clock: Clock, episode: str | None = None) -> None:
        self._store, self._scope, self._clock, self._episode = store, scope, clock, episode

    def assert_fact(self, told: Assertion) -> Amended:
        """Learn a fact. Raises InvalidInput for a subject, a predicate or an object without a name."""
        if not predicate_name(told.predicate):
            raise InvalidInput(what="predicate of a fact", problem="is empty")
        draft = self._draft()
        said = draft.event(What.STATED, valid_from=told.valid_from, valid_until=told.valid_until, also=told.also)
        subject = draft.entities.entity(told.subject, draft.now)
        draft.ledger.load({told.subject.name}, {told.predicate})
        id = draft.state(subject, told.predicate, told.object, said)
        return self._amended(draft, "assert", id)

    def correct(
        self,
        id: str,
        object: str | None = None,
        *,
        valid_from: datetime | None = None,
        valid_until: datetime | None = None,
    ) -> Amended:
        """Set a fact right: what it says, which was never true then, or only when it holds. Raises NotFound, and
        InvalidInput where there is nothing to set right."""
        draft, fact = self._of(id)
        times = {"valid_from": valid_from, "valid_until": valid_until}
        if object is not None and plain(object) != plain(fact.object):
            said = draft.event(What.STATED, corrects=True, instead_of=plain(fact.object), **times)
            thing = draft.named(fact)
            right = replace(thing, name=object) if isinstance(thing, Named) else object
            return self._amended(draft, "correct", draft.state(draft.subject(fact), fact.predicate, right, said), id)
        if valid_from is None and valid_until is None:
            raise InvalidInput(what="correction", problem="changes nothing: give another object or other times")
        draft.ledger.log(id, draft.event(What.EDITED, **times))
        return self._amended(draft, "correct", id)

    def retract(self, id: str) -> Amended:
        """Take a fact back: it is believed no more, whoever said it. Raises NotFound."""
        draft, _ = self._of(id)
        draft.ledger.log(id, Event(at=draft.now, what=What.WITHDRAWN))
        return self._amended(draft, "retract", id)

    def confirm(self, id: str) -> Amended:
        """Say that a fact holds now. One that is over or not believed is thereby stated anew. Raises NotFound."""
        draft, fact = self._of(id)
        over = fact.valid_until is not None and fact.valid_until <= draft.now
        if over or fact.known_until:
            thing = draft.named(fact)
            again = draft.event(What.STATED)
            return self._amended(draft, "confirm", draft.state(draft.subject(fact), fact.predicate, thing, again), id)
        worth = max(CONFIRMED, fact.confidence)
        confirmed = Event(
            at=draft.now, what=What.CONFIRMED, said=draft.now, confidence=worth, source_type=fact.source_type
        )
        draft.ledger.log(id, confirmed)
        return self._amended(draft, "confirm", id)

    # --- how -------------------------------------------------------------------------------------------------

    def _draft(self) -> "_Draft":
        return _Draft(self._store, self._scope, as_utc(self._clock()), self._episode)

    def _of(self, id: str) -> tuple["_Draft", Fact]:
        """A draft around a fact, and the fact."""
        found = self._store.get(Fact, [id], within(self._scope))
        if not found:
            raise NotFound(kind="fact", id=id)
        draft = self._draft()
        draft.ledger.load_around(found)
        return draft, draft.ledger.entries[id].fact

    def _amended(self, draft: "_Draft", action: str, id: str, of: str | None = None) -> Amended:
        detail = {"fact": id} if of and of != id else {}
        line = Audit(
            id=new_id(self._clock),
            scope=self._scope,
            at=draft.now,
            actor="user",
            action=action,
            subject=of or id,
            detail=detail,
        )
        return Amended(id, [*draft.entities.changes(), *draft.ledger.changes(), Add(line)])


class _Draft:
    """Entities and facts at one moment, and words said by hand at that moment."""

    def __init__(self, store: Store, scope: Scope, now: datetime, episode: str | None) -> None:
        self.now, self.episode = now, episode
        self.entities = Entities(store, scope, now)
        self.ledger = Ledger(store, scope, now, self.entities)
        self._store, self._scope = store, scope

    def event(self, what: What, **given: Any) -> Event:
        """Something said by hand: as strong as anything."""
        for name in ("valid_from", "valid_until"):
            given[name] = as_utc(given[name]) if given.get(name) else None
        source = SourceType.CORRECTED if given.get("corrects") or what is What.EDITED else SourceType.STATED
        given |= {"said": self.now, "episode": self.episode}
        return Event(at=self.now, what=what, confidence=1.0, source_type=source, **given)

    def subject(self, fact: Fact) -> Entity:
        """The entity a fact is about. Raises NotFound."""
        found = self._entity(fact.entity_id)
        if found is None:
            raise NotFound(kind="entity", id=fact.entity_id)
        return found

    def _entity(self, id: str) -> Entity | None:
        return next(iter(self._store.get(Entity, [self.entities.canonical(id)], within(self._scope))), None)

    def named(self, fact: Fact) -> Named | str:
        """The object of a fact, as it is named."""
        thing = self._entity(fact.object_id) if fact.object_id else None
        return Named(name=thing.name, type=thing.type) if thing else fact.object

    def state(self, subject: Entity, predicate: str, object: Named | str, said: Event) -> str:
        """Enter a statement; the id of the fact that it is part of. Raises InvalidInput for an object without a
        name."""
        text = object.name if isinstance(object, Named) else object
        if not plain(text):
            raise InvalidInput(what="object of a fact", problem="is empty")
        kind = predicate_of(predicate).object
        named = Named(name=object, type=kind) if isinstance(object, str) and kind else object
        thing = self.entities.entity(named, self.now) if isinstance(named, Named) else None
        entry = self.ledger.tell(
            Statement(subject=subject, predicate=predicate_name(predicate), object=text.strip(), thing=thing, said=said)
        )
        if entry is None:
            raise AssertionError("a statement with an object is always entered")
        return entry.fact.id
