"""Where a framework is missing, its adapter says what to install; the one that needs nothing of its framework works."""

import subprocess
import sys

import pytest

ABSENT = """
import sys
sys.modules.update(dict.fromkeys(sys.argv[2].split(",")))
try:
    __import__(f"mnesis.adapters.{sys.argv[1]}")
except Exception as error:
    print(type(error).__name__, error)
"""


@pytest.mark.parametrize(
    ("adapter", "modules", "extra"),
    [
        ("google_adk", "google,google.adk", "google-adk"),
        ("llama_index", "llama_index,llama_index.core", "llama-index"),
        ("crewai", "crewai", "crewai"),
        ("langgraph", "langgraph", "langgraph"),
        ("langchain", "langchain_core", "langchain"),
    ],
)
def test_it_says_what_to_install(adapter: str, modules: str, extra: str) -> None:
    done = subprocess.run([sys.executable, "-c", ABSENT, adapter, modules], capture_output=True, text=True, check=True)
    assert done.stdout.startswith("MissingExtra ")
    assert f"mnesis[{extra}]" in done.stdout


def test_a_session_needs_nothing_of_the_sdk() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ABSENT, "openai_agents", "agents"], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
