"""How to do things: procedures and preferences (layer 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from mnesis.model.episode import Outcome
from mnesis.model.knowledge import SourceType
from mnesis.model.scope import Scope


class PreferenceCategory(StrEnum):
    COMMUNICATION = "communication"
    FORMATTING = "formatting"
    WORKFLOW = "workflow"
    TOOLS = "tools"
    SCHEDULING = "scheduling"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Procedure:
    """A learned sequence of steps, with how often it worked."""

    id: str
    scope: Scope
    name: str
    trigger: str
    steps: tuple[Mapping[str, Any], ...] = ()
    context: str | None = None
    source_episode: str | None = None
    success_count: int = 0
    failure_count: int = 0
    last_used: datetime | None = None
    last_outcome: Outcome | None = None
    confidence: float = 0.5
    superseded_by: str | None = None
    history: tuple[Mapping[str, Any], ...] = ()
    """What was learnt and changed, oldest first."""
    created_at: datetime
    updated_at: datetime
    version: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Preference:
    """What somebody wants done how; unique by category and key within its scope."""

    id: str
    scope: Scope
    category: PreferenceCategory = PreferenceCategory.OTHER
    key: str
    value: str
    strength: float = 0.5
    evidence_count: int = 1
    source_type: SourceType = SourceType.INFERRED
    source_episodes: tuple[str, ...] = ()
    history: tuple[Mapping[str, Any], ...] = ()
    """What was learnt and changed, oldest first."""
    created_at: datetime
    updated_at: datetime
    version: int = 1
