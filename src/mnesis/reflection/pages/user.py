"""USER.md: who the user is, and how the user wants things done."""

from collections.abc import Iterator

from mnesis.model import USER, Fact, Preference, PreferenceCategory
from mnesis.reflection.pages.known import Known
from mnesis.reflection.pages.lines import Item, Pointer, Value
from mnesis.reflection.pages.memory import AHEAD, THE_USER, lines
from mnesis.reflection.pages.page import opening, section

PREFERENCES = "Preferences"
_MORE = "More"
_GROUPS = {
    "About": "named is_a age birthday born_in nationality speaks email phone timezone",
    "Home, family and friends": "located_in partner relationship_status parent child sibling grandparent relative"
    " friend roommate knows pet",
    "Work and study": "works_at role works_on leads member_of colleague manager studies studies_at graduated_from",
    "Things": "owns uses created part_of depends_on deployed_on written_in costs status",
    "Tastes": "likes dislikes prefers favorite hobby diet",
    "Health": "allergic_to has_condition takes_medication",
    "Places and events": "visited attended",
}
_GROUP_OF = {predicate: title for title, predicates in _GROUPS.items() for predicate in predicates.split()}


def user_page(known: Known) -> list[Item]:
    """The items of the page."""
    name = known.user.name if known.user and known.user.name != USER else THE_USER
    return [
        *opening(name, "What is known of the user, and how the user wants things done."),
        *_facts(known, [one for one in known.facts if known.about_user(one) and one.predicate not in AHEAD]),
        *section(2, PREFERENCES, _preferences(known.preferences)),
    ]


def _facts(known: Known, facts: list[Fact]) -> Iterator[Item]:
    for title in (*_GROUPS, _MORE):
        yield from section(
            2, title, lines(known, [one for one in facts if _GROUP_OF.get(one.predicate, _MORE) == title])
        )


def _preferences(preferences: tuple[Preference, ...]) -> Iterator[Item]:
    for category in PreferenceCategory:
        here = sorted((one for one in preferences if one.category is category), key=lambda one: (one.key, one.id))
        yield from section(3, category.capitalize(), map(preference_line, here))


def preference_line(preference: Preference) -> Value:
    pointer = Pointer("preference", preference.id)
    return Value(preference.key.replace("_", " "), preference.value, (None, None), pointer)
