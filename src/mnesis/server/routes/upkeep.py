"""What there is, and whether all is well."""

from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.server.answering import FOLLOWED, Routes
from mnesis.server.visits import Operating, Reading
from mnesis.shapes import work

router = Routes(tags=["upkeep"])

TOLD = (
    *("episode", "session", "entity", "relationship", "fact", "procedure", "preference"),
    *("job", "item", "feedback"),
)
"""Records that are counted for whoever reads a scope: memories, and what was done with them."""


class Stats(TypedDict):
    """What a scope holds: records by kind, keys it is found by, bytes of its archive."""

    tenant: str
    scope: str
    records: dict[str, int]
    keys: int
    archive_bytes: int


class Store(TypedDict):
    """What the whole store holds and takes."""

    scopes: int
    keys: int
    records: dict[str, int]
    bytes: dict[str, int]
    spaces: list[work.Space]


class Checked(TypedDict):
    """What is wrong with the store, in words; none is healthy."""

    problems: list[str]


class Reindexed(TypedDict):
    """Keys that were indexed."""

    keys: int


class Reembedded(TypedDict):
    """Texts that were embedded, and the vector spaces there are now."""

    embedded: int
    spaces: list[work.Space]


@router.get("/stats")
def stats(visit: Reading) -> Stats:
    """What the scope holds."""
    here, scope = visit.memory.stats(), visit.memory.scope
    return {
        "tenant": scope.tenant,
        "scope": scope.name,
        "records": {kind: here.records.get(kind, 0) for kind in TOLD},
        "keys": here.keys,
        "archive_bytes": here.bytes.get("archive", 0),
    }


@router.get("/store")
def store(visit: Operating) -> Store:
    """What the whole store holds, of every tenant: counts only."""
    whole = visit.memory.store.stats()
    return {
        "scopes": whole.scopes,
        "keys": whole.keys,
        "records": dict(whole.records),
        "bytes": dict(whole.bytes),
        "spaces": [shapes.space(use) for use in visit.memory.store.spaces()],
    }


@router.post("/check", openapi_extra=FOLLOWED)
def check(visit: Operating) -> Checked:
    """What is wrong with the store and its archive."""
    return {"problems": visit.memory.check()}


@router.post("/reindex", openapi_extra=FOLLOWED)
def reindex(visit: Operating) -> Reindexed:
    """Rebuild the derived indexes of the whole store; reads go on."""
    return {"keys": visit.memory.reindex(visit.progress)}


@router.post("/reembed", openapi_extra=FOLLOWED)
def reembed(visit: Operating) -> Reembedded:
    """Fill in missing vectors of the whole store; reads go on. Can be broken off and done again."""
    done = visit.memory.reembed(None, visit.progress)
    return {"embedded": done, "spaces": [shapes.space(use) for use in visit.memory.store.spaces()]}
