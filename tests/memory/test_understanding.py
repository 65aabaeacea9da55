"""What is remembered becomes known: at once, by a worker, or when somebody asks for it."""

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

import mnesis
from mnesis.errors import MnesisError
from mnesis.extraction.contract import Extractor, Passage
from mnesis.memory import Memory
from mnesis.model import Fact, Findings, Job, Message, Scope, within
from mnesis.retrieval.indexing import Indexer
from mnesis.settings import Settings, Understanding
from mnesis.steps.understanding import Reading
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .knowing import current, known

SAID = (
    "I live in Berlin.",
    "I moved to Rome last month.",
    "I work at Acme.",
    "I quit my job at Acme.",
    "My sister Anna lives in Hamburg.",
    "Anna moved to Kiel.",
    "Always use npm.",
    "Use pnpm instead of npm from now on.",
    "I like jazz.",
    "I don't like jazz any more.",
    "To deploy the app: run the tests, then push the branch, then tag the release.",
    "My name is Otto.",
    "No, I live in Oslo, not Rome.",
    "I use Vim.",
    "I no longer use Vim.",
    "Keep answers short.",
    "Answer in detail from now on.",
)
TALK = tuple(
    Message(text=text, session=f"s{day // 3}", time=NOW + timedelta(days=day - 100)) for day, text in enumerate(SAID)
)
APART = tuple(
    Message(text=text, session=f"s{day}", time=NOW + timedelta(days=9 * day - 200)) for day, text in enumerate(SAID)
)


def opened(path: Path | str, understanding: Understanding, keys: bool = True) -> Memory:
    settings = Settings(understanding=understanding, fact_keys="both" if keys else "off")
    return mnesis.open(path, embedder=HashEmbedder(32), settings=settings, clock=clock)


def filled(messages: Sequence[Message], size: int, path: Path | str = ":memory:") -> Memory:
    memory = opened(path, "inline")
    for at in range(0, len(messages), size):
        memory.remember_many(messages[at : at + size])
    return memory


def jobs(memory: Memory) -> list[str]:
    return [one.state.value for one in memory.store.scan(Job)]


def test_everything_is_there_when_remember_returns(path: Path) -> None:
    with filled(TALK, 1, path), opened(path, "inline") as other:
        assert {one for one in current(other)["facts"] if one[1] != "dislikes"} == {
            ("Anna", "located_in", "Kiel"),
            ("Otto", "located_in", "Oslo"),
            ("Otto", "named", "Otto"),
            ("Otto", "sibling", "Anna"),
        }
        assert current(other)["preferences"] == [("package_manager", "pnpm"), ("verbosity", "detailed")]
        [procedure] = other.procedures("deploy the app")
        assert [step["detail"] for step in procedure.steps] == ["run the tests", "push the branch", "tag the release"]
        assert other.check() == []


def test_a_worker_comes_to_the_same(path: Path, tmp_path: Path) -> None:
    with filled(TALK, 1, tmp_path / "inline.db") as inline, opened(path, "jobs") as memory:
        for message in TALK:
            memory.remember(message)
        assert memory.facts() == []
        assert jobs(memory) == ["ready"] * len(TALK), "in the same transaction as the words"
        assert memory.extract().read == len(TALK)
        assert (memory.extract().read, set(jobs(memory))) == (0, {"done"})
        assert known(memory) == known(inline)
        space = memory.store.spaces()[0].space
        assert memory.store.pending(space, 10) == [], "found by meaning too"
        assert memory.check() == []


def test_nothing_is_understood_until_somebody_asks(path: Path, tmp_path: Path) -> None:
    with filled(TALK, 1, tmp_path / "inline.db") as inline, opened(path, "off") as memory:
        memory.remember_many(TALK)
        assert memory.extract().read == 0
        assert (memory.facts(), jobs(memory)) == ([], [])
        seen: list[tuple[int, int]] = []
        dry = memory.extract(again=True, dry_run=True)
        assert memory.facts() == []
        done = memory.extract(again=True, progress=lambda *at: seen.append(at))
        assert seen == [(len(TALK), len(TALK))]
        assert [one.after for one in dry.differences] == [one.after for one in done.differences]
        assert current(memory) == current(inline)
        assert memory.extract(again=True).differences == ()


def test_to_import_again_adds_nothing(path: Path) -> None:
    with filled(TALK, 5, path) as memory:
        before, records = known(memory), memory.stats().records
        done = memory.remember_many(TALK)
        assert (done.added, done.duplicates) == (0, len(TALK))
        assert (known(memory), memory.stats().records) == (before, records)
        assert memory.extract(again=True).differences == ()
        assert known(memory) == before


