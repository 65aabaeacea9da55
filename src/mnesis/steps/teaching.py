"""What a user changes by hand: taught outright, set right, joined and parted. Each verb is one decision."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.errors import NotFound
from mnesis.model import (
    Audit,
    Change,
    Claim,
    Clock,
    EntityType,
    Learned,
    Named,
    Outcome,
    Preference,
    Procedure,
    Recipe,
    Wish,
    as_utc,
    within,
)
from mnesis.procedural.by_hand import Hand
from mnesis.procedural.confidence import outcome
from mnesis.procedural.lesson import Lesson as Practised
from mnesis.semantic.amending import Amender, Assertion
from mnesis.semantic.lookup import meant
from mnesis.semantic.merging import Decision, merge, split, undo
from mnesis.semantic.reconciling import reconcile
from mnesis.steps.understanding import Lesson
from mnesis.steps.writing import Decided, Writer


@dataclass(frozen=True, slots=True)
class Teacher:
    """Changes by hand what is known in one scope."""

    writer: Writer
    clock: Clock

    def teach(self, what: Claim | Wish | Recipe) -> Learned:
        """Learn a fact, a preference or a procedure outright. Raises InvalidInput."""
        match what:
            case Claim():
                told = Assertion(
                    subject=what.subject,
                    predicate=what.predicate,
                    object=what.object,
                    valid_from=what.valid_from,
                    valid_until=what.valid_until,
                    also=what.also,
                )
                return self._learned(lambda: Lesson(tuple(self._amender().assert_fact(told).changes)))
            case Wish():
                return self._practised(
                    lambda hand: hand.prefer(
                        what.category, what.key, what.value, instead_of=what.instead_of, strength=what.strength
                    )
                )
            case Recipe():
                return self._practised(
                    lambda hand: hand.teach(what.trigger, what.steps, name=what.name, context=what.context)
                )

    def correct(self, id: str, value: str | None, start: datetime | None, until: datetime | None) -> Learned:
        """Set right what a fact or a preference says, or when a fact holds; None of all: it was wrong. Raises
        NotFound, InvalidInput."""
        for one in self.writer.store.get(Preference, [id], within(self.writer.scope)):
            return self._preferred(one, value)
        if value is None and start is None and until is None:
            return self._learned(lambda: Lesson(tuple(self._amender().retract(id).changes)))
        return self._learned(
            lambda: Lesson(
                tuple(self._amender().correct(id, value, valid_from=start, valid_until=until).changes),
            )
        )

    def outcome(self, id: str, how: Outcome, note: str | None) -> Procedure:
        """How a procedure went. Raises NotFound."""
        self.writer.write(lambda: Decided(outcome(self._procedure(id), how, as_utc(self.clock()), note), None))
        return self._procedure(id)

    def merge(self, one: str, other: str) -> Audit:
        """Let `other` be `one`. Raises NotFound, InvalidInput."""
        store, scope = self.writer.store, self.writer.scope
        return self._decided(
            lambda: merge(store, scope, meant(store, scope, one).id, meant(store, scope, other).id, self.clock)
        )

    def split(self, entity: str, facts: Sequence[str], name: str, type: EntityType | None) -> Audit:
        """Part an entity in two. Raises NotFound, InvalidInput."""
        store, scope = self.writer.store, self.writer.scope

        def decide() -> Decision:
            old = meant(store, scope, entity)
            return split(store, scope, old.id, facts, Named(name=name, type=type or old.type), self.clock)[1]

        return self._decided(decide)

    def undo(self, audit_id: str) -> Audit:
        """Take back a merge or a split. Raises NotFound, InvalidInput."""
        return self._decided(lambda: undo(self.writer.store, self.writer.scope, audit_id, self.clock))

    # --- how -------------------------------------------------------------------------------------------------

    def _amender(self) -> Amender:
        return Amender(self.writer.store, self.writer.scope, self.clock)

    def _preferred(self, one: Preference, value: str | None) -> Learned:
        if value is None:
            return self._practised(lambda hand: hand.prefer(one.category, one.key, one.value, strength=0.0))
        return self._practised(lambda hand: hand.prefer(one.category, one.key, value, instead_of=one.value))

    def _practised(self, act: Callable[[Hand], Practised]) -> Learned:
        def decide() -> Lesson:
            lesson = act(Hand(self.writer.store, self.writer.scope, self.clock))
            return Lesson(lesson.changes, lesson.changed)

        return self._learned(decide)

    def _learned(self, decide: Callable[[], Lesson]) -> Learned:
        def decided() -> Decided[Lesson]:
            lesson = decide()
            return Decided(lesson.changes, lesson)

        written = self.writer.write(decided)
        receipt = written.outcome.learned()
        return replace(receipt, notices=(*written.notices, *receipt.notices))

    def _decided(self, decide: Callable[[], Decision]) -> Audit:
        def decided() -> Decided[Decision]:
            decision = decide()
            changes: Sequence[Change] = decision.changes
            return Decided(changes, decision)

        decision = self.writer.write(decided).outcome
        store, scope, now = self.writer.store, self.writer.scope, as_utc(self.clock())
        self.writer.write(lambda: Decided(reconcile(store, scope, decision.entities, now), None))
        return decision.line

    def _procedure(self, id: str) -> Procedure:
        for one in self.writer.store.get(Procedure, [id], within(self.writer.scope)):
            return one
        raise NotFound(kind="procedure", id=id)
