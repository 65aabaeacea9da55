"""How long a memory is kept."""

from datetime import UTC, datetime, timedelta

from mnesis.model import Compression, Episode

_SPANS: dict[Compression, tuple[timedelta | None, int, timedelta | None]] = {
    # compression: kept for, importance from which it is kept longer, kept for then (None: forever)
    Compression.RAW: (timedelta(days=7), 8, timedelta(days=30)),
    Compression.COMPRESSED: (timedelta(days=90), 6, None),
    Compression.DISTILLED: (None, 0, None),
}

_LATEST = datetime.max.replace(tzinfo=UTC)


def expires_at(episode: Episode) -> datetime | None:
    """The end of an episode's time by the specification's table; None is never.

    Counted from its timestamp, or from when it was kept where that is later: what was imported today is not a week old.
    An end date is not a deletion: nothing acts on it until a night does.
    """
    usual, threshold, longer = _SPANS[episode.compression]
    span = longer if episode.importance >= threshold else usual
    since = max(episode.timestamp, episode.created_at)
    if span is None or since > _LATEST - span:
        return None
    return since + span
