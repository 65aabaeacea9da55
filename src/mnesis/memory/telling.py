"""Telling a memory what happened."""

from collections.abc import Callable, Iterable

from mnesis.memory.base import Base
from mnesis.model import (
    Ingested,
    Message,
    Moment,
    Remembered,
    as_message,
)
from mnesis.steps.keeping import batches


class Telling(Base):
    """Telling a memory what happened."""

    def remember(
        self,
        message: str | Message,
        *,
        actor: str = "user",
        session: str = "main",
        time: Moment | None = None,
        speaker: str | None = None,
    ) -> Remembered:
        """Keep one message, word for word. It is durable when this returns.

        Give a `Message` for everything else one can say about it; the keywords are for plain text. The very same
        message (scope, session, actor, speaker, time, text) is kept once. A session that was closed is open again.
        What kept the words from getting vectors (no model, another one than the store's) is a notice. Raises
        InvalidInput.
        """
        said = as_message(message, actor=actor, session=session, time=time, speaker=speaker)
        kept = self._keeper.keep([said])
        return Remembered(self.get(kept.seen[0].episode.id), created=bool(kept.new), notices=kept.notices)

    def remember_many(
        self, messages: Iterable[str | Message], *, progress: Callable[[int], None] | None = None
    ) -> Ingested:
        """Keep a stream of messages (or plain texts) of any length, in batches that are each kept whole or not at all.

        Running it again after an interruption adds what is missing and nothing twice. `progress` is called with the
        number of messages read so far. Raises InvalidInput at the first message that is not valid; the batches
        before it are kept. An error of the stream itself passes, once everything before it is kept.
        """
        added = duplicates = 0
        sessions: set[str] = set()
        notices: dict[str, None] = {}
        for batch in batches(messages):
            kept = self._keeper.keep(batch)
            added += len(kept.new)
            duplicates += len(batch) - len(kept.new)
            sessions.update(one.episode.session_id for one in kept.seen)
            notices.update(dict.fromkeys(kept.notices))
            if progress:
                progress(added + duplicates)
        return Ingested(added, duplicates, len(sessions), tuple(notices))
