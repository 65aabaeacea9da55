"""The size of things. Lists of exceptions here may only shrink."""

import json
import statistics
import subprocess
import sys

from .source import ROOT, Function, functions, sources

FILE_MEDIAN, FILE_LIMIT = 120, 600
FUNCTION_P90, FUNCTION_LIMIT = 30, 80
COMPLEXITY_LIMIT = 10
ARGUMENTS_LIMIT = 6

TOO_LONG_FILES: set[str] = set()
TOO_LONG_FUNCTIONS: set[str] = set()
TOO_COMPLEX: set[str] = set()
TOO_MANY_ARGUMENTS: set[str] = set()


def lengths() -> dict[str, int]:
    return {
        name: (node.end_lineno or node.lineno) - node.lineno + 1
        for source in sources()
        for name, node in functions(source)
    }


def arguments(node: Function) -> list[str]:
    every = [arg.arg for arg in (*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs)]
    return every[1:] if every[:1] in (["self"], ["cls"]) else every


def over(measured: dict[str, int], limit: int, exceptions: set[str]) -> list[str]:
    """A readable line for each thing over the limit that is not excepted, and for each exception no longer needed."""
    above = {name: value for name, value in measured.items() if value > limit}
    lines = [f"{name}: {value}, limit {limit}" for name, value in above.items() if name not in exceptions]
    return lines + [f"{name} keeps to the limit now: take it off the list" for name in exceptions - above.keys()]


def test_files_are_short() -> None:
    files = {source.path: source.lines for source in sources()}
    wrong = over(files, FILE_LIMIT, TOO_LONG_FILES)
    assert not wrong, "\n".join(wrong)
    assert statistics.median(files.values()) <= FILE_MEDIAN


def test_functions_are_short() -> None:
    measured = lengths()
    wrong = over(measured, FUNCTION_LIMIT, TOO_LONG_FUNCTIONS)
    assert not wrong, "\n".join(wrong)
    p90 = statistics.quantiles(measured.values(), n=10)[-1]
    longest = sorted(measured, key=measured.__getitem__)[-10:]
    assert p90 <= FUNCTION_P90, f"90th percentile of function length is {p90:.0f} lines; the longest: {longest}"


def test_arguments_are_few() -> None:
    measured = {name: len(arguments(node)) for source in sources() for name, node in functions(source)}
    wrong = over(measured, ARGUMENTS_LIMIT, TOO_MANY_ARGUMENTS)
    assert not wrong, "more arguments become a value:\n" + "\n".join(wrong)


def test_functions_are_simple() -> None:
    """McCabe's complexity as ruff counts it, `noqa` comments ignored."""
    rule = ["--isolated", "--ignore-noqa", "--select=C901", "--output-format=json"]
    limit = f"--config=lint.mccabe.max-complexity={COMPLEXITY_LIMIT}"
    command = [sys.executable, "-m", "ruff", "check", *rule, limit, str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    found = [
        f"{item['filename']}:{item['location']['row']} {item['message']}"
        for item in json.loads(done.stdout)
        if item["message"].split("`")[1] not in TOO_COMPLEX
    ]
    assert not found, "\n".join(found)
