"""A language model as the extractor, in jobs, over real HTTP: whatever it does, nothing is lost, somebody is told, and
what it used is counted."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis.memory import Memory
from mnesis.model import Job
from mnesis.settings import Settings
from mnesis.testing.chat import Answer, ChatServer, Play, chatting, fails, gives, says
from mnesis.testing.embedder import HashEmbedder

from .conftest import clock

CITIES = ("Rome", "Oslo", "Bonn", "Lima")

Request = dict[str, Any]


def good(request: Request) -> Answer:
    """What a good model notes of "I live in …"."""
    shown = [json.loads(line) for line in request["messages"][1]["content"].splitlines() if '{"passage"' in line]
    return says(json.dumps({"passages": [entry(one) for one in shown]}))


def entry(shown: dict[str, Any]) -> dict[str, Any]:
    said = re.search(r"My friend (\w+) lives in (\w+)", shown["text"])
    facts = []
    if said:
        place = {"object": said.group(2), "object_type": "location", "how": "holds", "quote": said.group()}
        facts = [{"subject": said.group(1), "predicate": "lives in", **place}]
    return {"passage": shown["passage"], "facts": facts, "preferences": [], "procedures": []}


def opened(path: Path, server: ChatServer, timeout: float = 60.0) -> Memory:
    settings = Settings(
        llm="openai", llm_url=server.url, llm_model="small", llm_timeout_seconds=timeout, fact_keys="both",
        llm_price_in=1.0, llm_price_out=2.0,
    )  # fmt: skip
    return mnesis.open(path, embedder=HashEmbedder(16), settings=settings, clock=clock)


def told(memory: Memory) -> None:
    for number, city in enumerate(CITIES):
        memory.remember(f"My friend F{'aeiou'[number]}n lives in {city}.", session=f"s{number}")


def always(play: Play) -> tuple[Play, Play]:
    return play, play


MISDEEDS: dict[str, tuple[Play, Play]] = {
    "good": (good, good),
    "garbage": always(lambda _: says("I'd be happy to help!")),
    "no choices": always(lambda _: gives({"choices": []})),
    "not JSON": always(lambda _: Answer(200, b"<html>")),
    "half JSON": always(lambda _: says('{"passages": [{"passage": 1, "facts": [')),
    "wrong shape": always(lambda _: says('{"passages": "none"}')),
    "invented": always(lambda _: says('{"passages": [{"passage": 99, "facts": [{"subject": "x"}]}]}')),
    "truncated": always(lambda _: says('{"passages": [', "length")),
    "refusal": always(lambda _: says(None, refusal="I cannot do that.")),
    "filtered": always(lambda _: says(None, "content_filter")),
    "no right": always(lambda _: fails(401)),
    "bad request": always(lambda _: fails(400)),
    "hung up, then good": (lambda _: None, good),
    "rate limit, then good": (lambda _: fails(429, retry_after="0"), good),
}


@pytest.mark.parametrize("misdeed", MISDEEDS)
def test_nothing_is_lost(path: Path, misdeed: str) -> None:
    first, afterwards = MISDEEDS[misdeed]
    with chatting(first, afterwards=afterwards) as server, opened(path, server) as memory:
        told(memory)
        assert (memory.facts(), server.requests) == ([], []), "never on the request path"
        done = memory.extract()
        assert done.read == len(CITIES)
        known = {one.object for one in memory.facts(predicate="located_in")}
        assert known == set(CITIES)
        assert {one.state for one in memory.store.scan(Job)} == {"done"}
        assert done.used is not None
        assert done.used.requests == len(server.requests) > 0
        read_by = {event["extractor"] for one in memory.facts() for event in one.history if event.get("extractor")}
        if misdeed == "good" or misdeed.endswith("then good"):
            assert done.notices == ()
            assert all(one.startswith("llm/") for one in read_by)
        else:
            assert done.notices, "somebody is told"
            assert all(one.startswith("rules/") for one in read_by)
        assert memory.extract().read == 0
        assert memory.check() == []


def test_a_model_that_never_answers(path: Path) -> None:
    with chatting(afterwards=good) as server, opened(path, server, timeout=0.1) as memory:
        server.afterwards = server.dawdle
        memory.remember("My friend Fan lives in Rome.")
        done = memory.extract()
        assert [one.object for one in memory.facts(predicate="located_in")] == ["Rome"]
        assert done.notices
        server.over()
        server.afterwards = good
        again = memory.extract(again=True)
        assert again.read == 1
        assert [one.object for one in memory.facts(predicate="located_in")] == ["Rome"], "the very same fact"
