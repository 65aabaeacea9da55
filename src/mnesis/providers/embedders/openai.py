"""Embeddings from any endpoint that speaks OpenAI's `/v1/embeddings`: the service itself, or a server of your own."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import inf
from typing import Any

import numpy as np

from mnesis.errors import ProviderError
from mnesis.model import Space
from mnesis.providers.embedders.contract import Vectors
from mnesis.providers.endpoint import Endpoint, Kind, Patience, Reply

EMBEDDINGS = Kind("embedding", ProviderError, 256 * 2**20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner(Patience):
    """How to ask: texts a request, whether to ask for the dimension by name (models that can shorten their vectors),
    and a patience that attempts alone bound. A recall may be waiting, so that no wait is longer than `longest`."""

    batch: int = 64
    name_dimension: bool = False
    timeout: float = 30.0
    total: float = inf

    def wait(self, failed: int, asked: float | None) -> float:
        """As long as the server asked, within `longest`, else as any patience."""
        return Patience.wait(self, failed, None) if asked is None else min(self.longest, asked)


class OpenAIEmbedder:
    """Asks an endpoint for vectors, some texts a request, and makes their length 1.

    Bit-identity is the server's to promise, and most do not: the same text may differ in its last bits between calls.
    An empty text is sent as a space, which servers accept. The key is sent to the endpoint and shown nowhere.

    Raises InvalidInput for a URL or a key that cannot be one.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        dimension: int,
        api_key: str | None = None,
        manner: Manner | None = None,
    ) -> None:
        self._space = Space(model, "openai", dimension)
        self._manner = manner or Manner()
        url = f"{base_url.rstrip('/')}/embeddings"
        self._endpoint = Endpoint(url, api_key, kind=EMBEDDINGS, model=model, patience=self._manner)

    @property
    def space(self) -> Space:
        return self._space

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = np.empty((len(texts), self._space.dimension), dtype=np.float32)
        for start in range(0, len(texts), self._manner.batch):
            some = [_sendable(text) for text in texts[start : start + self._manner.batch]]
            rows[start : start + len(some)] = self._rows(self._answer(some), len(some))
        return rows

    def close(self) -> None:
        """Closes the connections; the embedder is of no use afterwards."""
        self._endpoint.close()

    def _answer(self, texts: list[str]) -> Reply:
        body: dict[str, Any] = {"model": self._space.model, "input": texts, "encoding_format": "float"}
        if self._manner.name_dimension:
            body["dimensions"] = self._space.dimension
        reply = self._endpoint.post(body)
        if reply.explained:
            raise self._endpoint.refused(reply)
        return reply

    def _rows(self, reply: Reply, count: int) -> Vectors:
        try:
            rows = np.array(list(_in_order(json.loads(reply.content)["data"], count)), dtype=np.float64)
        except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
            raise self._failed(f"its answer is not a list of {count} embeddings ({error})") from error
        if rows.shape != (count, self._space.dimension):
            width = rows.shape[1] if rows.ndim == 2 else "?"
            raise self._failed(f"its vectors have {width} dimensions, {self._space.dimension} were expected")
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(length).all() or not length.all():
            raise self._failed("its vectors hold numbers that are not finite, or nothing but zeros")
        unit: Vectors = (rows / length).astype(np.float32)
        return unit

    def _failed(self, problem: str) -> ProviderError:
        return ProviderError(provider=self._endpoint.name, problem=problem)


def _in_order(data: list[dict[str, Any]], count: int) -> Iterator[list[float]]:
    """The vectors by their index, whatever order they came in."""
    by_index = {item["index"]: item["embedding"] for item in data}
    if by_index.keys() != set(range(count)):
        raise ValueError(f"indexes {sorted(by_index)[:3]}…")
    return (by_index[number] for number in range(count))


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") or " "
