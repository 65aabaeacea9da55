"""What people think of answers and memories, kept for learning. It changes no ranking."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field

from mnesis.episodic.identity import new_id
from mnesis.errors import NotFound
from mnesis.model import (
    Add,
    Change,
    Clock,
    Episode,
    Erase,
    Expect,
    Fact,
    Feedback,
    Kind,
    Preference,
    Procedure,
    Recall,
    Scope,
    Where,
    as_utc,
    check_given,
    stored,
    within,
)
from mnesis.steps.insisting import insist
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Store

JUDGED: tuple[Kind, ...] = (Episode, Fact, Preference, Procedure)
"""The kinds of records that can be judged."""


@dataclass(frozen=True, slots=True)
class Opinion:
    """How good something was, and what is said about it."""

    rating: float
    query: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Judge:
    """Keeps what is thought of one scope of a store."""

    store: Store
    scope: Scope
    clock: Clock
    archive: Archive = field(default=NOTHING)

    def of_answer(self, id: str, hits: Sequence[str], opinion: Opinion) -> Feedback:
        """Of an answer and its hits, of which those are named that are memories of this scope and still there. Raises
        InvalidInput."""
        for one in hits:
            check_given("hit", one, str)
        there = self.store.pick(Episode, self.scope, hits, ()).keys() | self.archive.holds(self.scope, hits)
        made = self._made(id, opinion, [one for one in hits if one in there])
        self.store.apply([Add(made)])
        return made

    def of_record(self, id: str, opinion: Opinion) -> Feedback:
        """Of a memory, fact, preference or procedure, which cannot be erased meanwhile. Raises NotFound,
        InvalidInput."""
        made = self._made(id, opinion)
        insist(lambda: self.store.apply([*self._guard(id), Add(made)]))
        return made

    def _made(self, id: str, opinion: Opinion, hits: Sequence[str] | None = None) -> Feedback:
        made = Feedback(
            id=new_id(self.clock),
            scope=self.scope,
            at=as_utc(self.clock()),
            subject=id,
            rating=opinion.rating,
            query=opinion.query,
            note=opinion.note,
            detail={} if hits is None else {"hits": hits},
        )
        return stored(made)

    def _guard(self, id: str) -> list[Expect]:
        for kind in JUDGED:
            for (version,) in self.store.pick(kind, self.scope, [id], ("version",)).values():
                return [Expect(kind, self.scope, id, version)]
        if self.archive.holds(self.scope, [id]):
            return []
        raise NotFound(kind="memory, fact, preference or procedure", id=id)


def answered(recall: Recall, scope: Scope) -> list[str]:
    """The ids of the hits of an answer of this scope. Raises NotFound where it is another's."""
    if recall.scope != scope:
        raise NotFound(kind="answer", id=recall.id)
    return [one.id for one in recall]


def erased(store: Store, changes: Iterable[Change]) -> set[str]:
    """The ids of what can be judged that these changes would erase now."""
    erasures = [one for one in changes if isinstance(one, Erase) and one.kind in JUDGED]
    return {record.id for one in erasures for record in store.scan(one.kind, one.where)}


def unjudged(store: Store, scope: Scope, gone: Collection[str]) -> list[Change]:
    """Erase what was thought of these records, and of answers that had one of them."""
    named = tuple(one.id for one in store.scan(Feedback, within(scope)) if not _named(one).isdisjoint(gone))
    return [Erase(Feedback, within(scope, Where("id", "in", named)))] if named else []


def _named(feedback: Feedback) -> set[str]:
    return {feedback.subject, *feedback.detail.get("hits", ())}
