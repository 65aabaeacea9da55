"""The life of memories as a game: what may be done to them, and what must hold afterwards, whatever was done before."""

import hashlib
import io
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Unpack

import mnesis
from mnesis.cli.annotating import annotate
from mnesis.memory import Memory
from mnesis.model import (
    EVERYTHING,
    RAW,
    Compression,
    Ending,
    Episode,
    Fact,
    Filter,
    Message,
    Session,
    Slept,
    Slot,
    Where,
    within,
)
from mnesis.reflection.digests import SESSION as DIGESTED
from mnesis.steps.context.asked import ContextAsked
from mnesis.testing.embedder import HashEmbedder
from mnesis.text.lexical import terms
from mnesis.transfer import SessionNote, adopted, read_entries, write_jsonl

from .nights import HandClock
from .reading import files_with

SCOPES = ("ann", "bob")
SESSIONS = ("home", "work")
FORMS = (
    "We saw the {} by the river and it was as large as a house.",
    "I live in {}.",
    "My sister {} lives in Porto with two cats and a parrot.",
    "I like {} with a little salt, and I always will.",
    "Please always use {} for my notes, never anything else.",
    "To deploy the shop, first run {}, then check the logs, then tell Marta.",
    "I decided to marry {} next spring, and I love him very much.",
    "The {} broke down again yesterday; the repair took three hours and cost 80 euros.",
    "Actually, I moved to {} last month.",
    "What did you think of the {} that we bought together?",
    "Yes, the {} is just what I wanted, thank you.",
)
PRIVATE = (
    "My diagnosis is {}.",
    "I am allergic to {}.",
    "I take {} every morning.",
    "My password for the cabin is {}.",
    "I earn 4000 euros at {}.",
)
QUERIES = (
    "What do you know about me?",
    "What is my diagnosis, and what am I allergic to?",
    "Where do I live?",
    "Do you remember what we saw by the river?",
    "What did I say about my password and what I take every morning?",
    "How do we deploy the shop?",
)
EVERY = 10_000
"""More than there is."""


def marker(number: int) -> str:
    """A word that nobody uses, and that shares no beginning with another one (an index keeps only what differs)."""
    digest = hashlib.blake2b(str(number).encode(), digest_size=10).digest()
    letters = ("bdfgjkmpvz", "aou")
    return "".join(letters[at % 2][byte % len(letters[at % 2])] for at, byte in enumerate(digest)).capitalize()


@dataclass(frozen=True)
class Said:
    """A turn as it was told."""

    id: str
    text: str
    marker: str
    session: str
    time: datetime


@dataclass
class Place:
    """What was told to one scope: what must be there, what was deleted by age, and the words that must be nowhere."""

    alive: dict[str, Said] = field(default_factory=dict)
    deleted: dict[str, Said] = field(default_factory=dict)
    forgotten: set[str] = field(default_factory=set)
    private: set[str] = field(default_factory=set)
    losing: bool = False
    """Whether something was ever deleted by age."""

    def words(self) -> set[str]:
        return {one.marker for one in (*self.alive.values(), *self.deleted.values())}


