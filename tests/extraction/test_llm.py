"""The extractor over real HTTP, against a server that misbehaves in every way: nothing is lost in any of them."""

import json
import re
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import pytest

from mnesis.extraction.contract import Extractor, Passage
from mnesis.extraction.llm.extractor import LETTERS, LLMExtractor
from mnesis.model import Claim, EntityType, Findings, Named
from mnesis.providers.endpoint import Patience
from mnesis.providers.llms.openai import OpenAILLM
from mnesis.testing.chat import Answer, ChatServer, Play, chatting, fails, gives, says

SAID = datetime(2025, 3, 14, 9, 30, tzinfo=UTC)
CITIES = ("Rome", "Oslo", "Bonn", "Lima", "Kyiv", "Pune", "Graz", "Bari", "Ghent", "Turin")

Request = dict[str, Any]


def passage(text: str, *, actor: str = "user", speaker: str | None = None) -> Passage:
    return Passage(id=text, text=text, actor=actor, speaker=speaker, time=SAID)


def living(*cities: str) -> list[Passage]:
    return [passage(f"I live in {city}.") for city in cities]


def lives_in(city: str, quote: str) -> Claim:
    return Claim(
        subject=Named(name="user", type=EntityType.PERSON),
        predicate="located_in",
        object=Named(name=city, type=EntityType.LOCATION),
        quote=quote,
    )


class Rules(Extractor):
    """Stands in for the rules; remembers what it was asked to read."""

    def __init__(self) -> None:
        self.read: list[str] = []

    @property
    def name(self) -> str:
        return "rules/0"

    def extract(self, passages: Sequence[Passage]) -> list[Findings]:
        self.read += [one.text for one in passages]
        return [self._findings(one) for one in passages]

    def _findings(self, one: Passage) -> Findings:
        city = one.text.removeprefix("I live in ").rstrip(".")
        return Findings(extractor=self.name, claims=(lives_in(city, one.text),), notices=("by rules",))


# --- a model that can read ----------------------------------------------------------------------------------


def entries(request: Request) -> list[dict[str, Any]]:
    """What a good model notes about the passages that a request shows; after a complaint, about those it names."""
    shown = [
        json.loads(line) for line in request["messages"][1]["content"].splitlines() if line.startswith('{"passage"')
    ]
    again = re.search(r"again: ([\d, ]+)\.", request["messages"][-1]["content"])
    wanted = {int(number) for number in again.group(1).split(",")} if again else None
    return [entry(one) for one in shown if wanted is None or one["passage"] in wanted]


def entry(shown: dict[str, Any]) -> dict[str, Any]:
    said = re.search(r"I live in (\w+)", shown["text"])
    facts = [noted(said.group(1), said.group())] if said else []
    return {"passage": shown["passage"], "facts": facts, "preferences": [], "procedures": []}


def noted(city: str, quote: str) -> dict[str, Any]:
    return {
        "subject": "user",
        "predicate": "lives in",
        "object": city,
        "object_type": "location",
        "how": "holds",
        "quote": quote,
    }


def text(request: Request) -> str:
    return json.dumps({"passages": entries(request)})


def good(request: Request) -> Answer:
    return says(text(request))


def size(request: Request) -> int:
    return len(entries(request))


class Desk:
    """An extractor at a server, and the rules behind it."""

    def __init__(self, server: ChatServer, llm: OpenAILLM, size: int) -> None:
        self.server, self.llm, self.rules = server, llm, Rules()
        self.extractor = LLMExtractor(llm, self.rules, size=size)

    def cities(self, passages: Sequence[Passage]) -> list[str]:
        """What was found, one city a passage: where it is not exactly one, something was lost or invented."""
        found = self.extractor.extract(passages)
        assert len(found) == len(passages)
        assert all(one.extractor in ("llm/1/small", "rules/0") for one in found)
        return [claim.object.name for one in found for claim in one.claims if isinstance(claim.object, Named)]

    def notices(self, passages: Sequence[Passage]) -> list[tuple[str, ...]]:
        return [one.notices for one in self.extractor.extract(passages)]


@contextmanager
def desk(*script: Play, afterwards: Play = good, size: int = 4, **patience: Any) -> Iterator[Desk]:
    slow = Patience(sleep=lambda _: None, jitter=lambda: 0.0, **{"attempts": 3, "timeout": 5.0} | patience)
    with chatting(*script, afterwards=afterwards) as server:
        llm = OpenAILLM(base_url=server.url, model="small", patience=slow)
        try:
            yield Desk(server, llm, size)
        finally:
            llm.close()


