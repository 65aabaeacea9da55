"""Generated memories are the same every time, and the limits measure what they say."""

from collections import Counter
from itertools import islice
from pathlib import Path

import numpy as np
import pytest

from mnesis.bench.speed import generate, stages
from mnesis.bench.speed.bare import Bare, limits, quantised
from mnesis.bench.speed.run import shape_of
from mnesis.bench.speed.stages import Shape, Task
from mnesis.errors import InvalidInput
from mnesis.text.stopwords import ENGLISH


def test_messages_are_the_same_wherever_one_begins() -> None:
    whole = list(generate.messages(0, 1100))
    assert list(generate.messages(1000, 100)) == whole[1000:]
    assert len({one.text for one in whole}) > 1090
    assert len({one.time for one in whole}) == 1100


def test_words_are_spread_as_in_speech() -> None:
    words = Counter(word for one in generate.messages(0, 2000) for word in one.text.split())
    ranked = [count for _, count in words.most_common()]
    assert 0.3 < sum(words[word] for word in ENGLISH) / words.total() < 0.6
    assert ranked[0] > 5 * ranked[50] > 20 * ranked[2000]


def test_questions_are_about_what_was_said() -> None:
    asked = generate.questions(20, 100, 200)
    assert asked == generate.questions(20, 100, 200)
    said = {word for one in generate.messages(100, 100) for word in one.text.split()}
    for question in asked:
        assert set(question.removeprefix("What did we say about ").rstrip("?").split()) <= said


def test_lookup_vectors_are_unit_and_belong_to_their_text() -> None:
    lookup = generate.Lookup()
    texts = [one.text for one in generate.messages(0, 50)]
    rows = lookup.embed(texts)
    assert np.linalg.norm(rows, axis=1) == pytest.approx(np.ones(50), abs=1e-5)
    assert np.array_equal(lookup.embed([texts[7]])[0], rows[7])


def test_what_making_a_message_takes_is_known() -> None:
    paced = generate.Paced(generate.messages(0, 30))
    assert len(list(islice(paced, 10))) == 10
    assert paced.seconds > 0


@pytest.mark.parametrize(
    ("name", "shape"),
    [("500", Shape(1, 500)), ("10k", Shape(1, 10_000)), ("1M", Shape(1, 1_000_000)), ("1000x1k", Shape(1000, 1000))],
)
def test_shapes(name: str, shape: Shape) -> None:
    assert shape_of(name) == shape


@pytest.mark.parametrize("name", ["", "many", "0", "0x5", "10x", "1.5k"])
def test_what_is_no_shape_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput):
        shape_of(name)


def test_the_bare_parts_find_what_they_should(tmp_path: Path) -> None:
    lookup = generate.Lookup()
    bare = Bare(tmp_path / "bare.db")
    assert bare.insert(generate.messages(0, 600), lookup) > 0
    rare = max(generate.text(300).split(), key=lambda word: (word not in ENGLISH, len(word)))
    assert 300 in bare.match(f"What about {rare}?")
    assert bare.read([300])[0][3] == generate.text(300)  # type: ignore[index]
    query = lookup.embed([generate.text(42)])[0]
    products = bare.scan()(query)
    assert int(np.argmax(products)) == 42
    wide = quantised(lookup.embed([one.text for one in generate.messages(0, 600)])).astype(np.int32)
    assert np.array_equal(products, wide @ wide[42])
    found = limits(bare, generate.questions(5, 0, 600), lookup, None, 10)
    assert found.embed_ms is None
    assert found.recall_ms == pytest.approx(found.scan_ms + found.match_ms + found.read_ms)
    bare.close()


@pytest.mark.parametrize(("shape", "first"), [(Shape(1, 400), 1), (Shape(4, 100), 4)])
def test_the_stretches_of_a_run(shape: Shape, first: int, tmp_path: Path) -> None:
    task = Task(shape, tmp_path, real=False, shown=False)
    written = stages.write(task)
    assert written.rate > 0
    assert written.disk_bytes > 400 * 384
    asked = stages.ask(task)
    assert 0 < asked.p50_ms <= asked.p95_ms
    assert asked.stages
    assert asked.neighbours.recall == {10: 1.0, 100: 1.0}  # so few are looked at one by one
    assert len({number for number, _ in stages._asks(shape)}) == first
    assert stages.embed(task) is None
    bounded = stages.alone(stages.bound, task)
    assert bounded.rows == shape.each
    assert bounded.insert_rate > 0
