"""What is remembered may be anything, and stays text: no markup, no script, no page that bursts."""

from collections.abc import Callable

import pytest

from mnesis import Claim, EntityType, Named

from .browser import PHONE, WIDE, Visitor
from .world import HOSTILE, World


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["desk", "phone"])
def test_hostile_memories_do_nothing(visit: Callable[..., Visitor], served: World, size: dict[str, int]) -> None:
    visitor = visit(size=size).enter(scope="hostile")
    for address in ("timeline", "sessions", "facts", "search?query=script", "context?query=script&budget=900"):
        page = visitor.go(address)
        assert visitor.sideways() <= 0, address
        assert page.evaluate("() => window.broken") is None
        assert page.locator("main img, main script").count() == 0
    page = visitor.go("timeline")
    shown = page.locator(".entry .said").all_text_contents()
    assert sorted(shown) == sorted(HOSTILE)
    assert page.locator(".entry .said").first.get_attribute("dir") == "auto"
    page.locator(".entry", has_text="onerror").get_by_role("button").click()
    page.get_by_role("dialog").get_by_text("onerror").wait_for()
    assert visitor.sideways() <= 0


def test_hostile_names_do_nothing(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("names")
    acme = Named(name="Acme", type=EntityType.ORGANIZATION)
    names = ['<img src=x onerror="window.broken=1">', "שלום עולם", "W" * 300]
    for name in names:
        scope.learn(Claim(subject=Named(name=name, type=EntityType.PERSON), predicate="works at", object=acme))
    visitor = visit(size=PHONE).enter(scope="names")
    page = visitor.go("entities")
    assert set(names) <= set(page.locator(".card h2").all_inner_texts())
    assert visitor.sideways() <= 0
    visitor.go(f"entities/{scope.entities('Acme')[0].id}")
    assert page.locator(".node").count() == 4
    assert visitor.sideways() <= 0
    for fact in scope.facts():
        visitor.go(f"facts/{fact.id}")
        assert visitor.sideways() <= 0
    assert page.evaluate("() => window.broken") is None


def test_a_hostile_address_does_nothing(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()
    page = visitor.go("search?query=%3Cimg src%3Dx onerror%3D%22window.broken%3D1%22%3E")
    assert page.evaluate("() => window.broken") is None
    page = visitor.go("__proto__")
    assert page.get_by_role("heading", level=1).inner_text() == "Search"
