"""docs/reference/mcp.md says what the server has, and nothing else; the how-to names every client."""

from mcp.types import ToolAnnotations
from tests.docs.pages import cells
from tests.server.mcp.conformance import test_conformance

from mnesis.server.mcp.clients.programs import CLIENTS
from mnesis.server.mcp.prompts import PROMPTS
from mnesis.server.mcp.resources import KINDS, PAGES
from mnesis.server.mcp.tools import TOOLS

PAGE = "docs/reference/mcp.md"


def changes(hints: ToolAnnotations) -> set[str]:
    """The words that the page may have for what a tool changes."""
    if hints.read_only_hint:
        return {"no"}
    return {"replaces", "erases"} if hints.destructive_hint else {"adds"}


def test_every_tool_is_on_the_page_with_its_right() -> None:
    rows = {name.strip("`"): (right, changed) for name, right, changed, _ in cells(PAGE, "Tools")}
    assert list(rows) == [one.name for one in TOOLS]
    for one in TOOLS:
        right, changed = rows[one.name]
        assert right == one.right.value
        assert changed in changes(one.hints), one.name


def test_every_resource_is_on_the_page() -> None:
    rows = [name.strip("`") for name, _ in cells(PAGE, "Resources")]
    assert rows == [*(one.uri for one in PAGES), *(one.template for one in KINDS)]


def test_every_prompt_is_on_the_page() -> None:
    rows = [(name.strip("`"), arguments.strip("`")) for name, arguments, _ in cells(PAGE, "Prompts")]
    assert rows == [(one.name, ", ".join(each.name for each in one.arguments)) for one in PROMPTS]


def test_what_does_not_pass_is_on_the_page() -> None:
    listed = (test_conformance.HERE / "expected-failures.yml").read_text("utf-8")
    names = [line.strip().removeprefix("- ") for line in listed.splitlines() if line.strip().startswith("- ")]
    assert [name.strip("`") for name, _ in cells(PAGE, "Conformance")] == names


def test_every_client_is_in_the_how_to() -> None:
    rows = {name.strip("`"): title for title, name, _ in cells("docs/how-to/use-with-mcp.md", "Set a client up")}
    assert rows == {one.name: one.title for one in CLIENTS}
