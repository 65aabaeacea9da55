"""What is served without a browser: the files, their headers, and what must not be in them."""

import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

import mnesis
from mnesis.server.app import create_app
from mnesis.server.console import STATIC

FILES = sorted(path for path in STATIC.rglob("*") if path.is_file())


@pytest.fixture(scope="module")
def client() -> TestClient:
    with mnesis.open("memory://", embedder="none") as memory:
        return TestClient(create_app(memory), base_url="http://127.0.0.1")


@pytest.mark.parametrize("start", ["/", "/console"])
def test_the_console_is_found(client: TestClient, start: str) -> None:
    answer = client.get(start)
    assert (answer.status_code, answer.url.path) == (200, "/console/")
    assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("path", ["", "js/main.js", "css/base.css", "icon.svg"])
def test_a_file_says_what_a_browser_may_do_with_it(client: TestClient, path: str) -> None:
    answer = client.get(f"/console/{path}")
    policy = answer.headers["content-security-policy"]
    assert answer.status_code == 200
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy
    assert answer.headers.get_list("x-content-type-options") == ["nosniff"]
    assert client.get(f"/console/{path}", headers={"If-None-Match": answer.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("path", ["nothing.js", "../__init__.py", "%2e%2e/__init__.py", "js"])
def test_nothing_else_is_served(client: TestClient, path: str) -> None:
    assert client.get(f"/console/{path}").status_code == 404


def test_no_file_asks_anybody_else_or_makes_markup_of_text() -> None:
    outside = re.compile(r"https?://(?!www\.w3\.org/)")
    markup = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function")
    for file in FILES:
        text = file.read_text("utf-8")
        assert not outside.search(text), file
        assert not markup.search(text), file


def test_the_page_has_no_inline_scripts_or_styles() -> None:
    page = (STATIC / "index.html").read_text("utf-8")
    assert re.findall(r"<script(?![^>]*\bsrc=)", page) == []
    assert re.findall(r"<style|\bstyle=|\bon\w+=", page) == []


def test_files_are_short() -> None:
    lengths = {file.relative_to(STATIC).as_posix(): file.read_text("utf-8").count("\n") for file in FILES}
    assert {name: lines for name, lines in lengths.items() if lines > 220} == {}


def test_what_a_page_imports_is_there() -> None:
    for file in STATIC.rglob("*.js"):
        for target in re.findall(r'from "(\.[^"]+)"', file.read_text("utf-8")):
            assert (file.parent / target).is_file(), f"{file}: {target}"


def test_every_page_of_the_map_exists() -> None:
    named = re.findall(r'"\./(\w+)\.js"', (STATIC / "js/pages/index.js").read_text("utf-8"))
    assert set(named) <= {path.stem for path in Path(STATIC / "js/pages").iterdir()}
