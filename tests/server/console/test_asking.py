"""Search, timeline, sessions, contexts: asked by somebody at the console."""

from collections.abc import Callable

from mnesis import Message

from .browser import WIDE, Visitor
from .world import World

FOCUSED = "node => node === document.activeElement"


def test_a_hit_says_why_it_was_found(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()
    page = visitor.page
    page.get_by_label("Question").fill("My partner Wout works at which hospital?")
    page.keyboard.press("Enter")
    hits = page.locator(".hit")
    hits.first.wait_for()
    assert 1 < hits.count() <= 10
    best = page.locator("#hit-1")
    assert "Ghent University Hospital" in best.inner_text()
    best.get_by_text("Why this one").click()
    rows = best.get_by_role("row")
    shares = [float(text.split("\t")[-1]) for text in rows.all_inner_texts()[1:]]
    assert len(shares) > 3
    assert abs(sum(shares[:-1]) - shares[-1]) < 0.01
    assert {"vector", "lexical"} <= {text.split(",")[0] for text in rows.all_inner_texts()}
    assert "10 memories found" in page.locator("#announcer").inner_text()


def test_a_hit_is_shown_where_it_was_said(visit: Callable[..., Visitor], served: World) -> None:
    visitor = visit().enter()
    page = visitor.go("search?query=Wout%20radiographer%20from%20Ghent")
    best = page.locator("#hit-1")
    words = best.locator(".said").first.inner_text()
    opener = best.get_by_role("button", name="In its conversation")
    opener.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="In its conversation")
    marked = dialog.locator(".turn[aria-current]")
    marked.wait_for()
    assert marked.locator(".said").inner_text() == words
    assert dialog.locator(".turn").count() > 1
    page.wait_for_function("() => document.activeElement.matches('.turn[aria-current]')")
    top = marked.evaluate("node => node.getBoundingClientRect().top")
    assert 0 <= top < WIDE["height"]
    assert visitor.axe() == []
    page.keyboard.press("Escape")
    assert page.get_by_role("dialog").count() == 0
    assert opener.evaluate(FOCUSED)


def test_a_search_can_be_sent_to_somebody(visit: Callable[..., Visitor]) -> None:
    page = visit().enter().page
    page.get_by_label("Question").fill("Who is 100% & sure?")
    page.get_by_label("How many").select_option("5")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="Search").click()
    page.locator(".hit").first.wait_for()
    page.reload()
    page.locator(".hit").first.wait_for()
    assert page.get_by_label("Question").input_value() == "Who is 100% & sure?"
    assert page.locator(".hit").count() == 5


def test_the_timeline_goes_on_page_by_page(visit: Callable[..., Visitor], served: World) -> None:
    page = visit().enter().page
    page.evaluate("() => { location.hash = '#/timeline' }")
    page.locator(".entry").first.wait_for()
    everything = served.memory.stats().records["episode"]
    while page.get_by_text("That is all").count() == 0:
        page.mouse.wheel(0, 20_000)
        page.wait_for_timeout(30)
    ids = page.locator(".entry").evaluate_all("nodes => nodes.map((node) => node.dataset.id)")
    assert len(ids) == len(set(ids)) == everything
    days = page.locator(".day").evaluate_all("nodes => nodes.map((node) => node.dataset.day)")
    assert days == sorted(set(days), reverse=True)


def test_a_timeline_of_some_days(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()
    page = visitor.go("timeline?since=2026-03-05&until=2026-03-05")
    assert page.locator(".day h2").all_inner_texts() == ["Thursday, 5 March 2026"]


def test_a_session_is_read_and_closed(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("closing")
    for number in range(3):
        scope.remember(Message(text=f"We talked about cheese {number}.", session="a/b c", time="2026-09-01"))
    visitor = visit().enter(scope="closing")
    page = visitor.go("sessions")
    page.get_by_role("link", name="a/b c").click()
    page.get_by_role("heading", name="a/b c", level=1).wait_for()
    page.locator(".turn").first.wait_for()
    assert page.locator(".turn .said").all_inner_texts() == [f"We talked about cheese {n}." for n in range(3)]
    page.get_by_role("button", name="Close this session").click()
    page.get_by_text("ended").wait_for()
    [session] = scope.sessions()
    assert session.ended_at is not None
    assert page.get_by_role("button", name="Close this session").count() == 0


def test_a_session_longer_than_a_page_opens_at_the_turn(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("longer")
    scope.remember_many(
        Message(text=f"Turn number {n}.", session="long", time=f"2026-09-01T{n // 60:02}:{n % 60:02}Z")
        for n in range(230)
    )
    last = scope.episodes(limit=1)[0]
    visitor = visit().enter(scope="longer")
    page = visitor.page
    page.evaluate("id => { location.hash = `#/sessions/long?at=${id}` }", last.id)
    marked = page.locator(".turn[aria-current]")
    marked.wait_for()
    assert "229" in marked.inner_text()
    assert page.locator(".turn").count() == 230


def test_a_context_shows_what_each_token_bought(visit: Callable[..., Visitor]) -> None:
    visitor = visit().enter()
    page = visitor.go("context")
    page.get_by_label("Message").fill("Where does Marta live?")
    page.get_by_label("Budget, tokens").fill("400")
    page.get_by_role("button", name="Assemble").click()
    heading = page.get_by_role("heading", name="of 400 tokens")
    heading.wait_for()
    spent = int(heading.inner_text().split(" of ")[0])
    key = dict(text.rsplit(" ", 1) for text in page.locator(".budget .key li").all_inner_texts())
    assert sum(int(count) for slot, count in key.items() if slot != "free") == spent <= 400
    assert spent + int(key["free"]) == 400
    assert "Ghent" in page.get_by_role("region", name="The block").inner_text()
    taken = page.get_by_role("region", name="Taken").get_by_role("row")
    left = page.locator(".left-out")
    assert taken.count() > 2
    left.locator("summary").click() if left.get_attribute("open") is None else None
    reasons = left.locator("tbody tr td:last-child").all_inner_texts()
    assert reasons
    assert all(reasons)
    page.get_by_label("Budget, tokens").fill("2000")
    page.get_by_label("Goal").fill("moving house")
    page.get_by_role("button", name="Assemble").click()
    page.get_by_role("heading", name="of 2,000 tokens").wait_for()
    assert "moving house" in page.locator("pre.block").inner_text() or page.locator(".key").inner_text()
