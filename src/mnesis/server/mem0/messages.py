"""Messages as Mem0's clients send them, and what may be said about them."""

from collections.abc import Mapping
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.model import Message, Moment
from mnesis.server.mem0.filters import moment_of
from mnesis.server.mem0.owners import UNNAMED, Owners
from mnesis.server.mem0.unsupported import Unsupported

_ACTORS = {"user": "user", "assistant": "agent", "system": "system", "developer": "system"}
_EXTRACTION = (
    *("custom_instructions", "agent_custom_instructions", "custom_categories", "structured_data_schema"),
    *("includes", "excludes"),
)


def messages_of(given: Mapping[str, Any], owners: Owners) -> list[Message]:
    """What is to be remembered. Raises InvalidInput, and Unsupported for what mnesis has no place for."""
    for name in _EXTRACTION:
        if given.get(name):
            raise Unsupported(f"{name}: what is learnt from words is said by the settings of the server.")
    said = given.get("messages")
    said = [{"role": "user", "content": said}] if isinstance(said, str) else [said] if isinstance(said, dict) else said
    if not isinstance(said, list) or not said:
        raise InvalidInput(what="messages", problem="must be text, a message, or a list of messages")
    time = moment_of(given.get("timestamp"))
    return [_message(one, owners, time) for one in said]


def _message(one: Any, owners: Owners, time: Moment | None) -> Message:
    if not isinstance(one, dict):
        raise InvalidInput(what="message", problem="must be an object with role and content")
    role = one.get("role", "user")
    actor = _ACTORS.get(role) if isinstance(role, str) else None
    if role == "tool":
        actor = f"tool:{one.get('name') or 'unknown'}"
    if actor is None:
        raise InvalidInput(what="role", problem=f"must be {', '.join(_ACTORS)} or tool")
    speaker = one.get("name") if role != "tool" else None
    return Message(
        text=_text(one.get("content")), actor=actor, speaker=speaker, session=owners.run_id or UNNAMED, time=time
    )


def _text(content: Any) -> str:
    """The words of a message; parts of text are joined."""
    if isinstance(content, dict):
        content = [content]
    if isinstance(content, list):
        parts = [one if isinstance(one, dict) else {"type": "text", "text": one} for one in content]
        if any(one.get("type") != "text" for one in parts):
            raise Unsupported("Messages of other kinds than text: mnesis remembers words.")
        content = "\n".join(str(one.get("text", "")) for one in parts)
    if not isinstance(content, str):
        raise InvalidInput(what="content", problem="must be text")
    return content
