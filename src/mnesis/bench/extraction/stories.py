"""Stories: told to a memory turn by turn, each at its own time, and then asked on both axes of time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from mnesis.bench.extraction import matching
from mnesis.bench.extraction.labelled import Label, Story, moment
from mnesis.extraction.contract import Extractor
from mnesis.memory import Memory
from mnesis.model import Message, Scope
from mnesis.retrieval.indexing import Indexer
from mnesis.steps.understanding import Reading
from mnesis.stores.memory import MemoryStore


@dataclass(frozen=True, slots=True)
class Told:
    """Answers (right, asked), and the wrong ones in words."""

    answers: tuple[int, int] = (0, 0)
    misses: list[dict[str, Any]] = field(default_factory=list)


def tell(stories: Sequence[Story], extractor: Extractor) -> Told:
    """Every story in a memory of its own, without an embedder."""
    right = asked = 0
    misses = []
    for story in stories:
        faults = _play(story, extractor)
        count = len(story.expect) + len(story.preferences)
        right, asked = right + count - len(faults), asked + count
        if faults:
            misses.append({"id": story.id, "text": " / ".join(turn.text for turn in story.turns), "faults": faults})
    return Told((right, asked), misses)


class _Clock:
    """Stands at the turn that is being told."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


def _play(story: Story, extractor: Extractor) -> list[str]:
    clock = _Clock(story.turns[0].time)
    store = MemoryStore()
    memory = Memory(store, Indexer(store, lambda: None), Scope("bench", story.id), clock, reading=Reading(extractor))
    for turn in story.turns:
        clock.at = turn.time
        memory.remember(Message(text=turn.text, actor=turn.actor, speaker=turn.speaker, time=turn.time))
    clock.at += timedelta(minutes=1)
    faults = [_asked(memory, label) for label in story.expect]
    return [fault for fault in (*faults, *(_held(memory, label) for label in story.preferences)) if fault]


def _asked(memory: Memory, label: Label) -> str | None:
    found = memory.facts(
        subject=str(label["subject"]),
        predicate=str(label["predicate"]),
        as_of=moment(label["as_of"]) if label.get("as_of") else None,
        known_at=moment(label["known_at"]) if label.get("known_at") else None,
        limit=None,
    )
    objects = [one.object for one in found]
    wanted = [str(one) for one in label["objects"]]
    left = list(objects)
    for one in wanted:
        same = next((other for other in left if matching.alike(one, other)), None)
        if same is not None:
            left.remove(same)
    if len(objects) == len(wanted) and not left:
        return None
    return f"asked {dict(label)}, answered {objects}"


def _held(memory: Memory, label: Label) -> str | None:
    found = memory.preferences(category=str(label["category"]))
    if any(matching.alike(str(label["value"]), one.value, 0.5) for one in found):
        return None
    return f"wanted {dict(label)}, held {[(one.key, one.value) for one in found]}"
