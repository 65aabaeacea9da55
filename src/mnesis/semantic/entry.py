"""A fact in a draft."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from mnesis.model import Event, Fact, What
from mnesis.semantic.history import SPOKEN, State, events_of, fold, folded


@dataclass(slots=True)
class Entry:
    """A fact with its log: `stored` as it was read, None where it is new. `names` are what its object may be known by.
    Its log is read when somebody looks at it, for most that are loaded are only passed by."""

    fact: Fact
    stored: Fact | None
    names: frozenset[str]
    changed: bool = False
    _events: list[Event] | None = field(default=None)
    _state: State | None = field(default=None)

    @classmethod
    def new(cls, fact: Fact, names: frozenset[str], *events: Event) -> "Entry":
        return cls(fact, None, names, True, list(events))

    @property
    def events(self) -> list[Event]:
        if self._events is None:
            self._events = list(events_of(self.fact))
        return self._events

    @property
    def state(self) -> State:
        if self._state is None:
            self._state = fold(self.events)
        if self._state is None:
            raise AssertionError("an entry has at least one event")
        return self._state

    def log(self, *events: Event) -> None:
        self.rewrite([*self.events, *events])

    def rewrite(self, events: Sequence[Event]) -> None:
        self._events = list(events)
        self.changed, self._state = True, None

    def heard(self, said: Event) -> bool:
        """Whether the same episode has been heard on this already, and not been found to say something else."""
        ended, heard = said.what is What.ENDED, False
        for one in self.events:
            if said.episode is not None and one.episode == said.episode:
                if one.what is What.WITHDRAWN:
                    heard = False
                elif one.what in SPOKEN and (one.what is What.ENDED) == ended:
                    heard = True
        return heard

    def outcome(self) -> Fact:
        """The fact with its columns as the log says."""
        return folded(self.fact, self.state, self.events)
