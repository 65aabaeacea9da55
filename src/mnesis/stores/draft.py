"""What a `MemoryStore` holds, and what each change makes of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, fields, replace
from operator import itemgetter
from typing import Any, cast

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.errors import Conflict, InvalidInput, LeaseLost, SpaceMismatch, UnknownField
from mnesis.model import (
    COLUMNS,
    RECORDS,
    UNIQUE,
    Add,
    Applied,
    Change,
    Compression,
    Embed,
    Episode,
    Erase,
    Expect,
    Finish,
    Hold,
    Job,
    JobState,
    Key,
    Kind,
    Put,
    Record,
    Scope,
    Session,
    Sort,
    Space,
    SpaceState,
    Touch,
    Update,
    Use,
    check_filter,
    check_value,
    content_hash,
    field_of,
    first_version,
    matches,
    stored,
)
from mnesis.stores.feed import KEPT, TOLD

Place = tuple[Scope, str]
"""Where a record stands: its scope and its id."""

Tokenizer = Callable[[str], tuple[str, ...]]

UNTOUCHABLE = {"id", "scope", "version", "session_id", "position", "episode_count"}
WORDS_OF_AN_EPISODE = {"summary", "details"}


@dataclass(frozen=True, slots=True)
class Entry:
    """A key as the indexes hold it."""

    key: Key
    text: str
    hash: bytes
    tokens: tuple[str, ...]


@dataclass(slots=True)
class State:
    """Everything in a store, every dict in order of arrival. Once published it never changes."""

    records: dict[Kind, dict[Place, Record]] = field(default_factory=lambda: {kind: {} for kind in RECORDS})
    entries: dict[Kind, dict[Place, tuple[Entry, ...]]] = field(default_factory=lambda: {kind: {} for kind in RECORDS})
    turns: dict[Place, dict[str, int]] = field(default_factory=dict)
    """The episodes of each session with their positions, first to last."""
    unique: dict[tuple[Any, ...], str] = field(default_factory=dict)
    """The id behind each combination of values that must be unique."""
    uses: dict[tuple[Scope, bytes], int] = field(default_factory=dict)
    """How many dense keys have the text with this hash."""
    spaces: dict[Space, SpaceState] = field(default_factory=dict)
    vectors: dict[Space, dict[tuple[Scope, bytes], NDArray[float32]]] = field(default_factory=dict)
    announcing: bool = False
    told: dict[Scope, int] = field(default_factory=dict)
    """The number of the last update of each scope."""

    def copy(self) -> "State":
        return State(**{one.name: _copy(getattr(self, one.name)) for one in fields(self)})


def _copy(held: Any) -> Any:
    if not isinstance(held, dict):
        return held
    return {name: value.copy() if isinstance(value, dict) else value for name, value in held.items()}


class Draft:
    """A copy of a state to which changes are made; whoever made it publishes `state`, or drops it on an error."""

    def __init__(self, state: State, tokenize: Tokenizer) -> None:
        self.state = state.copy()
        self._tokenize = tokenize
        self._written: list[str] = []
        self._duplicates: set[str] = set()
        self._erased = 0

    def applied(self) -> Applied:
        return Applied(tuple(self._written), frozenset(self._duplicates), self._erased)

    def make(self, change: Change) -> None:
        """Make one change, seeing the ones before it."""
        made: dict[type[Change], Callable[[Any], None]] = {
            Add: self._add,
            Put: self._put,
            Touch: self._touch,
            Erase: self._erase,
            Embed: self._embed,
            Use: self._use,
            Hold: self._hold,
            Finish: self._finish,
            Expect: self._expect,
        }
        made[type(change)](change)

    # --- records ---------------------------------------------------------------------------------------------

    def _add(self, change: Add) -> None:
        if self._held(change.record) is not None:
            self._duplicates.add(change.record.id)
            return
        self._write(change.record, first_version(change.record))
        self._index(change.record, change.keys)
        self._written.append(change.record.id)

    def _put(self, change: Put) -> None:
        old = self._held(change.record)
        place = change.record.scope, change.record.id
        entries = self.state.entries[type(change.record)].get(place, ())
        self._write(change.record, first_version(change.record) if old is None else old.version + 1)
        self._index(change.record, [one.key for one in entries] if change.keys is None else change.keys)
        self._written.append(change.record.id)

    def _touch(self, change: Touch) -> None:
        forbidden = UNTOUCHABLE | (WORDS_OF_AN_EPISODE if change.kind is Episode else set())
        for name in change.fields:
            if name in forbidden:
                raise InvalidInput(what=f"Touch of {change.kind.__name__}.{name}", problem="use Put, or let it be")
            if name not in COLUMNS[change.kind]:
                raise UnknownField(kind=change.kind.__name__, field=name)
        old = self.state.records[change.kind].get((change.scope, change.id))
        if old is not None:
            self._write(replace(old, **change.fields), old.version + 1)

    def _expect(self, change: Expect) -> None:
        held = self.state.records[change.kind].get((change.scope, change.id))
        found = 0 if held is None else held.version
        if found != change.version:
            raise Conflict(kind=change.kind.__name__, id=change.id, found=found, expected=change.version)

    def _hold(self, change: Hold) -> None:
        job, now = self._leased(change), change.job
        kept = replace(job, done=now.done, total=now.total, note=now.note, leased_until=change.until)
        self._write(replace(kept, checkpoint=now.checkpoint, result=now.result), job.version + 1)

    def _finish(self, change: Finish) -> None:
        job = self._leased(change)
        state = JobState.DEAD if change.dead else JobState.DONE if change.error is None else JobState.READY
        again = state is JobState.READY
        run_at, ended_at = (change.job.run_at, None) if again else (job.run_at, change.job.ended_at)
        ended = replace(job, state=state, error=change.error, run_at=run_at, worker=None, leased_until=None)
        self._write(replace(ended, ended_at=ended_at, result=change.job.result), job.version + 1)

    def _leased(self, change: Hold | Finish) -> Job:
        job = self._held(change.job)
        if not isinstance(job, Job) or job.state is not JobState.RUNNING or job.worker != change.worker:
            raise LeaseLost(id=change.job.id, worker=change.worker)
        return job

    def _erase(self, change: Erase) -> None:
        check_filter(change.kind, change.where)
        records = self.state.records[change.kind]
        gone = [place for place, record in records.items() if matches(record, change.where)]
        for place in gone:
            self._unindex(change.kind, place)
            record = records.pop(place)
            self._tell(record, "erased")
            if change.kind in UNIQUE:
                del self.state.unique[_unique(record)]
            if isinstance(record, Episode):
                self._leave(record)
        if change.kind is Episode:
            self._orphan(set(gone))
        self._erased += len(gone)

    def _orphan(self, gone: set[Place]) -> None:
        """Take erased episodes out of what answers them."""
        episodes = cast(dict[Place, Episode], self.state.records[Episode])
        for place, episode in episodes.items():
            if episode.parent_id is not None and (place[0], episode.parent_id) in gone:
                episodes[place] = replace(episode, parent_id=None)

    def _held(self, record: Record) -> Any:
        return self.state.records[type(record)].get((record.scope, record.id))

    def _write(self, record: Record, version: int) -> None:
        """Set a record where it stands, with everything the store derives."""
        old = self._held(record)
        record = stored(replace(record, version=version))
        if isinstance(record, Session):
            record = replace(record, episode_count=self._turns(record.scope, record.id))
        if isinstance(record, Episode):
            record = self._seated(record, old)
        if old is not None and type(record) in UNIQUE:
            del self.state.unique[_unique(old)]
        if type(record) in UNIQUE and self.state.unique.setdefault(_unique(record), record.id) != record.id:
            names = " and ".join(UNIQUE[type(record)])
            raise InvalidInput(what=f"{type(record).__name__} {record.id}", problem=f"another has its {names}")
        self.state.records[type(record)][record.scope, record.id] = record
        if old is None or any(field_of(old, name) != field_of(record, name) for name in TOLD.get(type(record), ())):
            self._tell(record, "added" if old is None else "changed")

    def _tell(self, record: Record, change: str) -> None:
        """Add an update to the feed of the scope, where the store announces and the kind is told of."""
        if not self.state.announcing or type(record) not in TOLD:
            return
        scope, number = record.scope, self.state.told.get(record.scope, 0) + 1
        self.state.told[scope] = number
        updates, kind = self.state.records[Update], type(record).__name__.lower()
        told = Update(id=str(number), scope=scope, number=number, kind=kind, record=record.id, change=change)
        updates[scope, told.id] = told
        updates.pop((scope, str(number - KEPT)), None)

    def _seated(self, episode: Episode, old: Episode | None) -> Episode:
        """The episode with its position in its session."""
        scope, episodes = episode.scope, cast(dict[Place, Episode], self.state.records[Episode])
        if episode.parent_id is not None and (scope, episode.parent_id) not in episodes:
            problem = f"parent_id {episode.parent_id} names no episode of this scope"
            raise InvalidInput(what=f"Episode {episode.id}", problem=problem)
        if old is not None and old.session_id == episode.session_id:
            return replace(episode, position=old.position)
        if old is not None:
            self._leave(old)
        turns = self.state.turns.setdefault((scope, episode.session_id), {})
        if episode.compression is Compression.RAW:
            turns[episode.id] = position = next(reversed(turns.values()), -1) + 1
        else:  # in its place, so that the last is always the highest
            position = episode.position
            places = sorted([*turns.items(), (episode.id, position)], key=itemgetter(1))
            self.state.turns[scope, episode.session_id] = dict(places)
        self._count(scope, episode.session_id)
        return replace(episode, position=position)

    def _leave(self, episode: Episode) -> None:
        """Take an episode out of its session."""
        turns = self.state.turns[episode.scope, episode.session_id]
        del turns[episode.id]
        if not turns:
            del self.state.turns[episode.scope, episode.session_id]
        self._count(episode.scope, episode.session_id)

    def _count(self, scope: Scope, session_id: str) -> None:
        sessions = cast(dict[Place, Session], self.state.records[Session])
        if session := sessions.get((scope, session_id)):
            sessions[scope, session_id] = replace(session, episode_count=self._turns(scope, session_id))

    def _turns(self, scope: Scope, session_id: str) -> int:
        return len(self.state.turns.get((scope, session_id), ()))

    # --- keys and vectors ------------------------------------------------------------------------------------

    def _index(self, record: Record, keys: Iterable[Key]) -> None:
        """Make these the keys of a record. Vectors that are needed before and after stay."""
        kind, place = type(record), (record.scope, record.id)
        entries = tuple(self._entry(record, key) for key in keys)
        if len({(one.key.kind, one.key.ordinal) for one in entries}) < len(entries):
            raise InvalidInput(what=f"keys of {record.id}", problem="two have the same kind and ordinal")
        for one in entries:
            if one.key.dense:
                self.state.uses[record.scope, one.hash] = self.state.uses.get((record.scope, one.hash), 0) + 1
        self._unindex(kind, place)
        if entries:
            self.state.entries[kind][place] = entries

    def _entry(self, record: Record, key: Key) -> Entry:
        text = key.text if key.text is not None else getattr(record, "text", None)
        if key.memory_id != record.id:
            raise InvalidInput(what=f"key of {key.memory_id}", problem=f"cannot be a key of {record.id}")
        if text is None:
            raise InvalidInput(what=f"key of {record.id}", problem=f"{type(record).__name__} has no text of its own")
        check_value(f"key of {record.id}", Sort.TEXT, text)
        return Entry(key, text, content_hash(text), self._tokenize(text) if key.lexical else ())

    def _unindex(self, kind: Kind, place: Place) -> None:
        """Take away the keys of a record, and the vectors that no key uses any more."""
        for one in self.state.entries[kind].pop(place, ()):
            if one.key.dense:
                use = place[0], one.hash
                self.state.uses[use] -= 1
                if not self.state.uses[use]:
                    del self.state.uses[use]
                    for vectors in self.state.vectors.values():
                        vectors.pop(use, None)

    def _embed(self, change: Embed) -> None:
        if self.state.spaces.get(change.space) not in ("active", "building"):
            active = next((str(space) for space, state in self.state.spaces.items() if state == "active"), "no space")
            raise SpaceMismatch(stored=active, offered=str(change.space))
        vector = check_vector(change.vector, change.space)
        if (change.scope, change.hash) in self.state.uses:
            self.state.vectors[change.space][change.scope, change.hash] = vector.copy()

    def _use(self, change: Use) -> None:
        spaces = self.state.spaces
        if change.state == "active":
            spaces.update({space: "retired" for space, state in spaces.items() if state == "active"})
        spaces[change.space] = change.state
        self.state.vectors.setdefault(change.space, {})
        if change.drop:
            for space in [space for space, state in spaces.items() if state == "retired"]:
                del spaces[space], self.state.vectors[space]


def check_vector(vector: NDArray[float32], space: Space) -> NDArray[float32]:
    """The vector as float32; raises InvalidInput where it cannot be one of the space."""
    given = np.asarray(vector, dtype=float32)
    if given.shape != (space.dimension,) or not np.isfinite(given).all():
        problem = f"must be finite and of shape ({space.dimension},), not {given.shape}"
        raise InvalidInput(what=f"vector of {space}", problem=problem)
    return given


def _unique(record: Record) -> tuple[Any, ...]:
    """What no other record of these kinds may equal."""
    kind = type(record)
    return kind, record.scope, *(field_of(record, name) for name in UNIQUE[kind])
