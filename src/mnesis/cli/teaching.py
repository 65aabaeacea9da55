"""`mnesis learn` and `mnesis correct`: what is known, told outright and set right."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

import click

from mnesis import shapes
from mnesis.cli import render_practice
from mnesis.cli.desk import Desk, command, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.installing import offer_model
from mnesis.cli.knowing import types_of
from mnesis.cli.options import UTF8, When
from mnesis.cli.shorthand import whole
from mnesis.cli.telling import standard_input
from mnesis.memory import Memory
from mnesis.model import (
    USER,
    Claim,
    EntityType,
    Fact,
    Learned,
    Message,
    Named,
    Preference,
    PreferenceCategory,
    Procedure,
    Recipe,
    Wish,
    within,
)

Teaching = Message | Claim | Wish | Recipe


@command()
@click.argument("text", required=False, type=UTF8)
@click.option("--speaker", type=UTF8, metavar="NAME", help="Who said TEXT.")
@click.option("--fact", type=(UTF8, UTF8, UTF8), metavar="SUBJECT PREDICATE OBJECT", help="A fact, outright.")
@click.option("--since", type=When(), help="When the fact begins to hold.")
@click.option("--until", type=When("end"), help="Up to the end of when it holds.")
@click.option("--preference", type=(UTF8, UTF8), metavar="CATEGORY.KEY VALUE", help="How something is wanted.")
@click.option("--instead-of", type=UTF8, metavar="VALUE", help="What is not wanted.")
@click.option("--procedure", type=UTF8, metavar="NAME", help="How a task is done; with --step.")
@click.option("--trigger", type=UTF8, metavar="WHEN", help="When it is done. [default: its name]")
@click.option("--step", type=UTF8, multiple=True, help="A step; may be given several times, in order.")
@pass_desk
def learn(desk: Desk, /, **given: Any) -> int:
    """Learn from TEXT, or a fact, preference or procedure outright.

    It tells what was learnt and what changed. TEXT is kept word for word, as with mnesis remember; - reads it from
    standard input. Ends with 1 where nothing is learnt from it.

    \b
    Example: mnesis learn "Always use pnpm, not npm."
             mnesis learn --fact Otto "lives in" Berlin --since 2026-03
             mnesis learn --preference tools.editor Helix --instead-of Vim
             mnesis learn --procedure "Deploy the app" --step "Run the tests" --step "npm run deploy"
    """
    what = _what(given)
    offer_model(desk)
    with desk.memory(existing=False) as memory:
        learned = memory.learn(what)
        _give(desk, memory, learned, nothing="The words are kept; nothing was learnt from them.")
    return 0 if learned else NOTHING


def _what(given: dict[str, Any]) -> Teaching:
    """The one thing that the options tell. Raises UsageError."""
    ways = [name for name in _WAYS if given[name] is not None]
    if len(ways) != 1:
        raise click.UsageError("Say what to learn: TEXT, --fact, --preference or --procedure, one of them.")
    [way] = ways
    make, with_it = _WAYS[way]
    for other, (_, options) in _WAYS.items():
        for name in options:
            if given[name] and name not in with_it:
                told = f"--{name.replace('_', '-')}"
                raise click.UsageError(f"{told} goes with {'TEXT' if other == 'text' else f'--{other}'} only.")
    return make(given)


def _words(given: dict[str, Any]) -> Message:
    text = standard_input() if given["text"] == "-" else given["text"]
    return Message(text=text, speaker=given["speaker"])


def _fact(given: dict[str, Any]) -> Claim:
    subject, predicate, object = given["fact"]
    return Claim(
        subject=Named(name=subject, type=EntityType.PERSON if subject.casefold() == USER else EntityType.OTHER),
        predicate=predicate,
        object=object,
        quote="",
        valid_from=given["since"],
        valid_until=given["until"],
    )


def _wish(given: dict[str, Any]) -> Wish:
    where, value = given["preference"]
    category, dot, key = where.partition(".")
    known = [one.value for one in PreferenceCategory]
    if not dot or category not in known:
        raise click.BadParameter(
            f"{where!r} must be CATEGORY.KEY, with one of {', '.join(known)}: tools.editor", param_hint="--preference"
        )
    return Wish(category=PreferenceCategory(category), key=key, value=value, quote="", instead_of=given["instead_of"])


def _recipe(given: dict[str, Any]) -> Recipe:
    if not given["step"]:
        raise click.UsageError("--procedure needs its steps: --step, once or several times, in order.")
    steps = tuple({"action": text.split()[0].lower() if text.split() else "", "detail": text} for text in given["step"])
    return Recipe(name=given["procedure"], trigger=given["trigger"] or given["procedure"], steps=steps, quote="")


_WAYS: Mapping[str, tuple[Callable[[dict[str, Any]], Teaching], tuple[str, ...]]] = {
    "text": (_words, ("speaker",)),
    "fact": (_fact, ("since", "until")),
    "preference": (_wish, ("instead_of",)),
    "procedure": (_recipe, ("trigger", "step")),
}
"""How each kind of teaching is read from the options, and the options that go with it alone."""


@command()
@click.argument("id", type=UTF8)
@click.argument("value", required=False, type=UTF8)
@click.option("--wrong", is_flag=True, help="It was wrong; nothing takes its place.")
@click.option("--since", type=When(), help="When the fact began to hold.")
@click.option("--until", type=When("end"), help="Up to the end of when it held.")
@pass_desk
def correct(desk: Desk, /, id: str, value: str | None, wrong: bool, **times: datetime | None) -> None:
    """Set right the fact or preference with this ID.

    Its value becomes VALUE, or its time another, or it was simply wrong. The last characters of an ID are enough. No
    fact is deleted: mnesis why still tells what was believed, and until when.

    \b
    Example: mnesis correct 7HNQ2VX Hamburg
             mnesis correct 7HNQ2VX --since 2025-11
             mnesis correct 7HNQ2VX --wrong
    """
    since, until = times["since"], times["until"]
    if wrong == bool(value or since or until):
        raise click.UsageError("Say what is right: VALUE, --since or --until; or --wrong alone.")
    with desk.memory() as memory:
        learned = memory.correct(whole(memory, id, (Fact, Preference)), value, valid_from=since, valid_until=until)
        _give(desk, memory, learned, nothing="It is taken back.")


def _give(desk: Desk, memory: Memory, learned: Learned, nothing: str) -> None:
    """Tell what was learnt, or `nothing`."""
    facts = (*learned.facts, *learned.ended)
    types = types_of(memory, facts)
    ids = list(dict.fromkeys(one.procedure for one in learned.changed))
    names = {one.id: one.name for one in memory.store.get(Procedure, ids, within(memory.scope))}
    desk.notices(learned.notices)
    desk.give(
        shapes.learned(learned),
        lambda screen: render_practice.learned(screen, learned, types, names) if learned else screen.line(nothing),
    )


COMMANDS = (learn, correct)
