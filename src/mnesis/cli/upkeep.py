"""`mnesis stats`, `mnesis reindex` and `mnesis reembed`."""

from mnesis import shapes
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.installing import offer_model
from mnesis.cli.output import Screen
from mnesis.cli.progress import counting
from mnesis.model import SpaceUse
from mnesis.opening import load_embedder
from mnesis.stores.contract import Stats


@command()
@pass_desk
def stats(desk: Desk) -> None:
    """Count what the scope holds, and what the store takes on disk.

    \b
    Example: mnesis stats --json
    """
    with desk.memory() as memory:
        counted, spaces, scope = memory.stats(), memory.store.spaces(), memory.scope
    data = {
        "tenant": scope.tenant,
        "scope": scope.name,
        "records": dict(counted.records),
        "keys": counted.keys,
        "scopes": counted.scopes,
        "bytes": dict(counted.bytes),
        "spaces": [shapes.space(use) for use in spaces],
    }
    desk.give(data, lambda screen: _show(screen, str(scope), counted, spaces))


def _show(screen: Screen, scope: str, counted: Stats, spaces: list[SpaceUse]) -> None:
    screen.line(scope, "bold")
    rows = [(name, f"{number:,}") for name, number in counted.records.items() if number]
    rows += [("keys", f"{counted.keys:,}")]
    rows += [(f"bytes: {part}", f"{number:,}") for part, number in counted.bytes.items()]
    rows += [(f"vectors ({use.state})", f"{use.vectors:,}  {use.space}") for use in spaces]
    screen.table(("WHAT", "HOW MUCH"), rows)


@command()
@pass_desk
def reindex(desk: Desk) -> None:
    """Rebuild the derived indexes from the rows. Reads go on meanwhile.

    \b
    Example: mnesis reindex
    """
    with desk.memory() as memory, counting(desk, "Indexing") as progress:
        done = memory.reindex(progress)
    desk.give({"keys": done}, lambda screen: screen.line(f"{done:,} keys indexed."))


@command()
@pass_desk
def reembed(desk: Desk) -> None:
    """Fill in missing vectors, or move the store to the embedder the settings name now.

    Reads go on meanwhile; when it is broken off, run it again.

    \b
    Example: mnesis reembed
    """
    offer_model(desk)
    with desk.memory() as memory, counting(desk, "Embedding") as progress:
        done = memory.reembed(load_embedder(desk.settings), progress)
        spaces = memory.store.spaces()
    data = {"embedded": done, "spaces": [shapes.space(use) for use in spaces]}
    desk.give(data, lambda screen: screen.line(f"{done:,} texts embedded. Active: {spaces[0].space}."))


COMMANDS = (stats, reindex, reembed)
