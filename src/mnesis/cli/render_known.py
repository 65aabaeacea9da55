"""What is known, as people read it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from mnesis.cli import render
from mnesis.cli.output import Screen
from mnesis.cli.shorthand import short
from mnesis.cli.wording import HAPPENED, date, label_of, phrase, quoted, rank, sentence, span, sure
from mnesis.model import Entity, EntityType, Fact, Happening, Story
from mnesis.semantic.graph import Neighbourhood

FACT_STYLES = ("", "bold", "", "dim", "cyan")


def facts(screen: Screen, found: Sequence[Fact], types: Mapping[str, EntityType], *, ranked: bool = False) -> None:
    """Facts below those they are about, who comes first first; in the order of the vocabulary unless they are ranked
    already. `types` are those of the subjects, by id."""
    order = {name: at for at, name in enumerate(dict.fromkeys(one.subject for one in found))}
    together = sorted(found, key=lambda one: (order[one.subject], 0 if ranked else rank(one.predicate)))
    for at, (_, group) in enumerate(groupby(together, key=lambda one: one.subject)):
        mine = list(group)
        if at:
            screen.line()
        screen.line(mine[0].subject, "bold yellow")
        screen.columns((_row(one, types.get(one.entity_id)) for one in mine), styles=FACT_STYLES)


def _row(one: Fact, subject: EntityType | None) -> tuple[str, ...]:
    words = phrase(one.predicate, subject, label_of(one))
    return words, one.object, standing(one), sure(one.confidence), short(one.id)


def standing(one: Fact) -> str:
    """The time in which a fact holds, and whether it is believed."""
    window = span(one.valid_from, one.valid_until)
    if one.known_until is None:
        return window
    return f"{window + ', ' if window else ''}not believed since {date(one.known_until)}"


def entities(screen: Screen, found: Iterable[Entity]) -> None:
    rows = [
        (one.name, one.type.value, one.mention_count, f"{one.last_referenced:%Y-%m-%d}", short(one.id), also(one))
        for one in found
    ]
    screen.table(("NAME", "TYPE", "MENTIONS", "LAST", "ID", "ALSO CALLED"), rows)


def also(one: Entity) -> str:
    names = ", ".join(one.aliases)
    return f"{names}; {one.description}" if names and one.description else names or one.description or ""


def relations(screen: Screen, near: Neighbourhood) -> None:
    """Who is connected with whom, edge by edge, those of the one in the middle first."""
    nodes = {one.id: one for one in near.nodes}
    rows = [
        (
            nodes[edge.source].name,
            phrase(edge.type, nodes[edge.source].type, edge.label),
            nodes[edge.target].name,
            span(edge.valid_from, edge.valid_until),
            sure(edge.confidence),
            short(edge.fact or ""),
        )
        for edge in near.edges
    ]
    screen.columns(rows, indent=0, styles=("bold", "", "bold", "", "dim", "cyan"))


# --- stories --------------------------------------------------------------------------------------------------


def story(screen: Screen, one: Story, subject: EntityType | None = None) -> None:
    """All there is to tell about a fact; `subject` is the type of what it is about."""
    screen.line(sentence(one.fact, subject), "bold")
    source = f"{one.fact.source_type.value}{', sensitive' if one.fact.sensitive else ''}"
    screen.columns(
        (
            ("confidence", one.formula),
            ("in the world", span(one.fact.valid_from, one.fact.valid_until) or "no words say from when or until when"),
            ("believed here", _known(one.fact)),
            ("source", source),
            ("id", one.fact.id),
        ),
        styles=("dim",),
    )
    others = {each.id: sentence(each, subject) for each in _others(one)}
    screen.line()
    screen.line("What happened", "bold yellow")
    for each in one.happened:
        _happening(screen, each, others)
    _list(screen, "Took the place of", [(others[each.id], short(each.id)) for each in one.replaced])
    if one.replaced_by:
        _list(screen, "Gave way to", [(others[one.replaced_by.id], short(one.replaced_by.id))])
    _list(screen, "Not believed beside it, from a weaker source", [(others[r.id], short(r.id)) for r in one.rivals])


def _others(one: Story) -> list[Fact]:
    return [*one.replaced, *([one.replaced_by] if one.replaced_by else []), *one.rivals]


def _known(one: Fact) -> str:
    since = render.when(one.created_at)
    return (
        f"since {since}" if one.known_until is None else f"from {since} until {render.when(one.known_until)}, not since"
    )


def _happening(screen: Screen, one: Happening, others: Mapping[str, str]) -> None:
    event, proof = one.event, one.evidence
    window = span(event.valid_from, event.valid_until)
    what = HAPPENED[event.what] + (f": {window}" if window else "")
    cause = others.get(event.by, short(event.by)) if event.by else ""
    screen.columns([(render.when(event.moment), what, cause and f"by: {cause}")], styles=("cyan",))
    if proof:
        screen.block(quoted(proof.quote), indent=6, style="italic")
        screen.block(
            f"{render.who(proof)}, session {proof.session_id}, memory {proof.episode_id}", indent=6, style="dim"
        )
    elif event.episode:
        screen.block("The words are gone.", indent=6, style="dim")


def _list(screen: Screen, title: str, rows: Sequence[tuple[str, str]]) -> None:
    if rows:
        screen.line()
        screen.line(title, "bold yellow")
        screen.columns(rows, styles=("", "cyan"))
