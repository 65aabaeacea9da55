"""Where a framework is missing, its adapter says what to install."""

import subprocess
import sys

import pytest

from mnesis.adapters.extras import needed
from mnesis.errors import MissingExtra


def test_a_missing_framework_is_named() -> None:
    code = (
        "import sys\n"
        "sys.modules['anthropic'] = None\n"
        "from mnesis.errors import MissingExtra\n"
        "try:\n"
        "    import mnesis.adapters.anthropic\n"
        "except MissingExtra as error:\n"
        "    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.endswith("needs an optional dependency: pip install 'mnesis[anthropic]'.\n")


def test_a_fault_of_another_kind_is_not_taken_for_a_missing_framework() -> None:
    with pytest.raises(ModuleNotFoundError, match="nothing_like_it"), needed("It", "it", module="langgraph"):
        __import__("nothing_like_it")
    with pytest.raises(MissingExtra, match=r"mnesis\[it\]"), needed("It", "it", module="nothing_like_it"):
        __import__("nothing_like_it")
