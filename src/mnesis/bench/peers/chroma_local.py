"""Chroma in the process, on disk: a collection a scope, cosine."""

from pathlib import Path
from typing import Any

import chromadb
from chromadb.config import Settings

from .wire import Embeddings, Found, said, serve


class Chroma:
    """Documents with vectors from the endpoint."""

    def __init__(self, folder: Path, embeddings: Embeddings) -> None:
        self._embed = embeddings
        settings = Settings(anonymized_telemetry=False)
        self._client = chromadb.PersistentClient(str(folder / "chroma"), settings=settings)

    def add(self, scope: str, texts: list[dict[str, Any]]) -> None:
        collection = self._client.create_collection(
            scope, embedding_function=None, configuration={"hnsw": {"space": "cosine"}}
        )
        for start in range(0, len(texts), 256):
            batch = texts[start : start + 256]
            documents = [said(one) for one in batch]
            collection.add(ids=[one["id"] for one in batch], documents=documents, embeddings=self._embed(documents))

    def search(self, scope: str, query: str, limit: int) -> Found:
        collection = self._client.get_collection(scope, embedding_function=None)
        found = collection.query(
            query_embeddings=self._embed([query]), n_results=limit, include=["documents", "distances"]
        )
        return [(id, 1 - distance) for id, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def close(self) -> None:
        """The client writes as it goes."""


if __name__ == "__main__":
    serve(Chroma)
