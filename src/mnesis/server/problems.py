"""Errors as `application/problem+json` (RFC 9457): one shape for all, and never what was remembered."""

import json
import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any, NotRequired

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import compile_path
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from typing_extensions import TypedDict

from mnesis import errors
from mnesis.episodic.identity import new_id
from mnesis.errors import MnesisError
from mnesis.model import utc_now

MEDIA_TYPE = "application/problem+json"
log = logging.getLogger("mnesis.server")

STATUS: Mapping[type[MnesisError], int] = {
    errors.InvalidInput: 422,
    errors.UnknownOperator: 422,
    errors.UnknownField: 422,
    errors.NotFound: 404,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Conflict: 409,
    errors.LeaseLost: 409,
    errors.Busy: 409,
    errors.SpaceMismatch: 409,
    errors.StoreLocked: 503,
    errors.StoreFull: 507,
    errors.ModelMissing: 503,
    errors.LLMUnavailable: 503,
    errors.ProviderError: 502,
    errors.StoreError: 503,
    errors.MissingExtra: 501,
}
"""The status of an error is that of the first of its classes that stands here."""

_AGAIN: Mapping[int, str] = {409: "1", 429: "1", 503: "5", 507: "60"}
"""Seconds after which it is worth trying again, where nothing says better."""

_TITLES: Mapping[int, str] = {413: "ContentTooLarge", 422: "UnprocessableContent"}
"""What the versions of Python call otherwise."""

_TELLS_PLACES = (errors.StoreError, errors.ProviderError)
"""Errors whose words may name files and addresses of the server: the log has those, the caller a plain sentence."""


_SCHEMA = {"$ref": "#/components/schemas/Problem"}


class Problem(TypedDict):
    """What went wrong (RFC 9457). `title` is the kind, the same each time; `id`, where there is one, is in the log."""

    type: str
    title: str
    status: int
    detail: NotRequired[str]
    id: NotRequired[str]
    problems: NotRequired[list[dict[str, Any]]]


PROBLEMS: dict[int | str, dict[str, Any]] = {
    "4XX": {"description": "What the caller can set right.", "content": {MEDIA_TYPE: {"schema": _SCHEMA}}},
    "5XX": {"description": "What the server could not do.", "content": {MEDIA_TYPE: {"schema": _SCHEMA}}},
}
"""How every operation may end otherwise, for its description."""


def status_of(error: MnesisError) -> int:
    """The HTTP status of an error; 500 for one that has none."""
    return next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), 500)


def problem(
    status: int, title: str, detail: str | None = None, headers: Mapping[str, str] | None = None, **more: Any
) -> Response:
    """An error as a response; `title` names its kind and is the same each time."""
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    given = {"Retry-After": _AGAIN[status]} if status in _AGAIN else {}
    given |= {"WWW-Authenticate": 'Bearer realm="mnesis"'} if status == 401 else {}
    kept = {name: value for name, value in body.items() if value is not None}
    return Response(json.dumps(kept), status, {**given, **(headers or {})}, MEDIA_TYPE)


def of_error(error: MnesisError) -> Response:
    """What a caller is told of an error that mnesis raised on purpose."""
    status = status_of(error)
    if status == 500:
        return unexpected(error)
    kind = type(error).__name__
    if isinstance(error, _TELLS_PLACES) and status >= 500:
        id = new_id(utc_now)
        log.error("%s: %s: %s", id, kind, error)
        return problem(status, kind, _plain(error), id=id)
    return problem(status, kind, str(error))


def body_of(error: MnesisError) -> Problem:
    """The same as data, for one part of a request."""
    told: Problem = json.loads(bytes(of_error(error).body))
    return told


def unexpected(error: BaseException) -> Response:
    """What a caller is told of an error that nobody meant: its id in the log, and nothing else."""
    id = new_id(utc_now)
    log.error("%s: %s", id, type(error).__name__, exc_info=error)
    return problem(500, "InternalError", "Something went wrong in the server; its log has more under this id.", id=id)


def _plain(error: MnesisError) -> str:
    if isinstance(error, errors.StoreLocked):
        return "The store is locked by another program. Try again."
    if isinstance(error, errors.StoreFull):
        return "The store has no space left. Nothing of this was kept."
    if isinstance(error, errors.ProviderError):
        return "A model that this needs did not do its part. Try again later."
    return "The store failed. Try again later."


def _invalid(error: RequestValidationError) -> Response:
    found = [{"at": list(one["loc"]), "problem": one["msg"]} for one in error.errors()]
    return problem(422, "InvalidInput", "The request is not as the API description says.", problems=found)


def _http(error: HTTPException, headers: Mapping[str, str]) -> Response:
    title = _TITLES.get(error.status_code) or "".join(HTTPStatus(error.status_code).phrase.split())
    return problem(error.status_code, title, str(error.detail), {**(error.headers or {}), **headers})


def _methods(request: Request) -> list[str]:
    """All methods of a path: the router tells only those of the first route that it finds."""
    told = request.app.openapi()["paths"].items()
    found = [operations for path, operations in told if compile_path(path)[0].match(request.url.path)]
    return sorted({method.upper() for operations in found for method in operations})


def install(app: FastAPI) -> None:
    """Answer errors so, everywhere in an app."""

    async def mnesis_error(request: Request, error: Exception) -> Response:
        assert isinstance(error, MnesisError)
        return of_error(error)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return _invalid(error)

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        headers = {"Allow": ", ".join(allowed)} if error.status_code == 405 and (allowed := _methods(request)) else {}
        return _http(error, headers)

    app.add_exception_handler(MnesisError, mnesis_error)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)


class Edge:
    """The outermost layer: whatever is raised below becomes a 500 that tells nothing, and a line in the log."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, sending)
        except Exception as error:  # noqa: BLE001 - an edge: the error is logged, the caller told an id
            response = unexpected(error)
            if scope["type"] == "http" and not started:
                await response(scope, receive, send)