@pytest.mark.parametrize("seed", range(6))
def test_any_order_and_any_batches_come_to_the_same(seed: int) -> None:
    chance = random.Random(seed)
    shuffled = chance.sample(APART, len(APART))
    with filled(APART, 1) as one, filled(shuffled, chance.choice((1, 2, 5, 50))) as other:
        assert current(one) == current(other)


def test_learning_tells_what_was_ended(memory: Memory) -> None:
    memory.learn("I work at Acme.")
    told = memory.learn("I quit my job at Acme.")
    assert [(one.predicate, one.object) for one in told.ended] == [("works_at", "Acme")]
    assert told.facts == ()


def test_knowledge_lives_on_in_another_space(path: Path) -> None:
    """Another process moves the store to another model while this one is open: words come first, vectors later."""
    with opened(path, "inline") as memory:
        memory.remember("I live in Berlin.")
        with mnesis.open(path, embedder=HashEmbedder(48), clock=clock) as other:
            other.reembed(HashEmbedder(48))
        kept = memory.remember("My sister Anna lives in Hamburg.")
        assert kept.notices
        assert {one.object for one in memory.facts()} == {"Berlin", "Anna", "Hamburg"}
        with mnesis.open(path, embedder=HashEmbedder(48), clock=clock) as other:
            assert other.reembed() > 0
            assert [one.object for one in other.facts("Where does Anna live?", limit=1)] == ["Hamburg"]
            assert other.check() == []


HOSTILE = {
    "a megabyte": "I live in Berlin. " + "lorem ipsum dolor sit amet " * 37_000,
    "one word": "a" * 1_000_000,
    "ten thousand sentences": " ".join(f"I visited place {number}." for number in range(10_000)),
    "no end": "My sister Anna lives in Berlin and " * 5_000,
    "emoji": "\U0001f600" * 500,
    "right to left": "אני גר בברלין. أعيش في برلين.",
    "overridden": "I live in \u202eBerlin\u202c.",
    "control characters": "I live in\x01Berlin\x1b[31m.\x7f\x85",
    "code": "```python\nfor city in cities:\n    print('I live in Paris')\n```",
    "log": "2026-01-01 12:00:00 ERROR I live in Paris: NullPointerException\n" * 100,
    "brackets": "(" * 20_000,
    "quotation marks": '"' * 20_001,
    "questions": "?" * 20_000,
    "list": "- do it\n" * 5_000,
    "steps": "To deploy: " + ", then ".join(f"run step {number}" for number in range(2_000)) + ".",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("actor", ["user", "agent"])
def test_hostile_words_are_kept_and_harm_nothing(wordy: Memory, text: str, actor: str) -> None:
    kept = wordy.remember(text, actor=actor)
    assert wordy.get(kept.id).text == text
    wordy.remember("She works at Acme?")
    wordy.remember("Yes. I live in Berlin.")
    assert "Berlin" in {one.object for one in wordy.facts(predicate="located_in")}
    assert not any("Paris" in one.object for one in wordy.facts(limit=None))
    wordy.forget(kept.id)


def test_a_failure_leaves_nothing_half_there(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where what was learnt cannot be written, the words are not there either."""
    with opened(path, "inline") as memory:
        apply = memory.store.apply

        def half(changes: Sequence[object]) -> object:
            return apply([*changes, mnesis.model.Add(memory.store.find(Job, limit=1)[0])])  # type: ignore[list-item]

        monkeypatch.setattr(memory.store, "apply", half)
        with pytest.raises((MnesisError, IndexError)):
            memory.remember("I live in Berlin.")
        monkeypatch.undo()
        assert memory.store.count(Fact, within(memory.scope)) == 0
        assert memory.episodes() == []


class Broken(Extractor):
    """Raises at every word, as a fault in an extractor would."""

    @property
    def name(self) -> str:
        return "broken/1"

    def extract(self, passages: Sequence[Passage]) -> list[Findings]:
        raise ZeroDivisionError("a fault")


def test_a_fault_of_the_extractor_costs_no_words_and_is_tried_again(tmp_path: Path) -> None:
    with SQLiteStore(tmp_path / "kira.db") as store:
        broken = Memory(store, Indexer(store, lambda: None), Scope("local", "main"), reading=Reading(Broken()))
        kept = broken.remember("I live in Ghent.")
        assert kept.created
        assert "ZeroDivisionError: a fault" in " ".join(kept.notices)
        assert broken.facts() == []
        sound = Memory(store, Indexer(store, lambda: None), Scope("local", "main"))
        assert sound.extract().read
        assert [one.object for one in sound.facts()] == ["Ghent"]
