"""Identity by hand: two entities become one, one becomes two, and either is taken back.

No fact is rewritten when entities merge: reads follow `merged_into`. A split moves the facts it names, which their logs
tell. Each leaves a line in the trail, and by the id of that line it is undone.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.episodic.identity import content_id, new_id
from mnesis.errors import InvalidInput, NotFound
from mnesis.model import (
    Add,
    AnyOf,
    Audit,
    Change,
    Clock,
    Entity,
    Erase,
    Event,
    Expect,
    Fact,
    Named,
    Put,
    Scope,
    What,
    Where,
    as_utc,
    within,
)
from mnesis.semantic.edges import Triple, edges, triple
from mnesis.semantic.history import as_mapping
from mnesis.semantic.joining import join, part, tied, ties
from mnesis.semantic.naming import keys_of
from mnesis.semantic.resolution import Entities
from mnesis.semantic.standing import canonical, members
from mnesis.stores.contract import Store

MERGE, SPLIT, UNDO = "merge", "split", "undo"


@dataclass(frozen=True, slots=True)
class Decision:
    """What somebody decided about identity: the line by whose id it is undone, and all changes that make it so, the
    line among them. They raise Conflict where somebody else was faster. What it means for facts about `entities` is for
    `reconcile` to say, once they are applied."""

    line: Audit
    changes: tuple[Change, ...]
    entities: tuple[str, ...]


def merge(store: Store, scope: Scope, one: str, other: str, clock: Clock) -> Decision:
    """Let the entity `other` be `one`: what is known of it, and its names, are `one`'s from now on. Raises NotFound,
    and InvalidInput where they are the same already."""
    ends = canonical(store, scope, (one, other))
    into, gone = _entity(store, scope, ends[one]), _entity(store, scope, ends[other])
    if into.id == gone.id:
        raise InvalidInput(what=f"merge of {one} and {other}", problem="they are the same entity already")
    joined, richer = join(gone, into)
    line = _line(scope, clock, MERGE, gone.id, into=into.id)
    changes = _rewritten((gone, into), (joined, richer), line.at)
    return Decision(line, (*changes, Add(line)), (into.id, gone.id))


def split(
    store: Store, scope: Scope, entity: str, fact_ids: Sequence[str], named: Named, clock: Clock
) -> tuple[Entity, Decision]:
    """A new entity of this name and type, which takes these facts from `entity`, as subject or as object, with the
    relationships that follow them. Raises NotFound, and InvalidInput for no facts, facts about others, and a name that
    means somebody already."""
    now = as_utc(clock())
    old = _entity(store, scope, canonical(store, scope, (entity,))[entity])
    facts = store.get(Fact, list(dict.fromkeys(fact_ids)), within(scope))
    if missing := set(fact_ids) - {one.id for one in facts}:
        raise NotFound(kind="fact", id=min(missing))
    mine = members(store, scope, (old.id,))
    strangers = [one.id for one in facts if one.entity_id not in mine and one.object_id not in mine]
    if strangers or not facts:
        raise InvalidInput(what="split", problem=f"facts {strangers} are about others" if facts else "names no facts")
    known = Entities(store, scope, now)
    new = known.apart(old, named, now)
    line = _line(scope, clock, SPLIT, old.id, into=new.id, facts=len(facts))
    moved = _moved(store, facts, mine, new.id, now)
    return new, Decision(line, (*known.changes(), *moved, Add(line)), (old.id, new.id))


def undo(store: Store, scope: Scope, audit_id: str, clock: Clock) -> Decision:
    """Take back the merge or split that a line of the trail tells of; what was learnt meanwhile stays. What a rule had
    merged is not merged by rule again. Raises NotFound, and InvalidInput where it was undone before, is neither merge
    nor split, or where later decisions stand upon it."""
    line = next(iter(store.get(Audit, (audit_id,), within(scope))), None)
    if line is None:
        raise NotFound(kind="line of the trail", id=audit_id)
    done = replace(_line(scope, clock, UNDO, audit_id), id=content_id(UNDO, scope.tenant, scope.name, audit_id))
    if earlier := store.get(Audit, (done.id,), within(scope)):
        raise _not_undone(audit_id, f"was undone already, at {earlier[0].at:%Y-%m-%d %H:%M}")
    take_back = {MERGE: _unmerged, SPLIT: _unsplit}.get(line.action)
    if take_back is None:
        raise _not_undone(audit_id, f"is no merge and no split, but: {line.action}")
    changes = take_back(store, line, done.at)
    concerned = (str(line.subject), str(line.detail["into"]))
    return Decision(done, (Expect(Audit, scope, done.id, 0), *changes, Add(done)), concerned)


# --- taking back ----------------------------------------------------------------------------------------------


def _unmerged(store: Store, line: Audit, now: datetime) -> list[Change]:
    scope, into = line.scope, str(line.detail["into"])
    other = _entity(store, scope, str(line.subject))
    if other.merged_into != into:
        raise _not_undone(line.id, "the two are not one any more")
    above = [_entity(store, scope, into)]
    while next_id := above[-1].merged_into:
        above.append(_entity(store, scope, next_id))
    after = part(other, above)
    if line.actor == "rule":
        after[0] = tied(after[0], apart=dict.fromkeys((*ties(after[0], "apart"), into)))
    return _rewritten((other, *above), after, now)


def _unsplit(store: Store, line: Audit, now: datetime) -> list[Change]:
    scope, new = line.scope, _entity(store, line.scope, str(line.detail["into"]))
    about = AnyOf((Where("entity_id", "eq", new.id), Where("object_id", "eq", new.id)))
    facts = store.find(Fact, within(scope, about))
    moved = [one for one in facts if _origin(one, new.id)]
    others = store.get(Entity, list(members(store, scope, (new.id,))), within(scope))
    if new.merged_into or any(ties(one, "joined") for one in others):
        raise _not_undone(line.id, f"{new.name} was merged since: undo that first")
    if not len(facts) == len(moved) == line.detail["facts"]:
        raise _not_undone(line.id, f"facts of {new.name} came or went since: merge the two instead")
    back = _moved_back(store, moved, new.id, now)
    gone = within(scope, Where("id", "eq", new.id))
    freed = Entities(store, scope, now)
    freed.forget(new)
    return [Expect(Entity, scope, new.id, new.version), *back, *freed.changes(), Erase(Entity, gone)]


def _not_undone(id: str, problem: str) -> InvalidInput:
    return InvalidInput(what=f"undo of {id}", problem=problem)


# --- rows -----------------------------------------------------------------------------------------------------


def _entity(store: Store, scope: Scope, id: str) -> Entity:
    for one in store.get(Entity, (id,), within(scope)):
        return one
    raise NotFound(kind="entity", id=id)


def _line(scope: Scope, clock: Clock, action: str, subject: str, **detail: str | int) -> Audit:
    at = as_utc(clock())
    return Audit(id=new_id(clock), scope=scope, at=at, actor="user", action=action, subject=subject, detail=detail)


def _rewritten(before: Iterable[Entity], after: Sequence[Entity], now: datetime) -> list[Change]:
    """These entities as they are after a decision, provided that nobody has changed them meanwhile."""
    guards = [Expect(Entity, one.scope, one.id, one.version) for one in before]
    return [*guards, *(Put(replace(one, updated_at=now), keys_of(one)) for one in after)]


def _moved(store: Store, facts: Sequence[Fact], mine: Collection[str], new: str, now: datetime) -> list[Change]:
    """The facts about the new entity: as their subject where that is one of `mine`, else as their object."""
    after = []
    for one in facts:
        origin = one.entity_id if one.entity_id in mine else one.object_id
        move = Event(at=now, what=What.REASSIGNED, from_entity=origin, to_entity=new)
        log = (*one.history, as_mapping(move))
        after.append(_about(replace(one, history=log, updated_at=now), str(origin), new))
    return _with_edges(store, facts, after, now)


def _moved_back(store: Store, facts: Sequence[Fact], new: str, now: datetime) -> list[Change]:
    """The facts about whom they were about before, their logs without the move."""
    after = []
    for one in facts:
        log = tuple(event for event in one.history if event.get("to_entity") != new)
        after.append(_about(replace(one, history=log), new, str(_origin(one, new))))
    return _with_edges(store, facts, after, now)


def _about(fact: Fact, one: str, other: str) -> Fact:
    """The fact with `other` in the place of `one`: as its subject, or else as its object."""
    return replace(fact, entity_id=other) if fact.entity_id == one else replace(fact, object_id=other)


def _with_edges(store: Store, before: Sequence[Fact], after: Sequence[Fact], now: datetime) -> list[Change]:
    """The facts as they are now, and the edges that follow those of their ends and of the ends they had."""
    scope, moved = before[0].scope, {one.id: one for one in after}
    touched: dict[Triple, list[Fact]] = {edge: [] for one in (*before, *after) if (edge := triple(one))}
    sources = tuple({source for source, _, _ in touched})
    rest = store.find(Fact, within(scope, Where("entity_id", "in", sources), Where("object_id", "ne", None)))
    for one in ({one.id: one for one in rest} | moved).values():
        if (edge := triple(one)) in touched:
            touched[edge].append(one)
    guards = [Expect(Fact, scope, one.id, one.version) for one in before]
    return [*guards, *map(Put, after), *edges(store, scope, touched, now)]


def _origin(fact: Fact, new: str) -> str | None:
    """Whom the fact was about before it was moved to `new`, if it was."""
    moves = [str(event["from_entity"]) for event in fact.history if event.get("to_entity") == new]
    return moves[-1] if moves else None