# --- when all is well ---------------------------------------------------------------------------------------


def test_several_passages_a_request_and_findings_in_their_order() -> None:
    with desk() as at:
        assert at.cities(living(*CITIES)) == list(CITIES)
        assert [size(one) for one in at.server.requests] == [4, 4, 2]
        assert at.rules.read == []
        used = at.extractor.usage.snapshot()
    assert at.extractor.name == "llm/1/small"
    assert (used.requests, used.tokens_in, used.failures) == (3, 300, {})
    assert at.server.requests[0]["response_format"]["type"] == "json_schema"
    assert at.server.requests[0]["temperature"] == 0.0


def test_only_what_people_say_is_shown_to_the_model() -> None:
    said = [
        passage("I live in Rome."),
        passage("I live in a data centre.", actor="agent"),
        passage("I live in Oslo.", actor="agent", speaker="Ana"),
        passage("I live in the logs.", actor="tool"),
        passage("I live in the prompt.", actor="system"),
        passage(" \n"),
    ]
    with desk() as at:
        found = at.extractor.extract(said)
        assert [len(one.claims) for one in found] == [1, 0, 1, 0, 0, 0]
        assert [size(one) for one in at.server.requests] == [2]


def test_nothing_to_read_asks_nothing() -> None:
    with desk() as at:
        assert at.extractor.extract([]) == []
        assert at.extractor.extract([passage("Sure!", actor="agent")]) == [Findings(extractor="llm/1/small")]
        assert at.server.requests == []


