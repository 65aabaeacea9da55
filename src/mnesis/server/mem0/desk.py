"""What Mem0's clients ask for, done with the verbs of mnesis, within what the caller may reach."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from mnesis.errors import Forbidden, InvalidInput, NotFound
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import Episode, Message, Right, Scope, Sort, as_utc, check_value, to_iso, utc_now
from mnesis.server.door import Door
from mnesis.server.mem0 import changes, filters
from mnesis.server.mem0.ids import parted
from mnesis.server.mem0.messages import messages_of
from mnesis.server.mem0.owners import LEVELS, Owners
from mnesis.server.mem0.records import record, trimmed
from mnesis.server.mem0.register import Register
from mnesis.server.mem0.shelf import Beside, Shelf
from mnesis.server.mem0.view import Listed, View, newest
from mnesis.server.paging import MANY
from mnesis.steps.insisting import insist
from mnesis.steps.understanding import When

Given = Mapping[str, Any]
TOP = 10
RATINGS = {"POSITIVE": 1.0, "NEGATIVE": -0.5, "VERY_NEGATIVE": -1.0}


@dataclass(frozen=True, slots=True)
class Desk:
    """One caller at the door."""

    door: Door
    caller: Caller

    @property
    def register(self) -> Register:
        return Register(self.door, self.caller)

    # --- keeping -------------------------------------------------------------------------------------------------

    def add(self, given: Given) -> list[dict[str, Any]]:
        """Keep messages, all or none, each a memory of its own; what became of them. Raises Forbidden, InvalidInput."""
        owners = Owners.of({**_mapping(given, "filters"), **{name: given[name] for name in LEVELS if name in given}})
        memory = self.door.enter(self.caller, Right.WRITE, owners.scope)
        beside: dict[str, Any] = {"owners": dict(owners.named), **_said_beside(given)}
        if given.get("infer") is False:
            beside["infer"] = False
        messages = messages_of(given, owners)
        kept = _reading(memory, beside)._keeper.keep(messages)
        shelf, episodes = Shelf(memory), [one.episode for one in kept.seen]
        shelf.begin({one.id: beside for one in episodes})
        self.register.note(owners, memory.scope.name)
        names, new = shelf.beside({one.id: None for one in episodes}), set(kept.new)
        told = []
        for one in episodes:
            shown = record(one, names[one.id])
            event = "ADD" if one.id in new else "NONE"
            told.append({name: shown[name] for name in ("id", "memory", "actor_id", "role")} | {"event": event})
            new.discard(one.id)
        return told

    def update(self, id: str, given: Given) -> dict[str, Any]:
        """Change words, time, metadata or end of a memory; words that are replaced stay in its history alone. Raises
        NotFound, Forbidden, InvalidInput."""
        said, time = _said_beside(given), filters.moment_of(given.get("timestamp"))
        text = next((given[name] for name in ("text", "data", "memory") if given.get(name) is not None), None)
        made: dict[str, Memory] = {}

        def change() -> dict[str, Any]:
            memory, old, kept = self._one(id, Right.CURATE)
            one, value = old, {**kept.value, **said, "updated_at": to_iso(utc_now())}
            words, when = old.text if text is None else text, time or old.timestamp
            if (words, when) != (old.text, old.timestamp):
                one = _moved(memory, kept, Message(text=words, time=when, **_same(old)))
                made[one.id] = memory
            shelf = Shelf(memory)
            history = changes.noted(shelf.history(kept.id), old.text, value["updated_at"])
            shelf.change((old.id, one.id), kept, value, history)
            if one.id != old.id:
                memory.forget(old.id)
            made.pop(one.id, None)
            return record(one, Beside(kept.id, value))

        try:
            return insist(change)
        finally:
            for stray, memory in made.items():  # somebody deleted, or changed, the memory meanwhile
                memory.forget(stray)

    def delete(self, id: str) -> None:
        """Erase a memory for good. Raises NotFound, Forbidden."""
        memory, one, _ = self._one(id, Right.CURATE)
        try:
            while True:  # until it is gone: somebody may give it other words meanwhile
                memory.forget(one.id)
                memory, one, _ = self._one(id, Right.CURATE)
        except NotFound:
            return

    def delete_all(self, given: Given) -> None:
        """Erase every memory of the owners that are named. Raises InvalidInput where nobody is."""
        tree = _tree(given)
        if not any(filters.owners_in(tree)):
            raise InvalidInput(what="filters", problem=f"must name whose: {', '.join(LEVELS)}")
        for view in self._views(tree, Right.CURATE, over=True):
            view.forget()

    # --- asking --------------------------------------------------------------------------------------------------

    def get(self, id: str) -> dict[str, Any]:
        """One memory. Raises NotFound, Forbidden."""
        _, one, kept = self._one(id, Right.READ)
        return record(one, kept)

    def history(self, id: str) -> list[dict[str, Any]]:
        """What became of a memory since it was added, and what it said before. Raises NotFound, Forbidden."""
        memory, one, kept = self._one(id, Right.READ)
        return list(changes.events(Shelf(memory).history(kept.id), record(one, kept)))

    def search(self, given: Given) -> list[dict[str, Any]]:
        """What matters for a query, best first, each with a score from 0 to 1. Raises Forbidden, InvalidInput."""
        query, tree, fields = given.get("query"), _tree(given), _fields(given)
        top, least = _count(given, ("top_k", "limit"), TOP), _least(given)
        if not isinstance(query, str) or not query.strip():
            raise InvalidInput(what="query", problem="must be text that is not empty")
        now = filters.moment_of(given.get("reference_date"))
        found: list[dict[str, Any]] = []
        for view in self._views(tree, Right.READ, over=_asked_for(given, "show_expired")):
            hits = view.memory.recall(query, limit=top, where=view.recalled(), now=now).hits
            shown = view.records(hit.memory for hit in hits)
            found += [{**shown[hit.id], "score": _score(hit.score)} for hit in hits]
        best = sorted((one for one in found if one["score"] >= least), key=lambda one: -one["score"])
        return [trimmed(one, fields) for one in best[:top]]

    def list(self, given: Given, start: int = 0, size: int = MANY) -> Listed:
        """The memories that a filter holds for, the newest first. Raises Forbidden, InvalidInput."""
        tree, fields = _tree(given), _fields(given)
        found = newest(self._views(tree, Right.READ, over=_asked_for(given, "show_expired")), start, size)
        return Listed(found.count, [trimmed(one, fields) for one in found.results])

    def count(self, given: Given) -> int:
        """How many there are. Raises Forbidden, InvalidInput."""
        return sum(one.count() for one in self._views(_tree(given), Right.READ, over=False))

    def feedback(self, given: Given) -> dict[str, Any]:
        """Keep what somebody thinks of a memory. Raises NotFound, Forbidden, InvalidInput."""
        id, word = given.get("memory_id"), given.get("feedback")
        if not isinstance(id, str) or word not in (*RATINGS, None):
            raise InvalidInput(what="feedback", problem=f"needs a memory_id, and {', '.join(RATINGS)} or null")
        memory, one, _ = self._one(id, Right.WRITE)
        kept = memory.feedback(one.id, RATINGS.get(word or "", 0.0), note=given.get("feedback_reason"))
        return {"id": kept.id, "memory_id": id, "feedback": word, "feedback_reason": kept.note}

    # --- where things are ----------------------------------------------------------------------------------------

    def require(self, ids: Sequence[str], right: Right) -> None:
        """Look that memories are there, and may be changed. Raises NotFound, Forbidden."""
        for id in ids:
            self._one(id, right)

    def _one(self, id: str, right: Right) -> tuple[Memory, Episode, Beside]:
        name, scope = parted(id)
        memory = self.door.enter(self.caller, right, scope)
        shelf = Shelf(memory)
        current = shelf.called(name)
        try:
            return memory, memory.get(current), shelf.beside([current])[current]
        except NotFound as error:
            raise NotFound(kind="memory", id=id) from error

    def _views(self, tree: dict[str, Any], right: Right, *, over: bool) -> Iterator[View]:
        """The memories of every owner that a filter names, as far as the caller has this right there; of none, that of
        the caller's home. Raises Forbidden where that leaves nothing, InvalidInput."""
        named = list(filters.owners_in(tree))
        scopes = self.register.scopes(named) if named else [self.caller.home.name]
        mine = [one for one in scopes if self.caller.may(right, Scope(self.caller.tenant, one))]
        if scopes and not mine:
            raise Forbidden(right=right.value, scope=scopes[0])
        return (View.of(self.door.enter(self.caller, right, one), tree, over=over) for one in mine)


