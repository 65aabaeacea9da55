"""The documentation as the tests read it: pages, their links, and their fenced blocks."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])

_FENCE = re.compile(
    r"(?:^<!-- no-test: (?P<skip>[^\n]+) -->\n+)?"
    r"^```(?P<language>\w*)(?: (?P<name>[^\n]+))?\n(?P<text>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


@dataclass(frozen=True)
class Block:
    """A fenced block. `name`: the file it stands for; `skip`: why it is not run."""

    place: str
    language: str
    name: str | None
    text: str
    skip: str | None


def title(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def read(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


def blocks(page: Path) -> Iterator[Block]:
    """Every fenced block of a page, in order."""
    text = page.read_text("utf-8")
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start("text")) + 1
        yield Block(f"{title(page)}:{line}", found["language"], found["name"], found["text"], found["skip"])


def needs(page: Path) -> list[str]:
    """The modules that a page says its blocks need, as in `<!-- needs: langgraph -->`."""
    return re.findall(r"^<!-- needs: ([\w.]+) -->$", page.read_text("utf-8"), flags=re.MULTILINE)


def links(page: Path) -> Iterator[tuple[str, str]]:
    """(path, anchor) of every link of a page that stays in the repository; either may be empty."""
    prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.MULTILINE | re.DOTALL)
    for target in re.findall(r"\]\(([^)\s]+)\)", prose):
        if not re.match(r"[a-z]+:", target):
            path, _, anchor = target.partition("#")
            yield path, anchor


def anchors(page: Path) -> set[str]:
    """The anchors that a Markdown renderer gives to the headings of a page."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", one.lower()).replace(" ", "-") for one in titles}


def cells(page: str, section: str = "") -> list[list[str]]:
    """The rows of the tables below a heading (of the whole page where there is none), without head and rule."""
    text = read(page)
    if section:
        [text] = re.findall(rf"^#+ {re.escape(section)}\n(.*?)(?=^#|\Z)", text, flags=re.MULTILINE | re.DOTALL)
    tables = re.findall(r"(?:^\|.*\n)+", text, flags=re.MULTILINE)
    rows = [line for table in tables for line in table.splitlines()[2:]]
    return [[cell.strip().replace(r"\|", "|") for cell in re.split(r"(?<!\\)\|", row)[1:-1]] for row in rows]
