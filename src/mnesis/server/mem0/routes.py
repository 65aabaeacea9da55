"""The paths of Mem0's platform (its Python and JavaScript clients) and of its open-source server."""

import ast
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Body, Depends, Request
from starlette.datastructures import URL

from mnesis.errors import InvalidInput
from mnesis.model import Right
from mnesis.server.callers import door_of
from mnesis.server.mem0.callers import Asking
from mnesis.server.mem0.desk import Desk
from mnesis.server.mem0.owners import LEVELS
from mnesis.server.mem0.view import Listed

router = APIRouter()
Given = Annotated[dict[str, Any], Body()]
PAGE, MOST = 100, 1_000
TYPES = {name.removesuffix("_id"): name for name in LEVELS}
"""Entities by their type: `user`, `agent`, `app`, `run`."""


def _desk(request: Request, caller: Asking) -> Desk:
    return Desk(door_of(request), caller)


At = Annotated[Desk, Depends(_desk)]


@router.get("/v1/ping/")
def ping(desk: At) -> dict[str, Any]:
    home = desk.caller.home
    return {"status": "ok", "org_id": home.tenant, "project_id": home.name, "user_email": None}


@router.post("/v3/memories/add/")
@router.post("/v1/memories/")
@router.post("/memories")
def add(desk: At, given: Given) -> dict[str, Any]:
    return {"results": desk.add(given)}


@router.post("/v3/memories/search/")
@router.post("/search")
def search(desk: At, given: Given) -> dict[str, Any]:
    return {"results": desk.search(given)}


@router.post("/v2/memories/search/")
@router.post("/v1/memories/search/")
def search_before(desk: At, given: Given) -> Any:
    found = desk.search(given)
    return {"results": found} if given.get("output_format") == "v1.1" else found


@router.post("/v3/memories/")
def get_all(request: Request, desk: At, given: Given) -> dict[str, Any]:
    page = Page.of(request, given)
    return page.told(desk.list(given, page.start, page.size))


@router.post("/v2/memories/")
def get_all_before(request: Request, desk: At, given: Given) -> Any:
    paged = {"page", "page_size"} & {*request.query_params, *given}
    return get_all(request, desk, given) if paged else desk.list(given).results


@router.get("/v1/memories/")
def get_all_first(request: Request, desk: At) -> Any:
    given = _asked(request)
    if {"page", "page_size"} & set(given):
        return get_all(request, desk, given)
    found = desk.list(given).results
    return {"results": found} if given.get("output_format") == "v1.1" else found


@router.get("/memories")
def get_all_here(request: Request, desk: At) -> dict[str, Any]:
    return {"results": desk.list(_asked(request)).results}


@router.delete("/v1/memories/")
@router.delete("/memories")
def delete_all(request: Request, desk: At) -> dict[str, str]:
    desk.delete_all(_asked(request))
    return {"message": "Memories deleted successfully!"}


@router.get("/v1/memories/{id}/")
@router.get("/memories/{id}")
def get(desk: At, id: str) -> dict[str, Any]:
    return desk.get(id)


@router.put("/v1/memories/{id}/")
@router.put("/memories/{id}")
def update(desk: At, id: str, given: Given) -> dict[str, Any]:
    changed = desk.update(id, given)
    return {**changed, "text": changed["memory"], "message": "Memory updated successfully!"}


@router.delete("/v1/memories/{id}/")
@router.delete("/memories/{id}")
def delete(desk: At, id: str) -> dict[str, str]:
    desk.delete(id)
    return {"message": "Memory deleted successfully!"}


@router.get("/v1/memories/{id}/history/")
@router.get("/memories/{id}/history")
def history(desk: At, id: str) -> list[dict[str, Any]]:
    return desk.history(id)


@router.put("/v1/batch/")
def update_batch(desk: At, given: Given) -> dict[str, str]:
    memories = _batch(given)
    desk.require([one["memory_id"] for one in memories], Right.CURATE)
    for one in memories:
        desk.update(one["memory_id"], {name: one[name] for name in ("text", "metadata") if name in one})
    return {"message": f"Successfully updated {len(memories)} memories"}


