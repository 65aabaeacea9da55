"""Those who heard what is erased: a turn is understood with the turns before it, so what it taught, and the keys that
gave it, may hold words that go. Such a turn is unlearnt, and understood once more without them."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import attrgetter
from typing import Any

from mnesis.episodic.identity import new_id
from mnesis.episodic.keys import keys_of
from mnesis.extraction.contract import BEFORE
from mnesis.model import (
    Add,
    Change,
    Clock,
    Episode,
    Expect,
    Fact,
    Job,
    Preference,
    Procedure,
    Put,
    Scope,
    as_utc,
    within,
)
from mnesis.stores.contract import Store
from mnesis.text.lexical import tokens

AGAIN = "understand again"
"""The kind of the jobs that an erasure leaves; their payload names `episodes`."""
_TELLING = ("label", "instead_of", "quote", "value", "name", "trigger", "context", "steps")
_FIRST = 100
"""They run before what nobody has missed yet."""


@dataclass(frozen=True, slots=True)
class Hearer:
    """A turn that stays, the turns it may have been understood with, and the one right before it, if it stays."""

    turn: Episode
    gone: tuple[Episode, ...]
    left: tuple[Episode, ...]
    before: Episode | None

    def only_heard(self) -> set[str]:
        """The words that this turn has from those that go alone."""
        return _words(self.gone) - _words((self.turn, *self.left))


@dataclass(frozen=True, slots=True)
class Heard:
    """What is to be unlearnt, and whose keys are to be made anew."""

    unlearn: frozenset[str] = frozenset()
    keyed: list[Hearer] = field(default_factory=list)

    def changes(self, scope: Scope, clock: Clock) -> list[Change]:
        """Their keys without what they heard, and the job that understands them once more. Raises Conflict where one
        was changed or erased meanwhile, so that nothing erased comes back."""
        again = [one.turn.id for one in self.keyed]
        return [
            *(change for one in self.keyed for change in _put_back(one)),
            *([Add(_job(scope, again, clock))] if again else []),
        ]


def hearers(turns: Iterable[Episode], gone: Collection[str]) -> list[Hearer]:
    """Of all turns of some sessions, those that stay and may have been understood with one that goes."""
    by_session = attrgetter("session_id")
    ordered = sorted(turns, key=attrgetter("session_id", "position"))
    return [one for _, some in groupby(ordered, by_session) for one in _of_session(list(some), gone)]


def _of_session(turns: Sequence[Episode], gone: Collection[str]) -> Iterator[Hearer]:
    for at, turn in enumerate(turns):
        before = turns[max(0, at - BEFORE) : at]
        erased = tuple(one for one in before if one.id in gone)
        if erased and turn.id not in gone:
            left = tuple(one for one in before if one.id not in gone)
            last = left[-1] if left and left[-1].position == turn.position - 1 else None
            yield Hearer(turn, erased, left, last)


def heard(store: Store, scope: Scope, hearers: Sequence[Hearer], *, keyed: bool) -> Heard:
    """What was learnt from these with words that go; `keyed`: every one of them may have keys of facts. Reads what is
    known in the scope once, where there is anybody."""
    if not hearers:
        return Heard()
    learnt = _learnt(store, scope, {one.turn.id for one in hearers})
    spoilt = {one.turn.id for one in hearers if learnt.get(one.turn.id, set()) & one.only_heard()}
    return Heard(frozenset(spoilt), [one for one in hearers if keyed or one.turn.id in spoilt])


def _learnt(store: Store, scope: Scope, ids: Collection[str]) -> Mapping[str, set[str]]:
    """The words of what was read from some episodes, by episode; what was given with them heard nobody."""
    words: dict[str, set[str]] = {}
    here = within(scope)
    kinds = (store.scan(Fact, here), store.scan(Preference, here), store.scan(Procedure, here))
    known: Iterable[Fact | Preference | Procedure] = chain(*kinds)
    for one in known:
        names = f"{one.subject} {one.object}" if isinstance(one, Fact) else ""
        for event in one.history:
            if (id := event.get("episode")) in ids and event.get("extractor"):
                words.setdefault(str(id), set()).update(tokens(f"{names} {_told(event)}"))
    return words


def _told(event: Mapping[str, Any]) -> str:
    """What an event says, without how and when it was said."""
    return json.dumps([event[name] for name in _TELLING if name in event], ensure_ascii=False)


def _words(turns: Iterable[Episode]) -> set[str]:
    return {word for one in turns for word in tokens(f"{one.speaker or ''} {one.text}")}


def _put_back(one: Hearer) -> list[Change]:
    turn = one.turn
    return [Expect(Episode, turn.scope, turn.id, turn.version), Put(turn, keys_of(turn, one.before))]


def _job(scope: Scope, episodes: Sequence[str], clock: Clock) -> Job:
    now = as_utc(clock())
    return Job(
        id=new_id(clock),
        scope=scope,
        kind=AGAIN,
        payload={"episodes": list(episodes)},
        priority=_FIRST,
        run_at=now,
        created_at=now,
    )
