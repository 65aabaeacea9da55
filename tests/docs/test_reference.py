"""The reference names everything there is, and nothing else."""

import inspect
import re
import sqlite3
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis import errors
from mnesis.model import Feedback, Slept
from mnesis.semantic.graph import Neighbourhood
from mnesis.settings import Settings
from mnesis.steps.night.pruning import Pruned
from mnesis.steps.rereading import Extracted

from .pages import ROOT, cells, read

PYTHON = "docs/reference/python.md"


# --- Python -------------------------------------------------------------------------------------------------


def methods(owner: type) -> dict[str, str]:
    """The public methods of a class, and how each is called: without `self` and annotations."""
    found = {}
    for name, method in inspect.getmembers(owner):
        if not name.startswith("_") and inspect.isfunction(method):
            _, *rest = inspect.signature(method).parameters.values()
            found[name] = called(name, rest)
    return found


def called(name: str, parameters: list[inspect.Parameter]) -> str:
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in parameters]
    shown = str(inspect.Signature(bare)).replace("All(parts=())", "EVERYTHING").replace("'", '"')
    return name + re.sub(r"<function (\w+) at \w+>", r"\1", shown)


def documented(section: str) -> dict[str, str]:
    """Name → call, from the first column of a section's table."""
    calls = [cell.strip("`") for cell, *_ in cells(PYTHON, section)]
    return {call.split("(")[0]: call for call in calls}


def test_every_public_name_is_on_the_page_and_no_other() -> None:
    names = {cell.strip("`").split("(")[0] for cell, *_ in cells(PYTHON, "Names")}
    assert names == set(mnesis.__all__)


def test_open_is_called_as_the_page_says() -> None:
    call = called("mnesis.open", list(inspect.signature(mnesis.open).parameters.values()))
    assert f"`{call}`" in read(PYTHON)


def test_every_verb_of_memory_is_on_the_page_as_it_is_called() -> None:
    assert documented("Memory") == methods(mnesis.Memory)


def test_every_verb_of_async_memory_is_on_the_page_and_one_of_memory() -> None:
    verbs = methods(mnesis.AsyncMemory).keys()
    listed = re.findall(r"^(?:Awaited|Not awaited): (.+?)\.$", read(PYTHON), flags=re.MULTILINE | re.DOTALL)
    assert set(re.findall(r"`(\w+)`", ", ".join(listed))) == verbs
    assert verbs <= methods(mnesis.Memory).keys()


VALUES = (
    *(mnesis.Message, mnesis.Episode, mnesis.Session, mnesis.Recall, mnesis.Hit, mnesis.Scope, mnesis.Where),
    *(mnesis.Fact, mnesis.Story, mnesis.Entity, mnesis.Preference, mnesis.Procedure),
    *(mnesis.Learned, mnesis.Claim, mnesis.Named, mnesis.Wish, mnesis.Recipe, mnesis.Reflection, mnesis.Job),
    *(mnesis.Context, mnesis.Budget),
)
ELSEWHERE = {
    **{"Extracted": Extracted, "Slept": Slept, "The graph": Neighbourhood, "Pruned": Pruned},
    **{"Feedback": Feedback},
}
"""Values that verbs give and nobody makes, by the section that lists their fields."""


@pytest.mark.parametrize("value", VALUES, ids=lambda value: value.__name__)
def test_every_field_of_a_value_is_on_the_page(value: Any) -> None:
    assert {cell.strip("`") for cell, *_ in cells(PYTHON, value.__name__)} == set(value.__dataclass_fields__)


@pytest.mark.parametrize("section", ELSEWHERE)
def test_every_field_of_a_result_is_on_the_page(section: str) -> None:
    value: Any = ELSEWHERE[section]
    assert {cell.strip("`") for cell, *_ in cells(PYTHON, section)} == set(value.__dataclass_fields__)


# --- settings, errors ---------------------------------------------------------------------------------------


def test_every_setting_is_on_the_page_with_its_meaning() -> None:
    rows = {cell.strip("`"): meaning for cell, meaning, _ in cells("docs/reference/settings.md")}
    assert rows == Settings.help()


def test_every_error_is_on_the_page_below_its_kind() -> None:
    rows = {cell.strip("`"): kind.strip("`") for cell, kind, *_ in cells("docs/reference/errors.md", "Every error")}
    known = [one for one in vars(errors).values() if inspect.isclass(one) and issubclass(one, errors.MnesisError)]
    assert rows == {one.__name__: one.__bases__[0].__name__ for one in known}


# --- the file -----------------------------------------------------------------------------------------------


def test_every_table_and_column_is_on_the_page(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    mnesis.open(path, embedder="none").close()
    page = read("docs/reference/schema.md")
    sections = re.findall(r"^### `(\w+)`", page, flags=re.MULTILINE)
    found = {
        name: [cell.strip("`") for cell, *_ in cells("docs/reference/schema.md", f"`{name}`")] for name in sections
    }
    assert found == schema(path)


def schema(path: Path) -> dict[str, list[str]]:
    """The columns of every table and view but those that SQLite and its full-text index keep for themselves."""
    with sqlite3.connect(path) as db:
        names = [
            name
            for (name,) in db.execute("SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')")
            if not re.match(r"sqlite_|keys_fts_", name)
        ]
        return {name: [row[1] for row in db.execute(f"PRAGMA table_info({name})")] for name in names}


# --- the house ----------------------------------------------------------------------------------------------


def test_every_room_is_on_the_page_and_no_other() -> None:
    rooms = {
        path.stem
        for path in (ROOT / "src" / "mnesis").iterdir()
        if (path.suffix == ".py" or path.is_dir()) and not path.name.startswith("_")
    }
    listed = [cell.strip("`").removesuffix(".py").rstrip("/") for cell, *_ in cells("docs/architecture.md", "Rooms")]
    assert sorted(listed) == sorted(rooms)


def test_every_pragma_has_its_reason() -> None:
    code = (ROOT / "src/mnesis/stores/sqlite/connections.py").read_text("utf-8")
    used = set(re.findall(r'db\.pragma\("(\w+)", ', code)) - {"cipher", "key"}
    assert {cell.strip("`").split("=")[0] for cell, _ in cells("docs/architecture.md", "Durability")} == used
