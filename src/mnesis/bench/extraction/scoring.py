"""Precision, recall and F1 by class, and how well windows, keys and traps came out."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

from mnesis.bench.extraction import matching
from mnesis.bench.extraction.labelled import Label, Utterance
from mnesis.model import Claim, Findings, Named

F = TypeVar("F")

CLASSES = ("entity", "fact", "relationship", "preference", "procedure")
STATEMENTS = CLASSES[1:]
"""What the overall figures count; entities follow from the facts that name them."""


@dataclass
class Tally:
    """Counts of one class: right, found though not there, there though not found."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.right / max(self.right + self.wrong, 1)

    @property
    def recall(self) -> float:
        return self.right / max(self.right + self.missed, 1)

    @property
    def f1(self) -> float:
        return 2 * self.right / max(2 * self.right + self.wrong + self.missed, 1)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.right + other.right, self.wrong + other.wrong, self.missed + other.missed)


@dataclass
class Score:
    """A whole part. `windows`, `keys` and `traps` are (right, judged)."""

    classes: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in CLASSES})
    windows: tuple[int, int] = (0, 0)
    dated: tuple[int, int] = (0, 0)
    """`windows` of those facts alone that have one, in the labels or as found."""
    keys: tuple[int, int] = (0, 0)
    traps: tuple[int, int] = (0, 0)
    by_trap: Counter[str] = field(default_factory=Counter)
    """Traps fallen into, by kind."""
    misses: list[dict[str, Any]] = field(default_factory=list)
    """Every utterance with something wrong or missed, in words."""

    @property
    def overall(self) -> Tally:
        return sum((self.classes[name] for name in STATEMENTS), Tally())

    def add(self, said: Utterance, found: Findings) -> None:
        """Judge one utterance."""
        faults = [*self._claims(said, found.claims), *self._wishes(said, found), *self._recipes(said, found)]
        self._entities(said, found.claims)
        if said.trap:
            self.traps = _plus(self.traps, not found)
            self.by_trap.update([said.trap] if found else [])
        if faults:
            self.misses.append({"id": said.id, "text": said.passage.text, "faults": faults})

    def _claims(self, said: Utterance, claims: Sequence[Claim]) -> list[str]:
        pairs, missed, extra = _matched(said.facts, claims, matching.same_fact)
        wrong = _unexcused(extra, said, "fact", matching.same_fact)
        for label, claim in pairs:
            self.classes[_class_of(label)].right += 1
            right = matching.same_window(label, claim, said.passage.time)
            self.windows = _plus(self.windows, right)
            if matching.timed(label, claim):
                self.dated = _plus(self.dated, right)
        for label in missed:
            self.classes[_class_of(label)].missed += 1
        for claim in wrong:
            self.classes["relationship" if isinstance(claim.object, Named) else "fact"].wrong += 1
        late = [pair for pair in pairs if not matching.same_window(*pair, said.passage.time)]
        return [
            *(f"missed {_told(label)}" for label in missed),
            *(f"wrong {_claimed(claim)}" for claim in wrong),
            *(f"window {_told(label)} found {_claimed(claim)}" for label, claim in late),
        ]

    def _wishes(self, said: Utterance, found: Findings) -> list[str]:
        pairs, missed, extra = _matched(said.preferences, found.wishes, matching.same_preference)
        wrong = _unexcused(extra, said, "preference", matching.same_preference)
        self.classes["preference"] += Tally(len(pairs), len(wrong), len(missed))
        for label, wish in pairs:
            self.keys = _plus(self.keys, label["key"] == wish.key)
        told = [f"wrong preference {one.category}.{one.key} = {one.value}" for one in wrong]
        return [*(f"missed preference {dict(label)}" for label in missed), *told]

    def _recipes(self, said: Utterance, found: Findings) -> list[str]:
        pairs, missed, extra = _matched(said.procedures, found.recipes, matching.same_procedure)
        wrong = _unexcused(extra, said, "procedure", matching.same_procedure)
        self.classes["procedure"] += Tally(len(pairs), len(wrong), len(missed))
        told = [f"wrong procedure {one.trigger}: {[dict(step) for step in one.steps]}" for one in wrong]
        return [*(f"missed procedure {dict(label)}" for label in missed), *told]

    def _entities(self, said: Utterance, claims: Sequence[Claim]) -> None:
        wanted = set(_entities_labelled(said.facts, said.speaker))
        allowed = set(_entities_labelled([one for one in said.optional if "subject" in one], said.speaker))
        named = {_entity(one) for claim in claims for one in (claim.subject, claim.object) if isinstance(one, Named)}
        named = {(name, kind) for name, kind in named if name != _plain(said.speaker)}
        right = len(wanted & named)
        wrong = len(named - wanted - allowed)
        self.classes["entity"] += Tally(right, wrong, len(wanted - named))


def _matched(
    labels: Sequence[Label], found: Sequence[F], same: Callable[[Label, F], bool]
) -> tuple[list[tuple[Label, F]], list[Label], list[F]]:
    """Pairs of what is the same, each once; the labels and findings left over."""
    left, pairs, missed = list(found), [], []
    for label in labels:
        at = next((at for at, one in enumerate(left) if same(label, one)), None)
        if at is None:
            missed.append(label)
        else:
            pairs.append((label, left.pop(at)))
    return pairs, missed, left


def _unexcused(extra: Sequence[F], said: Utterance, kind: str, same: Callable[[Label, F], bool]) -> list[F]:
    """What was found beyond the labels and is not optional either."""
    return _matched([one for one in said.optional if one.get("kind") == kind], extra, same)[2]


def _entities_labelled(facts: Iterable[Label], speaker: str) -> Iterable[tuple[str, str]]:
    for one in facts:
        if _plain(str(one["subject"])) != _plain(speaker):
            yield _plain(str(one["subject"])), one.get("subject_type") or "person"
        if one.get("object_type"):
            yield _plain(str(one["object"])), one["object_type"]


def _entity(one: Named) -> tuple[str, str]:
    return _plain(one.name), one.type.value


def _plain(name: str) -> str:
    return " ".join(matching.words(name))


def _class_of(label: Label) -> str:
    return "relationship" if label.get("object_type") else "fact"


def _plus(count: tuple[int, int], right: bool) -> tuple[int, int]:
    return count[0] + right, count[1] + 1


def _told(label: Label) -> str:
    window = f" [{label.get('valid_from') or ''}, {label.get('valid_until') or ''})"
    over = " over" if label.get("ended") else ""
    return f"{label['subject']} {label['predicate']} {label['object']}{window}{over}"


def _claimed(claim: Claim) -> str:
    ends = [f"{one:%Y-%m-%d}" if one else "" for one in (claim.valid_from, claim.valid_until)]
    over = " over" if claim.ended else ""
    return f"{claim.subject.name} {claim.predicate} {matching.name_of(claim)} [{ends[0]}, {ends[1]}){over}"
