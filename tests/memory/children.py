"""What other processes do to a store, as a program: `python children.py VERB ARGUMENTS`, one JSON line a result.

It imports everything once and forks, so that a child is at work within a moment of its start.
"""

import json
import os
import random
import signal
import sqlite3
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import mnesis
from mnesis.errors import Conflict, MnesisError
from mnesis.memory import Memory
from mnesis.model import Applied, Change, Message
from mnesis.settings import Settings, Understanding
from mnesis.testing.embedder import HashEmbedder
from mnesis.transfer import read_entries
from mnesis.transfer.adoption import adopted

START = datetime(2026, 1, 1, tzinfo=UTC)
DIMENSION = 32


def opened(path: str | Path, key: str | None = None, dimension: int = DIMENSION) -> Memory:
    return mnesis.open(path, key=key, embedder=HashEmbedder(dimension))


def tell(**said: Any) -> None:
    sys.stdout.write(json.dumps(said) + "\n")
    sys.stdout.flush()


def forked(work: Callable[[], None]) -> int:
    """The id of a process that does the work and ends with 0, or with 1 and the error told."""
    pid = os.fork()
    if pid:
        return pid
    try:
        work()
    except BaseException as error:  # noqa: BLE001 - a process edge: it is told
        tell(error=f"{type(error).__name__}: {error}")
        os._exit(1)
    os._exit(0)


# --- a session that goes on -----------------------------------------------------------------------------------


def go_on(database: str, session: str, now: str) -> None:
    """The next context of a session, in a process of its own."""
    with mnesis.open(database, embedder=HashEmbedder(), clock=lambda: datetime.fromisoformat(now)) as memory:
        made = memory.context("and then?", session=session, limit=1)
    told = [one.id for one in made.ledger]
    tell(block=made.block, injections=[one.value for one in made.injections], ledger=told)


# --- an import that is killed ---------------------------------------------------------------------------------


def take_in(database: str, file: str) -> None:
    with opened(database) as memory:
        memory.remember_many(adopted(read_entries(Path(file), format="jsonl"), memory.scope, lambda note: None))


def killed_imports(folder: str, file: str, kills: str, seed: str) -> None:
    """Import a file into one database after another, each killed at random moments and resumed until it is done, till
    all kills have struck. Tells the name and the number of kills of each database."""
    chance = random.Random(seed)
    left, number = int(kills), 0
    longest = whole = 0.0
    while left:
        database, struck = f"{folder}/killed-{number}.db", 0
        while True:
            began = time.monotonic()
            pid = forked(partial(take_in, database, file))
            if left and whole:
                time.sleep(chance.uniform(0, longest))
                os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            if not os.WIFSIGNALED(status):
                break
            struck += 1
            left -= 1
        whole = whole or time.monotonic() - began  # the first database is not disturbed, and shows how long it takes
        longest = 0.7 * whole
        tell(database=database, kills=struck, status=os.waitstatus_to_exitcode(status))
        number += 1


# --- a crowd at one file --------------------------------------------------------------------------------------


def crowd(database: str, seconds: str, key: str) -> None:
    """8 processes remember and 4 recall for some seconds. Each tells what it did."""
    opened(database, key or None).close()
    until = time.monotonic() + float(seconds)
    pids = [forked(partial(writer, database, key, until, who)) for who in range(8)]
    pids += [forked(partial(reader, database, key, until, who)) for who in range(4)]
    codes = [os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids]
    tell(codes=codes)


def writer(database: str, key: str, until: float, who: int) -> None:
    """Remembers things of its own, one by one and in batches, in a session of its own and in a shared one; and things
    that every writer says."""
    ids: list[str] = []
    created, turn = 0, 0
    with opened(database, key or None) as memory:
        while not turn or time.monotonic() < until:
            said = list(sayings(who, turn))
            for message in said[:3]:
                kept = memory.remember(message)
                ids.append(kept.id)
                created += kept.created
            done = memory.remember_many(said[3:])
            created += done.added
            assert done.added + done.duplicates == len(said) - 3
            turn += 1
    tell(role="writer", who=who, ids=ids, created=created, turns=turn)


