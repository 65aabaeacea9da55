"""What a day comes to: whole sentences with their episodes, told again only where they differ, and gone with them."""

import json
from datetime import date, timedelta

import pytest

from mnesis.errors import LLMGarbled, LLMRefused, LLMTruncated, LLMUnavailable
from mnesis.model import Episode, Erase, Expect, Outcome, Point, Session, Where, within
from mnesis.reflection.digests import DIGESTS, digest_id
from mnesis.reflection.forgetting import without
from mnesis.reflection.proof import proven
from mnesis.steps.forgetting import Forgetter
from mnesis.testing.values import START

from .desk import Desk, ScriptedLLM

TODAY = START.date()


def texts(points: tuple[Point, ...]) -> list[str]:
    return [one.text for one in points]


def test_what_matters_is_told_in_the_words_that_were_said(desk: Desk) -> None:
    desk.say("Hello there!")
    decided = desk.say("Nice weather. We decided to use Postgres for billing. What do you think?")
    desk.say("Sounds good, I can help with that.", actor="agent")
    done = desk.say("Deployed the shop to Vercel.", actor="tool:deploy", outcome=Outcome.SUCCESS)
    desk.say("Thanks!")
    points = desk.reflect().digest.points
    assert [(one.text, one.who, one.kind, one.episodes) for one in points] == [
        ("We decided to use Postgres for billing.", "user", "decision", (decided.id,)),
        ("Deployed the shop to Vercel.", "tool:deploy", "outcome", (done.id,)),
    ]


def test_a_long_day_keeps_what_counts_most(desk: Desk) -> None:
    for number in range(40):
        desk.say(f"I went past the bakery on street {number} again.")
    desk.say("No, that's wrong, the meeting is on Friday.")
    points = desk.reflect().digest.points
    assert len(points) <= 12
    assert "No, that's wrong, the meeting is on Friday." in texts(points)


def test_what_is_said_twice_stands_on_both(desk: Desk) -> None:
    first = desk.say("We decided to move the office to Ghent.", session="a")
    second = desk.say("We decided to move the office to Ghent!", session="b")
    [point] = desk.reflect().digest.points
    assert point.episodes == (first.id, second.id)


def test_a_day_ends_at_midnight(desk: Desk) -> None:
    inside = desk.say("I love the first of these days.", time=f"{TODAY}T23:59:59.999Z")
    desk.say("I love the second of these days.", time=f"{TODAY + timedelta(days=1)}T00:00:00Z")
    assert [one.episodes for one in desk.reflect().digest.points] == [(inside.id,)]


def test_a_digest_is_one_episode_that_no_search_finds(desk: Desk) -> None:
    desk.say("We decided to use Postgres for billing.")
    desk.reflect()
    [kept] = desk.store.find(Episode, within(desk.scope, DIGESTS))
    assert (kept.id, kept.actor, kept.session_id, kept.tags) == (
        digest_id(desk.scope, TODAY),
        "system",
        "reflection",
        ("reflection",),
    )
    assert json.loads(kept.text)["points"][0]["text"] == "We decided to use Postgres for billing."
    found = desk.store.matching(Episode, ["postgres"], desk.scope, within(desk.scope), 10)
    assert kept.id not in [one.id for one in found]
    assert desk.store.check() == []


def test_reflecting_again_changes_nothing(desk: Desk) -> None:
    for text in ("We decided to use Postgres.", "My sister Ana lives in Munich.", "Always use pnpm, not npm."):
        desk.say(text)
    desk.reflect()
    before, files = desk.everything(), desk.pages()
    done = desk.reflect()
    assert (done.written, done.edits, done.promoted, done.notices) == ((), (), (), ())
    assert (desk.everything(), desk.pages()) == (before, files)


def test_a_day_without_anything_leaves_nothing(desk: Desk) -> None:
    assert desk.reflect(date(1999, 1, 1)).digest.points == ()
    assert desk.everything() == []


def test_pages_are_for_their_owner_alone(desk: Desk) -> None:
    desk.say("I love jazz.")
    desk.reflect()
    assert [path.stat().st_mode & 0o777 for path in desk.folder.iterdir()] == [0o600, 0o600]
    assert desk.folder.stat().st_mode & 0o777 == 0o700
    assert sorted(desk.pages()) == ["MEMORY.md", "USER.md"]


