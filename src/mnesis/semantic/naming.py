"""What a name says about who bears it: ids, first names, the texts an entity is found under, how much it matters."""

import re
from functools import lru_cache
from math import log2

from mnesis.episodic.identity import content_id
from mnesis.model import USER, Entity, EntityType, Key, KeyKind, Scope
from mnesis.text.lexical import fold

_JOINERS = re.compile(r"(?:[\s_‐-]|\.(?=\s|$))+")
_AROUND = " \t\r\n\"'“”‘’«»()[],;:!?"
_TITLES = """
mr mrs ms miss mx dr doctor prof professor sir lady lord aunt auntie uncle grandma grandpa granny nan nana coach captain
father sister brother saint st king queen prince princess president senor senora don dona herr frau
"""
_WEIGHT = {EntityType.PERSON: 4, EntityType.PROJECT: 4, EntityType.OTHER: 2, EntityType.CONCEPT: 2}


def folded(name: str) -> str:
    """A name without differences of case, accents, spacing and hyphens: what two ways of writing it share. What tells
    names apart ("C", "C++", "C#", "Node.js") stays; a name that is nothing but signs stays whole."""
    plain = fold(name)
    return _JOINERS.sub(" ", plain).strip(_AROUND) or plain.strip()


@lru_cache(maxsize=16_384)
def entity_id(scope: Scope, type: EntityType, name: str) -> str:
    """The id of the entity of this type and name: the same for everybody who makes it."""
    return content_id("entity", scope.tenant, scope.name, type, folded(name))


def user_id(scope: Scope) -> str:
    """The id of the person the agent talks to, whatever their name turns out to be."""
    return entity_id(scope, EntityType.PERSON, USER)


def first_name(name: str, type: EntityType) -> str | None:
    """The first name by which a person of this full name may be meant; None where there is none."""
    first, *rest = name.split() or [""]
    plain = folded(first)
    if type is not EntityType.PERSON or not rest or len(plain) < 2 or plain in _TITLES.split():
        return None
    return first


def names_of(entity: Entity) -> frozenset[str]:
    """Every name of an entity, folded."""
    return frozenset(map(folded, (entity.name, *entity.aliases)))


def keys_of(entity: Entity) -> tuple[Key, ...]:
    """The key of an entity: its names and what it is. One that is only another name of something has none."""
    if entity.merged_into or not entity.mention_count:
        return ()
    told = ", ".join((entity.name, *entity.aliases))
    text = f"{told}: {entity.description}" if entity.description else told
    return (Key(entity.id, KeyKind.TEXT, text=text),)


def importance(entity: Entity) -> int:
    """1 to 10, how much an entity matters: 4 for people and projects, 2 for concepts and things without a type, 3 for
    the rest; 1 more where something is said of what it is; and log2 of its mentions, rounded down. The user is 10."""
    if entity.id == user_id(entity.scope):
        return 10
    context = _WEIGHT.get(entity.type, 3) + bool(entity.description)
    return max(1, min(10, context + int(log2(max(1, entity.mention_count)))))
