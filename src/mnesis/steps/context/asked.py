"""What a caller may say of a context, and what it means."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import UnionType
from typing import TypedDict

from mnesis.errors import InvalidInput
from mnesis.model import Moment, as_utc, check_given
from mnesis.steps.context.view import PRIVATE, SENSITIVE
from mnesis.steps.layering import Named
from mnesis.working.budget import Budget

TOKENS = 4_000
"""The budget where none is given."""
DEPTH = 50
"""Memories that are retrieved, whatever the budget: at their shortest they all fit into few tokens."""


class ContextAsked(TypedDict, total=False):
    """The keywords of `Memory.context`, none of which must be given."""

    budget: int | Budget | None
    """Tokens of the whole prompt: 4,000, where no model is named."""
    model: str | None
    """The model whose window is filled where there is no budget, and as which tokens are counted."""
    session: str | None
    """The conversation that goes on: its turns are shown, and what it is about is known from one to the next."""
    system: str
    """The system prompt, which comes first."""
    goal: str | None
    """What is being done in the session: it stands until another is given; "" ends it."""
    history: Sequence[Mapping[str, object]] | None
    """The messages (`role`, `content`) of a caller that keeps its own, in the place of the session's turns."""
    sensitive: bool
    """Consent to what is about health, money, secrets, and to the words behind it."""
    shared: bool
    """Others read it: nothing of the user's profile and pages."""
    folder: Path | str | None
    """Where MEMORY.md and USER.md are, to be used as well."""
    limit: int
    """Memories that are looked at, whatever the budget: 50."""
    deep: bool | None
    """Whether the archive is asked, as in `recall`; asking for the past ("do you remember …") does, unless False."""
    also: Sequence[Named]
    """Other scopes of the tenant whose memories, facts, preferences and procedures are offered too; of one preference
    the scope named first says how, this one before all. Not their profile, pages and conversations."""
    now: Moment | None
    """The moment from which "2h ago" counts, instead of the clock's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A context that is wanted. `goal` "" ends the one that stands, None leaves it."""

    query: str
    budget: Budget
    now: datetime
    model: str | None = None
    session: str | None = None
    system: str = ""
    goal: str | None = None
    history: Sequence[Mapping[str, object]] | None = None
    allowed: frozenset[str] = frozenset()
    folder: Path | None = None
    limit: int = DEPTH
    deep: bool | None = None
    also: tuple[Named, ...] = ()


def context_asked(query: str, said: ContextAsked, now: datetime) -> Asked:
    """The context that keywords ask for. Raises InvalidInput, in words, for what makes no sense."""
    if unknown := said.keys() - ContextAsked.__annotations__.keys():
        raise InvalidInput(what=", ".join(sorted(unknown)), problem="is no keyword of context")
    check_given("query", query, str)
    if not query.strip():
        raise InvalidInput(what="query", problem="is empty: give the message that is to be answered")
    for name, kind in _KINDS.items():
        if name in said:
            check_given(name, said[name], kind)  # type: ignore[literal-required]
    session, limit, moment = said.get("session"), said.get("limit", DEPTH), said.get("now")
    if session is not None and not session.strip():
        raise InvalidInput(what="session", problem="needs a name")
    if limit < 1:
        raise InvalidInput(what="limit", problem="must be at least 1")
    folder = said.get("folder")
    return Asked(
        query=query,
        budget=_budget(said.get("budget"), said.get("model")),
        now=now if moment is None else as_utc(moment),
        model=said.get("model"),
        session=session,
        system=said.get("system", ""),
        goal=said.get("goal"),
        history=said.get("history"),
        allowed=_consents(said),
        folder=None if folder is None else Path(folder),
        limit=limit,
        deep=said.get("deep"),
        also=tuple(said.get("also", ())),
    )


_KINDS: Mapping[str, type | UnionType] = {
    "model": str | None,
    "session": str | None,
    "system": str,
    "goal": str | None,
    "history": list | tuple | None,
    "sensitive": bool,
    "shared": bool,
    "folder": Path | str | None,
    "limit": int,
    "deep": bool | None,
    "also": list | tuple,
}


def _consents(said: ContextAsked) -> frozenset[str]:
    given = {SENSITIVE: said.get("sensitive", False), PRIVATE: not said.get("shared", False)}
    return frozenset(name for name, is_given in given.items() if is_given)


def _budget(budget: int | Budget | None, model: str | None) -> Budget:
    """What is given; else what a model's window leaves; else TOKENS. Raises InvalidInput."""
    if isinstance(budget, Budget):
        return budget
    if isinstance(budget, int) and not isinstance(budget, bool):
        return Budget.of(budget)
    if budget is not None:
        raise InvalidInput(what="budget", problem=f"must be a whole number or a Budget, not {type(budget).__name__}")
    return Budget.of(TOKENS) if model is None else Budget.for_model(model)
