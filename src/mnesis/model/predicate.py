"""The vocabulary of facts: what each predicate means for contradiction, decay and consent.

A predicate that is not listed is allowed (an LLM may bring one): it takes many values and does not decay.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from mnesis.model.knowledge import EntityType


class Decay(StrEnum):
    """How certainty fades without reconfirmation (the specification's table)."""

    STATUS = "status"
    """Where somebody lives, works, with whom: 0.05 a month, after six months."""
    TASTE = "taste"
    """Likes and preferences: 0.02 a month."""
    NONE = "none"
    """What does not change by itself."""


@dataclass(frozen=True, slots=True)
class Predicate:
    """`functional`: a subject has one value at a time, so a new one ends the old. `opposite`: what cannot hold of the
    same object at the same moment. `object`: the type of an object that is an entity; None where it is a plain value.
    `sensitive`: facts of this kind need consent before they are put before a model."""

    name: str
    object: EntityType | None = None
    functional: bool = False
    decay: Decay = Decay.NONE
    opposite: str | None = None
    sensitive: bool = False
    says: str = ""
    """The words between subject and object when a fact is told; the name itself where empty."""
    sought: str = ""
    """Other words for it, under which a fact is found as well."""


_PERSON, _PLACE, _ORG = EntityType.PERSON, EntityType.LOCATION, EntityType.ORGANIZATION
_PROJECT, _TOOL, _OTHER, _CONCEPT = EntityType.PROJECT, EntityType.TOOL, EntityType.OTHER, EntityType.CONCEPT

_LISTED = (
    # who somebody is
    Predicate("named", functional=True, says="is called"),
    Predicate("is_a", says="is"),
    Predicate("age", functional=True, says="is aged"),
    Predicate("birthday", functional=True, says="was born on"),
    Predicate("born_in", _PLACE, functional=True, says="comes from", sought="was born in"),
    Predicate("nationality", says="is"),
    Predicate("speaks"),
    Predicate("email", functional=True, sensitive=True, says="has the e-mail address"),
    Predicate("phone", functional=True, sensitive=True, says="has the phone number"),
    Predicate("timezone", functional=True, decay=Decay.STATUS, says="is in the time zone"),
    # where and with whom
    Predicate("located_in", _PLACE, functional=True, decay=Decay.STATUS, says="is in", sought="lives in"),
    Predicate("partner", _PERSON, functional=True, decay=Decay.STATUS, says="is the partner of"),
    Predicate("relationship_status", functional=True, decay=Decay.STATUS, says="is"),
    Predicate("parent", _PERSON, says="has the parent"),
    Predicate("child", _PERSON, says="has the child"),
    Predicate("sibling", _PERSON, says="has the sibling"),
    Predicate("grandparent", _PERSON, says="has the grandparent"),
    Predicate("relative", _PERSON, says="is related to"),
    Predicate("friend", _PERSON, says="is a friend of"),
    Predicate("colleague", _PERSON, says="works with"),
    Predicate("manager", _PERSON, functional=True, decay=Decay.STATUS, says="reports to"),
    Predicate("roommate", _PERSON, decay=Decay.STATUS, says="shares a home with"),
    Predicate("knows", _PERSON),
    Predicate("pet", says="has the pet"),
    # work and study
    Predicate("works_at", _ORG, functional=True, decay=Decay.STATUS, says="works at"),
    Predicate("role", functional=True, decay=Decay.STATUS, says="works as"),
    Predicate("studies", says="studies"),
    Predicate("studies_at", _ORG, functional=True, decay=Decay.STATUS, says="studies at"),
    Predicate("graduated_from", _ORG, says="graduated from"),
    Predicate("works_on", _PROJECT, says="works on"),
    Predicate("leads", says="leads"),
    Predicate("member_of", _ORG, says="is a member of"),
    # things
    Predicate("owns"),
    Predicate("uses", _TOOL),
    Predicate("created"),
    Predicate("part_of", says="is part of"),
    Predicate("depends_on", says="depends on"),
    Predicate("deployed_on", _TOOL, functional=True, says="runs on"),
    Predicate("written_in", _TOOL, says="is written in"),
    Predicate("costs", functional=True),
    Predicate("status", functional=True, says="is"),
    # tastes and health
    Predicate("likes", decay=Decay.TASTE, opposite="dislikes"),
    Predicate("dislikes", decay=Decay.TASTE, opposite="likes"),
    Predicate("prefers", decay=Decay.TASTE),
    Predicate("favorite", decay=Decay.TASTE, says="likes best"),
    Predicate("hobby", says="has the hobby", sought="does, plays"),
    Predicate("diet", functional=True, decay=Decay.TASTE, says="eats"),
    Predicate("allergic_to", sensitive=True, says="is allergic to"),
    Predicate("has_condition", sensitive=True, says="has the condition"),
    Predicate("takes_medication", sensitive=True, says="takes"),
    # what happens
    Predicate("plans", says="plans to"),
    Predicate("decided", says="decided to"),
    Predicate("scheduled_for", functional=True, says="takes place on"),
    Predicate("deadline", functional=True, says="is due on"),
    Predicate("visited", _PLACE),
    Predicate("attended"),
)

PREDICATES: Mapping[str, Predicate] = MappingProxyType({one.name: one for one in _LISTED})
"""The listed predicates by name."""

_SAID_AS: Mapping[str, str] = {
    "located_in": "lives_in resides_in based_in home home_town lives_at moved_to location residence",
    "works_at": "works_for employed_by employer employed_at job_at works_in_company",
    "role": "job job_title occupation profession position title works_as",
    "partner": "spouse wife husband girlfriend boyfriend fiance fiancee fiancé fiancée married_to dating engaged_to",
    "parent": "mother father mom mum dad stepmother stepfather",
    "child": "son daughter kid stepson stepdaughter",
    "sibling": "sister brother twin half_brother half_sister stepsister stepbrother",
    "grandparent": "grandmother grandfather grandma grandpa nan",
    "relative": "cousin aunt uncle niece nephew mother_in_law father_in_law sister_in_law brother_in_law grandson"
    " granddaughter grandchild family related_to godmother godfather",
    "friend": "best_friend buddy pal friend_of",
    "colleague": "coworker co_worker teammate works_with",
    "manager": "boss reports_to supervisor",
    "roommate": "flatmate housemate lives_with",
    "pet": "dog cat has_pet",
    "named": "name called",
    "born_in": "from comes_from grew_up_in birthplace hometown origin",
    "birthday": "born_on date_of_birth birthdate",
    "owns": "has bought drives possesses",
    "uses": "use using works_with_tool",
    "created": "built made wrote founded",
    "likes": "loves enjoys fan_of interested_in",
    "dislikes": "hates avoids",
    "hobby": "plays practices practises does",
    "plans": "planning intends goal going_to",
    "decided": "decision chose",
    "scheduled_for": "date event_date scheduled_on takes_place_on",
    "deadline": "due due_on due_date",
    "has_condition": "condition illness diagnosed_with",
    "takes_medication": "medication takes",
    "leads": "manages heads runs",
    "deployed_on": "hosted_on runs_on",
    "is_a": "is type kind",
    "studies_at": "student_at attends",
    "visited": "travelled_to traveled_to went_to",
}
_CANONICAL = {other: name for name, others in _SAID_AS.items() for other in others.split()}


def predicate_name(said: str) -> str:
    """The name under which a predicate is kept: snake case, synonyms as one ("lives in" is `located_in`)."""
    plain = re.sub(r"[^\w]+", "_", said.strip().casefold()).strip("_")
    return _CANONICAL.get(plain, plain)


def predicate_of(said: str) -> Predicate:
    """What a predicate means; an unlisted one has only a name."""
    name = predicate_name(said)
    return PREDICATES.get(name) or Predicate(name)
