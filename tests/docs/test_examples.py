"""The examples run, as a reader runs them."""

import subprocess
import sys
from pathlib import Path

import pytest

from .pages import ROOT

TALK = "My sister Ana lives in Porto.\nThe ferry leaves at seven.\nWhere does my sister Ana live?\n\n"
EXAMPLES = {
    "chat_loop.py": ("kira.db", TALK, "Ana lives in Porto"),
    "first_fact.py": ("kira.db", "", "I moved to Berlin last month."),
    "many_users.py": (None, "", "anna: I am allergic to hazelnuts."),
}


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_runs(name: str, tmp_path: Path) -> None:
    argument, typed, told = EXAMPLES[name]
    done = subprocess.run(
        [sys.executable, ROOT / "examples" / name, *filter(None, [argument])],
        input=typed,
        capture_output=True,
        text=True,
        cwd=tmp_path,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert told in done.stdout


def test_every_example_is_run() -> None:
    assert {path.name for path in (ROOT / "examples").glob("*.py")} == EXAMPLES.keys()
