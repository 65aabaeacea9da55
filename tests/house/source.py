"""The source of mnesis as the house tests read it: files, functions, and who imports whom."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2] / "src" / "mnesis"

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Source:
    """One file: `path` relative to the package, `module` its dotted name."""

    path: str
    module: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The first name below `mnesis`; "mnesis" for the door itself."""
        return room_of(self.module)

    @property
    def lines(self) -> int:
        return self.text.count("\n")


@cache
def sources() -> tuple[Source, ...]:
    return tuple(_read(file) for file in sorted(ROOT.rglob("*.py")))


def _read(file: Path) -> Source:
    path = file.relative_to(ROOT)
    parts = path.with_suffix("").parts
    module = ".".join(("mnesis", *(parts[:-1] if parts[-1] == "__init__" else parts)))
    text = file.read_text(encoding="utf-8")
    return Source(path.as_posix(), module, text, ast.parse(text))


def functions(source: Source) -> Iterator[tuple[str, Function]]:
    """Every function of a file with its name as `path::Class.function`."""

    def below(node: ast.AST, names: tuple[str, ...]) -> Iterator[tuple[str, Function]]:
        for child in ast.iter_child_nodes(node):
            inner = names
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                inner = (*names, child.name)
            if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{source.path}::{'.'.join(inner)}", child
            yield from below(child, inner)

    yield from below(source.tree, ())


def imported(source: Source) -> Iterator[tuple[int, str]]:
    """(line, module) of every import in a file, those inside functions too. Modules of mnesis come with the full name
    of the file they lead to: `from mnesis.text import dates` is mnesis.text.dates where that is a file."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = _absolute(source, node)
            yield from ((node.lineno, _file_or(base, alias.name)) for alias in node.names)


def _absolute(source: Source, node: ast.ImportFrom) -> str:
    if not node.level:
        return node.module or ""
    package = source.module.split(".")
    up = node.level - (1 if source.path.endswith("__init__.py") else 0)
    return ".".join(package[: len(package) - up] + ([node.module] if node.module else []))


def _file_or(base: str, name: str) -> str:
    inner = f"{base}.{name}"
    return inner if inner in _modules() else base


@cache
def _modules() -> frozenset[str]:
    return frozenset(source.module for source in sources())


def room_of(module: str) -> str:
    """The room a module of mnesis is in."""
    return module.split(".")[1] if "." in module else module