def sayings(who: int, turn: int) -> Iterator[Message]:
    moment = START + timedelta(minutes=turn)
    for number in range(4):
        text = f"Writer {who} says in turn {turn} that apple number {number} is ripe{'?' if number == 1 else '.'}"
        yield Message(text=text, session="all" if number % 2 else f"own-{who}", time=moment)
    yield Message(text=f"Everybody knows that turn {turn} has come?", session="all", time=moment)
    yield Message(text=f"Writer {who} is done with turn {turn}.", session="all", time=moment)


def reader(database: str, key: str, until: float, who: int) -> None:
    """Recalls, and reads what it found."""
    recalls = found = 0
    with opened(database, key or None) as memory:
        while not recalls or time.monotonic() < until:
            answer = memory.recall(f"Which apple of writer {recalls % 8} is ripe in turn {recalls}?", limit=5)
            assert answer.notices == ()
            assert list(answer.hits) == sorted(answer.hits, key=lambda hit: -hit.score)
            assert len({hit.id for hit in answer.hits}) == len(answer.hits)
            for hit in answer.hits:
                assert memory.get(hit.id).text == hit.evidence[0].quote
            assert sum(1 for _ in memory.timeline(limit=20)) <= 20
            recalls, found = recalls + 1, found + len(answer.hits)
    tell(role="reader", who=who, recalls=recalls, found=found)


# --- those who learn ------------------------------------------------------------------------------------------

SAID = (
    "I live in Berlin.",
    "My sister Anna lives in Hamburg.",
    "Always use pnpm, not npm.",
    "My boss Otto works at Acme.",
    "To deploy: run the tests, then push the branch, then tag the release.",
    "Anna works at Acme.",
)


def learning(path: str | Path, understanding: Understanding = "inline", ahead: timedelta = timedelta()) -> Memory:
    """A memory that understands, whose clock is ahead."""
    settings = Settings(understanding=understanding, fact_keys="both")
    embedder = HashEmbedder(DIMENSION)
    return mnesis.open(path, embedder=embedder, settings=settings, clock=lambda: datetime.now(UTC) + ahead)


def lesson(who: int, rounds: int) -> list[Message]:
    """Everybody says the same of the same, in a session and at times of their own."""
    return [
        Message(text=text, session=f"s{who}", time=START + timedelta(hours=who, minutes=turn, seconds=number))
        for turn in range(rounds)
        for number, text in enumerate(SAID)
    ]


def learn_together(database: str, processes: str, rounds: str) -> None:
    """Processes that remember at once. Each tells how often it was too late."""
    learning(database).close()
    pids = [forked(partial(one_of_many, database, who, int(rounds))) for who in range(int(processes))]
    tell(codes=[os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) for pid in pids])


def one_of_many(database: str, who: int, rounds: int) -> None:
    late = 0
    with learning(database) as memory:
        apply = memory.store.apply

        def counted(changes: Sequence[Change]) -> Applied:
            nonlocal late
            try:
                return apply(changes)
            except Conflict:
                late += 1
                raise

        memory.store.apply = counted  # type: ignore[method-assign]
        for message in lesson(who, rounds):
            memory.remember(message)
    tell(who=who, late=late)


def killed_learners(database: str, verb: str, rounds: str, kills: str, seed: str) -> None:
    """`remember` a lesson, or `work` at what waits, killed at random moments, then to the end. Tells how many kills
    struck. Each comes an hour after the one before, when nobody holds a job any more."""
    chance = random.Random(seed)
    struck = 0
    for attempt in range(int(kills) + 1):
        act = {"remember": partial(recite, database, int(rounds)), "work": partial(work, database, attempt)}[verb]
        pid = forked(act)
        if attempt < int(kills):
            time.sleep(chance.uniform(0.02, 0.15))
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        struck += os.WIFSIGNALED(status)
    tell(kills=struck, status=os.waitstatus_to_exitcode(status))


def recite(database: str, rounds: int) -> None:
    with learning(database) as memory:
        for message in lesson(0, rounds):
            memory.remember(message)


