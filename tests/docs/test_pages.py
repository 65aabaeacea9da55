"""Pages lead where they say, and the settings page lists every setting."""

import re
from pathlib import Path

import pytest

from mnesis.settings import Settings

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/**/*.md")])


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    broken = [to for to in targets if not re.match(r"[a-z]+:", to) and not (page.parent / to).exists()]
    assert not broken


def test_the_settings_page_names_every_setting_with_its_meaning() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    rows = dict(re.findall(r"^\| `(MNESIS_\w+)` \| (.+?) \|", page, flags=re.MULTILINE))
    assert rows == Settings.help()
