"""Every verb of Memory, and of AsyncMemory, on real files."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from numpy import float32
from numpy.typing import NDArray

import mnesis
from mnesis import AsyncMemory
from mnesis.errors import InvalidInput, NotFound, ProviderError, StoreError, UnknownField, UnknownOperator
from mnesis.memory import Memory
from mnesis.model import (
    EVERYTHING,
    AnyOf,
    Audit,
    Episode,
    EpisodeType,
    Forgotten,
    Message,
    Not,
    Outcome,
    Scope,
    Session,
    Where,
    within,
)
from mnesis.retrieval.indexing import Indexer
from mnesis.settings import Settings
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .reading import files_with, texts

HOUR = timedelta(hours=1)


def turns(*said: str, session: str = "main", start: datetime = NOW) -> list[Message]:
    return [Message(text=text, session=session, time=start + number * HOUR) for number, text in enumerate(said)]


# --- remember -------------------------------------------------------------------------------------------------


def test_what_is_remembered_is_kept_word_for_word(memory: Memory, path: Path) -> None:
    text = "  I moved to Berlin.\n\tThe street is called „Grüner Weg“ \U0001f600 — really!  "
    kept = memory.remember(text, actor="user", session="chat", speaker="Otto")
    assert kept.created
    assert kept.notices == ()
    assert kept.importance == kept.episode.importance
    with mnesis.open(path, embedder="none") as other:
        again = other.get(kept.id)
    assert again == kept.episode
    assert (again.text, again.session_id, again.actor, again.speaker) == (text, "chat", "user", "Otto")
    assert (again.timestamp, again.created_at, again.position) == (NOW, NOW, 0)


def test_a_message_says_everything_one_can_say(memory: Memory) -> None:
    asked = memory.remember("Shall I deploy?", actor="agent")
    kept = memory.remember(
        Message(
            text="Deployed the app.", actor="tool:deploy", speaker="Deployer", session="work", channel="cli",
            time=NOW - HOUR, type=EpisodeType.ACTION, outcome=Outcome.SUCCESS, tags=("release",),
            parent=asked.id, importance=9,
        )
    ).episode  # fmt: skip
    assert (kept.actor, kept.type, kept.outcome, kept.parent_id) == ("tool:deploy", "action", "success", asked.id)
    assert (kept.importance, kept.timestamp) == (9, NOW - HOUR)
    assert "release" in kept.tags
    assert {one.id: one.channel for one in memory.sessions()} == {"main": None, "work": "cli"}


def test_the_same_thing_twice_is_one_memory(memory: Memory) -> None:
    first, second = memory.remember("Hello.", time=NOW), memory.remember("Hello.", time=NOW)
    assert (first.created, second.created) == (True, False)
    assert first.id == second.id
    different = [
        memory.remember("Hello!", time=NOW),
        memory.remember("Hello.", time=NOW + HOUR),
        memory.remember("Hello.", time=NOW, session="other"),
        memory.remember("Hello.", time=NOW, actor="agent"),
        memory.remember("Hello.", time=NOW, speaker="Ada"),
    ]
    assert all(one.created for one in different)
    assert memory.stats().records["episode"] == 6


@pytest.mark.parametrize("zone", [None, timezone(timedelta(hours=5, minutes=30))])
def test_times_are_kept_in_utc(memory: Memory, zone: timezone | None) -> None:
    given = NOW.replace(tzinfo=None) if zone is None else NOW.astimezone(zone)
    kept = memory.remember("Hello.", time=given)
    assert kept.episode.timestamp == NOW
    assert kept.episode.timestamp.tzinfo is UTC
    assert not memory.remember("Hello.", time=NOW).created


@pytest.mark.parametrize("time", [datetime.min, datetime(1969, 7, 20), datetime.max])
def test_any_time_of_the_calendar(memory: Memory, time: datetime) -> None:
    kept = memory.remember("One small step.", time=time)
    assert kept.episode.timestamp == time.replace(microsecond=time.microsecond // 1000 * 1000, tzinfo=UTC)
    assert not memory.remember("One small step.", time=time).created
    assert [one.id for one in memory.timeline()] == [kept.id]
    assert texts(memory.recall("small step")) == ["One small step."]


@pytest.mark.parametrize(
    "message",
    [
        Message(text=""),
        Message(text=" \n "),
        Message(text="nul \0"),
        Message(text="half \ud83d"),
        Message(text="x", actor="robot"),
        Message(text="x", session=""),
        Message(text="x", importance=11),
        Message(text="x", parent="01JMZK7Q3V8T5X2N9R4C6B1D0E"),
    ],
)
def test_what_cannot_be_kept_is_refused_whole(memory: Memory, message: Message) -> None:
    with pytest.raises(InvalidInput):
        memory.remember(message)
    assert memory.episodes() == []
    assert memory.sessions() == []


def test_very_long_and_very_many(memory: Memory) -> None:
    long = "word " * 200_000
    kept = memory.remember(long)
    assert memory.get(kept.id).text == long
    assert len(kept.episode.summary) <= 200


# --- remember_many --------------------------------------------------------------------------------------------


def test_a_stream_is_kept_in_order(memory: Memory) -> None:
    seen: list[int] = []
    done = memory.remember_many(iter(turns(*(f"turn {n}" for n in range(600)))), progress=seen.append)
    assert (done.added, done.duplicates, done.sessions, done.notices) == (600, 0, 1, ())
    assert seen == sorted(seen)
    assert seen[-1] == 600
    assert [one.position for one in memory.timeline(limit=None)] == list(range(600))
    again = memory.remember_many(turns(*(f"turn {n}" for n in range(600))))
    assert (again.added, again.duplicates) == (0, 600)


def test_a_message_twice_in_one_stream_counts_once(memory: Memory) -> None:
    done = memory.remember_many([*turns("a", "b"), *turns("a")])
    assert (done.added, done.duplicates) == (2, 1)
    assert memory.remember_many([]).added == 0


def test_a_bad_message_keeps_the_batches_before_it(memory: Memory) -> None:
    stream = [*turns(*(f"turn {n}" for n in range(1000))), Message(text="")]
    with pytest.raises(InvalidInput):
        memory.remember_many(stream)
    kept = memory.stats().records["episode"]
    assert 0 < kept < 1000
    assert memory.remember_many(stream[:-1]).added == 1000 - kept


def test_notices_are_told_once(path: Path, tmp_path: Path) -> None:
    with mnesis.open(path, settings=Settings(model_dir=tmp_path / "models"), clock=clock) as memory:
        done = memory.remember_many(turns(*(f"turn {n}" for n in range(600))))
        assert len(done.notices) == 1
        assert "words and time" in done.notices[0]
        assert memory.remember("one more").notices == done.notices


# --- get, episodes, timeline, scan ----------------------------------------------------------------------------


def test_getting_what_is_not_there(memory: Memory) -> None:
    for id in ("", "01JMZK7Q3V8T5X2N9R4C6B1D0E", "nothing", "\ud800"):
        with pytest.raises(NotFound) as raised:
            memory.get(id)
        assert raised.value.data["id"] == id


def test_episodes_by_filter_and_order(memory: Memory) -> None:
    memory.remember_many([*turns("a", "b", "c"), *turns("x", "y", session="other", start=NOW - 9 * HOUR)])

    def said(*args: object, **kwargs: object) -> str:
        return "".join(one.text for one in memory.episodes(*args, **kwargs))  # type: ignore[arg-type]

    assert said() == "cbayx"
    assert said(order=("timestamp",)) == "xyabc"
    assert said(order=()) == "abcxy"
    assert said(Where("session_id", "eq", "other")) == "yx"
    assert said(Not(Where("session_id", "eq", "other")), limit=2) == "cb"
    assert said(AnyOf((Where("summary", "eq", "a"), Where("summary", "eq", "y")))) == "ay"
    assert said(limit=None) == "cbayx"
    assert said(limit=0) == said(AnyOf(())) == ""
    with pytest.raises(UnknownField):
        said(Where("mood", "eq", "good"))
    with pytest.raises(UnknownField):
        said(order=("mood",))
    with pytest.raises(UnknownOperator):
        said(Where("summary", "like", "a"))  # type: ignore[arg-type]


def test_a_timeline_holds_its_first_moment_and_not_its_last(memory: Memory) -> None:
    memory.remember_many(turns("a", "b", "c", "d"))

    def said(**bounds: datetime) -> str:
        return "".join(one.text for one in memory.timeline(**bounds))  # type: ignore[arg-type]

    assert said() == "abcd"
    assert said(since=NOW + HOUR) == "bcd"
    assert said(until=NOW + HOUR) == "a"
    assert said(since=NOW + HOUR, until=NOW + 3 * HOUR) == "bc"
    assert said(since=NOW + 3 * HOUR, until=NOW) == ""
    naive = (NOW + HOUR).replace(tzinfo=None)
    assert said(since=naive) == "bcd"
    assert said(since=NOW.astimezone(timezone(-5 * HOUR)) + HOUR) == "bcd"
    assert [one.text for one in memory.timeline(limit=2)] == ["a", "b"]


def test_scan_gives_sessions_first_and_one_state(memory: Memory) -> None:
    memory.remember_many([*turns("a", session="one"), *turns("b", session="two")])
    scan = memory.scan()
    seen = [next(scan) for _ in range(3)]
    memory.remember("later")
    seen += list(scan)
    assert [type(one) for one in seen] == [Session, Session, Episode, Episode]


# --- sessions -------------------------------------------------------------------------------------------------


def test_a_session_is_opened_counted_closed_and_summarised(memory: Memory) -> None:
    memory.remember("I moved to Berlin in March.", session="chat", time=NOW - HOUR, speaker="Otto")
    memory.remember("How do you like it?", session="chat", time=NOW, actor="agent")
    [session] = memory.sessions()
    assert (session.id, session.started_at, session.ended_at) == ("chat", NOW - HOUR, None)
    assert (session.episode_count, session.summary) == (2, None)
    closed = memory.close_session("chat")
    assert closed.ended_at == NOW
    assert closed.summary
    assert "Otto: I moved to Berlin in March." in closed.summary
    assert memory.sessions() == [closed]
    with pytest.raises(NotFound):
        memory.close_session("other")


def test_a_closed_session_is_open_again_when_more_is_said(memory: Memory) -> None:
    memory.remember_many([*turns("a", "b", session="chat"), *turns("c", session="other")])
    for id in ("chat", "other"):
        closed = memory.close_session(id)
    memory.remember("d", session="chat", time=NOW + 5 * HOUR)
    chat, other = sorted(memory.sessions(), key=lambda one: one.id)
    assert (chat.ended_at, chat.summary, chat.episode_count) == (None, None, 3)
    assert other == closed, "nothing was said there"
    again = memory.close_session("chat")
    assert again.ended_at == NOW + 5 * HOUR, "a session never ends before its last turn"
    memory.remember_many(turns("a", "b", session="chat"))
    assert memory.sessions(limit=None) == sorted([again, other], key=lambda one: one.id), "known already"


def test_a_session_starts_with_its_earliest_message_whenever_that_comes(memory: Memory) -> None:
    for hours in (0, -5, -2, 3):
        memory.remember(f"Hour {hours}.", session="chat", time=NOW + hours * HOUR)
    memory.remember_many(turns("Later.", "Latest.", session="chat", start=NOW + 9 * HOUR))
    [session] = memory.sessions()
    assert (session.started_at, session.ended_at) == (NOW - 5 * HOUR, None)


def test_a_session_closed_between_the_look_and_the_write_is_open_again(memory: Memory) -> None:
    """The embedder is asked after the session was read, and before the write."""
    memory.remember("a", session="chat")

    class Closing(HashEmbedder):
        closed = 0

        def embed(self, texts: Sequence[str]) -> NDArray[float32]:
            if "b" in texts and not self.closed:
                self.closed += 1
                memory.close_session("chat")
            return super().embed(texts)

    embedder = Closing()
    here = Memory(memory.store, Indexer(memory.store, lambda: embedder), memory.scope, clock)
    here.remember("b", session="chat")
    [session] = memory.sessions()
    assert (embedder.closed, session.ended_at, session.episode_count) == (1, None, 2)


def test_sessions_come_latest_first(memory: Memory) -> None:
    for day in (1, 3, 2):
        memory.remember(f"Day {day}.", session=f"day-{day}", time=NOW + day * 24 * HOUR)
    assert [one.id for one in memory.sessions()] == ["day-3", "day-2", "day-1"]
    assert [one.id for one in memory.sessions(limit=1)] == ["day-3"]


# --- scopes and tenants ---------------------------------------------------------------------------------------


def test_scopes_know_nothing_of_each_other(memory: Memory) -> None:
    here = memory.remember("The code word is marmalade.", session="s")
    for other in (memory.within("other"), memory.within(Scope("strangers", memory.scope.name))):
        assert other.recall("marmalade").hits == ()
        assert other.episodes() == other.timeline() == other.sessions() == list(other.scan()) == []
        assert other.forget(here.id).erased == 0
        assert other.stats().records["episode"] == 0
        for verb in (other.get, other.close_session):
            with pytest.raises(NotFound):
                verb(here.id if verb == other.get else "s")
        assert other.remember("The code word is marmalade.", session="s").id != here.id
    assert memory.get(here.id) == here.episode
    assert memory.within("other").scope == Scope(memory.scope.tenant, "other")


def test_the_scope_comes_from_arguments_then_settings(path: Path) -> None:
    settings = Settings(tenant="acme", scope="kira", embedder="none")
    for given, scope in ((None, "acme/kira"), ("lotte", "acme/lotte"), (Scope("x", "y"), "x/y")):
        with mnesis.open(path, scope=given, settings=settings) as memory:
            assert str(memory.scope) == scope


# --- forget ---------------------------------------------------------------------------------------------------


def trail(memory: Memory) -> list[Audit]:
    return memory.store.find(Audit, within(memory.scope))


def test_forgetting_one_by_its_id(memory: Memory, tmp_path: Path) -> None:
    kept = memory.remember("The cat is called Mia.")
    gone = memory.remember("The safe opens with zanzibarquartz.")
    assert texts(memory.recall("zanzibarquartz safe")) == [gone.episode.text, kept.episode.text]
    done = memory.forget(gone.id)
    assert done.erased == 1
    [line] = trail(memory)
    assert (line.id, line.action, line.subject, line.at, line.detail) == (
        done.audit_id, "erase", "episode", NOW, {"count": 1},
    )  # fmt: skip
    with pytest.raises(NotFound):
        memory.get(gone.id)
    assert texts(memory.recall("zanzibarquartz")) == [kept.episode.text]
    assert files_with(tmp_path, "zanzibarquartz") == []
    assert memory.forget(gone.id) == Forgotten(0, None)
    assert len(trail(memory)) == 1
    assert memory.remember("The safe opens with zanzibarquartz.").created


def test_a_forgotten_question_leaves_its_answer_too(memory: Memory, tmp_path: Path) -> None:
    asked = memory.remember("Is the treasure under the quincetree?", time=NOW)
    answer = memory.remember("Yes, three feet deep.", time=NOW + HOUR)
    [hit, *_] = memory.recall("quincetree", where=Where("id", "eq", answer.id)).hits
    assert "lexical" in [reason.arm for reason in hit.why], "the answer is found by the question it follows"
    assert memory.forget(Where("id", "eq", asked.id)).erased == 1
    assert memory.store.matching(Episode, ["quincetree"], memory.scope, EVERYTHING, 9) == []
    assert files_with(tmp_path, "quincetree") == []
    assert texts(memory.recall("three feet deep")) == [answer.episode.text]
    [left] = memory.episodes()
    assert (left.id, left.text) == (answer.id, answer.episode.text)


def test_a_repeated_message_lends_no_question(memory: Memory, tmp_path: Path) -> None:
    """A message that is known already is not the turn before the next one; were it, forgetting it would miss a key."""
    asked = turns("Is the treasure under the quincetree?")[0]
    memory.remember_many([asked, *turns("No.", "It is late.", start=NOW + HOUR)])
    memory.remember_many([asked, *turns("Good night.", start=NOW + 5 * HOUR)])
    memory.forget(Where("summary", "eq", asked.text))
    assert files_with(tmp_path, "quincetree") == []


def test_summaries_do_not_remember_what_was_forgotten(memory: Memory, tmp_path: Path) -> None:
    memory.remember("We decided to call the boat Zanzibarquartz.", session="chat", time=NOW)
    memory.remember("It has to be painted first.", session="chat", time=NOW + HOUR)
    assert "Zanzibarquartz" in str(memory.close_session("chat").summary)
    memory.forget(Where("summary", "eq", "We decided to call the boat Zanzibarquartz."))
    [session] = memory.sessions()
    assert session.episode_count == 1
    assert session.summary
    assert "painted" in session.summary
    assert files_with(tmp_path, "zanzibarquartz") == []


def test_forgetting_a_whole_session_forgets_its_name(memory: Memory, tmp_path: Path) -> None:
    memory.remember_many([*turns("a", "b", session="affair-zanzibarquartz"), *turns("c", session="work")])
    assert memory.forget(Where("session_id", "eq", "affair-zanzibarquartz")).erased == 2
    assert [one.id for one in memory.sessions()] == ["work"]
    assert files_with(tmp_path, "zanzibarquartz") == []


def test_forgetting_many_leaves_the_rest(memory: Memory) -> None:
    memory.remember_many(turns(*(f"turn {n} about {'cats' if n % 3 else 'dogs'}" for n in range(900))))
    assert memory.forget(Where("timestamp", "lt", NOW + 450 * HOUR)).erased == 450
    assert memory.stats().records["episode"] == 450
    assert memory.forget(EVERYTHING).erased == 450
    assert memory.episodes() == memory.sessions() == []
    assert [line.detail["count"] for line in trail(memory)] == [450, 450]
    assert memory.stats().keys == 0


def test_the_child_of_a_forgotten_memory_stays(memory: Memory) -> None:
    parent = memory.remember("The plan.")
    child = memory.remember(Message(text="The step.", parent=parent.id))
    memory.forget(parent.id)
    assert memory.get(child.id).parent_id is None


# --- reranked -------------------------------------------------------------------------------------------------


class Shortest:
    def score(self, query: str, texts: Sequence[str]) -> NDArray[float32]:
        return np.array([-len(text) for text in texts], dtype=float32)


class Down:
    def score(self, query: str, texts: Sequence[str]) -> NDArray[float32]:
        raise ProviderError(provider="judge", problem="it sleeps")


def test_a_reranker_orders_the_best_hits(memory: Memory) -> None:
    memory.remember_many(turns("The cat sat on the mat, said the cat.", "A cat.", "The cat sat on the mat."))
    found = texts(memory.reranked(Shortest()).recall("cat mat"))
    assert found == ["A cat.", "The cat sat on the mat.", "The cat sat on the mat, said the cat."]
    assert texts(memory.reranked(Shortest()).recall("cat mat", limit=1)) == ["A cat."]
    assert texts(memory.reranked(Shortest()).reranked(None).recall("cat mat")) == texts(memory.recall("cat mat"))


def test_a_reranker_that_fails_costs_its_order_only(memory: Memory) -> None:
    memory.remember("A cat.")
    answer = memory.reranked(Down()).recall("cat")
    assert texts(answer) == ["A cat."]
    assert answer.notices == ("Not reranked: judge failed: it sleeps.",)


# --- upkeep ---------------------------------------------------------------------------------------------------


def test_stats_count_the_scope_and_weigh_the_file(memory: Memory) -> None:
    memory.remember_many(turns("a", "b"))
    memory.within("other").remember("c")
    stats = memory.stats()
    assert (stats.records["episode"], stats.records["session"], stats.keys) == (2, 1, 2)
    assert sum(stats.bytes.values()) > 0


def test_reindexing_changes_nothing_one_can_see(memory: Memory) -> None:
    memory.remember_many(turns("The cat sat.", "Where?", "On the mat."))
    before = [(hit.id, hit.score) for hit in memory.recall("where did the cat sit").hits]
    steps: list[tuple[int, int]] = []
    assert memory.reindex(lambda done, total: steps.append((done, total))) == 3
    assert steps[-1] == (3, 3)
    assert [(hit.id, hit.score) for hit in memory.recall("where did the cat sit").hits] == before


def test_a_closed_memory_says_so(path: Path) -> None:
    memory = mnesis.open(path, embedder="none")
    memory.close()
    memory.close()
    for verb in (memory.episodes, memory.stats, lambda: memory.remember("x"), lambda: memory.recall("x")):
        with pytest.raises(StoreError, match="closed"):
            verb()


@pytest.mark.parametrize("url", ["postgresql://host/db", "http://x", "://"])
def test_urls_nobody_answers_to(url: str) -> None:
    with pytest.raises(InvalidInput, match="mnesis opens"):
        mnesis.open(url)


def test_urls_of_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("a.db", tmp_path / "sub" / "b.db", "sqlite:///c.db", f"sqlite:///{tmp_path}/d.db"):
        with mnesis.open(url, embedder="none") as memory:
            memory.remember("x")
    assert sorted(path.name for path in tmp_path.rglob("*.db")) == ["a.db", "b.db", "c.db", "d.db"]


def test_nothing_is_kept_in_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("memory://", ":memory:"):
        with mnesis.open(url, embedder=HashEmbedder(), clock=clock) as memory:
            assert memory.remember("A cat.").created
            assert texts(memory.recall("cat")) == ["A cat."]
    assert list(tmp_path.iterdir()) == []


# --- recall's arguments ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(("query", "limit"), [("", 10), (" \n", 10), ("cat", 0), ("cat", -1)])
def test_recall_refuses_what_makes_no_sense(memory: Memory, query: str, limit: int) -> None:
    with pytest.raises(InvalidInput):
        memory.recall(query, limit=limit)


def test_recall_of_nothing_is_empty(memory: Memory) -> None:
    answer = memory.recall("anything?")
    assert (answer.hits, answer.notices) == ((), ())
    assert (answer.query, answer.scope, answer.asked_at, answer.as_of) == ("anything?", memory.scope, NOW, None)


@pytest.mark.parametrize("query", ["?!", '"', "AND OR NOT", "a* NEAR(b)", "'; DROP TABLE", "(", "x\0y", "half \ud83d"])
def test_recall_takes_any_text(memory: Memory, query: str) -> None:
    memory.remember("A cat and a dog or not.")
    assert len(memory.recall(query).hits) <= 1


def test_a_whole_document_as_a_query(memory: Memory) -> None:
    memory.remember_many(turns(*(f"Word{n % 300} and word{n % 299}." for n in range(600))))
    document = "word7 " + " ".join(f"word{n}" for n in range(20_000))
    assert len(memory.recall(document, limit=5).hits) == 5


# --- looking at things ----------------------------------------------------------------------------------------


def test_an_answer_is_the_sequence_of_its_hits(memory: Memory) -> None:
    memory.remember_many(turns("The cat sat on the mat.", "A cat.", "No dog."))
    answer = memory.recall("cat", limit=2)
    assert (len(answer), list(answer), answer[0], answer[:1]) == (2, [*answer.hits], answer.hits[0], answer.hits[:1])
    assert answer[1] in answer
    assert [hit.text for hit in answer] == [hit.memory.text for hit in answer.hits]
    assert answer[0].timestamp == answer[0].memory.timestamp
    assert not memory.within("nothing").recall("cat")


def test_what_is_printed_is_short(memory: Memory, path: Path) -> None:
    memory.remember("A cat\nsat  here, " + "word " * 500, speaker="Ada", time=NOW)
    answer = memory.recall("cat " * 50)
    assert repr(answer) == str(answer) == f"<Recall '{'cat ' * 14}cat…': 1 hit>"
    [hit] = answer
    shown = (
        f"<Hit {hit.score:.3f} 2026-06-15 12:00 Ada: 'A cat sat here, word word word word word word word word word…'>"
    )
    assert repr(hit) == str(hit)
    assert str(hit) == shown
    assert repr(memory) == f"<Memory {path}, scope local/main>"
    assert repr(AsyncMemory(memory.within("other"))) == f"<AsyncMemory of <Memory {path}, scope local/other>>"
    with mnesis.open("memory://", embedder="none", scope=Scope("acme", "kira")) as other:
        assert repr(other) == "<Memory memory://, scope acme/kira>"
        assert repr(other.recall("cat")) == "<Recall 'cat': 0 hits>"


# --- asyncio --------------------------------------------------------------------------------------------------


def test_async_memory_has_every_verb() -> None:
    here = {name for name in dir(Memory) if not name.startswith("_")} - {"handlers", "archive"}  # no verbs
    there = {name for name in vars(AsyncMemory) if not name.startswith("_")}
    assert here - there == {"scan"}, "a generator holds a read transaction open: take it from .sync, in a thread"


TYPED = """
from mnesis import AsyncMemory, Recall

