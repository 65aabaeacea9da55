"""What holds whatever is said, in whatever order it arrives."""

from collections.abc import Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.model import Preference, Procedure, SourceType
from mnesis.procedural.asking import at_present
from mnesis.procedural.forgetting import without
from mnesis.procedural.learner import Told
from mnesis.stores.contract import Store
from mnesis.stores.memory import MemoryStore
from mnesis.testing import FakeClock
from mnesis.testing.values import HERE, START

from .saying import details, learn, preferences, procedures, recipe, said, wish

MANAGERS = ("npm", "pnpm", "yarn")
WAYS = (
    ("run npm install", "run npm run build", "copy it to the server"),
    ("yarn", "yarn build", "call Marta"),
    ("tag the release", "wait for the pipeline"),
)


@st.composite
def wishes(draw: st.DrawFn) -> Any:
    return wish(
        draw(st.sampled_from(MANAGERS)),
        draw(st.sampled_from((None, None, *MANAGERS))),
        withdrawn=draw(st.sampled_from((False, False, False, True))),
        strength=draw(st.sampled_from((0.0, 0.5, 0.9, 1.0))),
        source_type=draw(st.sampled_from(SourceType)),
    )


recipes = st.builds(lambda way: recipe(*way), st.sampled_from(WAYS))


@st.composite
def talks(draw: st.DrawFn) -> list[Told]:
    """Up to six messages, up to months apart, some at one moment."""
    hours = draw(st.lists(st.sampled_from((0, 1, 2, 3, 9000, 20000)), min_size=1, max_size=6))
    found = st.lists(wishes() | recipes, max_size=2)
    return [said(f"e{n}", *draw(found), hours=hour) for n, hour in enumerate(hours)]


def learnt(batches: Sequence[Sequence[Told]]) -> Store:
    store = MemoryStore()
    for batch in batches:
        learn(store, *batch)
    return store


def as_known(store: Store) -> Any:
    """All that is known, without what only tells when and in which order it was learnt: ids, versions, replacements
    that something in between left nothing to do."""
    wanted = [_plain(one) for one in preferences(store)]
    names = {one.id: details(one) for one in procedures(store)}
    done = [(_plain(one), names.get(one.superseded_by or "")) for one in procedures(store)]
    return wanted, sorted(done, key=str)


def _plain(one: Preference | Procedure) -> Any:
    log = [event for event in one.history if event.get("changes") != []]
    left = {"id", "version", "created_at", "updated_at", "history", "superseded_by", "scope"}
    return {name: getattr(one, name) for name in one.__slots__ if name not in left}, log


@settings(deadline=None, max_examples=150)
@given(talks(), st.randoms(use_true_random=False), st.booleans())
def test_the_order_of_arrival_does_not_matter(told: list[Told], chance: Any, at_once: bool) -> None:
    shuffled = chance.sample(told, len(told))
    batches = [shuffled] if at_once else [[one] for one in shuffled]
    assert as_known(learnt([told])) == as_known(learnt(batches))


@settings(deadline=None, max_examples=60)
@given(talks())
def test_learning_again_changes_nothing(told: list[Told]) -> None:
    store = learnt([[one] for one in told])
    before = preferences(store), procedures(store)
    assert not learn(store, *told)
    assert all(not learn(store, one) for one in told)
    assert (preferences(store), procedures(store)) == before


@settings(deadline=None, max_examples=60)
@given(talks(), st.integers(0, 100_000))
def test_strength_and_confidence_are_shares(told: list[Told], hours: int) -> None:
    store = learnt([told])
    now = FakeClock().advance(hours=hours)
    for one in preferences(store):
        assert 0 <= at_present(one, now).strength <= at_present(one, START).strength <= one.strength <= 1
    assert all(0 <= one.confidence <= 1 for one in procedures(store))
    assert store.check() == []


@settings(deadline=None, max_examples=60)
@given(talks())
def test_nothing_said_is_ever_lost(told: list[Told]) -> None:
    store = MemoryStore()
    logs: dict[str, list[Any]] = {}
    for one in told:
        learn(store, one)
        for record in (*preferences(store), *procedures(store)):
            now = [{**event, "changes": None} for event in record.history]
            assert all(event in now for event in logs.get(record.id, ()))
            assert [event["at"] for event in now] == sorted(event["at"] for event in now)
            logs[record.id] = now


@settings(deadline=None, max_examples=100)
@given(talks(), st.data())
def test_forgetting_an_episode_is_never_having_heard_it(told: list[Told], data: st.DataObject) -> None:
    gone = data.draw(st.sets(st.sampled_from([passage.id for passage, _ in told])))
    store = learnt([told])
    store.apply(without(store, HERE, gone, FakeClock()))
    assert as_known(store) == as_known(learnt([[one for one in told if one[0].id not in gone]]))
    assert store.check() == []