def _moved(memory: Memory, kept: Beside, message: Message) -> Episode:
    """A memory of other words, and nobody else's: where those were said at that time already, a moment later. Whoever
    takes them back then takes back their own."""
    when = as_utc(message.time or utc_now())
    while True:
        told = _reading(memory, kept.value).remember(replace(message, time=when))
        if told.created:
            return told.episode
        when += timedelta(milliseconds=1)


def _tree(given: Given) -> dict[str, Any]:
    """The filter of a request, the owners it names outside of it, and dates and categories, all in one tree. Raises
    InvalidInput."""
    tree = _joined(given)
    filters.compiled(tree)
    return tree


def _joined(given: Given) -> dict[str, Any]:
    tree: dict[str, Any] = {name: given[name] for name in LEVELS if given.get(name) is not None}
    between = {op: given[name] for op, name in (("gte", "start_date"), ("lte", "end_date")) if given.get(name)}
    parts: list[Any] = [{"created_at": between}] if between else []
    parts += [{"categories": {"in": given["categories"]}}] if given.get("categories") else []
    if filter := _mapping(given, "filters"):
        if not tree and not parts:
            return dict(filter)
        parts.append(filter)
    return tree | ({"AND": parts} if parts else {})


def _asked_for(given: Given, name: str) -> bool:
    """A yes or no, in a body or in an address."""
    value = given.get(name)
    if value in (None, True, False):
        return bool(value)
    if str(value).lower() not in ("true", "false", "1", "0"):
        raise InvalidInput(what=name, problem="must be true or false")
    return str(value).lower() in ("true", "1")


