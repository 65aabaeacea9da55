"""Practice by hand: preferences and procedures given outright, edited, undone, forgotten. Each leaves a line in the
trail, with ids and never with words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from mnesis.episodic.identity import new_id
from mnesis.errors import InvalidInput, NotFound
from mnesis.model import Add, Audit, Clock, PreferenceCategory, Scope, SourceType, as_utc, from_iso, to_iso
from mnesis.procedural.doing import pair
from mnesis.procedural.draft import Draft
from mnesis.procedural.lesson import Lesson
from mnesis.procedural.log import EDITED, HAND, REPLACED, TOLD, UNDONE, Event, given
from mnesis.procedural.naming import bare
from mnesis.stores.contract import Store

STATED = 0.9
"""The strength of a preference that is given without one."""

Step = Mapping[str, Any] | str
"""A step: `action` and `detail`, or the detail alone, whose first word is then the action."""


_TICK = timedelta(milliseconds=1)
"""The shortest time that logs tell."""


@dataclass(frozen=True, slots=True)
class Hand:
    """Changes the practice of one scope as the user wants it. Writes nothing: see `Lesson`."""

    store: Store
    scope: Scope
    clock: Clock

    def prefer(
        self,
        category: PreferenceCategory,
        key: str,
        value: str,
        *,
        instead_of: str | None = None,
        strength: float | None = None,
    ) -> Lesson:
        """A preference, new or in place of what held; procedures that mention what it replaces follow. `strength` sets
        it exactly. Raises InvalidInput."""
        _check("key", bare(key))
        _check("value", bare(value))
        if strength is not None and not 0 <= strength <= 1:
            raise InvalidInput(what=f"strength {strength}", problem="must lie in 0 to 1")
        draft = self._draft()
        log = draft.logs.get(draft.preferred(category, key) or "", ())
        event = self._event(
            log[-1] if log else None,
            event=TOLD,
            value=value,
            instead_of=instead_of,
            strength=STATED if strength is None else strength,
            exact=None if strength is None else True,
            source=SourceType.STATED.value,
        )
        return self._done(draft, "learn", "preference", draft.note(category, key, event))

    def teach(
        self, trigger: str, steps: Sequence[Step], *, name: str | None = None, context: str | None = None
    ) -> Lesson:
        """A procedure, new or in place of the one there is for that task. Raises InvalidInput."""
        _check("trigger", bare(trigger))
        draft = self._draft()
        event = self._event(event=TOLD, name=name or trigger, trigger=trigger, context=context, steps=_steps(steps))
        return self._done(draft, "learn", "procedure", draft.tell(event))

    def edit(
        self,
        id: str,
        *,
        name: str | None = None,
        trigger: str | None = None,
        context: str | None = None,
        steps: Sequence[Step] | None = None,
    ) -> Lesson:
        """A procedure with other words; what is not given stays. Raises NotFound, InvalidInput."""
        draft = self._draft()
        if id not in draft.procedures:
            raise NotFound(kind="procedure", id=id)
        for what, text in (("name", name), ("trigger", trigger)):
            if text is not None:
                _check(what, bare(text))
        new = given(name=name, trigger=trigger, context=context, steps=None if steps is None else _steps(steps))
        if new:
            draft.add(id, self._event(event=EDITED, **new))
        return self._done(draft, "edit", "procedure", id)

    def undo(self, id: str, old: str, new: str) -> Lesson:
        """Take back the replacements of `old` by `new` in a procedure that were said so far. Raises NotFound where
        there is none."""
        draft = self._draft()
        event = self._event(None, event=UNDONE, **{"from": old, "to": new})
        log = draft.logs[id] if id in draft.procedures else ()
        if not any(one["event"] == REPLACED and pair(one) == pair(event) for one in log):
            raise NotFound(kind=f"replacement of {old} by {new} in a procedure", id=id)
        draft.add(id, event)
        return self._done(draft, "undo", "procedure", id)

    def forget(self, id: str) -> Lesson:
        """A preference or procedure, gone with its whole history. What it changed in procedures stays changed, and what
        it superseded is in use again. Raises NotFound."""
        draft = self._draft()
        if id not in draft.kept:
            raise NotFound(kind="preference or procedure", id=id)
        draft.clear(id)
        return self._done(draft, "forget", "preference" if id in draft.preferences else "procedure", id)

    def _draft(self) -> Draft:
        return Draft.load(self.store, self.scope, as_utc(self.clock()))

    def _event(self, after: Event | None = None, /, **fields: Any) -> Event:
        """What is done now, or right after what it sets right, where another clock says that this was said later."""
        now = as_utc(self.clock())
        at = max(now, from_iso(after["at"]) + _TICK) if after else now
        return given(by=HAND, at=to_iso(at), **fields)

    def _done(self, draft: Draft, action: str, kind: str, id: str) -> Lesson:
        lesson = draft.lesson()
        if not lesson:
            return lesson
        line = Audit(
            id=new_id(self.clock),
            scope=self.scope,
            at=draft.now,
            actor="user",
            action=action,
            subject=kind,
            detail={"id": id, "changed": len(lesson.preferences) + len(lesson.procedures)},
        )
        return replace(lesson, changes=(*lesson.changes, Add(line)))


def _check(what: str, text: str) -> None:
    if not text:
        raise InvalidInput(what=what, problem="must not be empty")


def _steps(steps: Sequence[Step]) -> list[dict[str, Any]]:
    """The steps as a procedure keeps them. Raises InvalidInput where there is none, or one says nothing."""
    made = [_step(one) if isinstance(one, str) else dict(one) for one in steps]
    if not made or any(not bare(str(one.get("detail", ""))) for one in made):
        raise InvalidInput(what="steps", problem="there must be one at least, and each must say something")
    return made


def _step(text: str) -> dict[str, Any]:
    words = text.split()
    return {"action": words[0].lower() if words else "", "detail": text.strip()}
