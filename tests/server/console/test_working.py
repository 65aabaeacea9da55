"""Jobs, nights, imports and exports, keys, and news that arrive by themselves."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from mnesis import Message
from mnesis.demo import CONVERSATION

from .browser import PHONE, Visitor
from .world import World


def test_a_night_is_run_and_told(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("nights")
    for number in range(20):
        scope.remember(Message(text=f"We met at the harbour, time {number}.", session="s", time="2026-08-01"))
    page = visit().enter(scope="nights").go("jobs")
    page.get_by_role("button", name="Run a night now").click()
    page.get_by_text("A night of").wait_for()
    page.locator(".card[data-id]").filter(has_text="done").first.wait_for()
    assert any(job.kind == "night" and job.state == "done" for job in scope.jobs())


def test_a_job_is_cancelled_and_tried_again(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("planned")
    job = scope.schedule("night", "30 3 * * *")
    page = visit().enter(scope="planned").go("jobs")
    card = page.locator(f".card[data-id='{job.id}']")
    card.get_by_role("button", name="Cancel").click()
    card.locator(".tag", has_text="cancelled").wait_for()
    card.get_by_role("button", name="Try again").click()
    card.locator(".tag", has_text="ready").wait_for()
    page.get_by_label("Show").select_option("dead")
    page.get_by_text("No jobs").wait_for()
    assert scope.job(job.id).state == "ready"


def test_jobs_move_while_one_looks(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("moving")
    page = visit().enter(scope="moving").go("jobs")
    page.get_by_text("No jobs").wait_for()
    scope.schedule("night", "30 3 * * *")
    page.locator(".card[data-id]").wait_for()


def test_files_are_imported_by_button_and_by_drop(visit: Callable[..., Visitor], served: World, tmp_path: Path) -> None:
    scope = served.scope("imports")
    lines = CONVERSATION.read_text("utf-8").splitlines()
    first = tmp_path / "one.jsonl"
    first.write_text("\n".join([*lines[:30], '{"session": "broken"}']), "utf-8")
    page = visit().enter(scope="imports").go("transfer")
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Choose files").click()
    chooser.value.set_files(first)
    page.locator(".card", has_text="30 new memories").wait_for()
    assert "Not read" in page.locator(".card").inner_text()
    dropped = page.evaluate_handle(
        """text => {
            const moved = new DataTransfer();
            moved.items.add(new File([text], 'two.jsonl'));
            return moved;
        }""",
        "\n".join(lines[20:40]),
    )
    page.dispatch_event(".drop", "dragover", {"dataTransfer": dropped})
    assert page.locator(".drop.over").count() == 1
    page.dispatch_event(".drop", "drop", {"dataTransfer": dropped})
    page.locator(".card", has_text="10 new memories, 10 there already").wait_for()
    assert scope.stats().records["episode"] == 40


def test_a_file_nobody_knows_says_what_to_do(visit: Callable[..., Visitor], tmp_path: Path) -> None:
    odd = tmp_path / "picture.bin"
    odd.write_bytes(b"\x89PNG\x00\x01\x02")
    visitor = visit(size=PHONE).enter(scope="imports-odd")
    page = visitor.go("transfer")
    page.locator("input[type=file]").set_input_files(odd)
    alert = page.get_by_role("alert")
    alert.wait_for()
    assert "picture.bin" in alert.inner_text()
    assert visitor.sideways() <= 0


def test_everything_is_exported(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("exports")
    scope.remember(Message(text="Grüße aus Gent", session="s", time="2026-09-01"))
    page = visit().enter(scope="exports").go("transfer")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "mnesis-exports.jsonl"
    records = [json.loads(line) for line in Path(download.value.path()).read_text("utf-8").splitlines()]
    assert "Grüße aus Gent" in [one.get("text") for one in records]


def test_a_key_is_made_used_rotated_and_revoked(visit: Callable[..., Visitor], served: World) -> None:
    page = visit().enter().go("keys")
    page.get_by_role("button", name="New key").click()
    form = page.get_by_role("dialog", name="New key")
    form.get_by_label("Name").fill("Kitchen radio")
    form.get_by_label("Role").select_option("reader")
    form.get_by_label("Places").fill("main, project:*")
    form.get_by_role("button", name="Make the key").click()
    shown = page.get_by_role("dialog", name="The new key")
    token = shown.locator(".token").inner_text()
    assert token.startswith("mn_")
    page.keyboard.press("Escape")
    card = page.locator(".card", has_text="Kitchen radio")
    card.first.wait_for()
    assert "for main, project:*" in card.first.inner_text()
    assert token not in page.content()

    served.tokens["radio"] = token
    radio = visit().enter("radio").page
    assert radio.get_by_role("link", name="Keys").count() == 0
    assert radio.get_by_role("link", name="Teach").count() == 0

    card.get_by_role("button", name="Rotate").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate").click()
    assert page.locator(".token").inner_text() != token
    page.keyboard.press("Escape")
    page.locator(".card", has_text="Kitchen radio").nth(1).wait_for()
    while (revoke := card.get_by_role("button", name="Revoke")).count():
        left = revoke.count()
        revoke.first.click()
        page.get_by_role("dialog").get_by_role("button", name="Revoke").click()
        page.wait_for_function(
            "left => [...document.querySelectorAll('.card')].filter((one) => one.textContent.includes('Kitchen radio')"
            " && one.querySelector('button.bad')).length < left",
            arg=left,
        )


def test_news_arrives_by_itself(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("news")
    scope.remember(Message(text="An old story.", session="s", time="2026-09-01"))
    visitor = visit().enter(scope="news")
    page = visitor.go("timeline")
    page.locator(".live[data-state=live]").wait_for()
    scope.remember(Message(text="Something new happened.", session="s", time="2026-10-01"))
    page.locator(".entry.fresh").wait_for()
    assert page.locator(".entry .said").all_inner_texts() == ["Something new happened.", "An old story."]
    visitor.go("facts")
    scope.learn(Message(text="I live in Ghent.", speaker="Marta", time="2026-10-01"))
    page.get_by_role("button", name="There is news").click()
    page.get_by_role("link", name="Ghent").wait_for()


def test_what_was_there_before_is_no_news(visit: Callable[..., Visitor], served: World) -> None:
    """Though the socket opens while the page still waits for its first memories."""
    scope = served.scope("early")
    scope.remember(Message(text="An old story.", session="s", time="2026-09-01"))
    page = visit().enter(scope="early").page
    held: list[Any] | None = []

    def hold(route: Any) -> None:
        route.continue_() if held is None else held.append(route)

    page.route("**/v1/memories/search*", hold)
    page.goto(f"{served.url}icon.svg")
    page.goto(f"{served.url}#/timeline")
    page.locator(".live[data-state=live]").wait_for()
    waiting, held = held, None
    for route in reversed(waiting):
        route.continue_()
    page.locator(".entry").wait_for()
    scope.remember(Message(text="Something new happened.", session="s", time="2026-10-01"))
    page.locator(".entry.fresh").wait_for()
    assert page.locator(".entry.fresh .said").all_inner_texts() == ["Something new happened."]
    assert page.locator(".entry").count() == 2


def test_without_a_socket_it_looks_for_news(visit: Callable[..., Visitor], served: World) -> None:
    scope = served.scope("polled")
    visitor = visit()
    visitor.context.add_init_script(
        "const real = setTimeout; window.setTimeout = (run, wait) => real(run, Math.min(wait ?? 0, 20));"
        "const again = setInterval; window.setInterval = (run, wait) => again(run, Math.min(wait, 100));"
        "window.WebSocket = class extends EventTarget { static OPEN = 1; constructor() {"
        " super(); real(() => this.dispatchEvent(new Event('close')), 1) } };"
    )
    visitor.enter(scope="polled")
    page = visitor.page
    page.evaluate("() => { location.hash = '#/timeline' }")
    page.locator(".live[data-state=polling]").wait_for()
    scope.remember(Message(text="Heard of later.", session="s", time="2026-09-01"))
    page.locator(".entry", has_text="Heard of later.").wait_for()
