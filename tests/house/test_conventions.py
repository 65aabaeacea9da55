"""What may be written where. Lists of exceptions here may only shrink."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions

import pytest

from .source import ROOT, Source, functions, imported, sources

EDGES = {
    "cli/app.py::load_plugin": "what another package's command does is told, and costs that command only",
    "steps/understanding.py::Understander.now": "what an extractor raises is told, and left to a worker",
    "server/problems.py::Edge.__call__": "what nobody meant is logged, and costs that request only",
    "server/streaming.py::_work": "what nobody meant is logged, and the last event of its stream",
    "server/streaming.py::_fill": "it is raised again where the pieces are read",
    "server/mcp/server.py::Answers.call_tool": "what nobody meant is logged, and costs that call only",
    "jobs/worker.py::Worker._do": "what a handler raises is kept with its job, and costs that job only",
}
"""Process edges that may catch everything and go on (`path::function`), each with its reason."""

MAY_READ_ENVIRONMENT = {"settings.py"}
MAY_PRINT = {"cli", "bench", "demo"}
MAY_HOLD_SQL = {"stores"}
SQL_ELSEWHERE = {
    "bench/speed/bare.py": "the limit itself: SQLite with nothing around it",
    "bench/peers/fts5.py": "a peer: SQLite with nothing around it",
}
"""Files outside the store room that hold SQL, each with its reason."""

SQL = re.compile(
    r"^\s*(SELECT\s.+\sFROM\s|INSERT\s+(OR\s+\w+\s+)?INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|PRAGMA\s+\w+"
    r"|CREATE\s+(TEMP\s+)?(VIRTUAL\s+)?(TABLE|INDEX|UNIQUE|VIEW|TRIGGER)\s|DROP\s+(TABLE|INDEX|VIEW|TRIGGER)\s"
    r"|ALTER\s+TABLE\s|BEGIN\s+(IMMEDIATE|EXCLUSIVE|DEFERRED)|ATTACH\s+DATABASE|VACUUM$|WITH\s+\w+\s+AS\s*\()",
    re.IGNORECASE | re.DOTALL,
)


def where(source: Source, node: ast.AST) -> str:
    return f"{source.path}:{getattr(node, 'lineno', '?')}"


# --- broad excepts --------------------------------------------------------------------------------------------


def broad(handler: ast.ExceptHandler) -> bool:
    caught = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
    return any(c is None or (isinstance(c, ast.Name) and c.id in ("Exception", "BaseException")) for c in caught)


def undoes(handler: ast.ExceptHandler) -> bool:
    """Whether a handler only puts things in order and always raises the same error again: it catches nothing."""
    last = handler.body[-1]
    return isinstance(last, ast.Raise) and last.exc is None


def records(handler: ast.ExceptHandler) -> bool:
    """Whether a handler uses the error it caught: to tell it, to keep it, to raise another from it."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    return any(isinstance(node, ast.Name) and node.id == handler.name for node in inside)


def catching_all() -> Iterator[tuple[str, Source, ast.ExceptHandler]]:
    for source in sources():
        for name, function in functions(source):
            for node in ast.walk(function):
                if isinstance(node, ast.ExceptHandler) and broad(node) and not undoes(node):
                    yield name, source, node


def test_broad_excepts_only_at_process_edges() -> None:
    found = list(catching_all())
    wrong = [
        f"{where(s, node)} catches everything, and {name} is no edge" for name, s, node in found if name not in EDGES
    ]
    wrong += [f"{where(s, node)} swallows the error: raise or record it" for _, s, node in found if not records(node)]
    wrong += [
        f"{name} catches narrowly now: take it off EDGES" for name in EDGES.keys() - {name for name, _, _ in found}
    ]
    assert not wrong, "\n".join(wrong)


# --- environment, printing, SQL -------------------------------------------------------------------------------


