"""What a memory recalls, as LangChain's documents."""

import asyncio
from datetime import datetime
from typing import Any

from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from mnesis import shapes
from mnesis.memory import Memory
from mnesis.model import EVERYTHING, Filter, Hit, to_iso


class MnesisRetriever(BaseRetriever):
    """`memory.recall` as a retriever: `k` memories at most, best first.

    A document's content is the memory word for word, its `id` the memory's. Its metadata is JSON: `id`, `score`,
    `layer`, `session`, `time` (ISO 8601), `actor`, `speaker`, `scope`, `reasons` (arm, rank, score, share) and
    `evidence`. Every field may also be given with a call: `retriever.invoke("…", k=3)`.
    """

    memory: Memory
    k: int = 5
    where: Filter = EVERYTHING
    """Narrows before anything is ranked."""
    also: tuple[str, ...] = ()
    """Other scopes of the tenant to look into."""
    deep: bool | None = None
    """Whether to look into the archive; None: where there is reason to."""
    as_of: datetime | str | None = None
    """Hides what happened later."""

    def _get_relevant_documents(self, query: str, *, run_manager: Any = None, **given: Any) -> list[Document]:
        wanted = {name: given.get(name, getattr(self, name)) for name in ("where", "also", "deep", "as_of")}
        answer = self.memory.recall(query, limit=given.get("k", self.k), **wanted)
        return [document(hit) for hit in answer]

    async def _aget_relevant_documents(self, query: str, *, run_manager: Any = None, **given: Any) -> list[Document]:
        return await asyncio.to_thread(self._get_relevant_documents, query, **given)


def document(hit: Hit) -> Document:
    """A hit as a document."""
    episode, shape = hit.memory, shapes.hit(1, hit)
    return Document(
        hit.text,
        id=hit.id,
        metadata={
            "id": hit.id,
            "score": hit.score,
            "layer": hit.layer,
            "session": episode.session_id,
            "time": to_iso(hit.timestamp),
            "actor": episode.actor,
            "speaker": episode.speaker,
            "scope": episode.scope.name,
            "reasons": shape["why"],
            "evidence": shape["evidence"],
        },
    )
