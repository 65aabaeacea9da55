"""What a clause says by name or in passing, whatever its verb: attributes, titles, other names, beginnings and ends."""

import re
from collections.abc import Iterator
from dataclasses import replace

from mnesis.extraction.rules.attributes import AKA, BROKE, CALLED_A, DEGREE, START, TITLED, WED, attributes, degree
from mnesis.extraction.rules.clauses import Clause
from mnesis.extraction.rules.cues import words_of
from mnesis.extraction.rules.frames import led
from mnesis.extraction.rules.kin import KIN
from mnesis.extraction.rules.lexicon import NAMES, bag, is_job
from mnesis.extraction.rules.nouns import noun_phrase
from mnesis.extraction.rules.scene import Scene
from mnesis.extraction.rules.times import Timed
from mnesis.model import Claim, EntityType, Named

_OPENING = 16
_CALLED_WORDS = bag("""
    called named grandma grandpa granny nana auntie aunty aunt uncle oma opa nonna nonno cousin known aka k just calls
    call goes short
    """)
_TURN_WORDS = bag("broke broken split separated divorced called parted longer aren married engaged first last final")
_DEGREE_WORDS = bag("degree studies master masters bachelor bachelors ph phd doctorate course thesis")


def noticed(text: str, said: Timed, part: Clause, scene: Scene) -> Iterator[Claim]:
    """The claims of a clause; `said` is it with its times marked."""
    start = led(text)
    for whose, predicate, one in attributes(text[start:], opening=part.start < _OPENING):
        subject = scene.owner(re.sub(r"^The ", "", whose)) if whose else scene.speaker
        if subject:
            yield _claim(subject, predicate, one, part)
    words = words_of(text)
    if not _CALLED_WORDS.isdisjoint(words):
        yield from _called(text, part, scene)
    if not _TURN_WORDS.isdisjoint(words):
        yield from _turns(text, said, part, scene)
    if not _DEGREE_WORDS.isdisjoint(words) and (studied := DEGREE.search(text)):
        for _, predicate, one in degree(studied):
            yield _claim(scene.speaker, predicate, one, part)


def _claim(subject: Named, predicate: str, one: Named | str, part: Clause) -> Claim:
    return Claim(subject=subject, predicate=predicate, object=one, quote=part.text)


def _called(text: str, part: Clause, scene: Scene) -> Iterator[Claim]:
    """ "A dentist called Bram", "Grandma Rosa", "Robert, aka Bob"."""
    for match in CALLED_A.finditer(text):
        if is_job(match["job"]):
            yield _claim(scene.meet(match["name"]), "role", match["job"], part)
    for match in TITLED.finditer(text):
        label = match["label"].lower()
        predicate, gender = KIN[label]
        person = scene.meet(match["name"], gender)
        yield replace(_claim(scene.speaker, predicate, person, part), label=label)
    for match in AKA.finditer(text):
        named = Named(name=match["full"], type=EntityType.PERSON, aliases=(match["short"],))
        yield _claim(named, "named", match["short"], part)


def _turns(text: str, said: Timed, part: Clause, scene: Scene) -> Iterator[Claim]:
    """Beginnings and ends that have words of their own: "Leo and I broke up", "my first day at Acme is 1 May"."""
    when = said.whens[0] if said.whens else None
    broke = BROKE.search(text)
    if broke and ("parted" not in text or broke["name"].lower() in NAMES):
        until = min(when.point, scene.now) if when else scene.now
        person = scene.meet(broke["name"])
        yield replace(_claim(scene.speaker, "partner", person, part), ended=True, valid_until=until)
    if wed := WED.search(text):
        person = scene.meet(wed["name"])
        yield replace(_claim(scene.speaker, "partner", person, part), valid_from=when.point if when else None)
    match = START.search(said.text)
    noun = noun_phrase(match["rest"]) if match else None
    if match and noun and noun.proper and when:
        firm = Named(name=noun.text, type=EntityType.ORGANIZATION)
        claim = _claim(scene.speaker, "works_at", firm, part)
        if match["which"].lower() == "first":
            yield replace(claim, valid_from=when.point)
        else:
            over = when.start <= scene.now and " was " in f" {said.text} "
            until = min(when.end, scene.now) if over else when.end
            yield replace(claim, valid_until=until, ended=over or when.end <= scene.now)
