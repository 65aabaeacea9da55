"""How things are done, as people read it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from typing import Any

from mnesis.cli.output import Screen
from mnesis.cli.render import when
from mnesis.cli.shorthand import short
from mnesis.cli.wording import date, many, quoted, sentence, sure, times
from mnesis.model import Changed, EntityType, Fact, Learned, Preference, Procedure, from_iso
from mnesis.procedural.log import EDITED, HAND, UNDONE
from mnesis.procedural.preferring import confirmed_at, instead_of


def preferences(screen: Screen, found: Sequence[Preference]) -> None:
    """Preferences below their categories, the category of the strongest first."""
    order = {name: at for at, name in enumerate(dict.fromkeys(one.category for one in found))}
    together = sorted(found, key=lambda one: order[one.category])
    for at, (category, group) in enumerate(groupby(together, key=lambda one: one.category)):
        if at:
            screen.line()
        screen.line(category.value, "bold yellow")
        screen.columns(map(_preference, group), styles=("", "bold", "dim", "", "cyan"))


def _preference(one: Preference) -> tuple[str, ...]:
    said = "by hand" if not one.source_episodes else f"said {times(one.evidence_count)}"
    return (
        one.key.replace("_", " "),
        wanted(one),
        f"{said}, {confirmed_at(one):%Y-%m-%d}",
        sure(one.strength),
        short(one.id),
    )


def wanted(one: Preference) -> str:
    unwanted = instead_of(one)
    return f"{one.value}, not {unwanted}" if unwanted else one.value


def procedures(screen: Screen, found: Sequence[Procedure]) -> None:
    """Procedures with their steps."""
    for at, one in enumerate(found):
        if at:
            screen.line()
        procedure(screen, one)


def procedure(screen: Screen, one: Procedure) -> None:
    screen.line(f"{one.name}  ({short(one.id)})", "bold yellow")
    if one.trigger.casefold() != one.name.casefold() or one.context:
        screen.block("when: " + ", ".join(filter(None, (one.trigger, one.context))), indent=2)
    screen.columns((f"{number}.", step.get("detail", "")) for number, step in enumerate(one.steps, start=1))
    screen.block(record(one), indent=2, style="dim")


def record(one: Procedure) -> str:
    """How far a procedure is trusted, and what that comes from."""
    counted = [f"{what} {times(n)}" for what, n in (("worked", one.success_count), ("failed", one.failure_count)) if n]
    last = f", last used on {date(one.last_used)}" if one.last_used else ""
    trust = f"trusted {one.confidence:.0%}: {' and '.join(counted) or 'not used yet'}{last}"
    return f"{trust}; another took its place" if one.superseded_by else trust


def changes(screen: Screen, changed: Iterable[Changed], names: Mapping[str, str]) -> None:
    """What reads differently in procedures, before and after; `names` by their ids."""
    for id, group in groupby(changed, key=lambda one: one.procedure):
        screen.line(f"  {names.get(id, 'procedure')}  ({short(id)})", "bold")
        screen.columns((row for one in group for row in _before_after(one)), indent=4, styles=("dim",))


def _before_after(one: Changed) -> list[tuple[str, str]]:
    where = f"step {one.step}" if one.step else one.field
    rows = [f"{sign} {text}" for sign, text in (("−", one.before), ("+", one.after)) if text is not None]
    return [(where if at == 0 else "", row) for at, row in enumerate(rows)]


def learned(screen: Screen, one: Learned, types: Mapping[str, EntityType], names: Mapping[str, str]) -> None:
    """What something taught. `types` of the subjects of facts by id, `names` of procedures by id."""
    new = _facts(one.facts, types)
    new += [("preference", _said(each), short(each.id)) for each in one.preferences]
    new += [("procedure", f"{each.name}, {many(len(each.steps), 'step')}", short(each.id)) for each in _new(one)]
    over = _facts([each for each in one.ended if each.known_until is None], types)
    wrong = [replace(each, valid_from=None, valid_until=None) for each in one.ended if each.known_until]
    for title, rows in (("Learnt", new), ("Over", over), ("Not believed any more", _facts(wrong, types))):
        if rows:
            screen.line(title, "bold yellow")
            screen.columns(rows, styles=("dim", "", "cyan"))
    if one.changed:
        screen.line("Changed", "bold yellow")
        changes(screen, one.changed, names)


def _facts(found: Iterable[Fact], types: Mapping[str, EntityType]) -> list[tuple[str, str, str]]:
    return [("fact", sentence(each, types.get(each.entity_id)), short(each.id)) for each in found]


def _said(one: Preference) -> str:
    return f"{one.category.value}, {one.key.replace('_', ' ')}: {wanted(one)}"


def _new(one: Learned) -> list[Procedure]:
    """The procedures that were not there before."""
    known = {each.procedure for each in one.changed}
    return [each for each in one.procedures if each.id not in known]


# --- stories --------------------------------------------------------------------------------------------------


def story(screen: Screen, one: Preference | Procedure) -> None:
    """What a preference or a procedure is, and what was learnt about it, oldest first."""
    if isinstance(one, Procedure):
        procedure(screen, one)
    else:
        screen.line(_said(one), "bold")
        screen.columns([("strength", sure(one.strength) or "100%"), ("id", one.id)], styles=("dim",))
    screen.line()
    screen.line("What happened", "bold yellow")
    for event in one.history:
        screen.columns([(when(from_iso(event["at"])), _happened(event))], styles=("cyan",))
        if event.get("quote"):
            screen.block(quoted(event["quote"]), indent=6, style="italic")
        if event.get("episode"):
            screen.block(f"memory {event['episode']}", indent=6, style="dim")


def _happened(event: Mapping[str, Any]) -> str:
    """What an event of a log tells, in words."""
    hand = " by hand" if event.get("by") == HAND else ""
    match event["event"]:
        case "replaced" | "undone" as kind:
            return f"{event['to']} instead of {event['from']}{', taken back' if kind == UNDONE else ''}{hand}"
        case "outcome":
            return f"{event['outcome']}{': ' + event['note'] if event.get('note') else ''}"
        case "withdrawn":
            return f"not wanted any more{hand}"
        case kind:
            unwanted = f", not {event['instead_of']}" if event.get("instead_of") else ""
            told = event.get("value") or event.get("name") or event.get("trigger") or "its steps"
            return f"{'edited' if kind == EDITED else 'told'}{hand}: {told}{unwanted}"
