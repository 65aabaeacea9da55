"""Understanding what was kept: at once, or as a job that outlives the process; and what becomes known by it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum

from mnesis.episodic.identity import new_id
from mnesis.episodic.keys import keys_of
from mnesis.episodic.observe import Observed
from mnesis.extraction.contract import BEFORE, Extractor, Passage, Turn
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.model import (
    RAW,
    Add,
    Change,
    Changed,
    Clock,
    Episode,
    Expect,
    Fact,
    Findings,
    Job,
    Key,
    KeyKind,
    Learned,
    Preference,
    Procedure,
    Put,
    Scope,
    What,
    Where,
    as_utc,
    within,
)
from mnesis.procedural.learner import Learner as Practice
from mnesis.providers.llms.contract import LLM
from mnesis.semantic.learner import Learner as Knowledge
from mnesis.semantic.telling import fact_texts
from mnesis.stores.contract import Store

JOB = "understand"
"""The kind of the jobs that wait for a worker; their payload names `episodes`."""

Told = Sequence[tuple[Passage, Findings]]
Tails = Mapping[str, Sequence[Episode]]
"""Turns by session, oldest first."""


class When(StrEnum):
    """When what is kept is understood."""

    INLINE = "inline"
    """By the call that keeps it, in the same transaction."""
    JOBS = "jobs"
    """By a worker, from a job that is kept in the same transaction."""
    OFF = "off"
    """Not at all, until somebody asks for it."""


class FactKeys(StrEnum):
    """Whether an episode is also found by the facts drawn from it."""

    OFF = "off"
    LEXICAL = "lexical"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Lesson:
    """What passages teach: the changes that keep it, what reads differently in procedures, and notices."""

    changes: tuple[Change, ...] = ()
    changed: tuple[Changed, ...] = ()
    notices: tuple[str, ...] = ()

    def learned(self, episode: str | None = None) -> Learned:
        """The same as its receipt."""
        records = [one.record for one in self.changes if isinstance(one, Add | Put)]
        facts = [one for one in records if isinstance(one, Fact)]
        return Learned(
            facts=tuple(one for one in facts if not _over(one)),
            ended=tuple(one for one in facts if _over(one)),
            preferences=tuple(one for one in records if isinstance(one, Preference)),
            procedures=tuple(one for one in records if isinstance(one, Procedure)),
            changed=self.changed,
            episode=episode,
            notices=self.notices,
        )


def _over(fact: Fact) -> bool:
    """Whether a fact that was known was ended, or set right."""
    ended = len(fact.history) > 1 and fact.history[-1].get("what") == What.ENDED
    return ended or fact.superseded_by is not None or fact.known_until is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """How what is kept is understood: by whom, when, and whether facts become keys of the episodes they came from.
    `llm` is for looking back on it."""

    extractor: Extractor = field(default_factory=RulesExtractor)
    when: When = When.INLINE
    keys: FactKeys = FactKeys.OFF
    llm: LLM | None = None


@dataclass(frozen=True, slots=True)
class Heeded:
    """New turns with all their keys, what they tell, and guards of the turns they were read with. `trouble` is why they
    could not be read, and wait for a worker instead."""

    new: list[Observed]
    told: Told = ()
    guards: Sequence[Change] = ()
    trouble: str | None = None


@dataclass(frozen=True, slots=True)
class Understander:
    """Turns episodes of one scope into facts, preferences and procedures, as changes."""

    store: Store
    scope: Scope
    clock: Clock
    reading: Reading

    def now(self, new: Sequence[Observed], tails: Tails) -> Heeded:
        """The same turns with the keys their facts give them, and what they tell; only what they came with where
        reading waits for a job. `tails` holds the turns that came before these in their sessions, oldest first."""
        given = {one.episode.id: one.message.claims for one in new if one.message.claims}
        if not given and (self.reading.when is not When.INLINE or not new):
            return Heeded(list(new))
        turns = {session: list(tail) for session, tail in tails.items()}
        for one in new:
            turns.setdefault(one.episode.session_id, []).append(one.episode)
        episodes = [one.episode for one in new]
        said = passages(episodes, turns)
        told = [(one, Findings(extractor=None, claims=tuple(given[one.id]))) for one in said if one.id in given]
        trouble = None
        if self.reading.when is When.INLINE:
            try:
                told += self._read([one for one in said if one.id not in given])
            except Exception as error:  # noqa: BLE001 - an edge: an extractor's fault is told, and never costs the words
                trouble = f"Kept, and not understood yet: {type(error).__name__}: {error}"
        keys = {passage.id: self._fact_keys(passage.id, findings) for passage, findings in told}
        found = [replace(one, keys=(*one.keys, *keys.get(one.episode.id, ()))) for one in new]
        guards = unchanged(episodes, turns, told, arriving={one.id for one in episodes})
        return Heeded(found, told, guards, trouble)

    def later(self, heeded: Heeded) -> list[Change]:
        """The job for what is understood later."""
        ids = [one.episode.id for one in heeded.new if not one.message.claims]
        if not ids or not (self.reading.when is When.JOBS or heeded.trouble):
            return []
        now = as_utc(self.clock())
        job = Job(
            id=new_id(self.clock), scope=self.scope, kind=JOB, payload={"episodes": ids}, run_at=now, created_at=now
        )
        return [Add(job)]

    def learn(self, told: Told) -> Lesson:
        """What becomes known. Its changes are guarded against others who learn at the same moment."""
        there = [(passage, findings) for passage, findings in told if findings]
        notices = tuple(text for _, findings in told for text in findings.notices)
        if not there:
            return Lesson(notices=notices)
        facts = Knowledge(self.store, self.scope, self.clock).learn(there)
        practice = Practice(self.store, self.scope, self.clock).learn(there)
        changes = (*facts.changes, *practice.changes)
        return Lesson(changes, practice.changed, tuple(dict.fromkeys((*notices, *facts.notices))))

    def of(self, job: Job) -> Lesson:
        """What the episodes of a job come to. Those erased since come to nothing."""
        wanted = [str(id) for id in job.payload["episodes"]]
        episodes = self.store.get(Episode, wanted, within(self.scope))
        told, kept = self.read_again(episodes)
        lesson = self.learn(told)
        return replace(lesson, changes=(*kept, *lesson.changes))

    def read_again(self, episodes: Sequence[Episode]) -> tuple[Told, list[Change]]:
        """What kept episodes tell, and the changes that let them be found by it. Applied, these raise Conflict where a
        turn that was read with what tells something was changed or erased meanwhile."""
        turns = self._around(episodes)
        told = self._read(passages(episodes, turns))
        keys = self._found_by(episodes, turns, {passage.id: findings for passage, findings in told})
        return told, [*unchanged(episodes, turns, told), *keys]

    def keyed(self, episodes: Sequence[Episode]) -> list[Change]:
        """Those of the episodes that have keys of facts put back with them, where facts are understood at once."""
        now = self.reading.when is When.INLINE and self.reading.keys is not FactKeys.OFF
        return self.read_again(episodes)[1] if now else []

    def _read(self, said: Sequence[Passage]) -> list[tuple[Passage, Findings]]:
        return list(zip(said, self.reading.extractor.extract(said), strict=True))

    def _around(self, episodes: Sequence[Episode]) -> dict[str, list[Episode]]:
        """The turns of their sessions from BEFORE positions ahead of the first of them to the last, in order."""
        turns: dict[str, list[Episode]] = {}
        for session in dict.fromkeys(one.session_id for one in episodes):
            places = [one.position for one in episodes if one.session_id == session]
            part = (Where("position", "ge", min(places) - BEFORE), Where("position", "le", max(places)))
            here = within(self.scope, Where("session_id", "eq", session), RAW, *part)
            turns[session] = self.store.find(Episode, here, order=("position",))
        return turns

    def _found_by(self, episodes: Sequence[Episode], turns: Tails, told: Mapping[str, Findings]) -> list[Change]:
        """Episodes put back with the keys their facts give them."""
        if self.reading.keys is FactKeys.OFF:
            return []
        changes: list[Change] = []
        for one in episodes:
            if keys := self._fact_keys(one.id, told[one.id]):
                before = [turn for turn in earlier(one, turns[one.session_id], 1) if turn.position == one.position - 1]
                own = keys_of(one, before[0] if before else None)
                changes.append(Put(one, (*own, *keys)))
        return changes

    def _fact_keys(self, id: str, findings: Findings) -> list[Key]:
        if self.reading.keys is FactKeys.OFF:
            return []
        dense = self.reading.keys is FactKeys.BOTH
        texts = enumerate(fact_texts(findings))
        return [Key(id, KeyKind.FACT, ordinal, text, dense=dense) for ordinal, text in texts]


def unchanged(
    episodes: Sequence[Episode], turns: Tails, told: Told, arriving: Collection[str] = frozenset()
) -> list[Change]:
    """Changes that raise Conflict where an episode that tells something, or one of the turns it was read with, was
    changed or erased since: nothing is learnt from what is gone. Those that are only `arriving` cannot have been."""
    telling = {passage.id for passage, findings in told if findings}
    read = {
        turn.id: turn
        for one in episodes
        if one.id in telling
        for turn in (*earlier(one, turns[one.session_id], BEFORE), one)
        if turn.id not in arriving
    }
    return [Expect(Episode, one.scope, one.id, one.version) for one in read.values()]


def earlier(one: Episode, turns: Sequence[Episode], count: int) -> Sequence[Episode]:
    """Up to `count` turns right before an episode, oldest first; `turns` are in order and hold it."""
    at = next(at for at, turn in enumerate(turns) if turn.id == one.id)
    return turns[max(0, at - count) : at]


def passages(episodes: Sequence[Episode], turns: Tails) -> list[Passage]:
    """Episodes as extractors read them; `turns` of their sessions in order, these among them."""
    return [
        Passage(
            id=one.id,
            text=one.text,
            actor=one.actor,
            speaker=one.speaker,
            time=one.timestamp,
            before=tuple(
                Turn(text=turn.text, actor=turn.actor, speaker=turn.speaker, time=turn.timestamp)
                for turn in earlier(one, turns[one.session_id], BEFORE)
            ),
        )
        for one in episodes
    ]
