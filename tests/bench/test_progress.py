"""Progress as verbs tell it becomes steps of a bar."""

from mnesis.bench.progress import moves


def test_totals_become_steps() -> None:
    steps: list[int] = []
    moved = moves(steps.append)
    for total in (3, 3, 10):
        moved(total)
    assert steps == [3, 0, 7]
