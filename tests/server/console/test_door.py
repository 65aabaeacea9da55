"""Coming in: with a key in the address, with the form, and where no keys are asked for."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urljoin

import httpx

import mnesis
from mnesis.governance.access import Caller
from mnesis.model import Role
from mnesis.steps.keyring import Keyring

from .browser import Visitor
from .world import World, serving


def test_a_key_in_the_address_does_not_stay_there(visit: Callable[..., Visitor], served: World) -> None:
    page = visit().enter().page
    token = served.tokens["admin"]
    assert token not in page.url
    assert token not in page.content()
    assert page.evaluate("() => [...Array(localStorage.length).keys()].map((n) => localStorage.key(n))") == []
    assert page.evaluate("() => sessionStorage.getItem('mnesis.key')") == token
    page.reload()
    page.get_by_role("heading", name="Search", level=1).wait_for()


def test_the_form_takes_a_key_and_refuses_a_wrong_one(visit: Callable[..., Visitor], served: World) -> None:
    visitor = visit()
    page = visitor.page
    page.goto(served.url)
    page.get_by_role("heading", name="Sign in").wait_for()
    assert visitor.axe() == []
    page.get_by_label("Key").fill("mn_0000_wrong")
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    page.get_by_label("Key").fill(served.tokens["reader"])
    page.keyboard.press("Enter")
    page.get_by_role("navigation", name="Pages").wait_for()
    assert "Screen in the hall · reader" in page.locator(".side").inner_text()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_role("heading", name="Sign in").wait_for()
    assert page.evaluate("() => sessionStorage.length") == 0
    assert all("401" in wrong for wrong in visitor.wrongs)
    visitor.wrongs.clear()


def test_a_scope_is_chosen_among_the_places_of_the_key(visit: Callable[..., Visitor], served: World) -> None:
    served.scope("project:lampreia").remember("Columns are renamed by their values.", session="design")
    page = visit().enter("agent").page
    scope = page.get_by_label("Scope")
    assert scope.locator("option").all_inner_texts() == ["main", "Another…"]
    scope.select_option("Another…")
    offered = page.locator("datalist option[value='project:lampreia']")
    offered.wait_for(state="attached")
    assert offered.inner_text() == "1 memory"
    page.get_by_label("Name").fill("project:lampreia")
    page.keyboard.press("Enter")
    page.get_by_label("Question").fill("renamed columns")
    page.keyboard.press("Enter")
    page.get_by_text("Columns are renamed by their values.").wait_for()
    assert page.get_by_label("Scope").input_value() == "project:lampreia"
    page.get_by_label("Scope").select_option("main")
    page.wait_for_function("() => !document.body.textContent.includes('Columns are renamed')")


def test_a_scope_that_is_not_for_the_key_is_refused(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter("agent", scope="team:secret")
    page = visitor.go("timeline")
    alert = page.locator("main [role=alert]")
    alert.wait_for()
    assert "team:secret" in alert.inner_text()
    assert visitor.wrongs
    visitor.wrongs.clear()


def test_a_key_that_ends_leads_back_to_the_form(visit: Callable[..., Visitor], served: World) -> None:
    made = Keyring(served.memory.store).make("local", "Guest", Role.READER, ("main",))
    served.tokens["guest"] = made.token
    visitor = visit().enter("guest")
    admin = {"Authorization": f"Bearer {served.tokens['admin']}"}
    assert httpx.delete(urljoin(served.url, f"../v1/keys/{made.key.id}"), headers=admin, timeout=120).status_code == 200
    visitor.page.evaluate("() => { location.hash = '#/facts' }")
    visitor.page.get_by_role("heading", name="Sign in").wait_for()
    visitor.wrongs.clear()


def test_the_link_that_serve_prints_signs_in(browser: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mnesis", "--json", "--db", str(tmp_path / "new.db"), "serve", "--port", "0"]
    quiet = os.environ | {"MNESIS_EMBEDDER": "none"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=quiet) as server:
        assert server.stdout is not None
        told = json.loads(server.stdout.readline())
        with mnesis.open(tmp_path / "new.db", embedder="none") as memory:
            visitor = Visitor(browser, World(told["url"], memory, {}))
            visitor.page.goto(told["console"])
            visitor.page.locator(".live[data-state=live]").wait_for()
            assert told["token"] not in visitor.page.url
            visitor.go("timeline")
            memory.remember("Written by another process.")
            visitor.page.locator(".entry.fresh", has_text="Written by another process.").wait_for()
        visitor.close()
        assert visitor.wrongs == []
        server.terminate()
        assert server.wait(120) == 0


def test_where_no_keys_are_asked_for_there_is_no_form(browser: Any, tmp_path: Path) -> None:
    owner = Caller(tenant="local", role=Role.ADMIN, places=("main", "*"), name="owner")
    with mnesis.open(tmp_path / "open.db", embedder="none") as memory, serving(memory, owner) as url:
        visitor = Visitor(browser, World(url, memory, {}))
        visitor.page.goto(url)
        visitor.page.get_by_role("heading", name="Search", level=1).wait_for()
        assert visitor.page.get_by_role("button", name="Sign out").count() == 0
        visitor.close()
        assert visitor.wrongs == []
