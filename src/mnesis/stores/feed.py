"""What stores tell of as it changes (`Store.announce`), and how much of it they keep."""

from collections.abc import Mapping
from types import MappingProxyType

from mnesis.errors import InvalidInput
from mnesis.model import (
    Add,
    Change,
    Entity,
    Episode,
    Fact,
    Kind,
    Preference,
    Procedure,
    Put,
    Scope,
    Touch,
    Update,
    within,
)
from mnesis.stores.contract import Store

KEPT = 10_000
"""Updates of each scope that are kept, the last ones."""

TOLD: Mapping[Kind, tuple[str, ...]] = MappingProxyType(
    {
        Episode: (
            *("timestamp", "session_id", "type", "actor", "speaker", "summary", "details", "importance", "tags"),
            *("outcome", "compression", "standby"),
        ),
        Fact: (
            *("entity_id", "subject", "predicate", "object", "object_id", "confidence", "source_type", "sensitive"),
            *("valid_from", "valid_until", "superseded_by", "known_until"),
        ),
        Preference: ("category", "key", "value", "strength", "source_type"),
        Procedure: ("name", "trigger", "steps", "context", "confidence", "superseded_by"),
        Entity: ("name", "type", "description", "aliases", "metadata", "importance", "merged_into"),
    }
)
"""The kinds of records that are told of, each with the fields whose change is told: those that say something, not
counts, logs and dates of upkeep."""


def check_teller(change: Change) -> None:
    """Raises InvalidInput where a change would write an update itself: only the store does."""
    kind = type(change.record) if isinstance(change, Add | Put) else change.kind if isinstance(change, Touch) else None
    if kind is Update:
        raise InvalidInput(what="Update", problem="is written by the store alone, while it announces")


def newest(store: Store, scope: Scope) -> int:
    """The number of the last update of a scope; 0 where there is none."""
    return next((one.number for one in store.find(Update, within(scope), order=("-number",), limit=1)), 0)
