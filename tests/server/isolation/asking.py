"""Random requests, made from the descriptions that the server gives of itself."""

import json
import random
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, unquote

from .world import NOW, Holder, Place, World

METHODS = ("get", "post", "put", "patch", "delete")
MOMENTS = ("as_of", "known_at", "since", "until", "now", "time", "valid_from", "valid_until", "expires_at")
IDS = (
    "id",
    "ids",
    "subject",
    "audit_id",
    "parent_id",
    "hits",
    "facts",
    "memory_id",
    "memory_ids",
    "procedure",
    "supersedes",
)
SESSIONS = ("session", "session_id", "run_id")
ENTITIES = ("entity", "one", "other", "object", "name", "user_id", "agent_id", "app_id", "types")
WORDS = ("deploy", "Berlin", "Friday", "invoice", "Otto", "service", "Lisbon", "trip", "editor", "last week", "in June")
CHOICES = {
    "field": ("id", "session_id", "speaker", "tags", "scope", "tenant", "timestamp", "summary"),
    "cron": ("0 4 * * *",),
    "tenant": ("acme", "globex", "nobody"),
}
SLOW = ("reembed", "reindex", "check", "sleep", "extract", "reflect")
KEEPING = re.compile(r"/learn|/import|POST (/v1)?/memories(/batch|/)?(\\?|$)|POST /v3/|\"name\": \"(learn|remember)")
MCP_SESSION = "Mcp-Session-Id"
NOBODY = "01KZZZZZZZZZZZZZZZZZZZZZZZ"


