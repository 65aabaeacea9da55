"""What people say about how things are done, ready for a learner."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from mnesis.extraction.contract import Passage
from mnesis.model import Findings, Preference, PreferenceCategory, Procedure, Recipe, Wish, within
from mnesis.procedural.learner import Learner, Told
from mnesis.procedural.lesson import Lesson
from mnesis.stores.contract import Store
from mnesis.testing import FakeClock
from mnesis.testing.values import HERE, START

TOOLS = PreferenceCategory.TOOLS
DEPLOY = ("run npm install", "run npm run build", "push the bundle to the server")


def wish(value: str, instead_of: str | None = None, key: str = "package_manager", **fields: Any) -> Wish:
    """A wish about the package manager, unless another key (or category) is given."""
    words = {"category": TOOLS, "quote": f"Always use {value}, please", **fields}
    return Wish(key=key, value=value, instead_of=instead_of, **words)


def recipe(*steps: str, trigger: str = "deploying the app", **fields: Any) -> Recipe:
    """How the app is deployed, unless another trigger is given."""
    made = tuple({"action": step.split()[0], "detail": step} for step in steps)
    words = {"name": trigger.capitalize(), "quote": f"To do it: {', then '.join(steps)}.", **fields}
    return Recipe(trigger=trigger, steps=made, **words)


def said(id: str, *found: Wish | Recipe, hours: float = 0, **fields: Any) -> Told:
    """A passage said some hours after START, with what was found in it."""
    who = {"actor": "user", "speaker": None, **fields}
    passage = Passage(id=id, text="…", time=START + timedelta(hours=hours), **who)
    wishes = tuple(one for one in found if isinstance(one, Wish))
    recipes = tuple(one for one in found if isinstance(one, Recipe))
    return passage, Findings(extractor="test/1", wishes=wishes, recipes=recipes)


def learn(store: Store, *told: Told) -> Lesson:
    """Learn from a batch, and keep it."""
    lesson = Learner(store, HERE, FakeClock()).learn(told)
    store.apply(lesson.changes)
    return lesson


def preferences(store: Store) -> list[Preference]:
    return store.find(Preference, within(HERE), order=("category", "key"))


def procedures(store: Store) -> list[Procedure]:
    return store.find(Procedure, within(HERE))


def preference(store: Store) -> Preference:
    (one,) = preferences(store)
    return one


def procedure(store: Store) -> Procedure:
    (one,) = procedures(store)
    return one


def details(one: Procedure) -> Sequence[str]:
    return [step["detail"] for step in one.steps]
