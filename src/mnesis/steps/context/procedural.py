"""How things are wanted and how they are done."""

from collections.abc import Mapping, Sequence

from mnesis.model import Episode, Level, Preference, Procedure, Slot, within
from mnesis.procedural.asking import NEAR, PRESENT
from mnesis.steps.context.secrecy import needs
from mnesis.steps.context.view import View, proofs, relevance, rests_on, scored
from mnesis.steps.layering import preferences
from mnesis.working.contract import Offer

WANTED = 30
"""Preferences that are offered, the strongest, at most."""
DONE = 5
"""Procedures that are, at most."""


def wanted(views: Sequence[View]) -> list[Offer]:
    """The preferences that hold in the scopes of the views, strongest first; each once, as the first of them says."""
    first = views[0]
    found = preferences(first.store, [view.scope for view in views], first.now)[:WANTED]
    return [offer for view in views for offer in _wishes(view, [one for one in found if one.scope == view.scope])]


def _wishes(view: View, found: Sequence[Preference]) -> list[Offer]:
    episodes = view.episodes(id for one in found for id in rests_on(one)[:3])
    return [_wish(one, episodes) for one in found]


def _wish(one: Preference, episodes: Mapping[str, Episode]) -> Offer:
    text = f"{one.key.replace('_', ' ')}: {one.value}"
    return Offer(
        slot=Slot.PREFERENCES,
        group="active_preferences",
        kind="preference",
        id=one.id,
        texts={Level.SENTENCE: text},
        relevance=one.strength,
        evidence=proofs(one, text, episodes),
        needs=needs(text),
        scope=one.scope,
    )


def done(view: View) -> list[Offer]:
    """The procedures for the query, in one line each: its name and its steps."""
    scores = {id: one for id, one in scored(view, Procedure, PRESENT, DONE).items() if one >= NEAR}
    best = max(scores.values(), default=0.0)
    chosen = sorted(scores, key=lambda id: (-scores[id], id))[:DONE]
    found = view.store.get(Procedure, chosen, within(view.scope))
    episodes = view.episodes(id for one in found for id in rests_on(one)[:3])
    return [_task(view, one, relevance(scores[one.id], best), episodes) for one in found]


def _task(view: View, one: Procedure, near: float, episodes: Mapping[str, Episode]) -> Offer:
    steps = [str(step.get("detail") or step.get("action") or "") for step in one.steps]
    said = "; ".join(f"{number}. {step}" for number, step in enumerate(steps, start=1))
    text = f"{one.name}: {said}" if said else one.name
    return Offer(
        slot=Slot.RETRIEVED,
        group="active_procedures",
        kind="procedure",
        id=one.id,
        texts={Level.SENTENCE: text},
        relevance=near * (1.0 + one.confidence) / 2.0,
        evidence=proofs(one, text, episodes),
        needs=needs(text),
        scope=one.scope,
    )
