"""Pages lead where they say, and can be found."""

from pathlib import Path

import pytest

from .pages import DOCS, PAGES, ROOT, anchors, links, title


@pytest.mark.parametrize("page", PAGES, ids=title)
def test_links_lead_somewhere(page: Path) -> None:
    broken = []
    for path, anchor in links(page):
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in anchors(target)):
            broken.append(f"{path}#{anchor}")
    assert not broken


def test_every_page_is_on_the_map() -> None:
    listed = {(DOCS / path).resolve() for path, _ in links(DOCS / "README.md") if path}
    lost = [title(page) for page in PAGES if page.is_relative_to(DOCS) and page.resolve() not in listed]
    assert [page for page in lost if page != "docs/README.md"] == []
    assert DOCS.resolve() / "README.md" in {(ROOT / path).resolve() for path, _ in links(ROOT / "README.md")}


def test_the_readme_is_short() -> None:
    assert (ROOT / "README.md").read_text("utf-8").count("\n") <= 120