async def day(memory: AsyncMemory) -> None:
    answer: Recall = await memory.recall("x", limit=3)
    print(answer[0].text, (await memory.remember("y", time="2026-05-04")).id)
    await memory.recall("x", limt=3)
    await memory.get(5)
    number: int = await memory.sessions()
"""


@pytest.mark.slow
def test_type_checkers_know_the_awaited_verbs(tmp_path: Path) -> None:
    file = tmp_path / "day.py"
    file.write_text(TYPED, "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--no-error-summary", "--hide-error-context", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    kinds = [
        (int(line.split(":")[1]), line[line.rindex("[") :]) for line in done.stdout.splitlines() if "error:" in line
    ]
    assert kinds == [(7, "[call-arg]"), (8, "[arg-type]"), (9, "[assignment]")], done.stdout + done.stderr


def test_the_same_verbs_awaited(path: Path) -> None:
    async def day() -> None:
        async with AsyncMemory(mnesis.open(path, embedder=HashEmbedder(), clock=clock)) as memory:
            kept = await memory.remember("A cat.", session="one")
            done = await memory.remember_many(turns("b", "c", session="two"))
            assert (kept.created, done.added) == (True, 2)
            assert await memory.get(kept.id) == kept.episode
            assert texts(await memory.recall("cat", limit=1)) == ["A cat."]
            assert [one.text for one in await memory.timeline(until=NOW + HOUR)] == ["A cat.", "b"]
            assert len(await memory.episodes(Where("session_id", "eq", "two"), limit=1)) == 1
            assert len(await memory.sessions(limit=1)) == 1
            assert (await memory.close_session("two")).ended_at == NOW + HOUR
            assert texts(await memory.reranked(Shortest()).recall("cat"))[0] in ("b", "c")
            assert (await memory.within("other").stats()).records["episode"] == 0
            assert await memory.reindex() == 3
            assert await memory.reembed() == 0
            assert (await memory.forget(kept.id)).erased == 1
            assert (await memory.stats()).records["episode"] == 2
            assert await memory.check() == []
            with pytest.raises(NotFound):
                await memory.get(kept.id)

    asyncio.run(day())


def test_many_at_once_awaited(path: Path) -> None:
    async def crowd() -> None:
        async with AsyncMemory(mnesis.open(path, embedder=HashEmbedder(), clock=clock)) as memory:
            kept = await asyncio.gather(*(memory.remember(f"cat number {n}") for n in range(40)))
            answers = await asyncio.gather(*(memory.recall(f"number {n}", limit=3) for n in range(20)))
            assert len({one.id for one in kept}) == 40
            assert all(f"number {n}" in texts(answer)[0] for n, answer in enumerate(answers))

    asyncio.run(crowd())