@router.delete("/v1/batch/")
def delete_batch(desk: At, given: Given) -> dict[str, str]:
    memories = _batch(given)
    named = dict.fromkeys(one["memory_id"] for one in memories)
    desk.require(list(named), Right.CURATE)
    for id in named:
        desk.delete(id)
    return {"message": f"Successfully deleted {len(memories)} memories"}


@router.get("/v1/entities/")
def entities(request: Request, desk: At) -> dict[str, Any]:
    page, found = Page.of(request, {}), dict[str, dict[str, Any]]()
    for type, name in TYPES.items():
        for one in desk.register.of(name):
            id = f"{type}:{one.value}"
            found.setdefault(id, {"id": id, "type": type, "name": one.value, "created_at": one.since})
    shown = list(found.values())[page.start : page.start + page.size]
    for entity in shown:
        entity["total_memories"] = desk.count({TYPES[entity["type"]]: entity["name"]})
    return page.told(Listed(len(found), shown))


@router.delete("/v2/entities/{type}/{name}/")
@router.delete("/v1/entities/{type}/{name}/")
def delete_entity(desk: At, type: str, name: str) -> dict[str, str]:
    if type not in TYPES:
        raise InvalidInput(what="type", problem=f"must be {', '.join(TYPES)}")
    desk.delete_all({TYPES[type]: name})
    desk.register.strike(TYPES[type], name)
    return {"message": "Entity deleted successfully!"}


@router.post("/v1/feedback/")
def feedback(desk: At, given: Given) -> dict[str, Any]:
    return desk.feedback(given)


def _batch(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    memories = given.get("memories")
    named = isinstance(memories, list) and all(
        isinstance(one, dict) and isinstance(one.get("memory_id"), str) for one in memories
    )
    if not memories or not named or len(memories) > MOST:
        raise InvalidInput(what="memories", problem=f"must be a list of 1 to {MOST} objects with a memory_id")
    found: list[dict[str, Any]] = memories
    return found


def _asked(request: Request) -> dict[str, Any]:
    """What the query says. Clients write filters as JSON, or as Python prints a dict."""
    given: dict[str, Any] = dict(request.query_params)
    text = given.get("filters")
    if text is not None:
        try:
            given["filters"] = json.loads(text)
        except (ValueError, RecursionError):
            given["filters"] = _literal(text)
    return given


def _literal(text: str) -> Any:
    try:
        return ast.literal_eval(text)
    except (ValueError, TypeError, SyntaxError, MemoryError, RecursionError) as error:
        raise InvalidInput(what="filters", problem="must be JSON") from error


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is asked for, and where."""

    number: int
    size: int
    url: URL
    asked: Mapping[str, Any]

    @classmethod
    def of(cls, request: Request, given: Mapping[str, Any]) -> "Page":
        """As an address or a body says. Raises InvalidInput."""
        asked = {**request.query_params, **{name: given[name] for name in ("page", "page_size") if name in given}}
        size = min(_number(asked, "page_size", PAGE), MOST)
        return cls(_number(asked, "page", 1), size, request.url, asked)

    @property
    def start(self) -> int:
        return (self.number - 1) * self.size

    def told(self, part: Listed) -> dict[str, Any]:
        """The part, with the addresses of its neighbours."""
        more = self.start + self.size < part.count
        return {
            "count": part.count,
            "next": self._address(self.number + 1) if more else None,
            "previous": self._address(self.number - 1) if self.number > 1 else None,
            "results": part.results,
        }

    def _address(self, number: int) -> str:
        return str(self.url.replace(query=urlencode({**self.asked, "page": number, "page_size": self.size})))


def _number(asked: Mapping[str, Any], name: str, default: int) -> int:
    try:
        value = int(asked.get(name, default))
    except (TypeError, ValueError, OverflowError) as error:
        raise InvalidInput(what=name, problem="must be a number") from error
    if not 0 < value < 2**31:
        raise InvalidInput(what=name, problem="must be above 0")
    return value
