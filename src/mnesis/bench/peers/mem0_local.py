"""Mem0, open source, `infer=False` (no LLM), its default store: Qdrant in the process, on disk; one user a scope.

As `pip install mem0ai` leaves it: semantic search. Its keyword and entity scoring need models from hubs.
"""

from pathlib import Path
from typing import Any

from mem0 import Memory

from .wire import Embeddings, Found, serve

_ROLES = {"user": "user", "agent": "assistant"}


class Mem0:
    """One memory of many users."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        dimension = len(embeddings(["dimension"])[0])
        endpoint = {"api_key": "none", "openai_base_url": embeddings.url}
        store = {"path": str(folder / "qdrant"), "on_disk": True, "embedding_model_dims": dimension}
        self._memory = Memory.from_config(
            {
                "vector_store": {"provider": "qdrant", "config": store},
                "embedder": {"provider": "openai", "config": {**endpoint, "model": embeddings.model}},
                "llm": {"provider": "openai", "config": {**endpoint, "model": "none"}},
                "history_db_path": str(folder / "history.db"),
            }
        )

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        for one in texts:
            message = {"role": _ROLES.get(one["actor"], "user"), "content": one["text"]}
            if one["speaker"]:
                message |= {"name": one["speaker"], "content": f"{one['speaker']}: {one['text']}"}
            self._memory.add([message], user_id=scope, metadata={"source": one["id"], "time": one["time"]}, infer=False)

    def search(self, scope: str, query: str, limit: int) -> Found:
        found = self._memory.search(query, filters={"user_id": scope}, top_k=limit, threshold=0.0)
        return [(one["metadata"]["source"], one["score"]) for one in found["results"]]

    def close(self) -> None:
        self._memory.vector_store.client.close()


if __name__ == "__main__":
    serve(Mem0)
