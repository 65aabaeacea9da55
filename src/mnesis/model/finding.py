"""What an extractor finds in a passage, before anybody has asked what is known already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from mnesis.model.knowledge import EntityType, SourceType
from mnesis.model.practice import PreferenceCategory

USER = "user"
"""The name under which the person the agent talks to is found, until another name is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """An entity as a passage names it. `aliases` only where the words say that two names are one thing."""

    name: str
    type: EntityType = EntityType.OTHER
    aliases: tuple[str, ...] = ()
    description: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """A statement, with the very words it was read from (none where it is given outright). `object` is an entity, or a
    plain value.

    `valid_from` is the first moment at which it holds and `valid_until` the first at which it no longer does, as the
    words say (None: they do not). `ended`: the words say that it is over ("I no longer work there"); `valid_until` is
    then when, or the time of saying it. `also`: it comes beside what holds already ("I also work at …"). `corrects`:
    the speaker sets right what was said before, and that was never true; `instead_of` is the wrong value where it is
    named. `label` is how a relation was called ("sister", for `sibling`). `said` is when it was said, where that is not
    the time of the words.
    """

    subject: Named
    predicate: str
    object: Named | str
    quote: str = ""
    valid_from: datetime | None = None
    valid_until: datetime | None = None
    ended: bool = False
    also: bool = False
    corrects: bool = False
    instead_of: str | None = None
    label: str | None = None
    confidence: float = 1.0
    source_type: SourceType = SourceType.STATED
    said: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """How somebody wants things done, with the very words (as in Claim). `instead_of` is what is not wanted ("pnpm, not
    npm"). `withdrawn`: the words take a wish back ("you can use Docker again")."""

    category: PreferenceCategory
    key: str
    value: str
    quote: str = ""
    instead_of: str | None = None
    withdrawn: bool = False
    strength: float = 0.9
    source_type: SourceType = SourceType.STATED


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """How a task is done: steps in order, each with an `action` (a verb) and a `detail` (the words)."""

    name: str
    trigger: str
    steps: tuple[Mapping[str, Any], ...]
    quote: str = ""
    context: str | None = None
    corrects: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """All that one extractor found in one passage. `extractor` is its name and version ("rules/1"), None where it
    was given with the words."""

    extractor: str | None
    claims: tuple[Claim, ...] = ()
    wishes: tuple[Wish, ...] = ()
    recipes: tuple[Recipe, ...] = ()
    notices: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.claims or self.wishes or self.recipes)
