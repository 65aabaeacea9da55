"""What Mem0's clients ask for, done with the verbs of mnesis, within what the caller may reach."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from mnesis.errors import Forbidden, InvalidInput, NotFound
from mnesis.governance.access import Caller
from mnesis.memory import Memory
from mnesis.model import EVERYTHING, Episode, Filter, Message, Right, Scope, Where, to_iso, utc_now
from mnesis.server.door import Door
from mnesis.server.mem0 import filters
from mnesis.server.mem0.ids import joined, parted
from mnesis.server.mem0.messages import messages_of
from mnesis.server.mem0.owners import LEVELS, Owners
from mnesis.server.mem0.records import expired, narrowed, record
from mnesis.server.mem0.register import Register
from mnesis.server.mem0.shelf import MOVED, NAMESPACE, Shelf
from mnesis.steps.understanding import When

Given = Mapping[str, Any]
TOP = 10
MORE = 40
"""Hits that are looked at beyond those asked for, since some may be over."""
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
        """Keep messages, each a memory of its own; what became of them. Raises Forbidden, InvalidInput."""
        owners = Owners.of({**_mapping(given, "filters"), **{name: given[name] for name in LEVELS if name in given}})
        memory = self.door.enter(self.caller, Right.WRITE, owners.scope)
        metadata, end = given.get("metadata"), _day(given.get("expiration_date"))
        if metadata is not None and not isinstance(metadata, dict):
            raise InvalidInput(what="metadata", problem="must be an object")
        messages, teller = messages_of(given, owners), memory if given.get("infer") is not False else _unread(memory)
        kept = [teller.remember(one) for one in messages]
        beside = {"owners": dict(owners.named), "metadata": metadata, "expiration_date": end}
        Shelf(memory).write(NAMESPACE, {one.id: beside for one in kept})
        self.register.note(owners, memory.scope.name)
        return [
            {
                "id": joined(one.id, memory.scope.name),
                "memory": one.episode.text,
                "event": "ADD" if one.created else "NONE",
                "actor_id": one.episode.speaker,
                "role": record(one.episode, {})["role"],
            }
            for one in kept
        ]

    def update(self, id: str, given: Given) -> dict[str, Any]:
        """Change words, time, metadata or end of a memory; words that are replaced are erased. Raises NotFound,
        Forbidden, InvalidInput."""
        memory, one, kept = self._one(id, Right.CURATE)
        text = next((given[name] for name in ("text", "data", "memory") if given.get(name) is not None), one.text)
        time = filters.moment_of(given.get("timestamp")) or one.timestamp
        changed: dict[str, Any] = {**kept, "updated_at": to_iso(utc_now())}
        changed |= {"metadata": _mapping(given, "metadata")} if given.get("metadata") is not None else {}
        changed |= {"expiration_date": _day(given["expiration_date"])} if "expiration_date" in given else {}
        changed["history"] = [*kept.get("history", ()), changed["updated_at"]]
        if (text, time) != (one.text, one.timestamp):
            one = self._moved(memory, one, changed, Message(text=text, time=time, **_same(one)))
        else:
            Shelf(memory).write(NAMESPACE, {one.id: changed})
        return record(one, Shelf(memory).one(NAMESPACE, one.id))

    def _moved(self, memory: Memory, old: Episode, kept: dict[str, Any], message: Message) -> Episode:
        """Other words are another memory; the id that clients know goes on."""
        new, first, shelf = memory.remember(message).episode, kept.get("id") or old.id, Shelf(memory)
        shelf.write(NAMESPACE, {new.id: {**kept, "id": first}})
        memory.forget(old.id)  # and what is kept under its id; so only now
        shelf.write(MOVED, {first: {"episode": new.id}})
        return new

    def delete(self, id: str) -> None:
        """Erase a memory for good. Raises NotFound, Forbidden."""
        memory, one, kept = self._one(id, Right.CURATE)
        self._erase(memory, {one.id: kept})

    def delete_all(self, given: Given) -> int:
        """Erase every memory of the owners that are named; how many there were. Raises InvalidInput where nobody is."""
        tree = _tree(given)
        if not any(filters.owners_in(tree)):
            raise InvalidInput(what="filters", problem=f"must name whose: {', '.join(LEVELS)}")
        erased = 0
        for memory in self._memories(tree, Right.CURATE):
            found = dict(self._records(memory, tree))
            kept = Shelf(memory).read(NAMESPACE, Where("key", "in", tuple(found)))
            erased += self._erase(memory, {id: kept.get(id, {}) for id in found})
        return erased

    def _erase(self, memory: Memory, gone: Mapping[str, Given]) -> int:
        if not gone:
            return 0
        forgotten = memory.forget(Where("id", "in", tuple(gone)))
        Shelf(memory).erase(MOVED, [kept["id"] for kept in gone.values() if "id" in kept])
        return forgotten.erased

    # --- asking --------------------------------------------------------------------------------------------------

    def get(self, id: str) -> dict[str, Any]:
        """One memory. Raises NotFound, Forbidden."""
        _, one, kept = self._one(id, Right.READ)
        return record(one, kept)

    def history(self, id: str) -> list[dict[str, Any]]:
        """When a memory was added and changed; of words, those that it has now. Raises NotFound, Forbidden."""
        _, one, kept = self._one(id, Right.READ)
        now = record(one, kept)
        events = [("ADD", now["created_at"]), *(("UPDATE", at) for at in kept.get("history", ()))]
        return [
            {
                "id": f"{id}/{number}",
                "memory_id": id,
                "event": event,
                "old_memory": None,
                "new_memory": now["memory"] if number == len(events) else None,
                "user_id": now["user_id"],
                "metadata": now["metadata"] if number == len(events) else None,
                "created_at": at,
                "updated_at": at,
            }
            for number, (event, at) in enumerate(events, start=1)
        ]

    def search(self, given: Given) -> list[dict[str, Any]]:
        """What matters for a query, best first, each with a score from 0 to 1. Raises Forbidden, InvalidInput."""
        query, tree = given.get("query"), _tree(given)
        top = _count(given, ("top_k", "limit"), TOP)
        if not isinstance(query, str):
            raise InvalidInput(what="query", problem="must be text")
        now, least = filters.moment_of(given.get("reference_date")), given.get("threshold") or 0.0
        found: list[dict[str, Any]] = []
        for memory in self._memories(tree, Right.READ):
            hits = memory.recall(query, limit=top + MORE, where=self._where(memory, tree), now=now).hits
            kept = Shelf(memory).read(NAMESPACE, Where("key", "in", tuple(hit.id for hit in hits)))
            found += [{**record(hit.memory, kept.get(hit.id, {})), "score": _score(hit.score)} for hit in hits]
        holds = _listed(given)
        best = sorted((one for one in found if holds(one) and one["score"] >= least), key=lambda one: -one["score"])
        return [narrowed(one, given.get("fields")) for one in best[:top]]

    def list(self, given: Given) -> list[dict[str, Any]]:
        """Every memory that a filter holds for, the newest first. Raises Forbidden, InvalidInput."""
        tree, holds = _tree(given), _listed(given)
        found = [one for memory in self._memories(tree, Right.READ) for _, one in self._records(memory, tree)]
        shown = [one for one in found if holds(one)]
        return [narrowed(one, given.get("fields")) for one in sorted(shown, key=_age, reverse=True)]

    def feedback(self, given: Given) -> dict[str, Any]:
        """Keep what somebody thinks of a memory. Raises NotFound, Forbidden, InvalidInput."""
        id, word = given.get("memory_id"), given.get("feedback")
        if not isinstance(id, str) or word not in (*RATINGS, None):
            raise InvalidInput(what="feedback", problem=f"needs a memory_id, and {', '.join(RATINGS)} or null")
        memory, one, _ = self._one(id, Right.WRITE)
        kept = memory.feedback(one.id, RATINGS.get(word or "", 0.0), note=given.get("feedback_reason"))
        return {"id": kept.id, "memory_id": id, "feedback": word, "feedback_reason": kept.note}

    # --- where things are ----------------------------------------------------------------------------------------

    def _one(self, id: str, right: Right) -> tuple[Memory, Episode, Given]:
        episode, scope = parted(id)
        memory = self.door.enter(self.caller, right, scope)
        current = Shelf(memory).one(MOVED, episode).get("episode", episode)
        try:
            return memory, memory.get(current), Shelf(memory).one(NAMESPACE, current)
        except NotFound as error:
            raise NotFound(kind="memory", id=id) from error

    def _memories(self, tree: Given, right: Right) -> Iterator[Memory]:
        """The memories of every owner that a filter names, as far as the caller has this right there; of none, that of
        the caller's home. Raises Forbidden where that leaves nothing."""
        named = list(filters.owners_in(tree))
        scopes = self.register.scopes(named) if named else [self.caller.home.name]
        mine = [one for one in scopes if self.caller.may(right, Scope(self.caller.tenant, one))]
        if scopes and not mine:
            raise Forbidden(right=right.value, scope=scopes[0])
        return (self.door.enter(self.caller, right, one) for one in mine)

    def _records(self, memory: Memory, tree: Given) -> Iterator[tuple[str, dict[str, Any]]]:
        """The memories of a scope that a filter holds for, by their own ids. Looks at all of the scope."""
        holds, kept = filters.compiled(tree), Shelf(memory).read(NAMESPACE)
        shown = ((one.id, record(one, kept.get(one.id, {}))) for one in memory.episodes(limit=None))
        return ((id, one) for id, one in shown if holds(one))

    def _where(self, memory: Memory, tree: Given) -> Filter:
        """The filter as recall takes it: everything, where it says no more than whose the scope is."""
        if all(name in LEVELS and f"{LEVELS[name]}:{value}" == memory.scope.name for name, value in tree.items()):
            return EVERYTHING
        return Where("id", "in", tuple(id for id, _ in self._records(memory, tree)))


