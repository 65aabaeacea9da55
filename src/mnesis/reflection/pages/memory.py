"""MEMORY.md: everybody and everything but the user, what is planned, how things are done, what recurs, and the days."""

from collections.abc import Iterator
from datetime import date

from mnesis.model import PREDICATES, USER, EntityType, Fact, Learnt, Point, Procedure, predicate_name
from mnesis.reflection.pages.known import Known
from mnesis.reflection.pages.lines import Heading, Item, Pointer, Task, Told, Value, flat
from mnesis.reflection.pages.page import opening, section
from mnesis.semantic.history import events_of
from mnesis.text.lexical import fold

TITLE = "Memory"
PLANS = "Plans and decisions"
PROCEDURES = "How things are done"
RECURS = "What recurs"
DAYS = "Days"
THE_USER = "The user"
"""How the user is called on pages until another name is known."""
KINDS = {
    EntityType.PERSON: "People",
    EntityType.ORGANIZATION: "Organizations",
    EntityType.PROJECT: "Projects",
    EntityType.LOCATION: "Places",
    EntityType.TOOL: "Tools",
    EntityType.CONCEPT: "Ideas",
    EntityType.OTHER: "Other things",
}
AHEAD = frozenset(("plans", "decided", "scheduled_for", "deadline"))
"""Predicates of what is planned and decided."""

_LINES = 12
"""Lines of what was learnt on a day, at most, and of what recurs."""
_POINTERS = 3
"""Episodes that a point names, at most."""
_HOW = {"new": "learnt", "changed": "changed", "over": "no longer", "corrected": "was wrong", "withdrawn": "taken back"}
_OF_PEOPLE = {"located_in": ("lives in",), "born_in": ("comes from",)}
_ORDER = {name: place for place, name in enumerate(PREDICATES)}


def memory_page(known: Known) -> list[Item]:
    """The items of the page."""
    what = f"What is remembered in {known.scope.name}: people, things, plans, ways and days."
    return [
        *opening(TITLE, " ".join(what.replace("-->", "").split())),
        *_entities(known),
        *section(2, PLANS, _by_name(known, [one for one in known.facts if one.predicate in AHEAD])),
        *section(2, PROCEDURES, (task(one) for one in sorted(known.procedures, key=lambda one: (one.name, one.id)))),
        *section(2, RECURS, _recurring(known)),
        *section(2, DAYS, _days(known)),
    ]


def _entities(known: Known) -> Iterator[Item]:
    others = [one for one in known.facts if not known.about_user(one) and one.predicate not in AHEAD]
    for type, title in KINDS.items():
        yield from section(2, title, _by_name(known, [one for one in others if _type(known, one) is type]))


def _type(known: Known, fact: Fact) -> EntityType:
    entity = known.entities.get(fact.entity_id)
    return entity.type if entity else EntityType.OTHER


def _by_name(known: Known, facts: list[Fact]) -> Iterator[Item]:
    """Facts below the name of what they are about."""
    subjects = {known.subject(one): name_of(known, one) for one in facts}
    for id, name in sorted(subjects.items(), key=lambda one: (fold(one[1]), one[0])):
        yield Heading(3, name)
        yield from lines(known, [one for one in facts if known.subject(one) == id])


def name_of(known: Known, fact: Fact) -> str:
    name = known.name(fact)
    return THE_USER if name == USER else name


def lines(known: Known, facts: list[Fact]) -> Iterator[Value]:
    """Facts in the order of the vocabulary."""
    for one in sorted(facts, key=lambda one: (_ORDER.get(one.predicate, len(_ORDER)), one.predicate, fold(one.object))):
        person = known.about_user(one) or _type(known, one) is EntityType.PERSON
        window = one.valid_from, one.valid_until
        yield Value(label_of(one, person), one.object, window, Pointer("fact", one.id))


def label_of(fact: Fact, person: bool) -> str:
    """How a line calls what it says: as it was called ("sister", of a sibling), or as one says it of people, where that
    reads back as the same predicate."""
    labels = [one.label for one in events_of(fact) if one.label and ":" not in one.label]
    said = [*labels[-1:], *(_OF_PEOPLE.get(fact.predicate, ()) if person else ())]
    return next((flat(one) for one in said if predicate_name(one) == fact.predicate), fact.predicate.replace("_", " "))


def task(procedure: Procedure) -> Task:
    details = (str(step.get("detail") or step.get("action") or "") for step in procedure.steps)
    steps = tuple(detail for detail in details if detail.strip())
    return Task(procedure.name, steps, Pointer("procedure", procedure.id))


def _recurring(known: Known) -> Iterator[Item]:
    for one in known.recurring[:_LINES]:
        yield Told(f"{one.text}: on {one.occasions} occasions", (Pointer(one.kind, one.id),))


def _days(known: Known) -> Iterator[Item]:
    for digest in known.digests:
        points = [one for one in digest.points if known.shown(one)]
        told = frozenset(id for one in points for id in one.episodes)
        learnt = [one for one in known.learnt.get(digest.date.isoformat(), ()) if _is_news(one, told)][:_LINES]
        yield from section(3, day_title(digest.date), [*map(_point, points), *map(_learnt, learnt)])


def _is_news(one: Learnt, told: frozenset[str]) -> bool:
    """Whether the points of the day have not said it already: what is simply new stands there in the words it was
    learnt from."""
    return one.how in _HOW and not (one.how == "new" and told.issuperset(one.episodes))


def _point(one: Point) -> Told:
    text = f"{one.who}: {one.text}" if one.who else one.text
    return Told(text, tuple(Pointer("episode", id) for id in one.episodes[:_POINTERS]))


def _learnt(one: Learnt) -> Told:
    return Told(f"{_HOW[one.how]}: {one.text}", (Pointer(one.kind, one.id),))


def day_title(day: date) -> str:
    """ "Wednesday, 11 February 2026"."""
    return f"{day:%A}, {day.day} {day:%B} {day.year}"
