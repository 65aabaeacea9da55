"""What a session goes on with from one context to the next: small, made of ids and numbers but for the goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mnesis.model import Entity
from mnesis.steps.context.boards import Codec
from mnesis.working.blackboard import Blackboard
from mnesis.working.topic import Topic

VERSION = 1
ENTITIES = 12
"""Entities that a session is taken to speak of, the last ones."""


@dataclass(frozen=True, slots=True)
class State:
    """`carried` are the memories that the next context starts with, and how relevant they still are; `entities` are
    those spoken of, the last ones first."""

    goal: str | None = None
    topic: Topic = field(default_factory=Topic)
    carried: Mapping[str, float] = field(default_factory=dict)
    entities: tuple[str, ...] = ()

    def speaking_of(self, named: Sequence[Entity]) -> tuple[str, ...]:
        """The entities of the session, after these were named."""
        return tuple(dict.fromkeys((*(one.id for one in named), *self.entities)))[:ENTITIES]


def _write(state: State) -> Mapping[str, Any]:
    """The words of a topic are kept only where there is no vector to know it by."""
    return {
        "version": VERSION,
        "goal": state.goal,
        "mean": list(state.topic.mean),
        "words": [] if state.topic.mean else [list(one) for one in state.topic.words],
        "carried": dict(state.carried),
        "entities": list(state.entities),
    }


def _read(kept: Mapping[str, Any]) -> State | None:
    """None for one of another version, or that is broken: the session begins anew."""
    try:
        if kept["version"] != VERSION:
            return None
        words = tuple(tuple(str(word) for word in one) for one in kept["words"])
        return State(
            goal=None if kept["goal"] is None else str(kept["goal"]),
            topic=Topic(tuple(float(one) for one in kept["mean"]), words),
            carried=Blackboard.restore(kept).carried,
            entities=tuple(str(one) for one in kept["entities"]),
        )
    except (KeyError, TypeError, ValueError):
        return None


def _cites(state: State) -> tuple[str, ...]:
    return (*state.carried, *state.entities)


CODEC: Codec[State] = Codec(_write, _read, _cites)