def work(database: str, hours: int) -> None:
    with learning(database, "jobs", timedelta(hours=hours)) as memory:
        memory.extract()


# --- nights that are killed -----------------------------------------------------------------------------------

NIGHTS = (3, 10, 18, 40, 120)
"""Days after START."""


def dreaming(path: str | Path, days: float, minutes: int = 0) -> Memory:
    now = START + timedelta(days=days, minutes=minutes)
    return mnesis.open(path, embedder=HashEmbedder(DIMENSION), settings=Settings(), clock=lambda: now)


def sleep(database: str, days: float, minutes: int) -> None:
    with dreaming(database, days, minutes) as memory:
        memory.sleep()


def undisturbed(database: str) -> float:
    """Seconds that the first night takes here and now, on a copy."""
    with TemporaryDirectory() as folder:
        copy = Path(folder) / "copy.db"
        with closing(sqlite3.connect(database)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        began = time.monotonic()
        os.waitpid(forked(partial(sleep, str(copy), NIGHTS[0], 0)), 0)
        return time.monotonic() - began


def killed_nights(database: str, kills: str, seed: str) -> None:
    """One night after the other, each killed at random moments and then done to its end. Tells how many kills struck,
    and at which step the jobs were. Each attempt comes minutes after the one before, when nobody holds the job."""
    chance = random.Random(seed)
    each = int(kills) // len(NIGHTS)
    struck, longest = 0, undisturbed(database)
    at: list[str | None] = []
    for night in NIGHTS:
        left, attempt = each, 0
        while left and attempt < 4 * each:  # one that comes too late does not count; every other one comes early
            began = time.monotonic()
            pid = forked(partial(sleep, database, night, 3 * attempt))
            time.sleep(chance.uniform(0 if attempt % 2 else 0.05, longest))
            os.kill(pid, signal.SIGKILL)
            _, status = os.waitpid(pid, 0)
            if os.WIFSIGNALED(status):
                left -= 1
            else:
                longest = min(longest, time.monotonic() - began)
            attempt += 1
            with dreaming(database, night) as memory:
                at += [job.note for job in memory.jobs("running", "night")]
        struck += each - left
        _, status = os.waitpid(forked(partial(sleep, database, night, 3 * attempt)), 0)
        assert os.waitstatus_to_exitcode(status) == 0
    tell(kills=struck, at=at)


# --- a companion that goes on while the store is moved --------------------------------------------------------


def companion(database: str) -> None:
    """Holds the old embedder, and says one thing and asks one for each line it is given; tells what came of it."""
    with opened(database) as memory:
        memory.recall("hello")
        tell(ready=True)
        for number, line in enumerate(sys.stdin):
            kept = memory.remember(f"Companion says {line.strip()} {number}.", session="companion")
            answer = memory.recall(line.strip(), limit=3)
            tell(created=kept.created, texts=[hit.memory.text for hit in answer.hits], notices=list(answer.notices))


def reembed(database: str, dimension: str) -> None:
    with opened(database) as memory:
        tell(embedded=memory.reembed(HashEmbedder(int(dimension)), lambda done, total: tell(done=done)))


# --- a disk that is full --------------------------------------------------------------------------------------


def fill(database: str) -> None:
    """Remembers until the disk is full. Tells of each message that was kept, then of the error, then of what still
    works."""
    memory = opened(database)
    number = 0
    try:
        while True:
            messages = [
                Message(text=f"Batch {number}, line {line}: {'lorem ipsum ' * 20}", session=f"s{number}", time=START)
                for line in range(50)
            ]
            memory.remember_many(messages)
            tell(kept=number)
            number += 1
    except MnesisError as error:
        tell(error=type(error).__name__, message=str(error))
    answer = memory.recall("Batch 0, line 7", limit=1)
    tell(still=answer.hits[0].memory.text[:15], count=memory.stats().records["episode"])
    memory.close()


if __name__ == "__main__":
    verb, *arguments = sys.argv[1:]
    verbs = (go_on, killed_imports, crowd, learn_together, killed_learners, killed_nights, companion, reembed, fill)
    {one.__name__: one for one in verbs}[verb](*arguments)
