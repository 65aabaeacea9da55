"""Every page, on a desk and on a phone, light and dark: can be read and used by anybody, and asks nobody else."""

from collections.abc import Callable
from typing import Any

import pytest

from .browser import PHONE, WIDE, Visitor
from .world import World

PAGES = (
    "search",
    "search?query=Where does Marta live%3F",
    "context?query=Where does Marta live%3F&budget=800",
    "timeline",
    "sessions",
    "sessions/notes",
    "facts?past=on",
    "facts/{fact}",
    "entities",
    "entities/{entity}",
    "entities/{entity}?hops=2",
    "preferences",
    "procedures",
    "teach",
    "jobs",
    "transfer",
    "keys",
)


def addresses(world: World) -> list[str]:
    [home, *_] = world.memory.facts(subject="Marta", predicate="lives in")
    return [page.format(fact=home.id, entity=home.entity_id) for page in PAGES]


@pytest.mark.parametrize(
    ("size", "scheme"), [(WIDE, "light"), (PHONE, "dark"), (WIDE, "dark"), (PHONE, "light")], ids=str
)
def test_a_page_can_be_read(visit: Callable[..., Visitor], served: World, size: dict[str, int], scheme: str) -> None:
    """axe looks at each size once and at each scheme once; colours do not depend on the size."""
    visitor = visit(size=size, scheme=scheme).enter()
    wrong: dict[str, Any] = {}
    for address in addresses(served):
        page = visitor.go(address)
        found = visitor.axe() if (size is WIDE) == (scheme == "light") else []
        found += [f"{visitor.sideways()} px too wide"] if visitor.sideways() > 0 else []
        found += [] if page.locator("main [role=alert]").count() == 0 else ["something went wrong"]
        if found:
            wrong[address] = found
    assert wrong == {}


def test_the_menu_of_a_phone_opens_and_folds(visit: Callable[..., Visitor]) -> None:
    page = visit(size=PHONE).enter().page
    menu = page.get_by_role("button", name="Menu")
    places = page.get_by_role("navigation", name="Pages")
    assert not places.is_visible()
    menu.click()
    assert places.get_by_role("link", name="Search").evaluate("link => link === document.activeElement")
    page.keyboard.press("Escape")
    assert not places.is_visible()
    assert menu.evaluate("button => button === document.activeElement")
    menu.click()
    places.get_by_role("link", name="Facts").click()
    page.get_by_role("heading", name="Facts", level=1).wait_for()
    assert not places.is_visible()


def test_a_theme_is_chosen_and_stays(visit: Callable[..., Visitor]) -> None:
    page = visit(scheme="light").enter().page
    ground = "() => getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(ground)
    page.get_by_label("Appearance").select_option("dark")
    dark = page.evaluate(ground)
    assert dark != light
    page.reload()
    assert page.evaluate(ground) == dark
    page.get_by_role("navigation", name="Pages").wait_for()
    page.get_by_label("Appearance").select_option("")
    assert page.evaluate(ground) == light


def test_the_keyboard_finds_the_content(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()
    page = visitor.go("timeline")
    assert page.evaluate("() => document.activeElement.tagName") == "H1"
    page.reload()
    visitor.settle()
    page.keyboard.press("Tab")
    assert page.evaluate("() => document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.activeElement.id") == "main"


def test_what_cannot_be_asked_says_what_to_do(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()
    page = visitor.go("facts/nothing")
    alert = page.locator("main [role=alert]")
    assert "nothing" in alert.inner_text()
    assert alert.get_by_role("button", name="Try again").is_visible()
    assert any("404" in wrong for wrong in visitor.wrongs)
    visitor.wrongs.clear()


def test_an_empty_scope_says_what_to_do(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter(scope="nobody")
    for address in ("timeline", "sessions", "facts", "entities", "preferences", "procedures", "jobs"):
        page = visitor.go(address)
        assert page.locator("main .empty p").first.is_visible(), address
    assert visitor.axe() == []