@dataclass(frozen=True)
class Request:
    """A request as it is sent. `foreign` are the ids of other scopes in it, `told` everything from elsewhere."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    about: str
    foreign: frozenset[str] = frozenset()
    told: frozenset[str] = frozenset()

    @property
    def said(self) -> str:
        return unquote(f"{self.path} {self.body.decode()}")

    @property
    def keeps(self) -> bool:
        """Whether its texts are kept, so that a second one is another one."""
        return bool(KEEPING.search(self.about))

    def instead(self) -> "Request":
        """The same, of what is nowhere."""
        path, body = self.path, self.body.decode()
        for at, id in enumerate(sorted(self.foreign)):
            path, body = path.replace(id, nobody(at)), body.replace(id, nobody(at))
        return replace(self, path=path, body=body.encode())


def nobody(at: int) -> str:
    """An id that nothing has."""
    return f"{NOBODY[:-2]}{at:02}"


@dataclass
class Asker:
    """Makes values for the parameters of one request of one caller, in one scope."""

    world: World
    who: Holder
    where: Place | None
    chance: random.Random
    foreign: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)

    def value(self, schema: Mapping[str, Any], name: str, defs: Mapping[str, Any], deep: int = 0) -> Any:
        """A value as a schema describes it, mostly."""
        if "$ref" in schema:
            return self.value(defs[schema["$ref"].rpartition("/")[2]], name, defs, deep + 1)
        if "const" in schema:
            return schema["const"]
        if "enum" in schema:
            return self.chance.choice(schema["enum"])
        for union in ("anyOf", "oneOf", "allOf"):
            if union in schema:
                choices = [one for one in schema[union] if deep < 5 or "$ref" not in one] or schema[union][:1]
                return self.value(self.chance.choice(choices), name, defs, deep + 1)
        return self._of_type(schema, name, defs, deep)

    def _of_type(self, schema: Mapping[str, Any], name: str, defs: Mapping[str, Any], deep: int) -> Any:
        match schema.get("type"):
            case "object":
                return self._object(schema, defs, deep)
            case "array":
                count = max(schema.get("minItems", 0), self.chance.choice((0, 1, 1, 2)))
                return [
                    self.value(schema.get("items", {}), name, defs, deep + 1) for _ in range(count if deep < 8 else 0)
                ]
            case "integer":
                low = int(schema.get("minimum", 0))
                return self.chance.randint(low, min(int(schema.get("maximum", 50)), max(50, low)))
            case "number":
                return round(self.chance.uniform(schema.get("minimum", -1), schema.get("maximum", 1)), 2)
            case "boolean":
                return self.chance.random() < 0.5
            case "null":
                return None
        return self.text(name, schema)

    def _object(self, schema: Mapping[str, Any], defs: Mapping[str, Any], deep: int) -> dict[str, Any]:
        required = set(schema.get("required", ()))
        return {
            name: self.value(one, name, defs, deep + 1)
            for name, one in schema.get("properties", {}).items()
            if name in required or self.chance.random() < 0.35
        }

    def text(self, name: str, schema: Mapping[str, Any]) -> str:
        """A text for a parameter of this name."""
        if schema.get("format") == "date":
            return f"2026-06-{self.chance.randint(1, 28):02}"
        if name in MOMENTS or schema.get("format") == "date-time":
            return f"2026-0{self.chance.randint(1, 9)}-{self.chance.randint(1, 28):02}T10:00:00Z"
        if name == "scope":
            return self.scope()
        if name == "places":
            return self.chance.choice(
                [*(one.scope.name for one in self.world.reads(self.who)), "user:nobody", "team:*", "*"]
            )
        if name in IDS or name.endswith("_id"):
            return self.id()
        if name in SESSIONS:
            return self._mine_or("session", "baited", "old")
        if name in ENTITIES and self.chance.random() < 0.8:
            return self._mine_or("tool", "bait", "Otto")
        return self.chance.choice(CHOICES.get(name) or (self.words(),))

    def scope(self) -> str:
        """The one that is meant; else one that is another's, or nobody's."""
        if self.where:
            return self.where.scope.name
        names = {one.scope.name for one in self.world.places} - {one.scope.name for one in self.world.reads(self.who)}
        return self._said(self.chance.choice([*sorted(names), "user:nobody", "team:*", "Team:core"]))

    def id(self) -> str:
        drawn = self.chance.random()
        others = self.world.foreign_ids(self.who)
        if drawn < 0.45 and others:
            return self._note(self.chance.choice(others))
        reads = [self.where] if self.where else self.world.reads(self.who)
        mine = [id for id, scope in self.world.ids.items() if scope in [one.scope for one in reads]]
        return self.chance.choice(mine) if mine and drawn < 0.9 else nobody(99)

    def words(self) -> str:
        """A few words, among them some that only this scope has, or that another one has."""
        said = self.chance.choices(WORDS, k=self.chance.randint(1, 3))
        if self.where and self.chance.random() < 0.4:
            said.append(self.where.canary[self.chance.choice(("word", "speaker", "tool", "task"))])
        elif self.chance.random() < 0.3:
            said.append(self._bait())
        return " ".join(said)

    def _mine_or(self, kind: str, bait: str, common: str) -> str:
        if self.where and self.chance.random() < 0.5:
            return self.where.canary[kind] if self.chance.random() < 0.6 else common
        return self._bait()

    def _bait(self) -> str:
        return self._said(self.chance.choice(self.world.baits(self.who) or ["Otto"]))

    def _note(self, id: str) -> str:
        self.foreign.add(id)
        return self._said(id)

    def _said(self, word: str) -> str:
        self.told.add(word)
        return word


# --- REST ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Operation:
    """One that the API description lists."""

    method: str
    path: str
    told: Mapping[str, Any]

    @property
    def weight(self) -> float:
        return 0.05 if any(name in self.path for name in SLOW) else 0.2 if self.path.startswith("/v1/keys") else 1.0


def operations(description: Mapping[str, Any]) -> list[Operation]:
    return [
        Operation(method, path, told)
        for path, methods in description["paths"].items()
        for method, told in methods.items()
        if method in METHODS
    ]


def rest(asker: Asker, operation: Operation, description: Mapping[str, Any]) -> Request:
    """A request for an operation, as its description says."""
    defs = description["components"]["schemas"]
    path, query, headers = operation.path, [], {"Authorization": f"Bearer {asker.who.token}"}
    for one in operation.told.get("parameters", ()):
        name, place = one["name"], one["in"]
        if name in ("Idempotency-Key", "Mnesis-Scope") or (place == "query" and not _wanted(asker, one)):
            continue
        value = asker.value(one.get("schema", {}), name, defs)
        for each in value if isinstance(value, list) else [value]:
            if each is None:
                continue
            text = str(each).lower() if isinstance(each, bool) else str(each)
            if place == "path":
                path = path.replace(f"{{{name}}}", quote(text, safe=""))
            else:
                query.append(f"{name}={quote(text, safe='')}")
    if asker.where and not any(one.startswith("scope=") for one in query):
        headers["Mnesis-Scope"] = quote(asker.where.scope.name, safe=":")
    return _sent(asker, operation.method, f"{path}?{'&'.join(query)}", headers, _body(asker, operation, defs))


def _wanted(asker: Asker, parameter: Mapping[str, Any]) -> bool:
    often = {"cursor": 0.05, "scope": 0.1}.get(parameter["name"], 0.35)
    return bool(parameter.get("required")) or asker.chance.random() < often


def _body(asker: Asker, operation: Operation, defs: Mapping[str, Any]) -> bytes:
    content = operation.told.get("requestBody", {}).get("content", {})
    if "application/json" in content:
        return json.dumps(asker.value(content["application/json"]["schema"], "", defs)).encode()
    return json.dumps({"text": asker.words()}).encode() if content else b""


def _sent(asker: Asker, method: str, path: str, headers: dict[str, str], body: bytes) -> Request:
    if body:
        headers["Content-Type"] = "application/json"
    return _said(asker, Request(method.upper(), path, headers, body, f"{method.upper()} {path}"))


def _said(asker: Asker, request: Request) -> Request:
    """The request, with what of all that was drawn is in it."""
    foreign = frozenset(id for id in asker.foreign if id in request.said)
    return replace(request, foreign=foreign, told=frozenset(one for one in asker.told if one in request.said))


# --- Mem0 ----------------------------------------------------------------------------------------------------------

Making = Callable[[Asker], Any]


def mem0(asker: Asker) -> Request:
    """A request as Mem0's clients make it."""
    text = {"type": "string"}
    owner = asker.chance.choice(("user_id", "agent_id", "run_id"))
    named = {owner: asker.chance.choice((asker.text(owner, text), "ada", "core"))}
    says: Sequence[tuple[str, str, Any]] = (
        ("post", "/v1/memories/", {"messages": [{"role": "user", "content": asker.words()}], **named}),
        ("post", "/v2/memories/search/", {"query": asker.words(), "filters": {"AND": [named]}}),
        ("post", "/v1/memories/search/", {"query": asker.words(), **named}),
        ("post", "/search", {"query": asker.words(), **named}),
        ("post", "/v2/memories/", {"filters": named}),
        ("get", f"/v1/memories/?{owner}={quote(str(named[owner]), safe='')}", None),
        ("get", f"/memories?{owner}={quote(str(named[owner]), safe='')}", None),
        ("get", f"/v1/memories/{asker.id()}/", None),
        ("get", f"/memories/{asker.id()}/history", None),
        ("put", f"/v1/memories/{asker.id()}/", {"text": "I like trains."}),
        ("delete", f"/v1/memories/{asker.id()}/", None),
        ("put", "/v1/batch/", {"memories": [{"memory_id": asker.id(), "text": "I like trains."}]}),
        ("delete", "/v1/batch/", {"memories": [{"memory_id": asker.id()}]}),
        ("get", "/v1/entities/", None),
        ("delete", f"/v2/entities/user/{quote(str(named[owner]), safe='')}/", None),
        ("post", "/v1/feedback/", {"memory_id": asker.id(), "feedback": "POSITIVE"}),
        ("get", "/v1/ping/", None),
    )
    method, path, body = asker.chance.choice(says)
    headers = {"Authorization": f"Token {asker.who.token}"}
    return _sent(asker, method, path, headers, b"" if body is None else json.dumps(body).encode())


