"""The JSON of values, as docs/reference/cli.md describes it."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from mnesis.model import Episode, Evidence, Hit, Job, Recall, Session, to_iso


def moment(value: datetime | None) -> str | None:
    return None if value is None else to_iso(value)


def episode(one: Episode) -> dict[str, Any]:
    """A memory; `text` is the whole of it."""
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


def session(one: Session) -> dict[str, Any]:
    return {
        "id": one.id,
        "started_at": moment(one.started_at),
        "ended_at": moment(one.ended_at),
        "channel": one.channel,
        "summary": one.summary,
        "episode_count": one.episode_count,
        "user_id": one.user_id,
    }


def recall(answer: Recall) -> dict[str, Any]:
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


def hit(rank: int, one: Hit) -> dict[str, Any]:
    return {
        "rank": rank,
        "id": one.id,
        "layer": one.layer,
        "score": one.score,
        "memory": episode(one.memory),
        "why": [{"arm": w.arm, "rank": w.rank, "score": w.score, "share": w.share} for w in one.why],
        "evidence": [evidence(e) for e in one.evidence],
    }


def evidence(one: Evidence) -> dict[str, Any]:
    return {
        "episode_id": one.episode_id,
        "session_id": one.session_id,
        "timestamp": moment(one.timestamp),
        "actor": one.actor,
        "speaker": one.speaker,
        "quote": one.quote,
    }


def job(one: Job) -> dict[str, Any]:
    return {
        "id": one.id,
        "tenant": one.scope.tenant,
        "scope": one.scope.name,
        "kind": one.kind,
        "state": one.state.value,
        "priority": one.priority,
        "attempts": one.attempts,
        "run_at": moment(one.run_at),
        "worker": one.worker,
        "leased_until": moment(one.leased_until),
        "error": one.error,
        "key": one.key,
        "cron": one.cron,
        "done": one.done,
        "total": one.total,
        "note": one.note,
        "payload": dict(one.payload),
        "checkpoint": dict(one.checkpoint),
        "result": dict(one.result),
        "created_at": moment(one.created_at),
        "ended_at": moment(one.ended_at),
    }


def compact(value: Mapping[str, Any]) -> str:
    """A mapping in one line; nothing where it is empty."""
    return json.dumps(dict(value), ensure_ascii=False) if value else ""


def rounded(took_ms: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(ms, 3) for stage, ms in took_ms.items()}
