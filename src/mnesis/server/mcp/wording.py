"""What tools found, as text for a model: one line a thing, its date, its words, and a short id to cite it by."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from mnesis.model import Entity, Episode, Evidence, Fact, Happening, Hit, Learned, Preference, Procedure, Session, Story
from mnesis.procedural.preferring import instead_of
from mnesis.semantic.graph import Neighbourhood
from mnesis.semantic.telling import told
from mnesis.semantic.walking import Edge
from mnesis.steps.shorthand import short

LONGEST = 1_200
"""Characters of one memory in a list."""


def lines(title: str, rows: Iterable[str], notices: Sequence[str] = (), *, none: str = "Nothing found.") -> str:
    """A list under its title, and what could not be done."""
    body = list(rows)
    return noted("\n".join([title if body else none, *body]), notices)


def noted(text: str, notices: Sequence[str]) -> str:
    """A text, and below it what could not be done."""
    return "\n".join([text, *(f"Note: {one}" for one in notices)])


def many(count: int, one: str) -> str:
    """So many things: "1 fact", "3 facts"."""
    more = f"{one[:-1]}ies" if one.endswith("y") else f"{one}s"
    return f"{count} {one if count == 1 else more}"


def day(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d}"


def cut(text: str, id: str) -> str:
    """A text in one line; a long one with where the rest is."""
    line = " ".join(text.split())
    if len(line) <= LONGEST:
        return line
    return f"{line[:LONGEST].rstrip()} … ({len(line) - LONGEST} more characters in mnesis://memories/{id})"


def memory(one: Episode) -> str:
    who = one.speaker or one.actor
    return f"[{short(one.id)}] {day(one.timestamp)} {who} ({one.session_id}): {cut(one.text, one.id)}"


def hit(rank: int, one: Hit) -> str:
    return f"{rank}. {memory(one.memory)}"


def fact(one: Fact) -> str:
    marks = [f"{one.confidence:.0%} sure"] if one.confidence < 0.995 else []
    marks += [f"said {day(one.confirmed_at)}"] if one.confirmed_at else []
    marks += [f"no longer believed since {day(one.known_until)}"] if one.known_until else []
    marks += ["sensitive"] if one.sensitive else []
    return f"[{short(one.id)}] {told(one)}" + (f" ({', '.join(marks)})" if marks else "")


def preference(one: Preference) -> str:
    rather = instead_of(one)
    not_that = f", not {rather}" if rather else ""
    return f"[{short(one.id)}] {one.category.value}/{one.key}: {one.value}{not_that} ({one.strength:.0%} strong)"


def procedure(one: Procedure) -> str:
    """Name, record and steps; several lines."""
    tried = f"worked {one.success_count}, failed {one.failure_count}"
    head = f"[{short(one.id)}] {one.name} (for: {one.trigger}; {tried}; {one.confidence:.0%} sure)"
    steps = (f"   {at}. {step.get('detail') or step.get('action') or ''}" for at, step in enumerate(one.steps, 1))
    return "\n".join([head, *steps])


def session(one: Session) -> str:
    ended = f"ended {day(one.ended_at)}" if one.ended_at else "open"
    about = f": {one.summary}" if one.summary else ""
    return f"{one.id}: {many(one.episode_count, 'memory')} since {day(one.started_at)}, {ended}{about}"


def entity(one: Entity) -> str:
    also = f", also called {', '.join(one.aliases)}" if one.aliases else ""
    about = f": {one.description}" if one.description else ""
    last = f"{many(one.mention_count, 'mention')}, last {day(one.last_referenced)}"
    return f"{one.name} ({one.type.value}{also}; {last}){about}"


def near(found: Neighbourhood) -> list[str]:
    """The relationships around an entity, a line each."""
    names = {one.id: one.name for one in found.nodes}
    said = (f"{names[one.source]} {_verb(one)} {names[one.target]}" for one in found.edges)
    return [f"[{short(one.fact)}] {text}" if one.fact else text for one, text in zip(found.edges, said, strict=True)]


def _verb(one: Edge) -> str:
    return (one.label or one.type).replace("_", " ")


def evidence(one: Evidence) -> str:
    quote = cut(one.quote, one.episode_id)
    return f"[{short(one.episode_id)}] {day(one.timestamp)} {one.speaker or one.actor} ({one.session_id}): “{quote}”"


def story(one: Story) -> str:
    """All there is to tell about a fact."""
    head = [f"{one.told} [{short(one.fact.id)}]", f"Confidence: {one.formula}"]
    happened = [f"- {_happening(each)}" for each in one.happened]
    others = [f"Took the place of: {fact(each)}" for each in one.replaced]
    others += [f"Gave way to: {fact(one.replaced_by)}"] if one.replaced_by else []
    others += [f"Not believed beside it, from a weaker source: {fact(each)}" for each in one.rivals]
    return "\n".join([*head, "What happened:", *happened, *others])


def _happening(one: Happening) -> str:
    what = f"{day(one.event.moment)} {one.event.what.value}"
    return f"{what}, {evidence(one.evidence)}" if one.evidence else what


def learned(done: Learned, *, none: str = "Nothing new was learnt from this.") -> str:
    """What something taught."""
    rows = [f"Fact {fact(one)}" for one in done.facts]
    rows += [f"Over or set right {fact(one)}" for one in done.ended]
    rows += [f"Preference {preference(one)}" for one in done.preferences]
    rows += [f"Procedure {procedure(one)}" for one in done.procedures]
    rows += [f"Procedure [{short(one.procedure)}] {one.field}: {one.before} → {one.after}" for one in done.changed]
    return lines("Learnt:", rows, done.notices, none=none)
