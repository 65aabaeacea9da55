"""All that is known in a scope, to be compared: without ids of arrival and moments of learning."""

from typing import Any

from mnesis.memory import Memory
from mnesis.model import Entity, Fact, Preference, Procedure, within


def known(memory: Memory, *, counts: bool = True) -> dict[str, Any]:
    """Facts with their windows and evidence, entities with their mentions, preferences, procedures."""
    here = within(memory.scope)
    store = memory.store
    return {
        "facts": sorted(
            (one.subject, one.predicate, one.object, str(one.valid_from), str(one.valid_until), one.source_type,
             str(one.known_until is None), sorted(str(event.get("episode")) for event in one.history))
            for one in store.scan(Fact, here)
        ),
        "entities": sorted(
            (one.name, one.type, one.aliases, one.mention_count if counts else 0) for one in store.scan(Entity, here)
        ),
        "preferences": sorted(
            (one.category, one.key, one.value, round(one.strength, 9), one.evidence_count, sorted(one.source_episodes))
            for one in store.scan(Preference, here)
        ),
        "procedures": sorted(
            (one.trigger, [step["detail"] for step in one.steps], one.superseded_by is None)
            for one in store.scan(Procedure, here)
        ),
    }  # fmt: skip


def current(memory: Memory) -> dict[str, Any]:
    """What holds now."""
    return {
        "facts": sorted((one.subject, one.predicate, one.object) for one in memory.facts(limit=None)),
        "preferences": sorted((one.key, one.value) for one in memory.preferences()),
        "procedures": sorted((one.trigger, [step["detail"] for step in one.steps]) for one in memory.procedures()),
    }
