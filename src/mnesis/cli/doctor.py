"""`mnesis doctor`: what is wrong, and what to do about it."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass

from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING, message
from mnesis.cli.output import Screen
from mnesis.errors import MnesisError, StoreMissing
from mnesis.memory import Memory
from mnesis.opening import load_embedder
from mnesis.providers.embedders.contract import Embedder
from mnesis.retrieval.indexing import active_space

LOOK_AT = 1000
"""Texts without a vector counted before the rest is "or more"."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing looked at. `advice` says what to do where it is not ok, or could be better."""

    check: str
    ok: bool
    detail: str
    advice: str | None = None


@command()
@pass_desk
def doctor(desk: Desk) -> int:
    """Examine the store, the model and the vectors, and say what to do. Ends with 1 where something is wrong.

    \b
    Example: mnesis doctor --json
    """
    findings = list(examine(desk))
    healthy = all(one.ok for one in findings)
    data = {"healthy": healthy, "findings": [asdict(one) for one in findings]}
    desk.give(data, lambda screen: _show(screen, findings))
    return 0 if healthy else NOTHING


def examine(desk: Desk) -> Iterator[Finding]:
    """Everything looked at, in the order it depends on each other."""
    settings = desk.settings
    yield Finding("settings", True, f"database {settings.database}, embedder {settings.embedder}")
    model, embedder = _model(desk)
    yield model
    try:
        with desk.memory() as memory:
            yield from _store(memory, embedder)
    except StoreMissing as missing:
        yield Finding("store", True, f"{missing.data['path']}: none yet", "It is made by the first `mnesis remember`.")
    except MnesisError as error:
        yield Finding("store", False, message(error))


def _model(desk: Desk) -> tuple[Finding, Embedder | None]:
    try:
        embedder = load_embedder(desk.settings)
    except MnesisError as error:
        return Finding("model", False, message(error)), None
    if embedder is None:
        return Finding("model", True, "none configured: search is by words and time only"), None
    return Finding("model", True, str(embedder.space)), embedder


def _store(memory: Memory, embedder: Embedder | None) -> Iterator[Finding]:
    problems = memory.check()
    for problem in problems:
        yield Finding("store", False, problem, "Copy the file first, then run `mnesis reindex`.")
    if not problems:
        counted = memory.stats()
        yield Finding("store", True, f"sound: {counted.records.get('episode', 0):,} memories in {memory.scope}")
    yield from _vectors(memory, embedder)


def _vectors(memory: Memory, embedder: Embedder | None) -> Iterator[Finding]:
    active = active_space(memory.store)
    if embedder and active and active != embedder.space:
        detail = f"the store holds {active}, the embedder makes {embedder.space}"
        yield Finding("vectors", False, detail, "Name the stored model in the settings, or run `mnesis reembed`.")
        return
    space = active or (embedder and embedder.space)
    waiting = len(memory.store.pending(space, LOOK_AT)) if space else 0
    detail = f"{waiting}{' or more' if waiting == LOOK_AT else ''} texts wait for a vector"
    yield Finding("vectors", True, detail, "Run `mnesis reembed` to fill them in now." if waiting else None)


def _show(screen: Screen, findings: list[Finding]) -> None:
    for one in findings:
        screen.line(f"{'ok   ' if one.ok else 'WRONG'} {one.check}: {one.detail}", "" if one.ok else "bold red")
        if one.advice:
            screen.line(f"      {one.advice}")


COMMANDS = (doctor,)
