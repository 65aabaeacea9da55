"""Rankings on disk, and figures computed from them."""

from pathlib import Path

import pytest

from mnesis.bench.figures import figures
from mnesis.bench.rankings import Hasher, Place, Ranking, read, write
from mnesis.errors import BadRecord, InvalidInput


def places(*names: str) -> tuple[Place, ...]:
    """`t1/s1` → a place."""
    return tuple(Place(*name.split("/")) for name in names)


RANKINGS = [
    Ranking("q1", "c1", "temporal", places("t1/s1"), places("t2/s1", "t1/s1", "t3/s2"), (0.9, 0.8, 0.1)),
    Ranking("q2", "c1", "multi-hop", places("t1/s1", "t4/s3"), places("t1/s1", "t2/s1"), (2.0, 1.5)),
    Ranking("q3", "c1", "temporal", places("t9/s9"), places(), ()),
]


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    write(path, {"bench": "locomo", "data": {"sha256": "00"}}, RANKINGS)
    about, found = read(path)
    assert about["bench"] == "locomo"
    assert found == RANKINGS
    assert [one.name for one in tmp_path.iterdir()] == ["r.jsonl"]


def test_figures_by_kind_and_overall() -> None:
    found = figures(RANKINGS)
    assert [(row.kind, row.n) for row in found.turns] == [("multi-hop", 1), ("temporal", 2), ("overall", 3)]
    by_kind = {row.kind: row.means for row in found.turns}
    assert by_kind["multi-hop"]["recall@10"] == 0.5
    assert by_kind["multi-hop"]["all@10"] == 0
    assert by_kind["temporal"]["recall@5"] == 0.5
    assert found.overall.means["any@5"] == pytest.approx(2 / 3)
    assert found.sessions[-1].means["recall@5"] == pytest.approx((1 + 0.5 + 0) / 3)


def test_names_are_hidden_but_can_be_found_by_who_has_the_data() -> None:
    hasher = Hasher("ab" * 32)
    name = hasher.name("conv-1", "turn", "D1:1")
    assert len(name) == 16
    assert "D1" not in name
    assert name == Hasher("ab" * 32).name("conv-1", "turn", "D1:1")
    assert len({name, Hasher("cd" * 32).name("conv-1", "turn", "D1:1"), hasher.name("conv-2", "turn", "D1:1")}) == 3


def test_a_line_that_is_no_ranking_is_named(tmp_path: Path) -> None:
    path = tmp_path / "r.jsonl"
    write(path, {}, RANKINGS)
    path.write_text(path.read_text() + '{"question": "q"}\n')
    with pytest.raises(BadRecord, match="line 5"):
        read(path)
    with pytest.raises(InvalidInput):
        read(tmp_path / "missing")
