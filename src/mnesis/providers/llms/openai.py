"""Any chat endpoint that speaks OpenAI's `/v1/chat/completions`: the service itself, Ollama, vLLM, llama.cpp, GLM, …"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal, Self

from mnesis.errors import LLMGarbled, LLMRefused, LLMTruncated, LLMUnavailable, MnesisError
from mnesis.providers.endpoint import Endpoint, Kind, Patience, Reply
from mnesis.providers.llms.contract import LLM, Completed, Prompted, Said
from mnesis.providers.usage import Usage
from mnesis.text.tokens import count_tokens

CHAT = Kind("llm", LLMUnavailable, 16 * 2**20)

UNWILLING = {400, 413, 422}
"""Statuses of a request that the endpoint will not take, while it may take another."""

_FINAL = ("content_filter", "content management policy", "context_length", "context length", "too long")
"""Words of a refusal that no other way of asking will change."""

_THOUGHTS = re.compile(r"\A\s*<think>.*?(?:</think>\s*|\Z)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Prices:
    """USD for a million tokens, in the request and in the answer."""

    tokens_in: float
    tokens_out: float

    def cost(self, tokens_in: int, tokens_out: int) -> float:
        """USD for so many."""
        return (tokens_in * self.tokens_in + tokens_out * self.tokens_out) / 1e6


@dataclass(frozen=True, slots=True)
class Dialect:
    """What an endpoint understands: how an answer is bound to a schema, what the limit of tokens is called, whether a
    temperature may be given. Found out by its refusals."""

    format: Literal["json_schema", "json_object", "words"] = "json_schema"
    limit: Literal["max_tokens", "max_completion_tokens"] = "max_tokens"
    temperature: bool = True

    def body(self, model: str, request: Prompted) -> dict[str, Any]:
        """The request in this dialect. A schema that cannot be bound to is told in words."""
        messages, schema = request.messages, request.schema
        body: dict[str, Any] = {"model": model, self.limit: request.max_tokens}
        if self.temperature:
            body["temperature"] = request.temperature
        if schema is not None and self.format == "json_schema":
            named = {"name": "answer", "strict": True, "schema": schema}
            body["response_format"] = {"type": "json_schema", "json_schema": named}
        elif schema is not None:
            messages = (*messages[:-1], _told(messages[-1], schema))
            if self.format == "json_object":
                body["response_format"] = {"type": "json_object"}
        return body | {"messages": [{"role": one.role, "content": _sendable(one.text)} for one in messages]}

    def simpler(self, refusal: str, *, bound: bool) -> Self | None:
        """What to try after a refusal, of a request that was bound to a schema or not; None where nothing is left."""
        said = refusal.lower()
        if any(words in said for words in _FINAL):
            return None
        if "max_completion_tokens" in said and self.limit == "max_tokens":
            return replace(self, limit="max_completion_tokens")
        if "temperature" in said and self.temperature:
            return replace(self, temperature=False)
        if not bound or self.format == "words":
            return None
        return replace(self, format="json_object" if self.format == "json_schema" else "words")


class OpenAILLM(LLM):
    """Asks an endpoint for completions, with patience, in the dialect that it turns out to understand.

    Raises InvalidInput for a URL or a key that cannot be one.
    """

    def __init__(
        self,
        *,
        base_url: str,
        model: str,
        api_key: str | None = None,
        prices: Prices | None = None,
        patience: Patience | None = None,
        usage: Usage | None = None,
    ) -> None:
        super().__init__(usage)
        self._model, self._prices, self._dialect = model, prices, Dialect()
        url = f"{base_url.rstrip('/')}/chat/completions"
        self._endpoint = Endpoint(
            url, api_key, kind=CHAT, model=model, patience=patience or Patience(), usage=self.usage
        )

    @property
    def name(self) -> str:
        return self._model

    def complete(self, request: Prompted) -> Completed:
        reply = self._asked(request)
        try:
            body = json.loads(reply.content)
            [choice, *_] = body["choices"]
            message = choice["message"]
            text, refusal = _text(message.get("content")), message.get("refusal")
            finish = str(choice.get("finish_reason") or "stop")
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise self._failed("garbled", LLMGarbled, problem="no completion in its answer") from error
        tokens_in, tokens_out, cost = self._counted(request, body, text)
        if refusal or finish == "content_filter":
            raise self._failed("refused", LLMRefused, problem=str(refusal or "content filter")[:200])
        if finish == "length":
            raise self._failed("truncated", LLMTruncated, limit=request.max_tokens, text=text)
        if not text.strip():
            raise self._failed("garbled", LLMGarbled, problem="an empty answer")
        return Completed(text=text, finish=finish, tokens_in=tokens_in, tokens_out=tokens_out, cost=cost)

    def close(self) -> None:
        """Closes the connections; the model is of no use afterwards."""
        self._endpoint.close()

    def _asked(self, request: Prompted) -> Reply:
        """A good reply, in the first dialect that is not refused; that one is kept."""
        dialect: Dialect | None = self._dialect
        while dialect is not None:
            reply = self._endpoint.post(dialect.body(self._model, request))
            if not reply.explained:
                self._dialect = dialect
                return reply
            if reply.status not in UNWILLING:
                raise self._endpoint.refused(reply)
            dialect = dialect.simpler(reply.explained, bound=request.schema is not None)
        raise self._failed("refused", LLMRefused, problem=reply.explained, status=reply.status)

    def _counted(self, request: Prompted, body: Mapping[str, Any], text: str) -> tuple[int, int, float | None]:
        said = body.get("usage")
        given = said if isinstance(said, dict) else {}
        asked = "\n".join(one.text for one in request.messages)
        tokens_in = _count(given.get("prompt_tokens"), asked)
        tokens_out = _count(given.get("completion_tokens"), text)
        cost = self._prices.cost(tokens_in, tokens_out) if self._prices else None
        self.usage.answered(tokens_in, tokens_out, cost)
        return tokens_in, tokens_out, cost

    def _failed(self, kind: str, error: type[MnesisError], **data: Any) -> MnesisError:
        self.usage.failed(kind)
        return error(provider=self._endpoint.name, **data)


def _text(content: Any) -> str:
    """The text of a message, which some endpoints give in parts, and some models begin by thinking aloud."""
    if isinstance(content, list):
        content = "".join(str(part.get("text") or "") for part in content)
    return _THOUGHTS.sub("", "" if content is None else str(content))


def _count(said: Any, text: str) -> int:
    return said if isinstance(said, int) and said >= 0 else count_tokens(text)


def _told(last: Said, schema: Mapping[str, Any]) -> Said:
    shape = json.dumps(schema, ensure_ascii=False, separators=(",", ":"))
    return Said(last.role, f"{last.text}\n\nAnswer with one JSON object of this JSON schema and nothing else:\n{shape}")


def _sendable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")
