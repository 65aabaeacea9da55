"""Ends told of by a verb alone: "Figaro died on Wednesday", "… and we divorced in 2022"."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mnesis.extraction.rules.clauses import Clause, Mood
from mnesis.extraction.rules.frames import Frame, Tense
from mnesis.extraction.rules.kin import KIN, PETS
from mnesis.extraction.rules.scene import Scene
from mnesis.extraction.rules.times import Timed
from mnesis.model import Claim, EntityType, Named

_ALONE = re.compile(r"(?:up|in|on|amicably|[\s.,!|])*", re.IGNORECASE)
_PARTING = ("divorce", "separate", "split", "break", "part")


def endings(
    frame: Frame, subjects: Sequence[Named], said: Timed, part: Clause, scene: Scene, spouse: Claim | None
) -> Iterator[Claim]:
    """What a clause ends; `spouse` is the partner told of before it in the passage."""
    if part.mood is not Mood.ASSERTED or frame.tense not in (Tense.PAST, Tense.PERFECT) or len(subjects) != 1:
        return
    until = min(said.whens[0].point, scene.now) if said.whens else scene.now
    alone = _ALONE.fullmatch(frame.rest) is not None
    if spouse and alone and frame.verb in _PARTING and frame.subject.lower() == "we":
        yield replace(spouse, quote=part.text, ended=True, valid_from=None, valid_until=until)
    if frame.verb in ("die", "pass"):
        for one in _died(subjects[0], scene):
            yield replace(one, quote=part.text, ended=True, valid_until=until)


def _died(person: Named, scene: Scene) -> Iterator[Claim]:
    """A pet or a partner told of before, that died."""
    for label, people in scene.relatives.items():
        if not any(one.name == person.name for one in people):
            continue
        if label in PETS and label not in KIN:
            pet = replace(person, type=EntityType.OTHER)
            yield Claim(subject=scene.speaker, predicate="pet", object=pet, quote="", label=label)
        elif KIN.get(label, ("",))[0] == "partner":
            yield Claim(subject=scene.speaker, predicate="partner", object=person, quote="", label=label)
