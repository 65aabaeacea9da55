"""From an endpoint to a response: in the thread of the verb, written as JSON once, checked by tests and not each time.

Endpoints are plain functions that take a `Visit` as `visit` and give back what the API description says. Where the
request has an idempotency key, what it does is done once; where work takes long, its progress is told as events.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial, wraps
from typing import Any, get_args
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter
from starlette.responses import Response

from mnesis.errors import MnesisError
from mnesis.server.idempotency import Once, Reply, keeps, once
from mnesis.server.problems import PROBLEMS, of_error, status_of
from mnesis.server.streaming import stream, wants_events
from mnesis.server.visits import Visit, right_of

Endpoint = Callable[..., Any]
PREFIX = "/v1"
_LONG, _PROGRESS = "x-mnesis-long", "x-mnesis-progress"
APART = {_LONG: True}
"""Marks an operation that may take long, so that it has threads of its own."""
FOLLOWED = {**APART, _PROGRESS: True}
"""Marks one of these whose progress can be followed, as events."""
RIGHT = "x-mnesis-right"
"""Names the right that an operation needs, in its description."""
_ONCE = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255},
    "description": "Sent again with the same key, the same request is not done again, for a day.",
}


class Routes(APIRouter):
    """A router of endpoints. What is FOLLOWED is told as events to whoever accepts such."""

    def add_api_route(self, path: str, endpoint: Endpoint, **options: Any) -> None:
        extra = options.get("openapi_extra") or {}
        right = right_of(get_args(endpoint.__annotations__["visit"])[1].dependency)
        told: dict[str, Any] = {RIGHT: right, "security": [{"key": []}]}
        [method] = options["methods"]
        if keeps(right, method, f"{PREFIX}{path}"):
            told["parameters"] = [_ONCE]
        status = options.get("status_code") or 200
        options["openapi_extra"] = {**extra, **told}
        options["responses"] = PROBLEMS | (options.get("responses") or {})
        options["operation_id"] = endpoint.__name__.rstrip("_")
        super().add_api_route(path, answered(endpoint, status, extra), **options)


def answered(endpoint: Endpoint, status: int, marks: Mapping[str, Any]) -> Endpoint:
    """The endpoint, giving a response; `marks` may be APART or FOLLOWED."""

    @wraps(endpoint)
    def answer(**given: Any) -> Response:
        visit: Visit = given["visit"]

        def act(memory: Visit) -> Any:
            return endpoint(**given | {"visit": memory})

        if _PROGRESS in marks and wants_events(visit.request):
            return stream(visit, act)
        keeping = once(visit)
        if keeping is None:
            return respond(status, act(visit), visit)
        return _kept(keeping, status, act, visit)

    @wraps(endpoint)
    async def in_its_own_time(**given: Any) -> Response:
        """In a thread that what is quick never waits for."""
        return await to_thread.run_sync(partial(answer, **given), limiter=given["visit"].request.app.state.long)

    return in_its_own_time if _LONG in marks else answer


def respond(status: int, body: Any, visit: Visit) -> Response:
    """What an endpoint gave back as a response; one that is a response already stays."""
    if isinstance(body, Response):
        return body
    following = body.get("next") if isinstance(body, dict) and visit.request.method == "GET" else None
    headers = {"Link": _link(visit, following)} if following else {}
    return Response(encoded(body), status, headers, "application/json")


def encoded(body: Any) -> bytes:
    """JSON as it is sent."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _kept(keeping: Once, status: int, act: Endpoint, visit: Visit) -> Response:
    def reply(memory: Any) -> Reply:
        try:
            return Reply(status, encoded(act(replace(visit, memory=memory))).decode())
        except MnesisError as error:
            if (problem := status_of(error)) >= 500 or problem == 409:
                raise  # worth another try
            return Reply(problem, bytes(of_error(error).body).decode())

    found = keeping.do(reply)
    headers: Mapping[str, str] = {"Idempotency-Replayed": "true"} if found.replayed else {}
    kind = "application/json" if found.status < 400 else "application/problem+json"
    return Response(found.body, found.status, headers, kind)


def _link(visit: Visit, cursor: str) -> str:
    url = visit.request.url
    asked = [(name, value) for name, value in visit.request.query_params.multi_items() if name != "cursor"]
    return f'<{url.path}?{urlencode([*asked, ("cursor", cursor)])}>; rel="next"'