# --- MCP -----------------------------------------------------------------------------------------------------------


def mcp(asker: Asker, tools: Sequence[Mapping[str, Any]], session: str | None) -> Request:
    """A call of a tool, or one of the other requests of the protocol."""
    chance = asker.chance
    if tools and chance.random() < 0.75:
        tool = chance.choice(tools)
        schema = tool["inputSchema"]
        given = asker.value(schema, "", schema.get("$defs", {}))
        return rpc(asker, "tools/call", {"name": tool["name"], "arguments": given}, session)
    kind = chance.choice(("session", "entity"))
    key = asker.text("session" if kind == "session" else "entity", {"type": "string"})
    page = chance.choice(("MEMORY.md", "USER.md"))
    ref = {"type": "ref/resource", "uri": f"mnesis://{kind}/{{{'id' if kind == 'session' else 'name'}}}"}
    others: Sequence[tuple[str, dict[str, Any]]] = (
        ("resources/list", {}),
        ("resources/templates/list", {}),
        ("resources/read", {"uri": f"mnesis://{kind}/{quote(key, safe='')}"}),
        ("resources/read", {"uri": f"mnesis://pages/{page}"}),
        ("completion/complete", {"ref": ref, "argument": {"name": "id", "value": chance.choice(("", "z", key[:4]))}}),
        ("prompts/list", {}),
        ("tools/list", {}),
    )
    method, params = chance.choice(others)
    return rpc(asker, method, params, session)


def rpc(asker: Asker, method: str, params: Mapping[str, Any], session: str | None) -> Request:
    headers = {
        "Authorization": f"Bearer {asker.who.token}",
        "Accept": "application/json, text/event-stream",
        "Content-Type": "application/json",
        **({MCP_SESSION: session, "Mcp-Protocol-Version": "2025-06-18"} if session else {}),
    }
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()
    about = f"MCP {method} {json.dumps(params)}"
    headers |= {"Mnesis-Scope": asker.where.scope.name} if asker.where else {}
    return _said(asker, Request("POST", "/mcp", headers, body, about))


__all__ = ["MCP_SESSION", "NOW", "Asker", "Operation", "Request", "mcp", "mem0", "nobody", "operations", "rest", "rpc"]
