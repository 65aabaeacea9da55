"""Who may import whom. The order is the plan of the house: docs/architecture.md."""

import graphlib
import subprocess
import sys

import pytest

from .source import Source, imported, room_of, sources

ROOMS = (
    "errors",
    "model",
    "text",
    "stores",
    "providers",
    "governance",
    "episodic",
    "extraction",
    "semantic",
    "procedural",
    "retrieval",
    "routing",
    "working",
    "reflection",
    "jobs",
    "steps",
    "shapes",  # values as JSON
    "transfer",
    "settings",
    "memory",
    "daemon",
    "opening",
    "demo",  # the conversation that ships, as data: leaves may read it
)
DOOR = "mnesis"  # mnesis/__init__.py: what a user holds
LEAVES = ("aio", "server", "cli", "adapters", "bench", "testing")
ENTRY = "__main__"

HEAVY = ("onnxruntime", "onnx", "tokenizers", "dateparser", "rich", "click", "httpx", "faiss", "torch", "pydantic")
"""What `import mnesis` must not load: a command or an agent pays for it when it needs it."""


def forbidden(importer: str, target: str) -> str | None:
    """Why room `importer` may not import from room `target`, or None where it may."""
    if importer in (target, ENTRY):
        return None
    if importer == DOOR:
        return None if target in (*ROOMS, "aio") else f"the door opens no leaf but aio, and {target} is one"
    if importer in LEAVES:
        allowed = target in (*ROOMS, DOOR)
        return None if allowed else f"leaves never import each other, and {importer} and {target} are leaves"
    if target not in ROOMS:
        return f"{importer} is a room, and rooms import neither the door (mnesis) nor leaves"
    if ROOMS.index(target) > ROOMS.index(importer):
        return f"{target} is below {importer}: rooms below may not be imported"
    return None


def wrong_imports(source: Source) -> list[str]:
    found = []
    for line, module in imported(source):
        if module == "mnesis" or module.startswith("mnesis."):
            reason = forbidden(source.room, room_of(module))
            if reason:
                found.append(f"{source.path}:{line} imports {module}: {reason}")
    return found


def test_every_file_is_in_a_known_room() -> None:
    known = {*ROOMS, *LEAVES, DOOR, ENTRY}
    unknown = [source.path for source in sources() if source.room not in known]
    assert not unknown, f"no room for {unknown}: give the room a place in ROOMS or LEAVES"


def test_rooms_import_only_from_rooms_above() -> None:
    wrong = [line for source in sources() for line in wrong_imports(source)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("importer", "target", "allowed"),
    [
        ("stores", "model", True),
        ("model", "stores", False),
        ("retrieval", "mnesis", False),
        ("memory", "cli", False),
        ("cli", "mnesis", True),
        ("cli", "bench", False),
        ("mnesis", "aio", True),
        ("mnesis", "cli", False),
    ],
)
def test_the_rule_itself(importer: str, target: str, allowed: bool) -> None:
    assert (forbidden(importer, target) is None) == allowed


def test_no_import_circles() -> None:
    graph = {
        source.module: {module for _, module in imported(source) if module.startswith("mnesis")} for source in sources()
    }
    try:
        graphlib.TopologicalSorter(graph).prepare()
    except graphlib.CycleError as error:
        pytest.fail("import circle: " + " <- ".join(error.args[1]))


def test_nothing_imports_torch() -> None:
    found = [
        f"{source.path}:{line} imports {module}"
        for source in sources()
        for line, module in imported(source)
        if module.split(".")[0] in ("torch", "transformers", "tensorflow")
    ]
    assert not found, "\n".join(found)


def test_importing_mnesis_is_light() -> None:
    code = f"import sys, mnesis; print(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert not done.stdout.split(), f"`import mnesis` loads {done.stdout.split()}: import them where they are used"
