"""Forgetting, as changes: what goes, and the line in the trail that says so."""

from datetime import datetime

from mnesis.model import Add, Audit, Change, Episode, Erase, Filter, Scope, within


def erase(scope: Scope, where: Filter, audit_id: str, at: datetime) -> list[Change]:
    """Erase the episodes of a scope that the filter holds for, and record that it was done (never what was in them)."""
    line = Audit(id=audit_id, scope=scope, at=at, actor="user", action="erase", subject="episode")
    return [Erase(Episode, within(scope, where)), Add(line)]
