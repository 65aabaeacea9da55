"""Running it: every conversation twice, once with nights and once without; tables and JSON."""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from mnesis.bench import replay, results, screen
from mnesis.bench.cases import Chat, Set
from mnesis.bench.nights.figures import AWAKE, WAYS, Row, figures, show
from mnesis.bench.nights.living import Hands, live
from mnesis.bench.nights.measuring import ask, known, size
from mnesis.bench.nights.pace import paced
from mnesis.bench.progress import Watch, watching
from mnesis.memory import Memory
from mnesis.model import as_utc, utc_now
from mnesis.opening import load_embedder
from mnesis.opening import open as open_memory
from mnesis.providers.embedders.contract import Embedder
from mnesis.settings import RetentionName, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How long, how often, and how it is reported. `limit`: only the first conversations of each set."""

    output: Path | None = None
    as_json: bool = False
    days: int = 365
    every: int = 1
    ending: RetentionName = "archive"
    limit: int | None = None
    memories: Sequence[int] = ()
    no_vectors: bool = False


def measure(sets: Sequence[Set], options: Options) -> None:
    """Live every conversation, print, write. Raises MnesisError."""
    settings, at, out = replace(Settings.from_env(), retention=options.ending), utc_now(), screen.console()
    sets = [replace(one, chats=one.chats[: options.limit]) for one in sets]
    embedder = None if options.no_vectors else load_embedder(settings)
    with watching(shown=not options.as_json) as watch:
        rows = [_set(questions, options, settings, embedder, watch) for questions in sets]
        pace = [paced(count, embedder, watch) for count in options.memories]
    about = results.about("night", settings, embedder, at, data=[results.about_set(one) for one in sets])
    about |= {"days": options.days, "every": options.every, "limit": options.limit}
    record = {**about, "figures": {row.set: figures(row) for row in rows}, "pace": [asdict(one) for one in pace]}
    path = results.place(options.output, "night", at)
    results.save(path, record)
    if options.as_json:
        screen.show_json(out, record)
        return
    show(out, record["figures"], pace)
    screen.lines(out, [f"written: {path}"])


def _set(questions: Set, options: Options, settings: Settings, embedder: Embedder | None, watch: Watch) -> Row:
    row, chats = Row(questions.name), questions.chats
    step = watch(f"{questions.name}: living", 2 * sum(len(chat.turns) for chat in chats))
    asking = watch(f"{questions.name}: asking", (1 + len(WAYS)) * sum(len(chat.cases) for chat in chats))
    for chat in chats:
        _chat(chat, row, options, _opener(settings, embedder), (step, asking))
    return row


Opener = Callable[[Hands], Any]
Steps = tuple[Callable[[int], None], Callable[[int], None]]


def _opener(settings: Settings, embedder: Embedder | None) -> Opener:
    @contextmanager
    def opened(hands: Hands) -> Iterator[Memory]:
        with (
            tempfile.TemporaryDirectory(prefix="mnesis-bench-") as folder,
            open_memory(
                Path(folder) / "memory.db", embedder=embedder or "none", settings=settings, clock=hands
            ) as memory,
        ):
            yield memory

    return opened


def _chat(chat: Chat, row: Row, options: Options, opened: Opener, steps: Steps) -> None:
    step, asking = steps
    until = _until(chat, options.days)
    hands = Hands()
    with opened(hands) as awake:
        life = live(awake, hands, chat, until, 0, step)
        turns = {id: name for id, (name, _) in replay.turns_of(awake, chat).items()}
        row.answers[AWAKE] += ask(awake, chat, turns, life, until, False)
        asking(len(chat.cases))
        row.before.append(size(awake))
        before = known(awake)
    hands = Hands()
    with opened(hands) as slept:
        life = live(slept, hands, chat, until, options.every, step)
        for name, deep in WAYS.items():
            row.answers[name] += ask(slept, chat, turns, life, until, deep)
            asking(len(chat.cases))
        row.after.append(size(slept))
        after = known(slept)
    row.nights += life.slept
    row.facts += len(before.facts)
    row.still += len(before.facts & after.facts)
    row.new += len(after.facts - before.facts)
    row.proven += before.proven
    row.still_proven += after.proven


def _until(chat: Chat, days: int) -> datetime:
    """When the questions are asked: so many days after the first message, and not before the last one."""
    first = min(turn.message.time for turn in chat.turns if turn.message.time)
    return max(chat.end + timedelta(days=1), as_utc(first) + timedelta(days=days))
