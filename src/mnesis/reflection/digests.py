"""Digests as they are kept: one episode a day that no search finds, its content in JSON."""

import json
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from hashlib import blake2b

from mnesis.episodic.identity import content_id
from mnesis.model import (
    LISTED,
    Add,
    All,
    Change,
    Compression,
    Day,
    Digest,
    Episode,
    EpisodeType,
    Expect,
    Not,
    Point,
    Put,
    Scope,
    Session,
    Where,
    within,
)
from mnesis.reflection.choosing import Candidate
from mnesis.reflection.pages.files import MEMORY, USER
from mnesis.stores.contract import Store
from mnesis.text.tokens import count_tokens

SESSION = "reflection"
"""The session of digests, and their tag."""
DIGESTS = All((Where("session_id", "eq", SESSION), Where("type", "eq", "system"), Where("tags", "has", SESSION)))
PAGES = Where("session_id", "in", (MEMORY, USER))
"""Words of edits of the pages."""


def digest_id(scope: Scope, day: date) -> str:
    """The id of the digest of a day: the same whoever makes it."""
    return content_id("digest", scope.tenant, scope.name, day.isoformat())


def hash_of(said: Iterable[Candidate]) -> str:
    """What two days have in common whose sentences are the same."""
    told = json.dumps([(one.point.who, one.point.text, one.point.episodes) for one in said])
    return blake2b(told.encode(), digest_size=8).hexdigest()


# --- reading ------------------------------------------------------------------------------------------------


def episodes_of(store: Store, scope: Scope, day: Day) -> list[Episode]:
    """What happened on a day, in order; digests apart, and edits of pages, which tell nothing but what they change."""
    span = Where("timestamp", "ge", day.start), Where("timestamp", "lt", day.end)
    own = LISTED, Not(DIGESTS), Not(PAGES)
    return store.find(Episode, within(scope, *span, *own), order=("timestamp", "session_id", "position"))


def kept(store: Store, scope: Scope, until: date, days: int) -> list[Digest]:
    """The digests of this many days up to and with `until`, the latest first; days without points are left out."""
    last = until.toordinal()
    ids = [digest_id(scope, date.fromordinal(day)) for day in range(last, max(0, last - days), -1)]
    found = (read(one) for one in store.get(Episode, ids, within(scope, DIGESTS)))
    return [one for one in found if one and one.points]


def naming(store: Store, scope: Scope, episodes: Iterable[str]) -> list[tuple[Episode, Digest]]:
    """The digests that stand on one of these episodes, with the episode that each is kept as."""
    wanted = set(episodes)
    found = [(one, read(one)) for one in store.scan(Episode, within(scope, DIGESTS))]
    return [(one, digest) for one, digest in found if digest and any(wanted & {*p.episodes} for p in digest.points)]


def read(episode: Episode) -> Digest | None:
    """The digest that an episode keeps; None where it keeps none."""
    try:
        told = json.loads(episode.text)
        return Digest(
            date=date.fromisoformat(told["day"]),
            points=tuple(Point(**{**one, "episodes": tuple(one["episodes"])}) for one in told["points"]),
            by=told["by"],
            of=told["of"],
        )
    except (ValueError, KeyError, TypeError):
        return None


# --- writing ------------------------------------------------------------------------------------------------


def keep(store: Store, scope: Scope, digest: Digest, now: datetime) -> list[Change]:
    """What makes the store hold this digest: nothing where it does already, and nothing for a day on which nothing
    happened. Raises Conflict when applied, where somebody else wrote it meanwhile."""
    before = next(iter(store.get(Episode, [digest_id(scope, digest.date)], within(scope))), None)
    if (before and read(before) == digest) or not (before or digest.points):
        return []
    return written(scope, digest, before, now)


def written(scope: Scope, digest: Digest, before: Episode | None, now: datetime) -> list[Change]:
    """The digest in place of the one before."""
    made = _episode(scope, digest, now)
    opened = [] if before else [Add(Session(id=SESSION, scope=scope, started_at=made.timestamp))]
    return [Expect(Episode, scope, made.id, before.version if before else 0), *opened, Put(made, ())]


def _episode(scope: Scope, digest: Digest, now: datetime) -> Episode:
    """At the last moment of the day that a store can tell from the next."""
    points = [{name: getattr(one, name) for name in Point.__dataclass_fields__} for one in digest.points]
    content = {"day": digest.date.isoformat(), "by": digest.by, "of": digest.of, "points": points}
    text = json.dumps(content, ensure_ascii=False)
    count = "1 point" if len(points) == 1 else f"{len(points)} points"
    return Episode(
        id=digest_id(scope, digest.date),
        scope=scope,
        timestamp=Day(digest.date).end - timedelta(milliseconds=1),
        session_id=SESSION,
        type=EpisodeType.SYSTEM,
        actor="system",
        summary=f"Digest of {digest.date}: {count}",
        details=text,
        tags=(SESSION,),
        compression=Compression.DISTILLED,
        token_count=count_tokens(text),
        created_at=now,
    )
