"""The JSON of memories and of what is asked of them, as docs/reference/cli.md describes it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any, overload

from typing_extensions import TypedDict

from mnesis import model
from mnesis.model import to_iso


class Episode(TypedDict):
    """A memory; `text` is the whole of it."""

    id: str
    tenant: str
    scope: str
    timestamp: str
    session_id: str
    position: int
    type: str
    actor: str
    speaker: str | None
    text: str
    importance: int
    tags: list[str]
    outcome: str | None
    parent_id: str | None
    compression: str
    token_count: int
    created_at: str
    expires_at: str | None


class Session(TypedDict):
    """One continuous interaction."""

    id: str
    started_at: str
    ended_at: str | None
    channel: str | None
    summary: str | None
    episode_count: int
    user_id: str | None


class Evidence(TypedDict):
    """The very words something stands on."""

    episode_id: str
    session_id: str
    timestamp: str
    actor: str
    speaker: str | None
    quote: str


class Reason(TypedDict):
    """Why a hit is where it is."""

    arm: str
    rank: int | None
    score: float
    share: float


class Hit(TypedDict):
    """One memory in an answer; `rank` counts from 1."""

    rank: int
    id: str
    layer: str
    score: float
    memory: Episode
    why: list[Reason]
    evidence: list[Evidence]


class Recall(TypedDict):
    """The answer to a query, best first."""

    id: str
    query: str
    tenant: str
    scope: str
    asked_at: str
    as_of: str | None
    hits: list[Hit]
    notices: list[str]
    took_ms: dict[str, float]


class Remembered(TypedDict):
    """A memory as it is kept; `created` is False where it was there already."""

    created: bool
    memory: Episode
    notices: list[str]


@overload
def moment(value: datetime) -> str: ...


@overload
def moment(value: datetime | None) -> str | None: ...


def moment(value: datetime | None) -> str | None:
    return None if value is None else to_iso(value)


def episode(one: model.Episode) -> Episode:
    return {
        "id": one.id,
        "tenant": one.scope.tenant,
        "scope": one.scope.name,
        "timestamp": moment(one.timestamp),
        "session_id": one.session_id,
        "position": one.position,
        "type": one.type.value,
        "actor": one.actor,
        "speaker": one.speaker,
        "text": one.text,
        "importance": one.importance,
        "tags": list(one.tags),
        "outcome": one.outcome and one.outcome.value,
        "parent_id": one.parent_id,
        "compression": one.compression.value,
        "token_count": one.token_count,
        "created_at": moment(one.created_at),
        "expires_at": moment(one.expires_at),
    }


def session(one: model.Session) -> Session:
    return {
        "id": one.id,
        "started_at": moment(one.started_at),
        "ended_at": moment(one.ended_at),
        "channel": one.channel,
        "summary": one.summary,
        "episode_count": one.episode_count,
        "user_id": one.user_id,
    }


def recall(answer: model.Recall) -> Recall:
    return {
        "id": answer.id,
        "query": answer.query,
        "tenant": answer.scope.tenant,
        "scope": answer.scope.name,
        "asked_at": moment(answer.asked_at),
        "as_of": moment(answer.as_of),
        "hits": [hit(rank, one) for rank, one in enumerate(answer.hits, start=1)],
        "notices": list(answer.notices),
        "took_ms": rounded(answer.took_ms),
    }


def hit(rank: int, one: model.Hit) -> Hit:
    return {
        "rank": rank,
        "id": one.id,
        "layer": one.layer,
        "score": one.score,
        "memory": episode(one.memory),
        "why": [{"arm": w.arm, "rank": w.rank, "score": w.score, "share": w.share} for w in one.why],
        "evidence": [evidence(e) for e in one.evidence],
    }


def evidence(one: model.Evidence) -> Evidence:
    return {
        "episode_id": one.episode_id,
        "session_id": one.session_id,
        "timestamp": moment(one.timestamp),
        "actor": one.actor,
        "speaker": one.speaker,
        "quote": one.quote,
    }


def remembered(kept: model.Remembered) -> Remembered:
    return {"created": kept.created, "memory": episode(kept.episode), "notices": list(kept.notices)}


def compact(value: Mapping[str, Any]) -> str:
    """A mapping in one line; nothing where it is empty."""
    return json.dumps(dict(value), ensure_ascii=False) if value else ""


def rounded(took_ms: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(ms, 3) for stage, ms in took_ms.items()}
