"""Learning facts: what was found in passages, held against what is known, as changes."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnesis.errors import InvalidInput
from mnesis.extraction.contract import Passage
from mnesis.model import (
    Change,
    Claim,
    Clock,
    Entity,
    Event,
    Findings,
    Named,
    Scope,
    SourceType,
    What,
    as_utc,
    predicate_name,
    predicate_of,
)
from mnesis.semantic.ledger import Ledger, Statement
from mnesis.semantic.objects import plain
from mnesis.semantic.resolution import Entities
from mnesis.semantic.shelf import Asked
from mnesis.semantic.telling import claim_object
from mnesis.stores.contract import Store


@dataclass(frozen=True, slots=True)
class Learnt:
    """What is to be applied, and notices about what could not be learnt as it was said."""

    changes: list[Change]
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Learner:
    """Learns the facts of one scope of a store."""

    store: Store
    scope: Scope
    clock: Clock

    def changes(self, told: Sequence[tuple[Passage, Findings]]) -> list[Change]:
        """See `learn`."""
        return self.learn(told).changes

    def learn(self, told: Sequence[tuple[Passage, Findings]]) -> Learnt:
        """What becomes of the claims in a batch of passages; nothing of what was learnt from the same passage before.
        Applying it raises Conflict where somebody else was faster: then learn again."""
        said = [(passage, findings, claim) for passage, findings in told for claim in findings.claims]
        if not said:
            return Learnt([])
        draft = Draft(self.store, self.scope, self.clock)
        draft.load([claim for _, _, claim in said])
        for passage, findings, claim in sorted(said, key=lambda one: as_utc(one[0].time)):
            draft.learn(passage, findings.extractor, claim)
        return draft.learnt()


class Draft:
    """What is being learnt at one moment: entities and facts, as they would be."""

    def __init__(self, store: Store, scope: Scope, clock: Clock) -> None:
        self.now = as_utc(clock())
        self.entities = Entities(store, scope, self.now)
        self.ledger = Ledger(store, scope, self.now, self.entities)
        self._notices: list[str] = []

    def load(self, claims: Sequence[Claim]) -> None:
        """Read all that claims may be about, in a few queries."""
        subjects = {claim.subject.name for claim in claims}
        things = {thing.name for claim in claims if isinstance(thing := claim_object(claim), Named)}
        self.entities.load(subjects | things)
        self.ledger.load_asked([asked(claim) for claim in claims])

    def learn(self, passage: Passage, extractor: str | None, claim: Claim) -> str | None:
        """Enter a claim; the id of the fact that it is now part of. None where it says nothing new of anything."""
        try:
            return self._learn(claim, said_in(passage, extractor, claim, self))
        except InvalidInput as error:
            self._notices.append(f"Not learnt from {passage.id}: {error}")
            return None

    def _learn(self, claim: Claim, said: Event) -> str | None:
        thing = claim_object(claim)
        if self.heard(claim, said):
            return None
        subject = self.entities.entity(claim.subject, said.moment)
        meant = self.entities.entity(thing, said.moment) if isinstance(thing, Named) and thing.name.strip() else None
        statement = stated(claim, subject, meant, said)
        if statement.predicate == "named" and said.what is What.STATED and statement.object.strip():
            self.entities.call(subject, statement.object)
        entry = self.ledger.tell(statement)
        return entry.fact.id if entry else None

    def heard(self, claim: Claim, said: Event) -> bool:
        """Whether this was learnt from the same episode before."""
        statement = self.meant(claim, said)
        return statement is not None and self.ledger.heard(statement)

    def meant(self, claim: Claim, said: Event) -> Statement | None:
        """A claim with its names resolved as far as they are known, no mention counted; None where nobody knows of its
        subject. Raises InvalidInput for names that cannot be."""
        thing = claim_object(claim)
        subject = self.entities.known(claim.subject)
        meant = self.entities.known(thing) if isinstance(thing, Named) and thing.name.strip() else None
        return stated(claim, subject, meant, said) if subject else None

    def learnt(self) -> Learnt:
        """What is to be applied."""
        return Learnt([*self.entities.changes(), *self.ledger.changes()], (*self._notices, *self.entities.notices))


def asked(claim: Claim) -> Asked:
    """What must be known before a claim can be learnt: of what takes many values that are entities, only the same."""
    predicate, thing = predicate_of(claim.predicate), claim_object(claim)
    alone = predicate.object and not (predicate.functional or predicate.opposite or claim.corrects)
    objects = (thing.name,) if alone and isinstance(thing, Named) else ()
    return Asked(claim.subject.name, predicate.name, objects)


def stated(claim: Claim, subject: Entity, thing: Entity | None, said: Event) -> Statement:
    """A claim whose names have been resolved."""
    given = claim.object.name if isinstance(claim.object, Named) else claim.object
    return Statement(
        subject=subject, predicate=predicate_name(claim.predicate), object=given.strip(), thing=thing, said=said
    )


def said_in(passage: Passage, extractor: str | None, claim: Claim, draft: Draft) -> Event:
    """A claim as the first line of a log."""
    return Event(
        at=draft.now,
        what=What.ENDED if claim.ended else What.STATED,
        episode=passage.id,
        said=as_utc(claim.said or passage.time),
        quote=claim.quote,
        extractor=extractor,
        valid_from=as_utc(claim.valid_from) if claim.valid_from else None,
        valid_until=as_utc(claim.valid_until) if claim.valid_until else None,
        confidence=min(1.0, max(0.0, claim.confidence)),
        source_type=SourceType.CORRECTED if claim.corrects else claim.source_type,
        also=claim.also,
        corrects=claim.corrects,
        instead_of=plain(claim.instead_of) or None if claim.instead_of else None,
        label=claim.label,
    )