class Life:
    """Two scopes in one file with its archive, and a clock that is turned by hand."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "store"
        self.beside = folder / "beside"
        for one in (self.folder, self.beside):
            one.mkdir(parents=True)
        self.clock = HandClock()
        self.places = {scope: Place() for scope in SCOPES}
        self.count = 0
        self.restored: set[str] = set()
        self.stirred = False
        """Whether something was done since the last check that is worth one."""
        self.memory = self._open(self.folder / "kira.db")

    def _open(self, path: Path) -> Memory:
        return mnesis.open(path, embedder=HashEmbedder(64), clock=self.clock, scope=SCOPES[0])

    def of(self, scope: str, ending: Ending = Ending.ARCHIVE) -> Memory:
        return self.memory.within(scope).retaining(self.memory.archive, ending)

    # --- what may be done --------------------------------------------------------------------------------------

    def remember(self, scope: str, session: str, form: str, *, days_ago: int = 0, actor: str = "user") -> None:
        self.count += 1
        word = marker(self.count)
        self._tell(scope, session, form.format(word), word, days_ago=days_ago, actor=actor)

    def repeat(self, scope: str, session: str, which: int) -> None:
        """The very words of an earlier turn, now."""
        if there := list(self.places[scope].alive.values()):
            one = there[which % len(there)]
            self._tell(scope, session, one.text, one.marker)

    def again(self, scope: str, which: int) -> None:
        """The very same message once more, as an import done twice has it."""
        if there := list(self.places[scope].alive.values()):
            one = there[which % len(there)]
            known = self.of(scope).get(one.id)
            message = Message(text=one.text, session=one.session, time=one.time, actor=known.actor)
            told = self.of(scope).remember(message)
            assert told.id == one.id
            assert not told.created, "what is there is kept once, wherever it is"

    def _tell(self, scope: str, session: str, text: str, word: str, *, days_ago: int = 0, actor: str = "user") -> None:
        self.clock.now += timedelta(minutes=1)
        time = self.clock.now - timedelta(days=days_ago)
        memory = self.of(scope)
        told = memory.remember(Message(text=text, session=session, time=time, actor=actor))
        place = self.places[scope]
        place.alive[told.id] = Said(told.id, text, word, session, time)
        place.forgotten.discard(word)
        if any(one.sensitive and told.id in repr(one.history) for one in memory.store.scan(Fact, within(memory.scope))):
            place.private.add(word)

    def wait(self, hours: float) -> None:
        self.clock.now += timedelta(hours=hours)

    def sleep(self, scope: str, ending: Ending = Ending.ARCHIVE) -> Slept:
        before = self.known(scope)
        with _Leaving(self, scope, ending):
            slept = self.of(scope, ending).sleep()
        assert before <= self.known(scope), "what was believed before a night is believed after it"
        return slept

    def prune(self, scope: str, below: float, ending: Ending = Ending.ARCHIVE) -> None:
        before = self.known(scope)
        with _Leaving(self, scope, ending):
            self.of(scope, ending).prune(below, apply=True)
        assert before <= self.known(scope)

    def compact(self, scope: str, session: str, keep: int) -> None:
        self.stirred = True
        self.of(scope).compact(session, keep=keep)

    def forget(self, scope: str, which: int) -> None:
        if there := list(self.places[scope].alive.values()):
            one = there[which % len(there)]
            self._forget(scope, one.id, {one.id})

    def forget_session(self, scope: str, session: str) -> None:
        place = self.places[scope]
        gone = {id for id, one in place.alive.items() if one.session == session}
        self._forget(scope, Where("session_id", "eq", session), gone)

    def forget_until(self, scope: str, days_ago: float) -> None:
        until = self.clock.now - timedelta(days=days_ago)
        gone = {id for id, one in self.places[scope].alive.items() if one.time <= until}
        self._forget(scope, Where("timestamp", "le", until), gone)

    def forget_words(self, scope: str, which: int) -> None:
        if there := list(self.places[scope].alive.values()):
            text = there[which % len(there)].text
            gone = {id for id, one in self.places[scope].alive.items() if one.text == text}
            self._forget(scope, Where("summary", "eq", text), gone)

    def forget_made(self, scope: str, which: int) -> None:
        """A shorter memory, by its id: it goes with all that it was made of."""
        kept = self.kept(scope)
        if made := sorted(id for id, one in kept.items() if one.covers and one.compression is not Compression.RAW):
            id = made[which % len(made)]
            inside: dict[str, list[str]] = defaultdict(list)
            for one in kept.values():
                inside[one.folded_into or ""].append(one.id)
            self._forget(scope, id, set(_beneath(kept, inside, id)))

    def _forget(self, scope: str, what: str | Filter, gone: set[str]) -> None:
        self.stirred = True
        self.of(scope).forget(what)
        place = self.places[scope]
        words = {place.alive.pop(id).marker for id in gone}
        place.forgotten |= words - place.words()

    def restore(self, scope: str, which: int | None) -> None:
        self.stirred = True
        cold = sorted(one.id for one in self.of(scope).archived(limit=None))
        self.restored.update(cold)
        if which is None:
            assert set(self.of(scope).restore(EVERYTHING)) == set(cold)
        elif cold:
            id = cold[which % len(cold)]
            assert self.of(scope).restore(id) == (id,)

    def close_session(self, scope: str, session: str) -> None:
        self.stirred = True
        if self.of(scope).store.get(Session, [session], within(self.of(scope).scope)):
            self.of(scope).close_session(session)

    def reflect(self, scope: str, *, pages: bool, sensitive: bool = False) -> None:
        self.stirred = True
        self.of(scope).reflect(folder=self.beside / scope if pages else None, sensitive=sensitive)
        if pages:
            assert files_with(self.beside / scope, *self.places[scope].forgotten) == []

    def extract(self, scope: str) -> None:
        self.stirred = True
        self.of(scope).extract(again=True)

    def reopen(self) -> None:
        self.stirred = True
        self.memory.close()
        self.memory = self._open(self.folder / "kira.db")

    def recall(self, scope: str, query: str, deep: bool | None) -> None:
        found = self.of(scope).recall(query, deep=deep, limit=50)
        text = repr(list(found)) + "".join(hit.text for hit in found)
        self._only_of(scope, text)
        assert len({hit.id for hit in found}) == len(found)

    def context(self, scope: str, query: str, *, pages: bool, **asked: Unpack[ContextAsked]) -> None:
        session, budget = asked["session"], asked["budget"]
        shared, sensitive = asked["shared"], asked["sensitive"]
        assert isinstance(budget, int)
        if pages:
            self.reflect(scope, pages=True, sensitive=sensitive)
            asked["folder"] = self.beside / scope
        made = self.of(scope).context(query, **asked)
        assert made.total <= budget
        text = f"{made.block}\n{made.messages}\n{made.lines}"
        self._only_of(scope, text)
        for line in made.lines:
            assert made.cite(line.label), line
            assert f"[{line.label}]" in made.block
        if shared:
            assert not [one for one in made.lines if one.slot is Slot.PROFILE or one.kind == "page"], made.lines
        if not sensitive:
            place = self.places[scope]
            here = {one.marker for one in place.alive.values() if one.session == session}
            told = [word for word in place.private - here if word.lower() in text.lower()]
            assert not told, f"sensitive without consent: {told} in {text}"

    def export(self, scope: str) -> None:
        """Into another file, twice, and into this one again."""
        out = io.StringIO()
        write_jsonl(self.of(scope).scan(), out)
        self._only_of(scope, out.getvalue())
        path = self.beside / "export.jsonl"
        path.write_text(out.getvalue())
        self.count += 1
        with self._open(self.beside / f"{self.count}.db").within(scope) as other:
            first = take_in(other, path)
            there = {one.id for one in other.store.scan(Episode, within(other.scope, RAW))}
            assert set(self.places[scope].alive) <= there
            assert take_in(other, path) == 0
            assert other.check() == []
            assert first >= len(self.places[scope].alive)

    # --- what must hold ----------------------------------------------------------------------------------------

    def kept(self, scope: str) -> dict[str, Episode]:
        """All that is kept of a scope, here or in the archive."""
        memory = self.of(scope)
        found = [*memory.store.scan(Episode, within(memory.scope)), *memory.archived(limit=None)]
        twice = [id for id, count in Counter(one.id for one in found).items() if count > 1]
        assert not twice, f"here and in the archive: {twice}"
        return {one.id: one for one in found}

    def known(self, scope: str) -> set[tuple[str, str, str]]:
        return {(one.subject, one.predicate, one.object) for one in self.of(scope).facts(limit=None)}

    def check(self) -> None:
        for scope, place in self.places.items():
            kept = self.kept(scope)
            hot = {one.id: one for one in self.memory.store.scan(Episode, within(self.of(scope).scope))}
            raw = {id for id, one in kept.items() if one.compression is Compression.RAW}
            assert raw == set(place.alive), {id: place.alive.get(id, kept.get(id)) for id in raw ^ set(place.alive)}
            self._folds(kept, hot, place)
            self._findable(scope, kept, hot)
            self._positions(hot)
            self._evidence(scope, kept, place)
            self._sessions(scope, kept, place)
        gone = [word[2:] for one in self.places.values() for word in one.forgotten]
        assert files_with(self.folder, *gone) == []
        assert self.memory.check() == []
        self.stirred = False

    def _folds(self, kept: dict[str, Episode], hot: dict[str, Episode], place: Place) -> None:
        inside: dict[str, list[str]] = defaultdict(list)
        for id, one in kept.items():
            if one.folded_into:
                assert one.folded_into in kept or place.losing, f"{id} stands in nothing: {one}"
                inside[one.folded_into].append(id)
        for id, one in kept.items():
            if one.session_id == DIGESTED:
                continue
            count, moved = (
                len(_beneath(kept, inside, id)),
                any(kept[other].compression is Compression.RAW for other in inside[one.folded_into or ""]),
            )
            assert one.covers == count or moved or (place.losing and one.covers > count), (one, inside[id])
            if one.standby:
                assert id in hot
                assert inside[id], one
                assert all(source in hot for source in inside[id]), f"a source has left: {one}"

    def _findable(self, scope: str, kept: dict[str, Episode], hot: dict[str, Episode]) -> None:
        memory = self.of(scope)
        for id, one in hot.items():
            into = kept.get(one.folded_into or "")
            repeats = into is not None and into.compression is Compression.RAW and one.compression is Compression.RAW
            found = memory.store.matching(Episode, terms(one.text), memory.scope, within(memory.scope), EVERY)
            is_found = id in {hit.id for hit in found}
            if one.standby or one.session_id == DIGESTED:
                assert not is_found, one
            elif not repeats:
                assert is_found, one
        alive = list(self.places[scope].alive.values())
        for some in (alive[at : at + 8] for at in range(0, len(alive), 8)):
            query = " ".join(one.marker for one in some)
            ids = {hit.id for hit in memory.recall(query, deep=True, limit=200)}
            for said in some:
                assert {said.id, kept[said.id].folded_into} & ids, (said, kept[said.id])

    def _positions(self, hot: dict[str, Episode]) -> None:
        """Of what is here: where the last turns of a session lie in the archive, later ones get their numbers again."""
        raw = [one for one in hot.values() if one.compression is Compression.RAW and one.id not in self.restored]
        places = Counter((one.session_id, one.position) for one in raw)
        twice = [place for place, count in places.items() if count > 1]
        assert not twice, [one for one in raw if (one.session_id, one.position) in twice]

    def _evidence(self, scope: str, kept: dict[str, Episode], place: Place) -> None:
        for one in self.of(scope).facts(limit=None):
            story = self.of(scope).why(one.id)
            assert story
            named = {str(event["episode"]) for event in one.history if event.get("episode")}
            assert not named or named & kept.keys(), f"no evidence is left: {one}"
            assert place.losing or named <= kept.keys(), f"evidence is gone: {one}"

    def _sessions(self, scope: str, kept: dict[str, Episode], place: Place) -> None:
        there = {one.id for one in self.of(scope).sessions(limit=None)}
        needed = {one.session_id for one in kept.values()} - {DIGESTED}
        assert there == needed or (place.losing and there > needed), (there, needed)

    def _only_of(self, scope: str, text: str) -> None:
        """No forgotten word, and no word of the other scope."""
        lower = text.lower()
        other = set().union(*(self.places[one].words() for one in SCOPES if one != scope)) - self.places[scope].words()
        assert not [word for word in self.places[scope].forgotten if word.lower() in lower]
        assert not [word for word in other if word.lower() in lower]

    def end(self) -> None:
        self.memory.close()


def _beneath(kept: dict[str, Episode], inside: dict[str, list[str]], id: str) -> list[str]:
    """The raw turns that something stands for, at first or second hand."""
    shorter = [one for one in inside[id] if kept[one].compression is not Compression.RAW]
    return [one for other in (id, *shorter) for one in inside[other] if one not in shorter]


@dataclass
class _Leaving:
    """What a night or a pruning deletes is told apart from what gets lost."""

    life: Life
    scope: str
    ending: Ending
    before: dict[str, Episode] = field(default_factory=dict)

    def __enter__(self) -> None:
        self.life.stirred = True
        self.before = self.life.kept(self.scope)

    def __exit__(self, kind: object, error: object, trace: object) -> None:
        if kind is not None:
            return
        after = self.life.kept(self.scope)
        gone = self.before.keys() - after.keys()
        if self.ending is Ending.ARCHIVE:
            assert not gone, [self.before[id] for id in gone]
        place = self.life.places[self.scope]
        place.losing = place.losing or bool(gone)
        place.deleted |= {id: place.alive.pop(id) for id in gone if id in place.alive}


def take_in(memory: Memory, path: Path) -> int:
    """How many of the messages of a file were new."""
    notes: list[SessionNote] = []
    counts = memory.remember_many(adopted(read_entries(path, format="jsonl"), memory.scope, notes.append))
    annotate(memory, notes)
    return counts.added
