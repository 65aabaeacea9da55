"""Entities and their graph, facts on both axes of time, preferences, procedures, teaching."""

from collections.abc import Callable

import pytest

from mnesis import Claim, EntityType, Message, Named
from mnesis.model import from_iso

from .browser import PHONE, Visitor
from .world import World


def marta(world: World) -> str:
    return world.memory.entities("Marta")[0].id


@pytest.mark.parametrize("how", ["click", "keys"])
def test_the_graph_is_walked(visit: Callable[..., Visitor], served: World, how: str) -> None:
    visitor = visit().enter()
    page = visitor.go(f"entities/{marta(served)}")
    graph = page.locator("svg.graph")
    assert graph.locator(".node").count() == len(served.memory.relations("Marta").nodes)
    assert "partner" in graph.locator("text.edge").all_text_contents()
    target = graph.get_by_role("link", name="Inês, person")
    if how == "click":
        target.click()
    else:
        graph.locator(".node.centre").focus()
        for _ in range(40):
            if target.evaluate("node => node === document.activeElement"):
                break
            page.keyboard.press("ArrowRight")
        assert graph.locator(".node[tabindex='0']").count() == 1
        page.keyboard.press("Enter")
    page.get_by_role("heading", name="Inês", level=1).wait_for()
    centre = page.locator(".node.centre")
    assert centre.get_attribute("aria-label") == "Inês, person"
    page.go_back()
    page.get_by_role("heading", name="Marta", level=1).wait_for()


def test_the_graph_is_a_list_too(visit: Callable[..., Visitor], served: World) -> None:
    visitor = visit(size=PHONE).enter()
    page = visitor.go(f"entities/{marta(served)}?hops=2")
    page.get_by_text("The same as a list").click()
    lines = page.locator(".relations li").all_inner_texts()
    edges = served.memory.relations("Marta", hops=2).edges
    assert len(lines) == len(edges)
    assert any(line.startswith("Inês located in Porto") for line in lines)
    page.locator(".relations").get_by_role("link", name="Porto", exact=True).click()
    page.get_by_role("heading", name="Porto", level=1).wait_for()
    page.get_by_label("How far").select_option("2")
    page.locator(".node.hop2").first.wait_for()


def test_entities_are_found_by_name_and_kind(visit: Callable[..., Visitor]) -> None:
    page = visit().enter().go("entities")
    page.get_by_label("Kind").select_option("tool")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("link", name="Polars").wait_for()
    kinds = page.locator("main .card .tag").all_inner_texts()
    assert kinds
    assert set(kinds) == {"tool"}
    page.get_by_label("Kind").select_option("")
    page.get_by_label("Name").fill("Coimbra")
    page.keyboard.press("Enter")
    page.locator("main .card h2").first.wait_for()
    assert page.locator("main .card h2").first.inner_text() == "Coimbra"