def test_what_is_sensitive_is_on_no_page_unless_asked_for(desk: Desk) -> None:
    desk.say("I'm allergic to peanuts.")
    desk.say("The password of the router is hunter2.")
    desk.reflect()
    together = desk.page() + desk.page("USER.md")
    assert "peanuts" not in together
    assert "hunter2" not in together
    assert desk.reflect().learnt == ()
    done = desk.reflect(sensitive=True)
    assert "allergic to: peanuts [fact:" in desk.page("USER.md")
    assert "hunter2" in desk.page()
    assert [one.text for one in done.learnt if one.kind == "fact"]


def test_what_was_learnt_that_day(desk: Desk) -> None:
    desk.say("Ana lives in Munich.")
    desk.reflect()
    desk.clock.advance(days=1)
    moved = desk.say("Ana moved to Hamburg.")
    done = desk.reflect()
    assert {(one.how, "Hamburg" in one.text) for one in done.learnt} >= {("new", True), ("over", False)}
    assert any(one.episodes == (moved.id,) for one in done.learnt)
    assert {one.how for one in desk.reflect(TODAY).learnt} == {"new"}


# --- erasure ------------------------------------------------------------------------------------------------


def forget(desk: Desk, *ids: str) -> None:
    Forgetter(desk.store, desk.scope, desk.clock).forget(Where("id", "in", ids))
    assert desk.store.check() == []


def test_no_digest_remembers_what_was_erased(desk: Desk) -> None:
    secret = desk.say("We decided to sell the boat to Ludmila.", session="a")
    desk.say("We decided to sell the boat to Ludmila!", session="b")
    desk.say("I love quiet evenings in Ghent.", session="c")
    desk.reflect()
    forget(desk, secret.id)
    [kept] = desk.store.find(Episode, within(desk.scope, DIGESTS))
    assert "Ludmila" not in kept.text
    assert "quiet evenings" in kept.text
    assert desk.reflect().digest.points[0].text == "We decided to sell the boat to Ludmila!"


def test_no_page_tells_what_was_erased_once_the_day_is_reflected_on_again(desk: Desk) -> None:
    secret = desk.say("We decided to sell the boat to Ludmila.")
    desk.say("I love quiet evenings in Ghent.")
    desk.reflect()
    assert "Ludmila" in desk.page()
    forget(desk, secret.id)
    assert desk.reflect().edits == ()
    assert "Ludmila" not in desk.page() + desk.page("USER.md")
    assert "quiet evenings" in desk.page()


def test_a_digest_of_nothing_but_that_goes_with_its_session(desk: Desk) -> None:
    secret = desk.say("We decided to sell the boat to Ludmila.")
    desk.reflect()
    forget(desk, secret.id)
    assert desk.store.count(Episode, within(desk.scope)) == 0
    assert desk.store.get(Session, ["reflection"], within(desk.scope)) == []


def test_what_no_digest_names_changes_none(desk: Desk) -> None:
    desk.say("We decided to sell the boat.")
    desk.reflect()
    assert without(desk.store, desk.scope, ["somebody"]) == []


def test_a_digest_changed_meanwhile_is_a_conflict(desk: Desk) -> None:
    one = desk.say("We decided to sell the boat.")
    desk.say("I love quiet evenings in Ghent.")
    desk.reflect()
    changes = without(desk.store, desk.scope, [one.id])
    assert any(isinstance(change, Expect) for change in changes)
    assert not any(isinstance(change, Erase) and change.kind is Episode for change in changes)


# --- with a model -------------------------------------------------------------------------------------------


def answer(*points: tuple[str, list[int]]) -> str:
    return json.dumps({"points": [{"text": text, "from": sources} for text, sources in points]})


@pytest.fixture
def told(desk: Desk) -> Desk:
    desk.say("We decided to use Postgres 16 for billing, not MySQL.")
    desk.say("Ana will join on Monday.")
    return desk


def test_a_model_tells_the_day_where_its_sources_prove_it(told: Desk) -> None:
    llm = ScriptedLLM(
        answer(("The user decided on Postgres 16 for billing and not MySQL.", [1]), ("Ana joins on Monday.", [2]))
    )
    done = told.reflect(llm=llm)
    assert texts(done.digest.points) == [
        "The user decided on Postgres 16 for billing and not MySQL.",
        "Ana joins on Monday.",
    ]
    assert done.digest.by == "llm/1/scripted"
    assert all(point.episodes for point in done.digest.points)
    assert "- Ana joins on Monday. [episode:" in told.page()


