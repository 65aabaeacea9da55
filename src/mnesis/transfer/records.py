"""What readers give: messages with where they came from, and what a source says of its sessions."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from mnesis.model import Message


@dataclass(frozen=True, slots=True)
class Labelled:
    """A message and the name its source has for it, which is not remembered.

    `label` is LoCoMo's `dia_id`, BEAM's message id or the `id` of a JSONL line, by which others refer to it, or None.
    `conversation` tells apart the conversations of a file that holds several which know nothing of each other.
    """

    message: Message
    label: str | None = None
    conversation: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionNote:
    """What a source says of a session as a whole; None: it does not say. `summary` may be no more than a title."""

    id: str
    channel: str | None = None
    started_at: datetime | None = None
    ended_at: datetime | None = None
    summary: str | None = None
    user_id: str | None = None

    def fields(self) -> dict[str, Any]:
        """What is said, by the names of `Session`'s fields: to `Touch` the session with once its messages are in."""
        return {f.name: value for f in fields(self) if f.name != "id" and (value := getattr(self, f.name)) is not None}


Entry = Labelled | SessionNote
