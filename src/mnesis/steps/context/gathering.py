"""Asking the knowledge sources: which of them have something to say now, and what."""

from collections.abc import Sequence
from dataclasses import dataclass

from mnesis.model import Entity, Injection, Slot
from mnesis.retrieval.stopwatch import Stopwatch
from mnesis.semantic.standing import entities
from mnesis.steps.context import conversation, episodic, procedural, semantic
from mnesis.steps.context.asked import Asked
from mnesis.steps.context.conversation import Conversation
from mnesis.steps.context.pages import pages
from mnesis.steps.context.state import State
from mnesis.steps.context.turning import Turning, turning
from mnesis.steps.context.view import View
from mnesis.text.names import proper_nouns
from mnesis.working.blackboard import Blackboard
from mnesis.working.contract import Offer

COMPACT_AT = 0.75
"""The share of its slot that a conversation may fill before it is to be compacted."""
DEEPER = 1.5
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


def gather(
    views: Sequence[View], asked: Asked, before: State | None, reach: episodic.Reach, watch: Stopwatch
) -> Gathered:
    """Everything that may be told for a query: of the first view's scope, and what is known in those of the others.
    `before` is what the session was at, None where it begins (or there is none)."""
    view, *others = views
    turn = turning(view, before)
    talk = _talk(view, asked)
    injections = _points(asked, talk, before, turn)
    board = Blackboard(before.carried if before else None)
    if turn.changed:
        board.flush()
    watch.lap("conversation")
    limit, deep = (int(asked.limit * DEEPER), asked.deep is not False) if turn.recalls else (asked.limit, asked.deep)
    found = episodic.recalled(views, reach, limit, deep)
    board.post((*found.offers, *talk.summaries))
    watch.lap("recall")
    if before is None and asked.session:
        board.post(episodic.news(view, asked.session))
    for one in views:
        board.post(episodic.carried(one, _missing(board)))
    watch.lap("carried")
    spoken_of = " ".join((view.query, *proper_nouns(talk.lately(LATELY))))
    named = semantic.mentioned(view, spoken_of)
    spoken = (State() if turn.changed or before is None else before).speaking_of(named)
    _post_known(view, board, named, spoken)
    for one in others:
        board.post(semantic.after(_heard(board), semantic.told_elsewhere(one, semantic.mentioned(one, spoken_of))))
    watch.lap("known")
    board.post((*procedural.wanted(views), *(offer for one in views for offer in procedural.done(one))))
    if asked.folder:
        board.post(pages(view, asked.folder))
    watch.lap("practice")
    state = State(_goal(asked, before), turn.topic, board.snapshot()["carried"], spoken)
    return Gathered(board.read(), talk, state, injections, found.notices)


def _missing(board: Blackboard) -> dict[str, float]:
    """What the last context brought up and nothing has posted again."""
    there = {one.id for one in board.read()}
    return {id: weight for id, weight in board.carried.items() if id not in there}


def _goal(asked: Asked, before: State | None) -> str | None:
    if asked.goal is None:
        return before.goal if before else None
    return asked.goal.strip() or None


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


def _post_known(view: View, board: Blackboard, named: Sequence[Entity], spoken: Sequence[str]) -> None:
    users = semantic.users_of(view)
    about = entities(view.store, view.scope, spoken) if spoken else []
    facts = semantic.after(_heard(board), semantic.facts(view, about, [one.id for one in named], users))
    board.post((*semantic.profile(view, users), *facts))
    board.post(semantic.carried(view, _missing(board), users))
    board.post(semantic.active(view, about, facts))


def _heard(board: Blackboard) -> dict[str, float]:
    """The words that are told, and how relevant they are."""
    return {one.id: one.relevance for one in board.read() if one.kind == "episode"}