def _fields(given: Given) -> list[str] | None:
    fields = given.get("fields")
    if fields is not None and not (isinstance(fields, list) and all(isinstance(one, str) for one in fields)):
        raise InvalidInput(what="fields", problem="must be a list of names")
    return fields


def _least(given: Given) -> float:
    value = given.get("threshold") or 0.0
    if not isinstance(value, int | float) or isinstance(value, bool):
        raise InvalidInput(what="threshold", problem="must be a number")
    return value


def _mapping(given: Given, name: str) -> Mapping[str, Any]:
    value = given.get(name)
    if value is not None and not isinstance(value, dict):
        raise InvalidInput(what=name, problem="must be an object")
    return value or {}


def _count(given: Given, names: tuple[str, ...], default: int) -> int:
    value = next((given[name] for name in names if given.get(name) is not None), default)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 < value <= 1_000:
        raise InvalidInput(what=names[0], problem="must be a number from 1 to 1000")
    return value


def _said_beside(given: Given) -> dict[str, Any]:
    """What a request says of a memory, other than its words. Raises InvalidInput."""
    said: dict[str, Any] = {}
    if given.get("metadata") is not None:
        said["metadata"] = check_value("metadata", Sort.JSON, _mapping(given, "metadata"))
    if "expiration_date" in given:
        said["expiration_date"] = _day(given["expiration_date"])
    return said


def _day(value: Any) -> str | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(value).isoformat()
    except (TypeError, ValueError) as error:
        raise InvalidInput(what="expiration_date", problem="must be a day, as in 2026-12-31") from error


def _same(one: Episode) -> dict[str, Any]:
    """What a memory keeps when its words change."""
    names = ("actor", "speaker", "type", "outcome", "tags", "importance")
    return {name: getattr(one, name) for name in names} | {"session": one.session_id}


def _reading(memory: Memory, beside: Given) -> Memory:
    """The memory; one that learns nothing from what it keeps, where that was asked for when it was added."""
    return memory._like(reading=replace(memory._reading, when=When.OFF)) if beside.get("infer") is False else memory


def _score(value: float) -> float:
    """From 0 to 1: scores of mnesis have no upper end."""
    return round(max(0.0, value) / (1 + max(0.0, value)), 6)
