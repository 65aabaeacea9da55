"""Who speaks in a transcript: which names are speakers, and which speakers are the agent."""

from collections.abc import Mapping

MARKS = "\ufeff\u200e\u200f\u202a\u202c"
"""Invisible characters that messengers put around names."""

_USERS = {"user", "you", "human", "me", "prompt", "question"}
_AGENT_ROLES = {"assistant", "ai", "agent", "model", "response", "answer"}
_AGENTS = _AGENT_ROLES | {"bot", "chatgpt", "claude", "gemini", "copilot", "gpt"}
_GENERIC = _USERS | _AGENT_ROLES | {"system"}
_HEADERS = {"date", "time", "title", "subject", "topic", "participants", "location", "channel", "source", "link"}
_REMARKS = {"note", "notes", "todo", "ps", "example", "warning", "error", "http", "https", "created", "updated"}


def actor_of(name: str | None) -> tuple[str, str | None]:
    """(actor, speaker): assistants by their usual names are the agent, everybody else a user; names that only say a
    role are no speaker. None, the program that wrote the chat, is the system."""
    role = "system" if name is None else name.lower().split("-")[0].strip()
    actor = "system" if role == "system" else "agent" if role in _AGENTS else "user"
    return actor, None if role in _GENERIC else name


def speakers_among(names: Mapping[str, int], *, roles_only: bool) -> frozenset[str]:
    """Whose lines begin messages, of all the names that stand before a colon with how often they do: roles, if a user
    and an agent are among them; else names seen twice, if there are two of these; else all that can be names."""
    people = {name: count for name, count in names.items() if _may_speak(name)}
    roles = frozenset(name for name in people if _is_role(name))
    if roles_only or {actor_of(name)[0] for name in roles} >= {"user", "agent"}:
        return roles
    often = frozenset(name for name, count in people.items() if count > 1)
    return often if len(often) > 1 else frozenset(people)


def trimmed(name: str) -> str:
    """A name without what is written around it."""
    return name.strip(MARKS + " \t~\u202f\xa0").removesuffix(" said")


def _is_role(name: str) -> bool:
    actor, speaker = actor_of(name)
    return actor == "agent" or speaker is None


def _may_speak(name: str) -> bool:
    return name.lower() not in _HEADERS | _REMARKS and len(name.split()) <= 4
