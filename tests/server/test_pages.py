"""Lists in pages: each entry once, whatever is added and erased between two pages."""

from collections.abc import Callable, Iterator

import httpx
import pytest

from .conftest import Rest

START = "2026-03-01T10:00:00Z"


def pages(
    client: httpx.Client, path: str, name: str, limit: int, between: Callable[[list[str]], None]
) -> Iterator[str]:
    """Ids of a list, page by page; `between` gets those of the last page."""
    url: str | None = f"{path}{'&' if '?' in path else '?'}limit={limit}"
    while url:
        answer = client.get(url)
        assert answer.status_code == 200, answer.text
        ids = [one["id"] for one in answer.json()[name]]
        assert len(ids) <= limit
        yield from ids
        url = answer.links["next"]["url"] if "next" in answer.links else None
        assert (url is None) == (answer.json()["next"] is None)
        if url:
            between(ids)


def nothing(ids: list[str]) -> None:
    """Nothing happens between two pages."""


@pytest.fixture
def filled(admin: httpx.Client) -> httpx.Client:
    """30 memories of which ten share a moment, in ten sessions, with facts."""
    said = [
        {
            "text": f"I know Person{number:02d}." if number % 2 else f"I work at Company{number:02d}.",
            "speaker": f"Speaker{number:02d}",
            "session": f"s{number % 10}",
            "time": START if number < 10 else f"2026-03-{number:02d}T10:00:00Z",
        }
        for number in range(1, 31)
    ]
    answer = admin.post("/v1/memories/batch", json={"messages": said})
    assert answer.json()["added"] == 30
    return admin


@pytest.mark.parametrize("limit", [1, 7, 200])
@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("/v1/memories", "memories"),
        ("/v1/memories?order=oldest", "memories"),
        ("/v1/timeline", "memories"),
        ("/v1/sessions", "sessions"),
        ("/v1/sessions/s1/turns", "memories"),
        ("/v1/facts", "facts"),
        ("/v1/entities", "entities"),
        ("/v1/keys", "keys"),
    ],
)
def test_every_entry_comes_once(filled: httpx.Client, path: str, name: str, limit: int) -> None:
    whole = [one["id"] for one in filled.get(f"{path}{'&' if '?' in path else '?'}limit=200").json()[name]]
    assert whole
    assert list(pages(filled, path, name, limit, nothing)) == whole


@pytest.mark.parametrize("path", ["/v1/memories", "/v1/timeline"])
def test_what_comes_and_goes_between_pages_moves_nothing_else(filled: httpx.Client, path: str) -> None:
    whole = {one["id"] for one in filled.get(f"{path}?limit=200").json()["memories"]}
    gone: list[str] = []

    def meanwhile(ids: list[str]) -> None:
        gone.append(ids[-1])
        assert filled.delete(f"/v1/memories/{ids[-1]}").status_code == 200
        filled.post("/v1/memories", json={"text": f"New {len(gone)}.", "time": "2026-03-01T09:59:00Z"})
        filled.post("/v1/memories", json={"text": f"Newest {len(gone)}."})

    found = list(pages(filled, path, "memories", 4, meanwhile))
    assert gone
    assert len(found) == len(set(found))
    assert whole <= set(found)


def test_a_computed_list_goes_on_where_it_was(rest: Rest, filled: httpx.Client) -> None:
    """Facts are the last said first: new ones come in front, and those of erased memories go."""
    before = [one["id"] for one in filled.get("/v1/facts?limit=200").json()["facts"]]
    count = 0

    def meanwhile(ids: list[str]) -> None:
        nonlocal count
        count += 1
        filled.post("/v1/memories", json={"text": "I work at Newcomer.", "speaker": f"New{count}"})
        last = next(one for one in filled.get("/v1/facts?limit=200").json()["facts"] if one["id"] == ids[-1])
        filled.delete(f"/v1/memories/{last['source_episode']}")

    found = list(pages(filled, "/v1/facts", "facts", 4, meanwhile))
    assert count
    assert found == before


@pytest.mark.parametrize("cursor", ["x", "!", "bnVsbA", "WzEsMl0", "W10", "eyJhIjoxfQ", "WyJhIiwiYiJd", "////"])
@pytest.mark.parametrize("path", ["/v1/memories", "/v1/facts", "/v1/sessions/s1/turns"])
def test_a_cursor_that_is_none(admin: httpx.Client, path: str, cursor: str) -> None:
    answer = admin.get(path, params={"cursor": cursor})
    assert (answer.status_code, answer.json()["title"]) == (422, "InvalidInput")


def test_pages_have_a_size(admin: httpx.Client) -> None:
    for limit in ("0", "201", "many"):
        assert admin.get("/v1/memories", params={"limit": limit}).status_code == 422
