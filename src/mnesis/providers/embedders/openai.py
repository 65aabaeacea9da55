"""Embeddings from any endpoint that speaks OpenAI's `/v1/embeddings`: the service itself, or a server of your own."""

import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import httpx
import numpy as np

from mnesis.errors import ProviderError
from mnesis.model import Space
from mnesis.providers.embedders.contract import Vectors

BUSY = {408, 409, 425, 429, 500, 502, 503, 504, 529}
"""Answers that may be better next time."""

MEANING = {
    400: "the request was refused",
    401: "the key is missing or wrong",
    403: "the key may not use this model",
    404: "no such endpoint or model",
    413: "the texts are too long",
}


@dataclass(frozen=True, slots=True)
class Manner:
    """How to ask: texts a request, whether to ask for the dimension by name (models that can shorten their vectors),
    attempts a request, and seconds for one attempt, before the second attempt, and at most between two."""

    batch: int = 64
    name_dimension: bool = False
    attempts: int = 5
    timeout: float = 30.0
    first: float = 0.5
    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    jitter: Callable[[], float] = random.random

    def wait(self, failed: int, asked: float | None) -> None:
        """Waits after the failed-th failure: as long as the server asked, else twice as long each time, less up to
        half by chance, so that many callers do not come back at once. Never longer than `longest`."""
        doubled = self.first * 2 ** (failed - 1) * (1 - self.jitter() / 2)
        self.sleep(min(self.longest, doubled if asked is None else asked))


class OpenAIEmbedder:
    """Asks an endpoint for vectors, some texts a request, and makes their length 1.

    Bit-identity is the server's to promise, and most do not: the same text may differ in its last bits between calls.
    An empty text is sent as a space, which servers accept. The key is sent to the endpoint and shown nowhere.
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
        self._url = f"{base_url.rstrip('/')}/embeddings"
        self._manner = manner or Manner()
        headers = {"authorization": f"Bearer {api_key}"} if api_key else {}
        self._client = httpx.Client(headers=headers, timeout=self._manner.timeout)

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
        self._client.close()

    def _answer(self, texts: list[str]) -> httpx.Response:
        body: dict[str, Any] = {"model": self._space.model, "input": texts, "encoding_format": "float"}
        if self._manner.name_dimension:
            body["dimensions"] = self._space.dimension
        problem = "it was never asked"
        for failed in range(1, self._manner.attempts + 1):
            asked = None
            try:
                response = self._client.post(self._url, json=body)
            except httpx.TransportError as error:
                problem = f"{type(error).__name__}: {error}".rstrip(": ")
            else:
                if response.is_success:
                    return response
                problem = _explained(response)
                if response.status_code not in BUSY:
                    raise self._failed(problem, status=response.status_code)
                asked = _retry_after(response)
            if failed < self._manner.attempts:
                self._manner.wait(failed, asked)
        raise self._failed(f"gave up after {self._manner.attempts} attempts: {problem}")

    def _rows(self, response: httpx.Response, count: int) -> Vectors:
        try:
            rows = np.array(list(_in_order(response.json()["data"], count)), dtype=np.float64)
        except (ValueError, KeyError, TypeError, OverflowError) as error:
            raise self._failed(f"its answer is not a list of {count} embeddings ({error})") from error
        if rows.shape != (count, self._space.dimension):
            width = rows.shape[1] if rows.ndim == 2 else "?"
            raise self._failed(f"its vectors have {width} dimensions, {self._space.dimension} were expected")
        length = np.linalg.norm(rows, axis=1, keepdims=True)
        if not np.isfinite(length).all() or not length.all():
            raise self._failed("its vectors hold numbers that are not finite, or nothing but zeros")
        unit: Vectors = (rows / length).astype(np.float32)
        return unit

    def _failed(self, problem: str, **data: Any) -> ProviderError:
        return ProviderError(provider=self._url, problem=problem, **data)


def _in_order(data: list[dict[str, Any]], count: int) -> Iterator[list[float]]:
    """The vectors by their index, whatever order they came in."""
    by_index = {item["index"]: item["embedding"] for item in data}
    if by_index.keys() != set(range(count)):
        raise ValueError(f"indexes {sorted(by_index)[:3]}…")
    return (by_index[number] for number in range(count))


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8") or " "


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds the server asks for; the form with a date is rare and read as no wish."""
    try:
        return max(0.0, float(response.headers.get("retry-after", "")))
    except ValueError:
        return None


def _explained(response: httpx.Response) -> str:
    meaning = MEANING.get(response.status_code, response.reason_phrase)
    try:
        said = response.json()["error"]["message"]
    except (ValueError, KeyError, TypeError):
        said = response.text
    return f"{response.status_code}, {meaning}: {str(said).strip()[:200]}".rstrip(": ")
