"""Asking the knowledge sources: which of them have something to say now, and what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from mnesis.model import Entity, Injection, Slot
from mnesis.providers.rerankers.contract import Reranker
from mnesis.reflection.gathering import the_user
from mnesis.retrieval.stopwatch import Stopwatch
from mnesis.semantic.standing import entities, members
from mnesis.steps.context import conversation, episodic, procedural, semantic
from mnesis.steps.context.asked import Asked
from mnesis.steps.context.conversation import Conversation
from mnesis.steps.context.pages import pages
from mnesis.steps.context.state import State
from mnesis.steps.context.turning import Turning, turning
from mnesis.steps.context.view import View
from mnesis.working.contract import Offer

COMPACT_AT = 0.75
"""The share of its slot that a conversation may fill before it is to be compacted."""
DEEPER = 2
"""How many times as deep is looked where the past itself is asked for."""
LATELY = 6
"""Turns whose words say what a session speaks of."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources posted, the conversation, what the session goes on with, and which injection points applied."""

    offers: tuple[Offer, ...]
    talk: Conversation
    state: State
    injections: tuple[Injection, ...]
    notices: tuple[str, ...] = ()
    took_ms: Mapping[str, float] | None = None


def gather(view: View, asked: Asked, before: State | None, reranker: Reranker | None, watch: Stopwatch) -> Gathered:
    """Everything that may be told for a query. `before` is what the session was at, None where it begins (or there is
    none)."""
    talk = _talk(view, asked)
    watch.lap("conversation")
    turn = turning(view, talk, before)
    injections = _points(asked, talk, before, turn)
    deep = Injection.EXPLICIT_RECALL in injections
    found = episodic.recalled(view, asked.limit * (DEEPER if deep else 1), reranker)
    watch.lap("recall")
    offers = [*found.offers, *talk.summaries, *_kept(view, asked, before, turn, found.offers)]
    watch.lap("carried")
    named = semantic.mentioned(view, f"{talk.lately(LATELY)}\n{view.query}")
    state = _state(asked, before, turn, named)
    offers += _known(view, named, state)
    watch.lap("known")
    offers += [*procedural.wanted(view), *procedural.done(view)]
    offers += pages(view, asked.folder) if asked.folder else []
    watch.lap("practice")
    return Gathered(tuple(offers), talk, state, injections, found.notices, found.took_ms)


def _talk(view: View, asked: Asked) -> Conversation:
    if asked.history is not None:
        return conversation.given(asked.history)
    return conversation.stored(view, asked.session, asked.budget.total) if asked.session else Conversation()


def _points(asked: Asked, talk: Conversation, before: State | None, turn: Turning) -> tuple[Injection, ...]:
    share = asked.budget.slots[Slot.CONVERSATION]
    applies = {
        Injection.SESSION_START: asked.session is not None and before is None,
        Injection.MESSAGE: True,
        Injection.TOPIC_CHANGE: turn.changed,
        Injection.COMPACTION: talk.tokens >= COMPACT_AT * share and bool(talk.turns),
        Injection.EXPLICIT_RECALL: turn.recalls,
    }
    return tuple(point for point, does in applies.items() if does)


def _kept(view: View, asked: Asked, before: State | None, turn: Turning, found: Sequence[Offer]) -> list[Offer]:
    """What is told beside what was found: what the last context carries on, as long as the topic is the same; for a
    session that begins, what was lately said in others."""
    there = {one.id for one in found}
    if before is None:
        fresh = episodic.news(view, asked.session) if asked.session else []
        return [one for one in fresh if one.id not in there]
    weights = {} if turn.changed else before.fading()
    return episodic.carried(view, {id: weight for id, weight in weights.items() if id not in there})


def _state(asked: Asked, before: State | None, turn: Turning, named: Sequence[Entity]) -> State:
    """What the session is at now; what is carried on follows when the context is made."""
    last = before or State()
    goal = last.goal if asked.goal is None else asked.goal.strip() or None
    spoken = (State() if turn.changed else last).speaking_of(named)
    return State(goal=goal, topic=turn.topic, entities=spoken)


def _known(view: View, named: Sequence[Entity], state: State) -> list[Offer]:
    users = _users(view)
    spoken = entities(view.store, view.scope, list(state.entities)) if state.entities else []
    now = [one.id for one in named]
    facts = semantic.facts(view, spoken, now, users)
    return [*semantic.profile(view, users), *facts, *semantic.active(view, spoken, facts)]


def _users(view: View) -> list[str]:
    """Every id that reads as the user."""
    return list(members(view.store, view.scope, [one.id for one in the_user(view.store, view.scope)]))
