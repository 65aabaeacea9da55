"""What a session goes on with from one context to the next: small, made of ids and numbers but for the goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from mnesis.model import Context, Entity, Slot
from mnesis.steps.context.boards import Codec

VERSION = 1
FADES = 0.8
"""What is left of a carried memory's relevance with each context that does not bring it anew."""
FAINT, CARRIED = 0.2, 30
"""Relevance below which nothing is carried on, and how many memories are, at most."""
ENTITIES = 12


@dataclass(frozen=True, slots=True)
class State:
    """`topic` is where the talk is, as `working.topic` keeps it; `carried` are the memories of the last context with
    their relevance there; `entities` those spoken of, the last ones first."""

    goal: str | None = None
    topic: tuple[float, ...] = ()
    carried: Mapping[str, float] = field(default_factory=dict)
    entities: tuple[str, ...] = ()

    def fading(self) -> dict[str, float]:
        """What is carried into the next context, with the relevance it has there."""
        left = {id: weight * FADES for id, weight in self.carried.items()}
        return {id: weight for id, weight in left.items() if weight >= FAINT}

    def speaking_of(self, named: Sequence[Entity]) -> tuple[str, ...]:
        """The entities of the session, after these were named."""
        return tuple(dict.fromkeys((*(one.id for one in named), *self.entities)))[:ENTITIES]


def carrying(made: Context) -> dict[str, float]:
    """The memories that a context tells, with their relevance, the most relevant first."""
    told = [
        one for one in made.ledger if one.level and one.slot is Slot.RETRIEVED and one.kind in ("episode", "summary")
    ]
    best = sorted(told, key=lambda one: (-one.relevance, one.id))[:CARRIED]
    return {one.id: round(one.relevance, 3) for one in best}


def _write(state: State) -> Mapping[str, Any]:
    return {
        "version": VERSION,
        "goal": state.goal,
        "topic": list(state.topic),
        "carried": dict(state.carried),
        "entities": list(state.entities),
    }


def _read(kept: Mapping[str, Any]) -> State | None:
    """None for one of another version, or that is broken: the session begins anew."""
    try:
        if kept["version"] != VERSION:
            return None
        return State(
            goal=None if kept["goal"] is None else str(kept["goal"]),
            topic=tuple(float(one) for one in kept["topic"]),
            carried={str(id): float(weight) for id, weight in kept["carried"].items()},
            entities=tuple(str(one) for one in kept["entities"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        return None


def _cites(state: State) -> tuple[str, ...]:
    return tuple(state.carried)


CODEC: Codec[State] = Codec(_write, _read, _cites)