def test_facts_are_asked_on_both_axes(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()

    def told(address: str) -> list[str]:
        found: list[str] = visitor.go(address).locator("main .card h2").all_inner_texts()
        return found

    assert "Marta works at Kwartier" in told("facts?subject=Marta")
    before = told("facts?subject=Marta&as_of=2026-04-01")
    assert any(one.startswith("Marta works at Aldrava") for one in before)
    assert not any("Kwartier" in one for one in before)
    assert not any("Aldrava" in one for one in told("facts?subject=Marta&known_at=2026-02-20"))


def test_a_fact_tells_its_story_and_is_set_right(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("stories")
    for day, text in (("2026-03-01", "I live in Lisbon."), ("2026-05-19", "I live in Ghent now.")):
        scope.remember(Message(text=text, speaker="Marta", session="s", time=day))
    visitor = visit().enter(scope="stories")
    page = visitor.go("facts")
    page.get_by_role("link", name="Ghent").click()
    page.get_by_role("figure").wait_for()
    assert page.locator(".belief").count() == 2
    assert page.locator(".belief.chosen").count() == 1
    rows = page.get_by_role("region", name="Both axes").locator("tbody tr").all_inner_texts()
    assert [row.split("\t")[0] for row in rows] == ["Lisbon", "Ghent"]
    assert "19 May 2026" in rows[0]
    assert page.get_by_text("I live in Ghent now.").is_visible()
    replaced = page.locator("section", has_text="What it replaced").get_by_role("link")
    assert "Lisbon" in replaced.inner_text()
    page.get_by_label("Instead of “Ghent”").fill("Bruges")
    page.get_by_role("button", name="Set right").click()
    page.get_by_role("heading", level=1).filter(has_text="Bruges").wait_for()
    assert [one.object for one in scope.facts(subject="Marta", predicate="lives in")] == ["Bruges"]
    page.get_by_role("button", name="It was never true").click()
    page.get_by_role("dialog").get_by_role("button", name="Not true").click()
    page.locator("main .card").first.get_by_text("not believed since").wait_for()
    assert "Bruges" not in [one.object for one in scope.facts(subject="Marta", predicate="lives in")]


def test_days_are_the_same_everywhere(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("days")
    acme = Named(name="Acme", type=EntityType.ORGANIZATION)
    otto = Named(name="Otto", type=EntityType.PERSON)
    scope.learn(Claim(subject=otto, predicate="works at", object=acme, valid_from=from_iso("2026-05-19T00:00:00Z")))
    scope.remember(Message(text="Late at night.", session="s", time="2026-05-19T02:00:00Z"))
    visitor = visit(zone="America/New_York").enter(scope="days")
    assert "from 19 May 2026" in visitor.go("facts").locator("main .card").inner_text()
    page = visitor.go("timeline?since=2026-05-18&until=2026-05-18")
    assert page.locator(".day h2").all_inner_texts() == ["Monday, 18 May 2026"]
    assert page.locator(".entry time").inner_text() == "22:00"


def test_a_preference_is_set_right_and_taken_back(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("wishes")
    scope.learn(Message(text="Always use pnpm, not npm.", time="2026-09-01"))
    page = visit().enter(scope="wishes").go("preferences")
    card = page.locator(".card")
    assert "instead of npm" in card.inner_text()
    card.get_by_text("History").click()
    assert "2026" in card.locator(".history").inner_text()
    card.get_by_text("Set right").first.click()
    card.get_by_label("Wanted instead").fill("yarn")
    card.get_by_role("button", name="Set right").click()
    page.get_by_role("heading", name="Package manager: yarn").wait_for()
    assert [one.value for one in scope.preferences()] == ["yarn"]
    page.locator(".card").get_by_text("Set right").first.click()
    page.get_by_role("button", name="Not wanted").click()
    page.get_by_role("dialog").get_by_role("button", name="Not wanted").click()
    page.get_by_text("No preferences yet").wait_for()
    assert scope.preferences() == []


def test_a_procedure_is_told_how_it_went(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("ways")
    scope.learn(Message(text="To deploy the shop, first run npm test, then run npm run deploy.", time="2026-09-01"))
    [before] = scope.procedures()
    page = visit().enter(scope="ways").go("procedures")
    assert page.locator(".steps li").all_inner_texts() == [step["detail"] for step in before.steps]
    page.get_by_label("How did it go?").fill("Twice as fast.")
    page.get_by_role("button", name="It worked").click()
    page.get_by_text("worked 1 time").wait_for()
    [after] = scope.procedures()
    assert (after.success_count, after.confidence > before.confidence) == (1, True)
    page.get_by_text("History").click()
    assert "Twice as fast." in page.locator(".history").inner_text()
    page.get_by_role("button", name="It failed").click()
    page.get_by_text("failed 1 time").wait_for()
    page.get_by_label("Only what has failed").check()
    page.get_by_role("button", name="Find").click()
    page.get_by_role("heading", name=after.name).wait_for()


def test_a_line_is_taught(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("lessons")
    page = visit().enter(scope="lessons").go("teach")
    words = page.get_by_label("What should be known")
    words.fill("My sister Ana works at Acme.")
    page.get_by_role("button", name="Teach").click()
    page.get_by_role("link", name="Ana works at Acme").wait_for()
    assert words.input_value() == ""
    words.fill("To deploy the shop, first run npm test, then run npm run deploy.")
    page.get_by_role("button", name="Teach").click()
    page.get_by_role("link", name="Deploying the shop").wait_for()
    words.fill("Always use pnpm, not npm.")
    page.get_by_role("button", name="Teach").click()
    page.get_by_role("heading", name="Reads differently now").wait_for()
    assert page.locator("ins").first.inner_text() == "run pnpm test"
    words.fill("Hm.")
    page.get_by_role("button", name="Teach").click()
    page.get_by_text("Kept, and nothing learnt").wait_for()
    assert len(scope.episodes()) == 4
