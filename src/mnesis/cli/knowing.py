"""`mnesis facts`, `mnesis entities`, `mnesis relations` and `mnesis why`: what is known."""

from collections.abc import Iterable, Mapping
from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render_known, render_practice
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.options import UTF8, dated, limited
from mnesis.cli.shorthand import whole
from mnesis.memory import Memory
from mnesis.model import Entity, EntityType, Fact, Job, JobState, Preference, Procedure, Where, within
from mnesis.semantic.standing import canonical
from mnesis.steps.understanding import JOB

KINDS = click.Choice([one.value for one in EntityType])


@command()
@click.argument("query", required=False, type=UTF8)
@click.option("--about", "subject", type=UTF8, metavar="NAME", help="Only about this entity.")
@click.option("--predicate", type=UTF8, help="Only of this kind, such as works_at or 'lives in'.")
@click.option("--object", type=UTF8, metavar="NAME", help="Only with this entity or value as object.")
@dated
@click.option("--past", is_flag=True, help="What is over, too.")
@limited(100)
@pass_desk
def facts(desk: Desk, /, query: str | None, **asked: Any) -> int:
    """List what is known now; with QUERY what fits it best. Ends with 1 where nothing is.

    A share says how sure a fact is, where that is not quite; the last column is the end of its ID, for mnesis why.

    \b
    Example: mnesis facts
             mnesis facts "Where does Otto live?"
             mnesis facts --about Otto --as-of 2024
    """
    with desk.memory() as memory:
        found = memory.facts(query, **asked)
        types = types_of(memory, found)
        tell_waiting(desk, memory)
    data = {"facts": [shapes.fact(one) for one in found]}
    desk.give(data, lambda screen: render_known.facts(screen, found, types, ranked=bool(query)), empty=not found)
    if query is None:
        tell_cut(desk, len(found), asked["limit"])
    return 0 if found else NOTHING


def types_of(memory: Memory, found: Iterable[Fact]) -> Mapping[str, EntityType]:
    """The types of what facts are about, by the ids that the facts give them."""
    ends = canonical(memory.store, memory.scope, [one.entity_id for one in found])
    types = memory.store.pick(Entity, memory.scope, list(set(ends.values())), ("type",))
    return {id: EntityType(types[end][0]) for id, end in ends.items() if end in types}


def tell_cut(desk: Desk, count: int, limit: int) -> None:
    """Remark that a list ends where it was told to, which is no news of the best answers to a question."""
    if count == limit:
        desk.notices((f"There may be more than these {limit}: see --limit.",))


def tell_waiting(desk: Desk, memory: Memory) -> None:
    """Remark that not everything was understood yet."""
    waiting = within(memory.scope, Where("kind", "eq", JOB), Where("state", "in", (JobState.READY, JobState.RUNNING)))
    if memory.store.count(Job, waiting):
        desk.notices(("Some memories wait to be understood: mnesis extract does it now.",))


@command()
@click.argument("query", required=False, type=UTF8)
@click.option("--type", type=KINDS, help="Only of this type.")
@limited(50)
@pass_desk
def entities(desk: Desk, /, query: str | None, type: str | None, limit: int) -> int:
    """List who and what is known: people, places, projects, tools. Ends with 1 where there are none.

    \b
    Example: mnesis entities
             mnesis entities "Otto" --type person
    """
    with desk.memory() as memory:
        found = memory.entities(query, type=type, limit=limit)
        tell_waiting(desk, memory)
    data = {"entities": [shapes.entity(one) for one in found]}
    desk.give(data, lambda screen: render_known.entities(screen, found), empty=not found)
    if query is None:
        tell_cut(desk, len(found), limit)
    return 0 if found else NOTHING


@command()
@click.argument("entity", type=UTF8)
@click.option("--type", "types", type=UTF8, multiple=True, help="Only of this kind; may be given several times.")
@click.option("--hops", type=click.IntRange(1, 3), default=1, show_default=True, help="Steps away, at most.")
@dated
@limited(100)
@pass_desk
def relations(desk: Desk, /, entity: str, **asked: Any) -> int:
    """Tell what ENTITY (a name or an ID) is connected with. Ends with 1 where that is nothing.

    \b
    Example: mnesis relations Otto
             mnesis relations Otto --type works_at --hops 2
    """
    with desk.memory() as memory:
        near = memory.relations(entity, **asked)
    desk.give(shapes.near(near), lambda screen: render_known.relations(screen, near), empty=not near.edges)
    return 0 if near.edges else NOTHING


@command()
@click.argument("what", type=UTF8)
@pass_desk
def why(desk: Desk, what: str) -> None:
    """Tell the whole story of WHAT: an ID, or words that say a fact. Ends with 1 where there is none.

    What a fact says, how sure that is, when it holds in the world, since when it is believed here, and the words behind
    it; or what was learnt about a preference or a procedure. The last characters of an ID are enough.

    \b
    Example: mnesis why 7HNQ2VX
             mnesis why "Otto lives in Berlin"
    """
    with desk.memory() as memory:
        id = _meant(memory, what)
        if one := _practice(memory, id):
            desk.give(shapes.history(one), lambda screen: render_practice.story(screen, one))
            return
        story = memory.why(id)
        subject = types_of(memory, [story.fact]).get(story.fact.entity_id)
    desk.give(shapes.story(story), lambda screen: render_known.story(screen, story, subject))


def _meant(memory: Memory, text: str) -> str:
    """The id that a text means: words mean the fact that fits best, over or not."""
    fitting = memory.facts(text, past=True, limit=1) if len(text.split()) > 1 else []
    return fitting[0].id if fitting else whole(memory, text, (Fact, Preference, Procedure))


def _practice(memory: Memory, id: str) -> Preference | Procedure | None:
    """The preference or the procedure with this id, if it is one's."""
    here = within(memory.scope)
    kinds: tuple[type[Preference | Procedure], ...] = (Preference, Procedure)
    return next((one for kind in kinds for one in memory.store.get(kind, [id], here)), None)


COMMANDS = (facts, entities, relations, why)
