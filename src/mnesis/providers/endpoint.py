"""An address that is asked over HTTP with patience: again where that may help, and never for longer than allowed.

Language models and embedders that live behind an endpoint are asked through this.
"""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from itertools import count
from typing import Any

import httpx

from mnesis.errors import InvalidInput, ProviderError
from mnesis.providers.usage import Usage

BUSY = {408, 409, 425, 429, 500, 502, 503, 504, 529}
"""Answers that may be better next time."""

MEANING = {
    400: "the request was refused",
    401: "the key is missing or wrong",
    403: "the key may not use this model",
    404: "no such endpoint or model",
    413: "the request is too long",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """What is asked for: the settings it goes by ("llm" for `llm_url` and `llm_key`), the error where there is no
    answer, and the bytes of an answer beyond which it is none."""

    settings: str
    error: type[ProviderError]
    largest: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How long to go on: attempts, seconds for one attempt and for all of them with the waits between, seconds before
    the second attempt and at most between two (unless the server asks for more)."""

    attempts: int = 5
    timeout: float = 120.0
    total: float = 600.0
    first: float = 0.5
    longest: float = 30.0
    sleep: Callable[[float], None] = time.sleep
    clock: Callable[[], float] = time.monotonic
    jitter: Callable[[], float] = random.random

    def wait(self, failed: int, asked: float | None) -> float:
        """Seconds to wait after the failed-th failure: twice as long each time, less up to half by chance, so that many
        callers do not come back at once, and never less than the server asked for."""
        doubled = min(self.longest, self.first * 2.0 ** (failed - 1)) * (1 - self.jitter() / 2)
        return max(doubled, asked or 0.0)


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer that waiting would not better, good or bad."""

    status: int
    content: bytes
    explained: str
    """What a bad one says of itself, without the key."""


@dataclass(frozen=True, slots=True)
class _Problem:
    kind: str
    text: str
    status: int | None = None
    after: float | None = None
    hopeless: bool = False


class Endpoint:
    """Posts JSON to one URL. The key is sent there and shown nowhere. Safe to share between threads.

    Raises InvalidInput for a URL or a key that cannot be one.
    """

    def __init__(
        self, url: str, key: str | None, *, kind: Kind, model: str, patience: Patience, usage: Usage | None = None
    ) -> None:
        self._kind = kind
        self._url, self._key = _checked_url(url, kind), _checked_key(key, kind)
        self.name = f"{model} at {self._url.host}"
        self._patience, self._usage = patience, usage or Usage()
        self._client = httpx.Client(headers={"authorization": f"Bearer {self._key}"} if self._key else {})

    def post(self, body: Mapping[str, Any]) -> Reply:
        """The answer, whatever its status, unless waiting may better it. Raises the error of its kind in the end."""
        patience = self._patience
        deadline = patience.clock() + patience.total
        for failed in count(1):
            found = self._once(body, deadline)
            if isinstance(found, Reply):
                return found
            self._usage.failed(found.kind)
            wait = patience.wait(failed, found.after)
            if found.hopeless or failed >= patience.attempts or patience.clock() + wait >= deadline:
                raise self._given_up(found, failed)
            patience.sleep(wait)
        raise AssertionError("counting never ends")

    def refused(self, reply: Reply) -> ProviderError:
        """The error for a bad reply."""
        return self._kind.error(
            provider=self.name, problem=reply.explained, retryable=False, status=reply.status, after=None
        )

    def close(self) -> None:
        """Closes the connections; the endpoint is of no use afterwards."""
        self._client.close()

    def _once(self, body: Mapping[str, Any], deadline: float) -> Reply | _Problem:
        self._usage.sent()
        try:
            response = self._answer(body, deadline)
        except httpx.RequestError as error:
            kind = "timeout" if isinstance(error, httpx.TimeoutException) else "connection"
            return _Problem(kind, self._bare(f"{type(error).__name__}: {error}".rstrip(": ")))
        explained = "" if response.is_success else self._bare(_explained(response))
        if response.status_code in BUSY:
            kind = "busy" if response.status_code == 429 else "server"
            spent = "insufficient_quota" in response.text
            return _Problem(kind, explained, response.status_code, _retry_after(response), hopeless=spent)
        if explained:
            self._usage.failed("rejected")
        return Reply(response.status_code, response.content, explained)

    def _answer(self, body: Mapping[str, Any], deadline: float) -> httpx.Response:
        """httpx bounds each read, not their sum: a server that sends a byte now and then is cut off here."""
        began = self._patience.clock()
        limit = max(0.001, min(self._patience.timeout, deadline - began))
        content = bytearray()
        with self._client.stream("POST", self._url, json=body, timeout=limit) as response:
            for part in response.iter_bytes():
                content += part
                if self._patience.clock() - began > limit:
                    raise httpx.ReadTimeout(f"the answer was not whole after {limit:g} s")
                if len(content) > self._kind.largest:
                    raise httpx.ReadError(f"the answer is longer than {self._kind.largest} bytes")
        headers = [(name, value) for name, value in response.headers.items() if name != "content-encoding"]
        return httpx.Response(response.status_code, headers=headers, content=bytes(content))

    def _given_up(self, found: _Problem, attempts: int) -> ProviderError:
        problem = found.text if found.hopeless else f"gave up after {attempts} attempts: {found.text}"
        return self._kind.error(
            provider=self.name, problem=problem, retryable=not found.hopeless, status=found.status, after=found.after
        )

    def _bare(self, text: str) -> str:
        """The beginning of a text, without the key: servers may quote what they were sent."""
        return (text.replace(self._key, "…") if self._key else text)[:240]


def _checked_url(url: str, kind: Kind) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise InvalidInput(what=f"{kind.settings}_url", problem=str(error)) from error
    if parsed.scheme not in ("http", "https") or not parsed.host:
        raise InvalidInput(what=f"{kind.settings}_url", problem="is no http:// or https:// address")
    return parsed


def _checked_key(key: str | None, kind: Kind) -> str:
    """A key with a line break or a letter beyond ASCII would be quoted by the error of the HTTP library."""
    key = (key or "").strip()
    if not (key.isascii() and key.isprintable()):
        raise InvalidInput(what=f"{kind.settings}_key", problem="holds characters that no key has")
    return key


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds the server asks for. A date is counted from the server's own."""
    asked = response.headers.get("retry-after", "")
    try:
        return max(0.0, float(asked))
    except ValueError:
        pass
    try:
        until, now = parsedate_to_datetime(asked), parsedate_to_datetime(response.headers.get("date", ""))
        return max(0.0, (until - now).total_seconds())
    except (ValueError, TypeError):
        return None


def _explained(response: httpx.Response) -> str:
    meaning = MEANING.get(response.status_code, response.reason_phrase)
    return f"{response.status_code}, {meaning}: {_said(response).strip()}".rstrip(": ")


def _said(response: httpx.Response) -> str:
    """The server's own words, in whichever of the usual places they are."""
    try:
        body = response.json()
    except (ValueError, RecursionError):
        return response.text
    for place in ("error", "detail", "message"):
        if isinstance(body, dict) and body.get(place):
            body = body[place]
    return str(body)
