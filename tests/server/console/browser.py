"""Debian's Chromium, driven by Playwright; what a page did that it should not have is collected."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from .world import TODAY, World

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
GO = """where => new Promise((there) => {
    const target = new URL('#/' + where, location).hash;
    if (location.hash === target) return there();
    addEventListener('hashchange', there, { once: true });
    location.hash = target;
})"""
"""Goes to a page of the console; over when its router has heard of it."""
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}


def chromium() -> str:
    """Where the browser is; without one: skip at a desk, fail in CI."""
    found = shutil.which("chromium")
    if found is None:
        assert not os.environ.get("CI"), "chromium must be there on CI"
        pytest.skip("no chromium here")
    return found


def axe_core() -> Path:
    """Where axe-core is; without it: skip at a desk, fail in CI."""
    found = find_spec("axe_playwright_python")
    if found is None or found.origin is None:
        assert not os.environ.get("CI"), "axe-playwright-python must be there on CI"
        pytest.skip("no axe-core here")
    return Path(found.origin).with_name("axe.min.js")


@contextmanager
def browsing() -> Iterator[Any]:
    """A browser without a window."""
    if not os.environ.get("CI"):
        pytest.importorskip("playwright")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(ARGUMENTS))
        yield browser
        browser.close()


class Visitor:
    """Somebody at the console: a page, and what went wrong on it."""

    def __init__(
        self,
        browser: Any,
        world: World,
        *,
        size: dict[str, int] = WIDE,
        scheme: str = "light",
        zone: str = "UTC",
    ) -> None:
        self.world = world
        self.context = browser.new_context(
            viewport=size, color_scheme=scheme, reduced_motion="reduce", locale="en-GB", timezone_id=zone
        )
        self.context.clock.set_fixed_time(TODAY)
        self.context.set_default_timeout(120_000)  # a busy machine is no fault of the console
        self.page = self.context.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", lambda said: said.type == "error" and self.wrongs.append(said.text))
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.world.url).netloc:
            self.wrongs.append(f"asked elsewhere: {request.url}")

    def enter(self, key: str = "admin", scope: str = "main") -> "Visitor":
        """Come in with a key in the address, and turn to a scope."""
        self.context.add_init_script(f"sessionStorage.setItem('mnesis.scope', {scope!r})")
        self.page.goto(f"{self.world.url}#key={self.world.tokens[key]}")
        self.page.locator("nav.places").wait_for(state="attached")
        self.settle()
        return self

    def go(self, page: str) -> Any:
        """Open a page of the console by its address, and wait until nothing is loading."""
        self.page.evaluate(GO, page)
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_function(
            "() => document.querySelector('main h1') && !document.querySelector('.waiting, [aria-busy]')"
        )

    def axe(self) -> list[str]:
        """What is hard or impossible for some: the violations of axe-core's rules, of any weight, in words."""
        if not self.page.evaluate("() => Boolean(window.axe)"):
            self.page.evaluate(axe_core().read_text("utf-8"))
        found = self.page.evaluate("() => axe.run({resultTypes: ['violations']})")
        return [
            f"{one['id']} ({one['impact']}): {node['html'][:200]} {node.get('failureSummary', '')[:300]}"
            for one in found["violations"]
            for node in one["nodes"]
        ]

    def sideways(self) -> int:
        """Pixels that the page is wider than the window."""
        wider: int = self.page.evaluate("() => document.documentElement.scrollWidth - innerWidth")
        return wider

    def close(self) -> None:
        self.context.close()