def _tree(given: Given) -> dict[str, Any]:
    """The filter of a request, the owners it names outside of it, and dates and categories, all in one tree."""
    tree: dict[str, Any] = {name: given[name] for name in LEVELS if given.get(name) is not None}
    between = {op: given[name] for op, name in (("gte", "start_date"), ("lte", "end_date")) if given.get(name)}
    parts: list[Any] = [{"created_at": between}] if between else []
    parts += [{"categories": {"in": given["categories"]}}] if given.get("categories") else []
    if filter := _mapping(given, "filters"):
        if not tree and not parts:
            return dict(filter)
        parts.append(filter)
    return tree | ({"AND": parts} if parts else {})


def _listed(given: Given) -> filters.Holds:
    """Whether a record is shown: what is over, only to those who ask for it."""
    today = utc_now().date()
    return lambda one: bool(given.get("show_expired")) or not expired(one, today)


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


def _unread(memory: Memory) -> Memory:
    """The same memory, which learns nothing from what it keeps."""
    return memory._like(reading=replace(memory._reading, when=When.OFF))


def _score(value: float) -> float:
    """From 0 to 1: scores of mnesis have no upper end."""
    return round(max(0.0, value) / (1 + max(0.0, value)), 6)


def _age(one: Mapping[str, Any]) -> str:
    return str(one["created_at"])
