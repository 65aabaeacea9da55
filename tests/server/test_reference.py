"""docs/reference/rest.md says what the app says."""

from pathlib import Path

from mnesis.server.problems import STATUS

from .test_routes import OPERATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "reference" / "rest.md").read_text("utf-8")


def rows() -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")[1:-1]] for line in PAGE.splitlines() if line.startswith("| ")]


def test_the_page_names_every_operation_with_its_right() -> None:
    told = {row[0].strip("`"): row[1] for row in rows() if "/v1/" in row[0]}
    assert told == {f"{method} {path}": right for (method, path), (right, _) in OPERATIONS.items()}


def test_the_page_names_every_status() -> None:
    told = {int(one) for row in rows() if row[0][:3].isdigit() for one in row[0].split(", ")}
    assert set(STATUS.values()) - {501} <= told
