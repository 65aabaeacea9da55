"""The pictures of docs/how-to/console.md, taken anew: `python -m tests.server.console.screenshots`.

The local model must be installed: they show what somebody sees who has it.
"""

import tempfile
from pathlib import Path
from typing import Any

from mnesis import Memory
from mnesis.model import Outcome

from .browser import PHONE, Visitor, browsing
from .world import World, world

FOLDER = Path(__file__).parents[3] / "docs" / "images"
SIZE = {"width": 1120, "height": 760}
LARGEST = 150_000
"""Bytes of a picture, at most."""


def prepare(memory: Memory) -> None:
    """What makes the pages tell something."""
    for way in memory.procedures("release siltwatch", limit=1):
        for how in (Outcome.SUCCESS, Outcome.SUCCESS, Outcome.FAILURE):
            memory.outcome(way.id, how)


def shoot(visitor: Visitor, name: str, address: str, before: str | None = None) -> None:
    """One page as a file; `before`: what is clicked first."""
    page: Any = visitor.go(address)
    if before:
        page.locator(before).first.click()
    page.evaluate("() => document.activeElement.blur()")
    page.evaluate("() => document.fonts.ready")
    target = FOLDER / f"console-{name}.png"
    page.screenshot(path=target)
    assert target.stat().st_size < LARGEST, f"{target} is too large"
    print(target, target.stat().st_size)  # noqa: T201


def all_of_them(browser: Any, made: World) -> None:
    marta = made.memory.entities("Marta")[0].id
    [home, *_] = made.memory.facts(subject="Marta", predicate="lives in")
    light = Visitor(browser, made, size=SIZE).enter()
    shoot(light, "search", "search?query=What does Marta think of Airflow%3F&limit=5", ".hit details.why summary")
    shoot(light, "graph", f"entities/{marta}?hops=2")
    shoot(light, "fact", f"facts/{home.id}")
    shoot(light, "context", "context?query=Should I take the train to Lisbon%3F&budget=900")
    dark = Visitor(browser, made, size=SIZE, scheme="dark").enter()
    shoot(dark, "procedures", "procedures")
    phone = Visitor(browser, made, size=PHONE).enter()
    shoot(phone, "phone", "timeline")
    for visitor in (light, dark, phone):
        visitor.close()


def main() -> None:
    FOLDER.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, world(Path(folder), "auto") as made, browsing() as browser:
        prepare(made.memory)
        all_of_them(browser, made)


if __name__ == "__main__":
    main()
