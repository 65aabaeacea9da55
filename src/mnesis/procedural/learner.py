"""Learning from what was said: wishes become preferences, recipes become procedures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from mnesis.extraction.contract import Passage
from mnesis.model import Change, Clock, Findings, Recipe, Scope, Wish, as_utc, to_iso
from mnesis.procedural.draft import Draft
from mnesis.procedural.lesson import Lesson
from mnesis.procedural.log import TOLD, WITHDRAWN, Event, given
from mnesis.procedural.naming import bare
from mnesis.stores.contract import Store

Told = tuple[Passage, Findings]


@dataclass(frozen=True, slots=True)
class Learner:
    """Learns what is found in passages of one scope. Reads the store, writes nothing: the changes are the caller's to
    apply, who asks again on Conflict."""

    store: Store
    scope: Scope
    clock: Clock

    def changes(self, told: Sequence[Told]) -> list[Change]:
        """The changes of `learn`."""
        return list(self.learn(told).changes)

    def learn(self, told: Sequence[Told], *, afresh: bool = False) -> Lesson:
        """What a batch of passages teaches. Two queries, and none where nothing was found.

        Any order of passages and batches leads to the same: what was said earlier never replaces what was said later.
        An episode counts once, however often it is learnt. `afresh` forgets first what was learnt from these episodes
        (another extractor has read them).
        """
        if not afresh and not any(found.wishes or found.recipes for _, found in told):
            return Lesson()
        draft = Draft.load(self.store, self.scope, as_utc(self.clock()))
        if afresh:
            draft.drop({passage.id for passage, _ in told})
        for passage, found in told:
            for nth, wish in enumerate(found.wishes):
                if bare(wish.key) and bare(wish.value):
                    draft.note(wish.category, _key(wish, passage), _wished(wish, nth, passage, found.extractor))
            for nth, recipe in enumerate(found.recipes):
                if bare(recipe.trigger) and (steps := list(_steps(recipe))):
                    draft.tell(_shown(recipe, steps, nth, passage, found.extractor))
        return draft.lesson()


def _key(wish: Wish, passage: Passage) -> str:
    """Under which a wish is kept: the user's ways are theirs alone, so those of somebody else bear a name."""
    return wish.key if passage.actor == "user" or not passage.speaker else f"{wish.key} of {passage.speaker}"


def _wished(wish: Wish, nth: int, passage: Passage, extractor: str | None) -> Event:
    return given(
        event=WITHDRAWN if wish.withdrawn else TOLD,
        at=to_iso(passage.time),
        nth=nth,
        value=wish.value,
        instead_of=wish.instead_of,
        strength=wish.strength,
        source=wish.source_type.value,
        quote=wish.quote,
        episode=passage.id,
        extractor=extractor,
    )


def _steps(recipe: Recipe) -> Iterator[dict[str, Any]]:
    return (dict(step) for step in recipe.steps if bare(str(step.get("detail", ""))))


def _shown(recipe: Recipe, steps: list[dict[str, Any]], nth: int, passage: Passage, extractor: str | None) -> Event:
    return given(
        event=TOLD,
        at=to_iso(passage.time),
        nth=nth,
        name=recipe.name or None,
        trigger=recipe.trigger,
        context=recipe.context,
        steps=steps,
        corrects=recipe.corrects or None,
        quote=recipe.quote,
        episode=passage.id,
        extractor=extractor,
    )