def environment_reads(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        named = isinstance(node, ast.Attribute) and node.attr in ("environ", "environb", "getenv", "getenvb")
        taken = isinstance(node, ast.ImportFrom) and node.module == "os" and {"environ", "getenv"} & names(node)
        option = isinstance(node, ast.keyword) and node.arg in ("envvar", "auto_envvar_prefix")
        if named or taken or option:
            yield f"{where(source, node)} reads the environment: take it from Settings"


def names(node: ast.ImportFrom) -> set[str]:
    return {alias.name for alias in node.names}


def test_only_settings_reads_the_environment() -> None:
    wrong = [line for s in sources() if s.path not in MAY_READ_ENVIRONMENT for line in environment_reads(s)]
    assert not wrong, "\n".join(wrong)


def prints(source: Source) -> Iterator[str]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "pprint"):
            yield f"{where(source, node)} prints: a library gives back values and notices"


def test_only_leaves_for_people_print() -> None:
    wrong = [line for source in sources() if source.room not in MAY_PRINT for line in prints(source)]
    assert not wrong, "\n".join(wrong)


def sql(source: Source) -> list[str]:
    """Where a file holds text that is an SQL statement, docstrings apart; f-strings by their first piece."""
    documents = {
        node.body[0].value
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef) and ast.get_docstring(node)
        if isinstance(node.body[0], ast.Expr)
    }
    return [
        f"{where(source, node)} holds SQL: it belongs in stores/"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in documents
        if SQL.match(node.value)
    ]


def test_sql_only_in_the_store_room() -> None:
    found = {source.path: sql(source) for source in sources() if source.room not in MAY_HOLD_SQL and sql(source)}
    wrong = [line for path, lines in found.items() if path not in SQL_ELSEWHERE for line in lines]
    wrong += [f"{path} holds no SQL now: take it off SQL_ELSEWHERE" for path in SQL_ELSEWHERE.keys() - found.keys()]
    wrong += [
        f"{f.relative_to(ROOT)}: .sql files belong in stores/" for f in ROOT.rglob("*.sql") if "stores" not in f.parts
    ]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("text", "is_sql"),
    [
        ("SELECT id FROM episodes", True),
        ("insert or ignore into keys values (?)", True),
        ("PRAGMA user_version", True),
        ("select what you want", False),
        ("Update available", False),
        ("with care", False),
    ],
)
def test_sql_is_told_from_english(text: str, is_sql: bool) -> None:
    assert bool(SQL.match(text)) == is_sql


# --- dependencies ---------------------------------------------------------------------------------------------


@cache
def declared(room: str) -> set[str]:
    """Names of the distributions pyproject.toml declares, extras too; `dev` for `mnesis.testing` alone."""
    project = tomllib.loads((ROOT.parents[1] / "pyproject.toml").read_text())["project"]
    groups = project["optional-dependencies"].items()
    extras = (name for group, names in groups if group != "dev" or room == "testing" for name in names)
    return {canonical(re.split(r"[<>=!~\[; ]", name)[0]) for name in (*project["dependencies"], *extras)}


INSTALLED_ELSEWHERE = {
    "bench/peers/chroma_local.py": {"chromadb"},
    "bench/peers/langgraph_sqlite.py": {"langgraph", "pysqlite3"},
    "bench/peers/mem0_local.py": {"mem0"},
}
"""What drivers of `mnesis bench peers` import in the virtual environment of their peer, made by that command."""


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_every_dependency_is_declared() -> None:
    installed = packages_distributions()
    wrong = []
    for source in sources():
        for line, module in imported(source):
            top = module.split(".")[0]
            if top in sys.stdlib_module_names or top == "mnesis" or top in INSTALLED_ELSEWHERE.get(source.path, ()):
                continue
            providers = {canonical(name) for name in installed.get(top, [top])}
            if not providers & declared(source.room):
                wrong.append(f"{source.path}:{line} imports {top}: declare it in pyproject.toml")
    assert not wrong, "\n".join(wrong)
