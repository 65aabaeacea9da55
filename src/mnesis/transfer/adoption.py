"""From entries of a file to messages of a scope: who answers whom, in the scope's own ids."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from mnesis.episodic.identity import episode_id
from mnesis.model import Message, Scope, as_utc
from mnesis.transfer.records import Entry, Labelled, SessionNote


def adopted(entries: Iterable[Entry], scope: Scope, note: Callable[[SessionNote], None]) -> Iterator[Message]:
    """The messages, with every `parent` that is the label of an earlier one replaced by the id that one has in `scope`;
    so threads survive in another scope than they were exported from, and scripts can use names of their own.

    Session notes are handed to `note`. Only labels that differ from the ids are held in memory.
    """
    ids: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, SessionNote):
            note(entry)
            continue
        message = entry.message
        if message.parent in ids:
            message = replace(message, parent=ids[message.parent])
        _keep_label(entry, message, scope, ids)
        yield message


def _keep_label(entry: Labelled, message: Message, scope: Scope, ids: dict[str, str]) -> None:
    if entry.label is not None and message.time is not None:
        id = episode_id(message, scope, as_utc(message.time))
        if id != entry.label:
            ids[entry.label] = id