def test_a_model_is_asked_once(told: Desk) -> None:
    llm = ScriptedLLM(answer(("Ana joins on Monday.", [2])))
    told.reflect(llm=llm)
    before, files = told.everything(), told.pages()
    for again in (llm, None):
        assert texts(told.reflect(llm=again).digest.points) == ["Ana joins on Monday."]
    assert len(llm.asked) == 1
    assert (told.everything(), told.pages()) == (before, files)
    told.say("We decided to paint the office green.")
    assert told.reflect().digest.by == "extract/1"


@pytest.mark.parametrize(
    "claim",
    [
        "The user decided on Postgres 17 for billing and not MySQL.",
        "The user decided on Oracle for billing and not MySQL.",
        "The user decided on Postgres 16 for billing.",
        "Kubernetes is used for billing, not MySQL.",
        "The user decided on Postgres 16 for billing, not MySQL, in March 2025.",
        "Nobody ever eats lunch.",
    ],
)
def test_what_the_sources_do_not_prove_is_told_in_their_words(told: Desk, claim: str) -> None:
    done = told.reflect(llm=ScriptedLLM(answer((claim, [1]), ("Ana joins on Monday.", [2]))))
    assert texts(done.digest.points) == [
        "We decided to use Postgres 16 for billing, not MySQL.",
        "Ana joins on Monday.",
    ]


def test_a_line_without_sources_is_no_line(told: Desk) -> None:
    done = told.reflect(
        llm=ScriptedLLM(answer(("Ana joins on Monday.", [2]), ("Ana joins.", []), ("Ana.", [7, 0, -1])))
    )
    assert texts(done.digest.points) == ["Ana joins on Monday."]


@pytest.mark.parametrize(
    "trouble",
    [
        LLMUnavailable(provider="x", problem="time-out"),
        LLMRefused(provider="x", problem="no"),
        LLMTruncated(provider="x", limit=1),
        LLMGarbled(provider="x", problem="empty"),
        "no JSON at all",
        '{"points": [{"text": 7, "from": "x"}, 3, null, {"from": [1]}]}',
        "[]",
    ],
)
def test_a_model_that_fails_costs_nothing(told: Desk, trouble: str | Exception) -> None:
    done = told.reflect(llm=ScriptedLLM(trouble))
    assert texts(done.digest.points) == [
        "We decided to use Postgres 16 for billing, not MySQL.",
        "Ana will join on Monday.",
    ]
    assert (done.digest.by, len(done.notices)) == ("extract/1", 1)


@pytest.mark.parametrize(
    ("text", "source", "holds"),
    [
        ("Otto has two cats.", "I have two cats.", True),
        ("Otto has 2 cats.", "I have two cats.", True),
        ("Otto has three cats.", "I have two cats.", False),
        ("The user does not use Docker.", "I don't use Docker.", True),
        ("The user uses Docker.", "I don't use Docker.", False),
        ("The party is on 12 February 2026.", "The party is tomorrow.", True),
        ("The party is on 13 February 2026.", "The party is tomorrow.", False),
        ("Spent $1,200.50 on a bike.", "I spent $1200.50 on a bike.", True),
    ],
)
def test_proof(text: str, source: str, holds: bool) -> None:
    point = Point(text=source, who="Otto", kind="said", episodes=("e1",))
    assert proven(text, [point], START) is holds


@pytest.mark.parametrize("consent", [False, True])
def test_a_model_is_told_what_is_sensitive_only_with_consent(told: Desk, consent: bool) -> None:
    told.say("I'm allergic to peanuts.")
    told.say("The password of the router is hunter2.")
    llm = ScriptedLLM(answer(("Ana joins on Monday.", [2])))
    done = told.reflect(llm=llm, sensitive=consent)
    asked = llm.asked[0].messages[-1].text
    assert ("peanuts" in asked, "hunter2" in asked) == (consent, consent)
    assert texts(done.digest.points) == ["Ana joins on Monday."]
    [kept] = told.store.find(Episode, within(told.scope, DIGESTS))
    assert ("hunter2" in kept.text) is not consent


def test_points_that_are_sensitive_are_not_given_back_unless_asked_for(told: Desk) -> None:
    told.say("The password of the router is hunter2.")
    assert not any("hunter2" in one for one in texts(told.reflect().digest.points))
    assert any("hunter2" in one for one in texts(told.reflect(sensitive=True).digest.points))
