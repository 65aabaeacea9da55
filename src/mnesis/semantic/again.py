"""Extracting again: what a newer extractor finds in episodes, held against what an older one had found there.

What both found is noted; what is new is added; what is found no more is withdrawn, unless a hand or a correction made
it. Logs keep all of it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from mnesis.errors import InvalidInput
from mnesis.extraction.contract import Passage
from mnesis.model import Change, Claim, Clock, Event, Fact, Findings, Scope, SourceType, What, as_utc, within
from mnesis.semantic.entry import Entry
from mnesis.semantic.history import events_of
from mnesis.semantic.learner import Draft, said_in
from mnesis.semantic.telling import told
from mnesis.stores.contract import Store


class Sign(StrEnum):
    """What became of a fact: `+` found anew, `−` found no more, `~` another value or time instead."""

    ADDED = "+"
    WITHDRAWN = "−"
    CHANGED = "~"


@dataclass(frozen=True, slots=True)
class Difference:
    """A line to show: the fact in words before and after, None where there was or is none."""

    sign: Sign
    episode: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to be applied, what it changes in words, and notices. Applying it raises Conflict where somebody else was
    faster: then revise again."""

    changes: list[Change]
    differences: tuple[Difference, ...]
    notices: tuple[str, ...] = ()


class Reviser:
    """Revises the facts of one scope. Reads all of them once, to know which episode is behind which."""

    def __init__(self, store: Store, scope: Scope, clock: Clock) -> None:
        self._store, self._scope, self._clock = store, scope, clock
        self._behind: dict[str, set[str]] = {}
        for fact in store.scan(Fact, within(scope)):
            for event in events_of(fact):
                if event.episode:
                    self._behind.setdefault(event.episode, set()).add(fact.id)

    def revised(self, told: Sequence[tuple[Passage, Findings]]) -> Revision:
        """What a newer extractor's findings change. Findings may be empty: then all that was found is withdrawn."""
        draft = Draft(self._store, self._scope, self._clock)
        known = {id for passage, _ in told for id in self._behind.get(passage.id, ())}
        draft.load([claim for _, findings in told for claim in findings.claims])
        draft.ledger.load_around(self._store.get(Fact, sorted(known), within(self._scope)))
        lines: list[Difference] = []
        for passage, findings in sorted(told, key=lambda one: as_utc(one[0].time)):
            lines += _Episode(draft, passage, findings).revised()
        learnt = draft.learnt()
        return Revision(learnt.changes, tuple(lines), learnt.notices)


class _Episode:
    """One passage, what was found in it before, and what is found now."""

    def __init__(self, draft: Draft, passage: Passage, findings: Findings) -> None:
        self._draft, self._passage, self._findings = draft, passage, findings
        self._before = {entry.fact.id: told(entry.outcome()) for entry in self._standing()}

    def revised(self) -> Iterable[Difference]:
        kept: set[str] = set()
        added: list[str] = []
        for claim in self._findings.claims:
            id = self._again(claim)
            if id is None:
                id = self._draft.learn(self._passage, self._findings.extractor, claim)
                added += [id] if id and id not in self._before else []
            kept.update([id] if id else [])
        lost = [entry for entry in self._standing() if entry.fact.id not in kept and self._may_go(entry)]
        return [*self._kept(kept), *self._lost(lost, added), *self._added(added)]

    def _standing(self) -> list[Entry]:
        """The facts for which this episode counts."""
        return [
            one
            for one in self._draft.ledger.entries.values()
            if any(said.episode == self._passage.id for said in one.state.sayings)
        ]

    def _again(self, claim: Claim) -> str | None:
        """The fact that this episode was found to state before, with the newer finding noted; None where there is
        none."""
        try:
            said = said_in(self._passage, self._findings.extractor, claim, self._draft)
            statement = self._draft.meant(claim, said)
        except InvalidInput:
            return None  # and learning it says why
        here = self._draft.ledger.alike(statement) if statement else []
        for entry in here:
            for old in reversed(entry.state.sayings):
                if old.episode == said.episode and (old.what is What.ENDED) == (said.what is What.ENDED):
                    self._note(entry, old, said)
                    return entry.fact.id
        return None

    def _note(self, entry: Entry, old: Event, said: Event) -> None:
        if old.extractor == said.extractor:
            return
        log = [] if _says_the_same(old, said) else [self._withdrawal()]
        again = [one for one in entry.state.sayings if log and one.episode == said.episode and one.what != old.what]
        self._draft.ledger.log(entry.fact.id, *log, *again, replace(said, what=old.what))

    def _withdrawal(self, by: str | None = None) -> Event:
        findings, passage = self._findings, self._passage
        return Event(at=self._draft.now, what=What.WITHDRAWN, episode=passage.id, extractor=findings.extractor, by=by)

    def _may_go(self, entry: Entry) -> bool:
        """Whether nothing but an older extractor is behind what this episode says."""
        by_hand = any(one.extractor is None for one in entry.state.sayings)
        here = [one for one in entry.state.sayings if one.episode == self._passage.id]
        older = all(one.extractor and one.extractor != self._findings.extractor for one in here)
        return older and not by_hand and entry.state.source_type is not SourceType.CORRECTED

    def _kept(self, ids: Iterable[str]) -> Iterable[Difference]:
        for id in sorted(set(ids) & self._before.keys()):
            before, after = self._before[id], self._told(id)
            if before != after:
                yield Difference(Sign.CHANGED, self._passage.id, before, after)

    def _lost(self, entries: Sequence[Entry], added: list[str]) -> Iterable[Difference]:
        """Withdraw what was not found again. What came instead, of the same subject and predicate, is taken off
        `added`."""
        for entry in entries:
            facts = [(id, self._draft.ledger.entries[id].fact) for id in added]
            about = entry.fact.entity_id, entry.fact.predicate
            instead = next((id for id, fact in facts if (fact.entity_id, fact.predicate) == about), None)
            self._draft.ledger.log(entry.fact.id, self._withdrawal(instead))
            before = self._before[entry.fact.id]
            if instead:
                added.remove(instead)
                yield Difference(Sign.CHANGED, self._passage.id, before, self._told(instead))
            elif not entry.state.sayings:
                yield Difference(Sign.WITHDRAWN, self._passage.id, before, None)

    def _added(self, ids: Iterable[str]) -> Iterable[Difference]:
        return [Difference(Sign.ADDED, self._passage.id, None, self._told(id)) for id in ids]

    def _told(self, id: str) -> str:
        return told(self._draft.ledger.entries[id].outcome())


def _says_the_same(old: Event, new: Event) -> bool:
    names = ("valid_from", "valid_until", "confidence", "source_type", "also", "corrects", "instead_of")
    return all(getattr(old, name) == getattr(new, name) for name in names)
