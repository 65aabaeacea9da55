"""Shorter texts as episodes."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from mnesis.episodic.consolidation.contract import Segment, Shorter
from mnesis.episodic.cues import cues_of
from mnesis.episodic.identity import content_id
from mnesis.episodic.retention import expires_at
from mnesis.model import Clock, Compression, Episode, EpisodeType, as_utc
from mnesis.text.summary import summary
from mnesis.text.tokens import count_tokens

TAGS = 8
"""Tags that a made episode takes over, the commonest of its sources, at most."""
_OF_ONE = frozenset(("question", "lookup", "acknowledgement", "code"))
"""Tags that say what a single message is, and nothing of several."""


def compressed_episode(segment: Segment, shorter: Shorter, clock: Clock) -> Episode:
    """The episode that stands for a segment's turns: on standby, with no keys, while they are there. Its id is that of
    these turns, whatever its text. Needs a turn, all of one scope and session, and a text."""
    return _made(Compression.COMPRESSED, segment.turns, shorter, as_utc(clock()), len(segment.turns))


def distilled_episode(compressed: Episode, shorter: Shorter, clock: Clock) -> Episode:
    """The episode that stands for a compressed one, and so for all that it covers."""
    return _made(Compression.DISTILLED, [compressed], shorter, as_utc(clock()), compressed.covers)


def _made(stage: Compression, sources: Sequence[Episode], shorter: Shorter, now: datetime, covers: int) -> Episode:
    last = sources[-1]
    brief = summary(shorter.text)
    speakers = {one.speaker or one.actor for one in sources}
    shared = last.speaker if len(speakers) == 1 else None
    types = {one.type for one in sources}
    outcomes = [one.outcome for one in sources if one.outcome is not None]
    made = Episode(
        id=content_id(str(stage), last.scope.tenant, last.scope.name, *(one.id for one in sources)),
        scope=last.scope,
        timestamp=last.timestamp,
        session_id=last.session_id,
        type=types.pop() if len(types) == 1 else EpisodeType.CONVERSATION,
        actor="system",
        speaker=shared,
        summary=brief,
        details=None if brief == shorter.text else shorter.text,
        importance=max(one.importance for one in sources),
        tags=_tags(sources),
        outcome=outcomes[-1] if outcomes else None,
        compression=stage,
        token_count=count_tokens(shorter.text),
        cues=cues_of(shorter.text, shared or "system"),
        position=last.position,
        created_at=now,
        covers=covers,
        standby=True,
    )
    return replace(made, expires_at=expires_at(made))


def _tags(sources: Sequence[Episode]) -> tuple[str, ...]:
    """The commonest first, those that came first before others."""
    counted = Counter(tag for one in sources for tag in one.tags if tag not in _OF_ONE)
    return tuple(tag for tag, _ in counted.most_common(TAGS))
