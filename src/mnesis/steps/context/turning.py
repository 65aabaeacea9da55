"""Where the talk goes: on, to something else, or back to what was."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnesis.errors import ProviderError
from mnesis.steps.context.state import State
from mnesis.steps.context.view import View
from mnesis.working.recollection import asks_back
from mnesis.working.topic import Topic


@dataclass(frozen=True, slots=True)
class Turning:
    """The topic after a query, whether it is another one than before, and whether the query asks for the past."""

    topic: Topic
    changed: bool
    recalls: bool


def turning(view: View, before: State | None) -> Turning:
    """Where a query leads a session that was at `before`."""
    vector = _vector(view)
    last = before.topic if before else Topic()
    changed = last.left_by(view.query, vector)
    topic = (Topic() if changed else last).after(view.query, vector)
    return Turning(topic, changed, asks_back(view.query))


def _vector(view: View) -> Sequence[float] | None:
    """None where no vector can be had: words must do."""
    if view.embedder is None:
        return None
    try:
        return [float(one) for one in view.embedder.embed([view.query])[0]]
    except ProviderError:
        return None
