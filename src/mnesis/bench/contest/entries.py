"""Who takes part, and in which versions."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A peer: its driver in `mnesis.bench.peers`, the packages of its own virtual environment (none: it runs in this
    one), whether its documents are whole sessions, and how it is used."""

    name: str
    driver: str
    how: str
    packages: tuple[str, ...] = ()
    sessions: bool = False


_CHROMA = ("chromadb==1.5.9",)

ENTRIES = (
    Entry("mnesis", "itself", "turns; one scope a conversation"),
    Entry("mem0", "mem0_local", "turns; infer=False, Qdrant on disk, no models from hubs", ("mem0ai==2.2.1",)),
    Entry("chroma", "chroma_local", "turns; cosine", _CHROMA),
    Entry("chroma-sessions", "chroma_local", "whole sessions as documents; cosine", _CHROMA, sessions=True),
    Entry(
        "langgraph",
        "langgraph_sqlite",
        "turns; SqliteStore with its vector index",
        (
            "langgraph==1.2.22",
            "langgraph-checkpoint-sqlite==3.1.2",
            "sqlite-vec==0.1.9",
            "pysqlite3-binary==0.5.4.post2; platform_system == 'Linux'",
        ),
    ),
    Entry("fts5", "fts5", "turns; porter, any content word of the question, BM25"),
    Entry("cosine", "cosine", "turns; one array"),
)
