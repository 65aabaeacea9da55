"""What was learnt from words that are erased: no table, index, log or file still tells it."""

import random
from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import apsw
import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.model import Claim, Item, Message, Named, Put, Where
from mnesis.settings import FactKeysName, Settings, Understanding
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .reading import files_with

MINUTE = timedelta(minutes=1)
KEPT = (
    "I live in Berlin.",
    "I work at Acme.",
    "To deploy the app: run npm test, then npm publish, then tag the release.",
    "My sister Anna lives in Hamburg.",
)
SECRET = (
    "I moved to Zyxburg last month.",
    "My boss Quorvald lives in Berlin.",
    "Always use pnpmqq, not npm.",
    "My sister Anna, also known as Fizzlebee, works at Wumpusco.",
    "I prefer Vimquux over Emacs.",
    "To release Blorptool: first run grmbl, then push flarp, finally tag snerk.",
    "No, I live in Kradtown, not Berlin.",
)
WORDS = (
    "zyxburg", "quorvald", "pnpmqq", "fizzlebee", "wumpusco", "vimquux", "blorptool", "grmbl", "flarp", "snerk",
    "kradtown",
)  # fmt: skip


def opened(path: Path, keys: FactKeysName = "both", understanding: Understanding = "inline") -> Memory:
    settings = Settings(fact_keys=keys, understanding=understanding)
    return mnesis.open(path, embedder=HashEmbedder(32), settings=settings, clock=clock)


def tell(memory: Memory, *said: str | tuple[str, str], session: str = "main") -> list[str]:
    """The ids of turns a minute apart; a pair names its actor."""
    turns = [one if isinstance(one, tuple) else ("user", one) for one in said]
    start = len(memory.episodes(limit=None)) * MINUTE
    return [
        memory.remember(Message(text=text, actor=actor, session=session, time=NOW + start + number * MINUTE)).id
        for number, (actor, text) in enumerate(turns)
    ]


