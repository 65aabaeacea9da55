"""Debian's Chromium, driven by Playwright; what a page did that it should not have is collected."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
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
WIDE, PHONE = {"width": 1280, "height": 860}, {"width": 360, "height": 740}


def chromium() -> str:
    """Where the browser is; without one: skip at a desk, fail in CI."""
    found = shutil.which("chromium")
    if found is None:
        assert not os.environ.get("CI"), "chromium must be there on CI"
        pytest.skip("no chromium here")
    return found


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

    def __init__(self, browser: Any, world: World, *, size: dict[str, int] = WIDE, scheme: str = "light") -> None:
        self.world = world
        self.context = browser.new_context(
            viewport=size, color_scheme=scheme, reduced_motion="reduce", locale="en-GB", timezone_id="UTC"
        )
        self.context.clock.set_fixed_time(TODAY)
        self.context.set_default_timeout(8_000)
        self.page = self.context.new_page()
        self.wrongs: list[str] = []
        self.page.on("console", lambda said: said.type == "error" and self.wrongs.append(said.text))
        self.page.on("pageerror", lambda error: self.wrongs.append(str(error)))
        self.page.on("request", self._asked)

    def _asked(self, request: Any) -> None:
        parts = urlsplit(request.url)
        if parts.scheme not in ("data", "blob") and parts.netloc != urlsplit(self.world.url).netloc:
            self.wrongs.append(f"asked elsewhere: {request.url}")

    def enter(self, key: str = "admin") -> "Visitor":
        """Come in with a key in the address."""
        self.page.goto(f"{self.world.url}#key={self.world.tokens[key]}")
        self.page.get_by_role("navigation", name="Pages").wait_for(state="attached")
        return self

    def go(self, page: str) -> Any:
        """Open a page of the console by its address, and wait until nothing is loading."""
        self.page.evaluate("where => { location.hash = '#/' + where }", page)
        self.settle()
        return self.page

    def settle(self) -> None:
        self.page.wait_for_function(
            "() => document.querySelector('main h1') && !document.querySelector('.waiting, [aria-busy]')"
        )

    def close(self) -> None:
        self.context.close()
