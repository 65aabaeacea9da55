"""Resources: what is remembered, as pages to read. Each has a URI that begins with `mnesis://`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from mcp import types
from mcp.shared.exceptions import MCPError

from mnesis.errors import NotFound
from mnesis.memory import Memory
from mnesis.model import Episode, Session, Where, within
from mnesis.server.mcp import wording
from mnesis.server.mcp.listing import SIZE
from mnesis.server.mcp.pages import page
from mnesis.steps.shorthand import whole

MARKDOWN = "text/markdown"
_MANY = 100
"""Values that a completion gives, at most, as the protocol says."""
_TURNS = 1_000
"""Turns of a session that are shown, the last ones."""


@dataclass(frozen=True, slots=True)
class Page:
    """A resource that is always there."""

    name: str
    title: str
    about: str

    @property
    def uri(self) -> str:
        return f"mnesis://pages/{self.name}"


@dataclass(frozen=True, slots=True)
class Kind:
    """Resources of a kind, each under a key: how one reads, and which keys begin like a text."""

    name: str
    title: str
    key: str
    about: str
    read: Callable[[Memory, str], str]
    complete: Callable[[Memory, str], list[str]]

    @property
    def template(self) -> str:
        return f"{self.root}{{{self.key}}}"

    @property
    def root(self) -> str:
        return f"mnesis://{self.name}/"

    def uri(self, key: str) -> str:
        return self.root + quote(key, safe="")


PAGES = (
    Page("MEMORY.md", "What is remembered", "People, things, plans, ways of doing things, and the last days."),
    Page("USER.md", "The user", "Who the user is, and how the user wants things done. Private."),
)


# --- reading ---------------------------------------------------------------------------------------------------


def _session(memory: Memory, id: str) -> str:
    here = within(memory.scope)
    for session in memory.store.get(Session, [id], here):
        turns = memory.episodes(Where("session_id", "eq", id), limit=_TURNS)
        said = [f"- {wording.memory(one)}" for one in reversed(turns)]
        return "\n".join([f"# Session {id}", "", wording.session(session), "", *said, ""])
    raise NotFound(kind="session", id=id)


def _entity(memory: Memory, name: str) -> str:
    near = memory.relations(name)
    known = memory.facts(subject=near.centre.name, limit=200)
    facts = [f"- {wording.fact(one)}" for one in known]
    around = [f"- {one}" for one in wording.near(near)]
    parts = [f"# {near.centre.name}", "", wording.entity(near.centre)]
    parts += ["", "## Known", "", *facts] if facts else []
    parts += ["", "## Connected with", "", *around] if around else []
    return "\n".join([*parts, ""])


def _memory(memory: Memory, id: str) -> str:
    one = memory.get(whole(memory.store, memory.scope, id, [Episode]))
    who = one.speaker or one.actor
    return f"{who}, {one.timestamp:%Y-%m-%d %H:%M} UTC, session {one.session_id}, memory {one.id}:\n\n{one.text}\n"


def _sessions_like(memory: Memory, text: str) -> list[str]:
    return [one.id for one in memory.sessions(limit=1_000) if one.id.casefold().startswith(text.casefold())]


def _names_like(memory: Memory, text: str) -> list[str]:
    names = (one.name for one in memory.entities(limit=1_000))
    return [name for name in names if name.casefold().startswith(text.casefold())]


SESSIONS = Kind("sessions", "A conversation", "id", "A conversation, turn by turn.", _session, _sessions_like)
ENTITIES = Kind(
    "entities", "A person or thing", "name", "All that is known of somebody or something.", _entity, _names_like
)
MEMORIES = Kind(
    "memories", "A memory", "id", "One memory, whole, by its id or the end of it.", _memory, lambda memory, text: []
)
KINDS = (SESSIONS, ENTITIES, MEMORIES)


# --- what the server says ----------------------------------------------------------------------------------------


def listed(memory: Memory, start: int) -> tuple[list[types.Resource], bool]:
    """The resources from one on, pages first, then sessions, and whether there are more."""
    fixed = [
        types.Resource(uri=one.uri, name=one.name, title=one.title, description=one.about, mime_type=MARKDOWN)
        for one in PAGES
    ]
    sessions = memory.sessions(limit=start + SIZE + 1)
    found = [*fixed, *(_listed(one) for one in sessions)]
    return found[start : start + SIZE], len(found) > start + SIZE


def _listed(one: Session) -> types.Resource:
    about = wording.session(one)
    return types.Resource(uri=SESSIONS.uri(one.id), name=one.id, title=one.id, description=about, mime_type=MARKDOWN)


def templates() -> list[types.ResourceTemplate]:
    """How the URIs of the other resources are made."""
    return [
        types.ResourceTemplate(
            uri_template=one.template, name=one.name, title=one.title, description=one.about, mime_type=MARKDOWN
        )
        for one in KINDS
    ]


def read(memory: Memory, uri: str, now: datetime) -> str:
    """The text of a resource. Raises MCPError where there is none."""
    for one in PAGES:
        if uri == one.uri:
            return page(memory, one.name, now)
    for kind in KINDS:
        key = unquote(uri.removeprefix(kind.root))
        if uri.startswith(kind.root) and key:
            try:
                return kind.read(memory, key)
            except NotFound:
                break
    raise MCPError(types.INVALID_PARAMS, "Resource not found", {"uri": uri})


def completed(memory: Memory, template: str, text: str) -> Sequence[str]:
    """Keys of a template's resources that begin like a text. Raises MCPError for a template there is not."""
    for kind in KINDS:
        if template == kind.template:
            return kind.complete(memory, text)
    raise MCPError(types.INVALID_PARAMS, "Unknown resource template")


def completion(values: Sequence[str]) -> types.CompleteResult:
    """The values as the protocol has them."""
    shown = list(values[:_MANY])
    return types.CompleteResult(
        completion=types.Completion(values=shown, total=len(values), has_more=len(values) > len(shown))
    )