def rows_with(path: Path, words: tuple[str, ...]) -> Iterator[str]:
    """`table: word` for each row of any table, those of the indexes too, in which a word stands."""
    # By the library that holds the file open: to close it by another in the same process takes the log from under it.
    with closing(apsw.Connection(str(path))) as file:
        for (table,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in file.execute(f'SELECT * FROM "{table}"'):
                told = repr(row).lower()
                yield from (f"{table}: {word}" for word in words if word in told)


def known(memory: Memory) -> dict[str, object]:
    """All that is known, without ids of moments and counts."""
    return {
        "facts": sorted((one.subject, one.predicate, one.object, one.valid_until) for one in memory.facts(past=True)),
        "entities": sorted((one.name, one.type, one.aliases, one.description) for one in memory.entities()),
        "preferences": [(one.key, one.value) for one in memory.preferences()],
        "procedures": [(one.trigger, [step["detail"] for step in one.steps]) for one in memory.procedures()],
    }


@pytest.mark.parametrize("seed", range(3))
def test_no_residue_in_any_table_or_file(path: Path, tmp_path: Path, seed: int) -> None:
    with opened(path) as memory:
        tell(memory, *KEPT)
        ids = tell(memory, *SECRET, session="other")
        tell(memory, "I like tea.")
        memory.reflect(NOW)
        assert set(rows_with(path, WORDS)) >= {"facts: zyxburg", "preferences: pnpmqq", "procedures: grmbl"}
        random.Random(seed).shuffle(ids)
        for id in ids:
            assert memory.forget(id).erased == 1
        assert list(rows_with(path, WORDS)) == []
        assert files_with(tmp_path, *WORDS) == [], "the log of the file too"
        with opened(tmp_path / "never.db") as other:
            tell(other, *KEPT, "I like tea.")
            assert known(memory) == known(other), "as if it had never been said"
        assert memory.check() == []
    assert files_with(tmp_path, *WORDS) == []


@pytest.mark.parametrize("keys", ["off", "both"])
@pytest.mark.parametrize(
    ("turns", "word", "left"),
    [
        ([("agent", "Do you live in Zyxburg?"), "Yes, since 2019."], "zyxburg", []),
        (["My sister Quorvalda came yesterday.", "She lives in Hamburg."], "quorvalda", []),
        (["My boss is called Drozz.", ("agent", "Okay."), "He works at Acme."], "drozz", []),
        (["My boss is called Drozz.", "I live in Berlin.", "He works at Acme."], "drozz", ["Berlin"]),
        ([("agent", "Where do you work, Zyxan?"), "At Acme."], "zyxan", ["Acme"]),
    ],
)
def test_what_was_understood_with_it_goes_too(
    path: Path, tmp_path: Path, turns: list[str | tuple[str, str]], word: str, left: list[str], keys: FactKeysName
) -> None:
    """Answers and pronouns take their meaning, and words, from the turns before them."""
    with opened(path, keys) as memory:
        first, *_ = tell(memory, *turns)
        memory.forget(first)
        assert [one.object for one in memory.facts(past=True)] == left
        assert list(rows_with(path, (word,))) == []
        assert files_with(tmp_path, word) == []
        assert memory.extract().read == 0, "nothing is left to do"
        assert memory.check() == []


def test_what_was_understood_with_it_is_understood_anew_by_a_worker(path: Path) -> None:
    with opened(path, understanding="jobs") as memory:
        turns = tell(memory, "My boss is called Drozz.", "I live in Berlin, and he works at Acme.")
        memory.extract()
        assert {one.object for one in memory.facts()} >= {"Berlin", "Drozz"}
        memory.forget(turns[0])
        assert list(rows_with(path, ("drozz",))) == []
        memory.extract()
        assert {one.object for one in memory.facts()} >= {"Berlin"}
        assert list(rows_with(path, ("drozz",))) == []


def test_a_question_is_not_lent_over_a_gap(path: Path, tmp_path: Path) -> None:
    """The answer, read again after the turn between was erased, does not hold what was asked before that."""
    with opened(path) as memory:
        asked, between, _ = tell(memory, ("agent", "Do you like Zyxburg?"), ("agent", "Go on?"), "I live in Berlin.")
        memory.forget(between)
        memory.extract(again=True)
        memory.forget(asked)
        assert files_with(tmp_path, "zyxburg") == []


@pytest.mark.parametrize("understanding", ["inline", "jobs"])
@pytest.mark.parametrize("keys", ["lexical", "both"])
def test_keys_of_facts_outlive_a_neighbour(path: Path, keys: FactKeysName, understanding: Understanding) -> None:
    with opened(path, keys, understanding) as memory:
        asked, said = tell(memory, ("agent", "Where do you work?"), "At Acme.")
        memory.extract()
        assert said in [hit.id for hit in memory.recall("works", limit=5).hits], "found by its fact"
        memory.forget(asked)
        memory.extract()
        assert said in [hit.id for hit in memory.recall("works", limit=5).hits], "still"


def test_erasing_takes_back_what_it_changed(path: Path) -> None:
    """Windows open again, procedures read as before, and nothing by hand is lost."""
    with opened(path) as memory:
        tell(memory, *KEPT)
        before = known(memory)
        by_hand = memory.learn(Claim(subject=Named(name="Anna"), predicate="likes", object="opera", quote=""))
        ids = tell(memory, "I moved to Rome last month.", "From now on, use pnpm instead of npm.")
        assert [one.object for one in memory.facts(subject="user", predicate="located_in")] == ["Rome"]
        for id in ids:
            memory.forget(id)
        [fact] = by_hand.facts
        assert fact.id in {one.id for one in memory.facts()}
        memory.correct(fact.id)
        after = known(memory)
        assert after["preferences"] == before["preferences"]
        assert after["procedures"] == before["procedures"]
        assert [one.object for one in memory.facts(subject="user", predicate="located_in")] == ["Berlin"]


def test_documents_under_the_id_of_a_memory_go_with_it_and_others_stay(tmp_path: Path) -> None:
    with opened(tmp_path / "a.db") as memory:
        gone, stays = tell(memory, "I live in Berlin.", "I work at Acme.")
        elsewhere = memory.within("other")
        for place, key in ((memory, gone), (memory, stays), (memory, "settings"), (elsewhere, gone)):
            document = Item(
                id=f"about {key}", scope=place.scope, namespace="n", key=key, created_at=NOW, updated_at=NOW
            )
            memory.store.apply([Put(document)])
        memory.forget(gone)
        assert [one.key for one in memory.store.find(Item, Where("scope", "eq", "main"))] == [stays, "settings"]
        assert [one.key for one in memory.store.find(Item, Where("scope", "eq", "other"))] == [gone]
        memory.forget(Where("id", "eq", stays))
        assert [one.key for one in memory.store.find(Item, Where("scope", "eq", "main"))] == ["settings"]
