"""Names of scopes and the places of a key: what a name's level is, and which names a place stands for."""

import re
from collections.abc import Sequence
from unicodedata import normalize

from mnesis.errors import InvalidInput
from mnesis.model import Scope, ScopeLevel, check_given

EVERY = "*"
"""The place that stands for every scope of the tenant."""
MOST = 100
"""Places of one key, at most."""

_COLONS = re.compile("[:\u02d0\u02f8\u2236\ua789]")
"""The colon, and what looks like one once compatibility forms are folded."""


def level_of(name: str) -> ScopeLevel | None:
    """The level of the scope of this name: the word before its first colon, None where that is no level."""
    level, colon, _ = name.partition(":")
    return ScopeLevel(level) if colon and level in tuple(ScopeLevel) else None


def is_pattern(place: str) -> bool:
    """Whether a place stands for many names: `*`, or `prefix:*`. A star anywhere else is a letter like others."""
    return place == EVERY or place.endswith(":*")


def covers(place: str, name: str) -> bool:
    """Whether a place stands for the scope of this name; of another place, whether it stands for all of that."""
    return name.startswith(place[:-1]) if is_pattern(place) else name == place


def check_name(name: str) -> None:
    """Raises InvalidInput for a name under which nothing is shared: with characters one cannot see, or one that reads
    as if it had a level and has none (`Team:a`, `team :a`, or with letters that only look alike)."""
    check_given("scope", name, str)
    if not name.isprintable() or name != name.strip() or "*" in name:
        raise InvalidInput(what="scope", problem="must have no star, nothing that cannot be seen, no blanks around it")
    head, *rest = _COLONS.split(normalize("NFKC", name), maxsplit=1)
    seen = re.sub(r"[\W_]", "", head).casefold()
    if rest and level_of(name) is None and (not head.isascii() or seen in tuple(ScopeLevel)):
        levels = ", ".join(ScopeLevel)
        raise InvalidInput(what="scope", problem=f"before a colon stands a level ({levels}) or another word in ASCII")


def check_places(places: Sequence[str]) -> tuple[str, ...]:
    """The places, each once, in their order. Raises InvalidInput for none, too many, and a place that is no name of a
    scope and no pattern: a star stands alone, or last after a colon (`project:*`)."""
    if isinstance(places, str):
        raise InvalidInput(what="places", problem="must be a list of names, not one text")
    kept = tuple(dict.fromkeys(places))
    if not 0 < len(kept) <= MOST:
        raise InvalidInput(what="places", problem=f"must be 1 to {MOST} names of scopes, `word:*` or `*`")
    for place in kept:
        check_given("place", place, str)
        Scope(name=place)  # its own rules
        check_name(place.removesuffix("*") if is_pattern(place) else place)
    return kept