def test_long_passages_travel_in_smaller_batches() -> None:
    long = [passage(f"I live in {city}. " + "So it is. " * (LETTERS // 15)) for city in CITIES[:3]]
    with desk() as at:
        assert at.cities(long) == list(CITIES[:3])
        assert [size(one) for one in at.server.requests] == [1, 1, 1]


# --- answers that cannot be used as they are ----------------------------------------------------------------


def bad(body: str, finish: str = "stop") -> Play:
    return lambda _: says(body, finish)


GARBAGE: dict[str, Play] = {
    "nonsense": bad("blurb blurb"),
    "an apology": bad("I'm sorry, but I can't help with that."),
    "HTML": lambda _: Answer(200, b"<html>502</html>"),
    "no choices": lambda _: gives({"choices": []}),
    "an empty text": bad(""),
    "no text": lambda _: says(None),
    "another shape": bad('{"facts": {"user": "Rome"}, "ok": true}'),
    "facts that are none": bad('{"passages": [{"passage": 1, "facts": "Rome"}, {"passage": 2, "facts": "Oslo"}]}'),
    "half an answer": lambda request: says(text(request)[:60]),
    "a deep hole": bad('{"passages": [' * 9_000),
}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_asked_for_once_more(garbage: Play) -> None:
    with desk(garbage) as at:
        assert at.cities(living("Rome", "Oslo")) == ["Rome", "Oslo"]
        assert len(at.server.requests) == 2
        assert at.rules.read == []
        assert at.extractor.usage.snapshot().failures == {"garbled": 1}


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_twice_is_left_to_the_rules(garbage: Play) -> None:
    with desk(garbage, garbage) as at:
        assert at.cities(living("Rome", "Oslo", "Bonn", "Lima", "Kyiv")) == ["Rome", "Oslo", "Bonn", "Lima", "Kyiv"]
        assert len(at.server.requests) == 3
        assert at.rules.read == [f"I live in {city}." for city in ("Rome", "Oslo", "Bonn", "Lima")]


def test_the_model_hears_what_was_wrong() -> None:
    with desk(bad("As you wish: none.")) as at:
        at.cities(living("Rome", "Oslo"))
        again = at.server.requests[1]["messages"]
    assert [one["role"] for one in again] == ["system", "user", "assistant", "user"]
    assert again[2]["content"] == "As you wish: none."
    assert "no JSON" in again[3]["content"]


def half(request: Request) -> Answer:
    """Only the first two passages, and the third broken off."""
    whole = text(request)
    return says(whole[: whole.index('{"passage": 3') + 30])


def test_what_was_readable_is_kept_and_only_the_rest_asked_for_again() -> None:
    with desk(half) as at:
        assert at.cities(living(*CITIES[:4])) == list(CITIES[:4])
        assert "again: 3, 4." in at.server.requests[1]["messages"][-1]["content"]
        assert at.rules.read == []


def test_only_what_stays_unreadable_is_left_to_the_rules() -> None:
    with desk(half, bad("no idea")) as at:
        found = at.extractor.extract(living(*CITIES[:4]))
    assert [one.extractor for one in found] == ["llm/1/small", "llm/1/small", "rules/0", "rules/0"]
    assert found[0].notices == ()
    first, second = found[2].notices
    assert first == "by rules"
    assert second.startswith("rules/0 read this instead of llm/1/small. ")
    assert at.rules.read == ["I live in Bonn.", "I live in Lima."]


@pytest.mark.parametrize(
    "dressed",
    [
        lambda said: f"Here you are:\n```json\n{said}\n```\nAnything else?",
        lambda said: f"<think>{{Hmm}}, [so]</think>\n{said}",
        lambda said: said.replace("]}", "],}").replace("}]", "},]"),
        lambda said: json.dumps(json.loads(said)["passages"]),
        lambda said: said + said,
    ],
)
def test_what_is_around_the_answer_does_no_harm(dressed: Callable[[str], str]) -> None:
    with desk(afterwards=lambda request: says(dressed(text(request)))) as at:
        assert at.cities(living(*CITIES)) == list(CITIES)
        assert len(at.server.requests) == 3
        assert at.rules.read == []


def test_inventions_are_dropped() -> None:
    def inventive(request: Request) -> Answer:
        made = entries(request)
        made[0]["facts"] += [noted("Paris", "I live in Paris"), noted("Rome", "")]
        return says(json.dumps({"passages": made}))

    with desk(afterwards=inventive) as at:
        [found] = at.extractor.extract(living("Rome"))
    assert found.claims == (lives_in("Rome", "I live in Rome"),)
    assert found.notices == ("2 items of the model dropped: not proven by the words of the passage",)


# --- truncated, refused -------------------------------------------------------------------------------------


def test_what_does_not_fit_is_asked_for_in_halves() -> None:
    def short(request: Request) -> Answer:
        return good(request) if size(request) <= 2 else says(text(request)[:20], "length")

    with desk(afterwards=short) as at:
        assert at.cities(living(*CITIES[:4])) == list(CITIES[:4])
        assert [size(one) for one in at.server.requests] == [4, 2, 2]
        assert at.extractor.usage.snapshot().failures == {"truncated": 1}
        assert at.rules.read == []


def test_of_a_truncated_answer_the_whole_entries_are_kept() -> None:
    def three(request: Request) -> Answer:
        whole = text(request)
        return says(whole[: whole.index('{"passage": 4') + 30], "length")

    with desk(three) as at:
        assert at.cities(living(*CITIES[:4])) == list(CITIES[:4])
        assert [size(one) for one in at.server.requests] == [4, 1]


def test_a_passage_that_never_fits_is_left_to_the_rules_alone() -> None:
    def endless(request: Request) -> Answer:
        return says("{" * 50, "length") if "Bonn" in request["messages"][1]["content"] else good(request)

    with desk(afterwards=endless) as at:
        found = at.extractor.extract(living(*CITIES[:4]))
    assert [one.extractor for one in found] == ["llm/1/small", "llm/1/small", "rules/0", "llm/1/small"]
    assert "cut off" in found[2].notices[-1]
    assert at.rules.read == ["I live in Bonn."]


REFUSALS: dict[str, Answer] = {
    "a refusal": says(None, refusal="I cannot help with that."),
    "a content filter": says("", "content_filter"),
    "a filter before the model": fails(400, "content_filter"),
    "a context that is too small": fails(400, "maximum context length is 4096 tokens"),
    "a body that is too large": fails(413, "too large"),
}


@pytest.mark.parametrize("refusal", REFUSALS.values(), ids=REFUSALS.keys())
def test_a_refusal_costs_only_the_passage_it_is_about(refusal: Answer) -> None:
    def prim(request: Request) -> Answer:
        return refusal if "Bonn" in request["messages"][1]["content"] else good(request)

    with desk(afterwards=prim) as at:
        assert at.cities(living(*CITIES[:8])) == list(CITIES[:8])
        assert at.rules.read == ["I live in Bonn."]
        assert at.extractor.usage.snapshot().failures["refused"] == 3


# --- a model that cannot be had -----------------------------------------------------------------------------


TROUBLE: dict[str, tuple[Play, str]] = {
    "busy": (lambda _: fails(429, retry_after="2"), "busy"),
    "broken": (lambda _: fails(500), "server"),
    "overloaded": (lambda _: fails(503), "server"),
    "hung up": (lambda _: None, "connection"),
    "hung up midway": (lambda _: Answer(200, b'{"choices":', promised=99), "connection"),
}


@pytest.mark.parametrize(("play", "kind"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_that_passes_is_waited_for(play: Play, kind: str) -> None:
    with desk(play, play) as at:
        assert at.cities(living("Rome", "Oslo")) == ["Rome", "Oslo"]
        assert at.rules.read == []
        assert at.extractor.usage.snapshot().failures == {kind: 2}


@pytest.mark.parametrize(("play", "kind"), TROUBLE.values(), ids=TROUBLE.keys())
def test_trouble_that_stays_is_left_to_the_rules(play: Play, kind: str) -> None:
    with desk(play, play, play) as at:
        found = at.extractor.extract(living(*CITIES[:6]))
    assert [one.extractor for one in found] == ["rules/0"] * 4 + ["llm/1/small"] * 2
    assert all("gave up after 3 attempts" in one.notices[-1] for one in found[:4])
    assert [one.notices for one in found[4:]] == [(), ()]


def test_silence_is_not_waited_for_for_ever() -> None:
    with desk(timeout=0.1) as at:
        at.server.plan(*[at.server.dawdle] * 3)
        assert at.cities(living("Rome", "Oslo")) == ["Rome", "Oslo"]
        assert at.rules.read == ["I live in Rome.", "I live in Oslo."]
        assert at.extractor.usage.snapshot().failures == {"timeout": 3}


@pytest.mark.parametrize("status", [401, 403, 404, 405])
def test_a_wrong_setting_is_told_and_costs_nothing(status: int) -> None:
    with desk(afterwards=lambda _: fails(status)) as at:
        notices = at.notices(living("Rome", "Oslo"))
        assert len(at.server.requests) == 1
    assert all("MNESIS_LLM_KEY" in one[-1] for one in notices)


def test_nobody_there() -> None:
    with desk() as at:
        pass
    with desk() as other:
        gone = OpenAILLM(base_url=at.server.url, model="small", patience=Patience(attempts=1))
        extractor = LLMExtractor(gone, other.rules)
        assert [one.extractor for one in extractor.extract(living("Rome"))] == ["rules/0"]
        gone.close()


@pytest.mark.parametrize("known", ["json_object", "words"])
def test_endpoints_without_schemas_are_asked_without(known: str) -> None:
    def play(request: Request) -> Answer:
        asked = request.get("response_format", {"type": "words"})["type"]
        return good(request) if asked == known else fails(400, "response_format is not supported")

    with desk(afterwards=play) as at:
        assert at.cities(living(*CITIES)) == list(CITIES)
        assert at.rules.read == []


# --- many at once -------------------------------------------------------------------------------------------


def test_many_threads_share_one_extractor_at_a_moody_server() -> None:
    moods: list[Play] = [
        good,
        bad("blurb"),
        half_if_possible,
        lambda _: fails(429, retry_after="1"),
        lambda _: None,
        bad("{", "length"),
        lambda _: says(None, refusal="No."),
        lambda _: fails(500),
        lambda request: says(f"```json\n{text(request)}```"),
    ]
    with desk(*moods * 8, size=3) as at, ThreadPoolExecutor(6) as pool:
        batches = [living(*CITIES[start:], *CITIES[:start]) for start in range(10)] * 2
        results = list(pool.map(at.cities, batches))
        used = at.extractor.usage.snapshot()
    expected = [[one.text.removeprefix("I live in ").rstrip(".") for one in batch] for batch in batches]
    assert results == expected
    assert used.requests == len(at.server.requests)
    assert {"garbled", "busy", "connection", "truncated", "refused", "server"} <= used.failures.keys()


def half_if_possible(request: Request) -> Answer:
    whole = text(request)
    return says(whole[: len(whole) // 2])
