"""What people think of answers and memories: kept, listed, and gone with what it is about."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis.errors import InvalidInput, NotFound
from mnesis.memory import Memory
from mnesis.model import (
    EVERYTHING,
    Add,
    Claim,
    Feedback,
    Item,
    Named,
    PreferenceCategory,
    Recipe,
    Response,
    Where,
    Wish,
    within,
)
from mnesis.steps.judging import Judge, Opinion
from mnesis.stores.cold.contract import Cold
from mnesis.stores.sqlite import SQLiteStore
from mnesis.testing.embedder import HashEmbedder
from mnesis.testing.values import make_episode, make_item, make_response

from .conftest import NOW, clock
from .nights import HandClock
from .reading import files_with

SAID = ("I moved to Berlin.", "My cat is called Mia.", "The train was late.")


@pytest.fixture
def ids(memory: Memory) -> list[str]:
    return [memory.remember(text).id for text in SAID]


def test_an_answer_is_kept_with_its_query_and_hits(memory: Memory, ids: list[str]) -> None:
    answer = memory.recall("Where do I live?")
    kept = memory.feedback(answer, 1, note="just right")
    assert (kept.subject, kept.query, kept.rating, kept.note) == (answer.id, "Where do I live?", 1, "just right")
    assert kept.detail == {"hits": [one.id for one in answer]}
    assert (kept.at, kept.scope, kept.version) == (NOW, memory.scope, 1)
    assert memory.judged() == memory.judged(answer.id) == [kept]
    assert memory.stats().records["feedback"] == 1


def test_every_kind_of_record_can_be_judged(memory: Memory, ids: list[str]) -> None:
    taught: list[Claim | Wish | Recipe] = [
        Claim(subject=Named(name="Otto"), predicate="located_in", object="Berlin", quote=""),
        Wish(category=PreferenceCategory.COMMUNICATION, key="tone", value="brief", quote=""),
        Recipe(name="Release", trigger="releasing", steps=({"action": "run", "detail": "npm publish"},), quote=""),
    ]
    learnt = [memory.learn(one) for one in taught]
    fact, wish, recipe = (next(iter((*one.facts, *one.preferences, *one.procedures))).id for one in learnt)
    given = [memory.feedback(id, -0.5, query="asked") for id in (ids[0], fact, wish, recipe)]
    assert {one.subject for one in memory.judged()} == {ids[0], fact, wish, recipe}
    assert all(one.detail == {} and one.query == "asked" for one in given)
    assert [one.subject for one in memory.judged(fact)] == [fact]
    assert len(memory.judged(limit=2)) == 2


def test_an_archived_memory_can_be_judged(sleeper: Memory) -> None:
    sleeper.archive.keep(sleeper.scope, [Cold(make_episode("cold", scope=sleeper.scope))], None)
    assert sleeper.feedback("cold", 1).subject == "cold"


def test_an_answer_may_be_named_with_its_hits_as_a_server_gave_them(memory: Memory, ids: list[str]) -> None:
    other = memory.within("other")
    elsewhere = other.remember("Nobody else's business.").id
    kept = memory.feedback("01JANSWER", -1, query="Where?", hits=[ids[1], "gone", elsewhere, ids[0]])
    assert (kept.subject, kept.detail) == ("01JANSWER", {"hits": [ids[1], ids[0]]})
    assert memory.feedback("01JANSWER", 1, hits=()).detail == {"hits": []}
    assert [one.rating for one in memory.judged("01JANSWER")] in ([1, -1], [-1, 1])


def test_what_is_not_of_this_scope_is_not_found(memory: Memory, ids: list[str]) -> None:
    other = memory.within("other")
    theirs = other.remember("Elsewhere it rains.").id
    for subject in (theirs, "nobody", memory.recall("cat").id, other.recall("rain")):
        with pytest.raises(NotFound):
            memory.feedback(subject, 1)
    assert (memory.judged(), other.judged()) == ([], [])


@pytest.mark.parametrize("rating", [1.01, -2, float("nan"), float("inf"), "good", None])
def test_a_rating_lies_between(memory: Memory, ids: list[str], rating: float) -> None:
    for subject in (ids[0], memory.recall("cat")):
        with pytest.raises(InvalidInput):
            memory.feedback(subject, rating)
    assert memory.judged() == []


def test_other_input_that_cannot_be(memory: Memory, ids: list[str]) -> None:
    wrong = [
        {"note": "NUL \0"},
        {"query": 7},
        {"hits": "text"},
        {"hits": [7]},
    ]
    for given in wrong:
        with pytest.raises(InvalidInput):
            memory.feedback(ids[0], 1, **given)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        memory.feedback(None, 1)  # type: ignore[arg-type]
    with pytest.raises(InvalidInput):
        memory.judged(limit="many")  # type: ignore[arg-type]


def test_it_changes_no_answer(memory: Memory, ids: list[str]) -> None:
    before = memory.recall("Where do I live?")
    for one in before:
        memory.feedback(one.id, -1)
    memory.feedback(before, -1)
    after = memory.recall("Where do I live?")
    assert [(one.id, one.score) for one in after] == [(one.id, one.score) for one in before]


# --- erasure ------------------------------------------------------------------------------------------------


def test_it_goes_with_what_it_is_about(path: Path) -> None:
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        gone, stays = (memory.remember(text).id for text in ("I live in Zyxburg.", "My sister Anna lives in Hamburg."))
        lost, left = (next(one for one in memory.facts() if one.source_episode == id) for id in (gone, stays))
        memory.feedback(gone, 1, note="zyxburg, of course")
        memory.feedback(lost.id, 1, query="zyxburg?")
        memory.feedback("answer", 1, query="zyxburg", hits=[stays, gone])
        kept = [memory.feedback(stays, 1), memory.feedback(left.id, 1), memory.feedback("other", 1, hits=[stays])]
        memory.forget(gone)
        assert sorted(memory.judged(), key=lambda one: one.id) == sorted(kept, key=lambda one: one.id)
        assert not files_with(path, "zyxburg")


def test_all_of_it_goes_with_all_memories(memory: Memory, ids: list[str]) -> None:
    memory.feedback("answer", -1, query="zyxburg?", hits=[])
    other = memory.within("other")
    kept = other.feedback(other.remember("It rains.").id, 1)
    memory.forget(EVERYTHING)
    assert (memory.judged(), other.judged()) == ([], [kept])


def test_an_erasure_takes_the_responses_of_its_scope(memory: Memory, ids: list[str]) -> None:
    other = memory.within("other")
    for scope in (memory.scope, other.scope):
        answered = make_response("h1", scope=scope, status=200, body=SAID[0])
        memory.store.apply([Add(answered), Add(make_response("h2", scope=scope))])
    memory.forget("nobody")
    assert memory.store.count(Response) == 4, "nothing was erased"
    memory.forget(ids[2])
    assert [(one.scope, one.id) for one in memory.store.find(Response)] == [
        (memory.scope, "h2"),
        (other.scope, "h1"),
        (other.scope, "h2"),
    ], "but not of requests under way"
    assert memory.stats().records["response"] == 1


def test_what_is_forgotten_in_an_archive_takes_it_too(sleeper: Memory) -> None:
    sleeper.archive.keep(sleeper.scope, [Cold(make_episode("cold", scope=sleeper.scope))], None)
    sleeper.feedback("cold", 1)
    sleeper.forget("cold")
    assert sleeper.judged() == []


def test_of_two_who_erase_and_judge_nothing_is_left_behind(path: Path) -> None:
    """The record leaves between the look at it and the write."""
    with mnesis.open(path, embedder="none", clock=clock) as memory, mnesis.open(path, embedder="none") as other:
        id = memory.remember(SAID[0]).id

        class Racing(SQLiteStore):
            def pick(self, *asked: Any) -> dict[str, tuple[Any, ...]]:
                found = super().pick(*asked)
                other.forget(id)
                return found

        with Racing(path) as racing, pytest.raises(NotFound):
            Judge(racing, memory.scope, clock).of_record(id, Opinion(1))
        assert memory.store.count(Feedback) == 0


# --- a night ------------------------------------------------------------------------------------------------


def test_a_night_removes_items_past_their_time_and_old_responses(sleeper: Memory, hands: HandClock) -> None:
    now = hands()
    ends = {"over": now, "tomorrow": now + timedelta(days=1), "never": None}
    sleeper.store.apply([Add(make_item(id, expires_at=end)) for id, end in ends.items()])
    ages = {"new": timedelta(hours=23), "old": timedelta(hours=25)}
    sleeper.store.apply([Add(replace(make_response(id), at=now - age)) for id, age in ages.items()])
    there = [*sleeper.store.find(Item), *sleeper.store.find(Response)]
    told = sleeper.sleep(steps=["tidy"], dry_run=True).counts("tidy")
    assert told == {"jobs": 0, "boards": 0, "items": 1, "responses": 1}
    assert [*sleeper.store.find(Item), *sleeper.store.find(Response)] == there
    assert sleeper.sleep(steps=["tidy"]).counts("tidy") == told
    assert [one.id for one in sleeper.store.find(Item)] == ["tomorrow", "never"]
    assert [one.id for one in sleeper.store.find(Response)] == ["new"]
    assert sleeper.store.count(Response, within(sleeper.scope, Where("id", "eq", "old"))) == 0
