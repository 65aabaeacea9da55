"""Every row of the retention table."""

from datetime import UTC, datetime, timedelta

import pytest

from mnesis.episodic.retention import expires_at
from mnesis.model import Compression, Episode, Scope

AT = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("compression", "importance", "days"),
    [
        (Compression.RAW, 1, 7),
        (Compression.RAW, 7, 7),
        (Compression.RAW, 8, 30),
        (Compression.RAW, 10, 30),
        (Compression.COMPRESSED, 5, 90),
        (Compression.COMPRESSED, 6, None),
        (Compression.DISTILLED, 1, None),
        (Compression.DISTILLED, 10, None),
    ],
)
def test_row(compression, importance, days):
    episode = Episode(
        id="1",
        scope=Scope(),
        timestamp=AT,
        session_id="s",
        summary="x",
        created_at=AT - timedelta(days=400),
        compression=compression,
        importance=importance,
    )
    assert expires_at(episode) == (None if days is None else AT + timedelta(days=days))


def test_what_was_imported_is_not_as_old_as_what_it_tells():
    kept = AT + timedelta(days=400)
    episode = Episode(id="1", scope=Scope(), timestamp=AT, session_id="s", summary="x", created_at=kept)
    assert expires_at(episode) == kept + timedelta(days=7)
