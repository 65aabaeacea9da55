"""What is wanted, how a task is done, and what goes wrong."""

from datetime import timedelta
from typing import Any

from mnesis.model import Add, Embed, Outcome, PreferenceCategory, Procedure, Scope, Use, content_hash
from mnesis.procedural import asking
from mnesis.procedural.confidence import outcome
from mnesis.procedural.doing import keys_of, says
from mnesis.procedural.learner import Learner
from mnesis.stores.contract import Store
from mnesis.testing import FakeClock, HashEmbedder
from mnesis.testing.values import HERE, START, make_procedure

from .saying import DEPLOY, learn, procedure, procedures, recipe, said, wish

ELSEWHERE = Scope("local", "elsewhere")


def steps(*details: str) -> Any:
    return tuple({"action": detail.split()[0], "detail": detail} for detail in details)


def keep(store: Store, *made: Procedure) -> None:
    store.apply([Add(one, keys_of(one)) for one in made])


def ids(found: Any) -> list[str]:
    return [one.id for one in found]


VERCEL = make_procedure(
    "vercel",
    name="Deploy to Vercel",
    trigger="user asks to deploy, mentions Vercel or production",
    context="project uses React with Vite",
    steps=steps("Verify vercel.json exists", "Run tests first: npm test", "vercel --prod"),
    confidence=0.8,
)
OLD = make_procedure(
    "old", name="Deploy by FTP", trigger="user asks to deploy", steps=steps("open FTP"), confidence=0.3
)
TAXES = make_procedure(
    "taxes", name="File the taxes", trigger="it is May", steps=steps("find receipts", "fill the form")
)


# --- preferences ------------------------------------------------------------------------------------------------


def test_preferences_of_a_category_strongest_first(store: Store) -> None:
    talk = PreferenceCategory.COMMUNICATION
    learn(store, said("e1", wish("casual", key="tone", category=talk, strength=0.6)))
    learn(store, said("e2", wish("concise", key="verbosity", category=talk), wish("pnpm")))
    learn(store, said("e3", wish("none", key="emojis", category=talk), wish("none", key="emojis", category=talk)))
    learn(store, said("e4", wish("none", key="emojis", category=talk), hours=1))
    found = asking.preferences(store, HERE, START, talk)
    assert [one.key for one in found] == ["emojis", "verbosity", "tone"]
    assert len(asking.preferences(store, HERE, START)) == 4
    assert asking.preferences(store, ELSEWHERE, START) == []


def test_preferences_are_as_strong_as_they_are_now(store: Store) -> None:
    learn(store, said("e1", wish("pnpm", strength=1.0)))
    learn(store, said("e2", wish("concise", key="verbosity", strength=0.95), hours=24 * 365))
    now = START + timedelta(days=365)
    found = asking.preferences(store, HERE, now)
    assert [(one.key, round(one.strength, 2)) for one in found] == [("verbosity", 0.95), ("package_manager", 0.76)]
    assert asking.preferences(store, HERE, START + timedelta(days=36500)) == []


def test_what_was_withdrawn_is_not_wanted(store: Store) -> None:
    learn(store, said("e1", wish("pnpm")), said("e2", wish("pnpm", withdrawn=True), hours=1))
    assert asking.preferences(store, HERE, START) == []


# --- procedures ---------------------------------------------------------------------------------------------------


def test_the_queries_of_the_specification(store: Store) -> None:
    keep(store, VERCEL, OLD, TAXES)
    assert ids(asking.procedures(store, HERE, "deploy the app")) == ["vercel", "old"]
    assert ids(asking.procedures(store, HERE, "deploy the app", limit=1)) == ["vercel"]
    assert ids(asking.procedures(store, HERE)) == ["vercel", "taxes", "old"]


def test_every_word_of_a_procedure_finds_it(store: Store) -> None:
    keep(store, VERCEL, OLD, TAXES)
    for query in ("deployment to Vercel", "production", "a React project", "verifying vercel.json"):
        assert ids(asking.procedures(store, HERE, query))[0] == "vercel"
    assert ids(asking.procedures(store, HERE, "receipts")) == ["taxes"]
    assert asking.procedures(store, HERE, "walk the dog") == []
    assert asking.procedures(store, HERE, "?!") == []
    assert asking.procedures(store, ELSEWHERE, "deploy") == []
    assert asking.procedures(store, HERE, "deploy", limit=0) == []


def test_meaning_finds_what_shares_no_word_and_only_what_is_near(store: Store) -> None:
    embedder = HashEmbedder()  # nearness of spelling stands for nearness of meaning
    keep(store, VERCEL, TAXES)
    texts = [says(VERCEL), says(TAXES)]
    vectors = embedder.embed([says(VERCEL), "taxation"])
    store.apply([Use(embedder.space, "active")])
    store.apply(
        [Embed(HERE, embedder.space, content_hash(text), row) for text, row in zip(texts, vectors, strict=True)]
    )
    assert asking.procedures(store, HERE, "taxation") == []
    assert ids(asking.procedures(store, HERE, "taxation", embedder=embedder)) == ["taxes"]
    assert asking.procedures(store, HERE, "zzz", embedder=embedder) == []


def test_among_equals_the_one_that_worked_comes_first(store: Store) -> None:
    same = {"name": "Restart the server", "trigger": "the server hangs", "steps": steps("log in", "restart")}
    keep(store, make_procedure("a", **same), make_procedure("b", **same))
    for _ in range(2):
        store.apply(outcome(store.get(Procedure, ["b"])[0], Outcome.SUCCESS, START))
    assert ids(asking.procedures(store, HERE, "server hangs")) == ["b", "a"]
    for _ in range(3):
        store.apply(outcome(store.get(Procedure, ["b"])[0], Outcome.FAILURE, START))
    assert ids(asking.procedures(store, HERE, "server hangs")) == ["a", "b"]


def test_superseded_ones_are_left_out_unless_asked_for(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", recipe("tag a release", "wait"), hours=1))
    old, new = procedures(store)
    assert ids(asking.procedures(store, HERE, "deploy the app")) == [new.id]
    assert ids(asking.procedures(store, HERE)) == [new.id]
    assert set(ids(asking.procedures(store, HERE, "deploy the app", superseded=True))) == {old.id, new.id}
    assert set(ids(asking.procedures(store, HERE, superseded=True))) == {old.id, new.id}


def test_those_that_fail_most_need_review(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)), said("e2", recipe("a b", "c d", trigger="testing")))
    learn(store, said("e3", recipe("e f", "g h", trigger="packing")))
    deploy, test, _ = procedures(store)
    for failed in (deploy, test, test):
        now = store.get(Procedure, [failed.id])[0]
        store.apply(outcome(now, Outcome.FAILURE, START))
    assert ids(asking.failing(store, HERE)) == [test.id, deploy.id]
    assert ids(asking.failing(store, HERE, limit=1)) == [test.id]


def test_another_scope_learns_for_itself(store: Store) -> None:
    learn(store, said("e1", recipe(*DEPLOY)))
    there = Learner(store, ELSEWHERE, FakeClock())
    store.apply(there.changes([said("e1", recipe(*DEPLOY)), said("e2", wish("pnpm", "npm"), hours=1)]))
    assert procedure(store).steps[0]["detail"] == "run npm install"
    assert len(asking.preferences(store, ELSEWHERE, START)) == 1
    assert asking.preferences(store, HERE, START) == []
