"""Over real HTTP, against a server that behaves as told."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any

import pytest

from mnesis.errors import InvalidInput, LLMGarbled, LLMRefused, LLMTruncated, LLMUnavailable, ProviderError
from mnesis.providers.endpoint import Patience
from mnesis.providers.llms.contract import Prompted, Said
from mnesis.providers.llms.openai import OpenAILLM, Prices
from mnesis.testing.chat import Answer, Play, chatting, fails, gives, says

KEY = "sk-secret"
SCHEMA = {"type": "object", "properties": {"colour": {"type": "string"}}, "required": ["colour"]}
PROSE = Prompted(messages=(Said("system", "Be short."), Said("user", "What colour?")))
BOUND = Prompted(messages=PROSE.messages, schema=SCHEMA, max_tokens=99)


class Time:
    """A clock that only sleeping moves, and what was slept."""

    def __init__(self) -> None:
        self.now = 0.0
        self.waits: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    def patience(self, **changes: Any) -> Patience:
        return Patience(sleep=self.sleep, clock=lambda: self.now, jitter=lambda: 0.0, **changes)


@contextmanager
def model(url: str, patience: Patience | None = None, **more: Any) -> Iterator[OpenAILLM]:
    made = OpenAILLM(
        base_url=url,
        model="small",
        api_key=KEY,
        patience=patience or Time().patience(),
        prices=Prices(2.0, 8.0),
        **more,
    )
    try:
        yield made
    finally:
        made.close()


def green(request: dict[str, Any]) -> Answer:
    return says("green")


def failure(*script: Play, request: Prompted = PROSE, patience: Patience | None = None) -> ProviderError:
    """The error after a script, which must be used up."""
    with (
        chatting(*script, afterwards=green) as server,
        model(server.url, patience) as made,
        pytest.raises(ProviderError) as caught,
    ):
        made.complete(request)
    assert len(server.requests) == len(script)
    assert KEY not in str(caught.value)
    assert KEY not in repr(caught.value.data)
    return caught.value


def test_a_question_is_asked_and_answered() -> None:
    with chatting(afterwards=green) as server, model(server.url) as made:
        answer = made.complete(PROSE)
        assert made.name == "small"
    assert (answer.text, answer.finish, answer.tokens_in, answer.tokens_out) == ("green", "stop", 100, 10)
    assert answer.cost == pytest.approx(100 * 2e-6 + 10 * 8e-6)
    assert server.paths == {"/v1/chat/completions"}
    assert server.keys == [f"Bearer {KEY}"]
    assert server.requests == [
        {
            "model": "small",
            "max_tokens": 2048,
            "temperature": 0.0,
            "messages": [{"role": "system", "content": "Be short."}, {"role": "user", "content": "What colour?"}],
        }
    ]


def test_without_a_key_none_is_sent_and_without_prices_nothing_costs() -> None:
    with chatting(afterwards=green) as server:
        made = OpenAILLM(base_url=server.url, model="small")
        assert made.complete(PROSE).cost is None
        assert made.usage.snapshot().cost is None
        made.close()
    assert server.keys == [None]


def test_an_answer_is_bound_to_its_schema() -> None:
    with chatting(afterwards=green) as server, model(server.url) as made:
        made.complete(BOUND)
    assert server.requests[0]["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "answer", "strict": True, "schema": SCHEMA},
    }
    assert server.requests[0]["max_tokens"] == 99


# --- dialects -----------------------------------------------------------------------------------------------


def only(*formats: str) -> Play:
    """A server that knows these formats of answers."""

    def play(request: dict[str, Any]) -> Answer:
        asked = request.get("response_format", {"type": "words"})["type"]
        return green(request) if asked in formats else fails(400, f"response_format {asked} is unavailable")

    return play


@pytest.mark.parametrize("known", ["json_schema", "json_object", "words"])
def test_what_an_endpoint_does_not_know_is_left_out_from_then_on(known: str) -> None:
    order = ["json_schema", "json_object", "words"]
    with chatting(afterwards=only(known)) as server, model(server.url) as made:
        assert made.complete(BOUND).text == "green"
        tried = len(server.requests)
        assert made.complete(BOUND).text == "green"
    assert tried == order.index(known) + 1
    assert len(server.requests) == tried + 1, "the second question is asked the right way at once"
    told = [json.dumps(SCHEMA, separators=(",", ":")) in one["messages"][-1]["content"] for one in server.requests]
    assert told == [False, *[True] * (tried - 1), known != "json_schema"]


def test_newer_names_of_parameters_are_found_out() -> None:
    def picky(request: dict[str, Any]) -> Answer:
        if "max_tokens" in request:
            return fails(400, "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.")
        if "temperature" in request:
            return fails(400, "Unsupported value: 'temperature' does not support 0 with this model.")
        return green(request)

    with chatting(afterwards=picky) as server, model(server.url) as made:
        made.complete(BOUND)
        made.complete(BOUND)
    assert len(server.requests) == 4
    last = server.requests[-1]
    assert (last["max_completion_tokens"], last["response_format"]["type"]) == (99, "json_schema")
    assert "temperature" not in last


def test_one_bad_request_does_not_change_how_others_are_asked() -> None:
    bad: list[Play] = [lambda _: fails(422, "no")] * 3
    with chatting(*bad, afterwards=green) as server, model(server.url) as made:
        with pytest.raises(LLMRefused, match="422"):
            made.complete(BOUND)
        made.complete(BOUND)
    assert server.requests[-1]["response_format"]["type"] == "json_schema"


def test_a_filter_or_a_context_that_is_too_small_is_not_asked_in_other_words() -> None:
    for words in ("content_filter", "This model's maximum context length is 8192 tokens."):
        error = failure(lambda _, words=words: fails(400, words), request=BOUND)
        assert isinstance(error, LLMRefused)
        assert error.data["status"] == 400


# --- what may be better next time ---------------------------------------------------------------------------


@pytest.mark.parametrize("status", [408, 409, 425, 429, 500, 502, 503, 504, 529])
def test_busy_servers_are_asked_again(status: int) -> None:
    time = Time()
    busy: list[Play] = [lambda _: fails(status)] * 3
    with chatting(*busy, afterwards=green) as server, model(server.url, time.patience()) as made:
        assert made.complete(PROSE).text == "green"
        used = made.usage.snapshot()
    assert time.waits == [0.5, 1.0, 2.0]
    assert (used.requests, used.tokens_in, used.failures) == (4, 100, {"busy" if status == 429 else "server": 3})


def test_as_long_as_the_server_asks_for() -> None:
    time = Time()
    script: list[Play] = [
        lambda _: fails(429, retry_after="7"),
        lambda _: fails(429, retry_after="soon"),
        lambda _: fails(503, retry_after="Wed, 21 Oct 2026 07:29:00 GMT", Date="Wed, 21 Oct 2026 07:28:00 GMT"),
    ]
    with chatting(*script, afterwards=green) as server, model(server.url, time.patience()) as made:
        made.complete(PROSE)
    assert time.waits == [7.0, 1.0, 60.0]


def test_a_server_that_asks_for_more_than_there_is_is_not_waited_for() -> None:
    time = Time()
    error = failure(lambda _: fails(429, retry_after="9999"), patience=time.patience())
    assert isinstance(error, LLMUnavailable)
    assert (error.data["retryable"], error.data["status"], error.data["after"]) == (True, 429, 9999.0)
    assert time.waits == []


def test_jitter_shortens_a_wait_by_up_to_half() -> None:
    waits: list[float] = []
    patience = Patience(sleep=waits.append, jitter=lambda: 1.0)
    with chatting(lambda _: fails(500), afterwards=green) as server, model(server.url, patience) as made:
        made.complete(PROSE)
    assert waits == [0.25]


def test_gives_up_in_the_end() -> None:
    time = Time()
    error = failure(*[lambda _: fails(503, "overloaded")] * 3, patience=time.patience(attempts=3))
    assert isinstance(error, LLMUnavailable)
    assert "gave up after 3 attempts: 503" in str(error)
    assert "overloaded" in str(error)
    assert error.data["retryable"]


def test_all_attempts_together_have_a_limit() -> None:
    time = Time()
    error = failure(*[lambda _: fails(500)] * 3, patience=time.patience(total=2.0, attempts=99))
    assert "gave up after 3 attempts" in str(error)
    assert time.waits == [0.5, 1.0]


def test_a_hung_up_connection_is_tried_again() -> None:
    half = Answer(200, b'{"choices": [{"mess', promised=999)
    with chatting(lambda _: None, lambda _: half, afterwards=green) as server, model(server.url) as made:
        assert made.complete(PROSE).text == "green"
        assert made.usage.snapshot().failures == {"connection": 2}


def test_a_server_that_says_nothing_times_out_and_is_asked_again() -> None:
    def patient_now(_: float) -> None:
        object.__setattr__(patience, "timeout", 60.0)  # a busy machine may be slow to give the good answer

    patience = Patience(timeout=0.2, sleep=patient_now)
    with chatting(afterwards=green) as server, model(server.url, patience) as made:
        server.plan(server.dawdle)
        assert made.complete(PROSE).text == "green"
        assert made.usage.snapshot().failures == {"timeout": 1}


def test_a_server_that_only_trickles_times_out_too() -> None:
    ticks = iter(range(0, 9000, 100))
    patience = Patience(clock=lambda: float(next(ticks)), sleep=lambda _: None, timeout=5, attempts=1)
    error = failure(green, patience=patience)
    assert "not whole after 5 s" in str(error)


def test_nobody_there(nobody: int) -> None:
    url = f"http://127.0.0.1:{nobody}/v1"
    with model(url, Time().patience(attempts=2)) as made, pytest.raises(LLMUnavailable, match="gave up after 2"):
        made.complete(PROSE)


def test_an_empty_purse_is_not_waited_for() -> None:
    body = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    error = failure(lambda _: gives(body, 429))
    assert isinstance(error, LLMUnavailable)
    assert not error.data["retryable"]


# --- what will not get better -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "words"),
    [(401, "key is missing or wrong"), (403, "may not use"), (404, "no such endpoint or model"), (302, "302")],
)
def test_a_wrong_setting_is_told_at_once(status: int, words: str) -> None:
    error = failure(lambda _: fails(status, f"because of {KEY}"), request=BOUND)
    assert isinstance(error, LLMUnavailable)
    assert words in str(error)
    assert "because of …" in str(error)
    assert not error.data["retryable"]


@pytest.mark.parametrize("body", [{"error": "plainly"}, {"detail": "plainly"}, {"message": "plainly"}, "plainly"])
def test_errors_are_told_in_the_servers_words(body: Any) -> None:
    assert "plainly" in str(failure(lambda _: gives(body, 403)))


def test_a_refusal() -> None:
    assert isinstance(failure(lambda _: says(None, refusal="I cannot help with that.")), LLMRefused)
    assert "content filter" in str(failure(lambda _: says("", "content_filter")))


def test_an_answer_that_was_cut_off() -> None:
    error = failure(lambda _: says('{"colour": "gre', "length"), request=BOUND)
    assert isinstance(error, LLMTruncated)
    assert (error.data["limit"], error.data["text"]) == (99, '{"colour": "gre')


@pytest.mark.parametrize(
    "answer",
    [
        Answer(200, b"<html>proxy</html>"),
        Answer(200, b"[" * 100_000),
        gives([]),
        gives({"choices": []}),
        gives({"choices": None}),
        gives({"choices": [{"message": None}]}),
        gives({"choices": [{"message": {"content": [3]}}]}),
        says(""),
        says(None),
        says("<think>endless"),
    ],
)
def test_garbage_is_told_as_garbage(answer: Answer) -> None:
    assert isinstance(failure(lambda _: answer), LLMGarbled)


def test_what_is_paid_for_is_counted_even_where_it_is_of_no_use() -> None:
    script: list[Play] = [lambda _: says("a", "length"), lambda _: says("", used=(7, 3))]
    with chatting(*script, afterwards=green) as server, model(server.url) as made:
        for _ in script:
            with pytest.raises(ProviderError):
                made.complete(PROSE)
        used = made.usage.snapshot()
    assert (used.requests, used.tokens_in, used.tokens_out) == (2, 107, 13)
    assert used.failures == {"truncated": 1, "garbled": 1}
    assert used.cost == pytest.approx(107 * 2e-6 + 13 * 8e-6)


# --- odd but good answers -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "answer",
    [
        says("<think>blue? no.</think>\ngreen"),
        gives({"choices": [{"message": {"content": [{"type": "text", "text": "green"}]}, "finish_reason": None}]}),
    ],
)
def test_thoughts_are_left_out_and_parts_joined(answer: Answer) -> None:
    with chatting(lambda _: answer, afterwards=green) as server, model(server.url) as made:
        assert made.complete(PROSE).text == "green"


def test_tokens_are_estimated_where_they_are_not_told() -> None:
    body = {"choices": [{"message": {"content": "green leaves"}}], "usage": {"prompt_tokens": None}}
    with chatting(lambda _: gives(body), afterwards=green) as server, model(server.url) as made:
        answer = made.complete(PROSE)
    assert 3 <= answer.tokens_in <= 8
    assert answer.tokens_out == 2


def test_half_a_letter_is_sendable() -> None:
    with chatting(afterwards=green) as server, model(server.url) as made:
        made.complete(Prompted(messages=(Said("user", "lone \ud800 half"),)))
    assert server.requests[0]["messages"][0]["content"] == "lone ? half"


# --- many at once, and settings -----------------------------------------------------------------------------


def test_many_threads_share_one_model() -> None:
    def echo(request: dict[str, Any]) -> Answer:
        return says(request["messages"][0]["content"])

    def ask(number: int) -> str:
        return made.complete(Prompted(messages=(Said("user", f"number {number}"),))).text

    with chatting(afterwards=echo) as server, model(server.url) as made, ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(64))) == [f"number {number}" for number in range(64)]
        used = made.usage.snapshot()
    assert (used.requests, used.tokens_in, used.tokens_out) == (64, 6400, 640)


def test_threads_find_the_dialect_together() -> None:
    with chatting(afterwards=only("words")) as server, model(server.url) as made, ThreadPoolExecutor(8) as pool:
        assert {one.text for one in pool.map(lambda _: made.complete(BOUND), range(32))} == {"green"}


@pytest.mark.parametrize("url", ["localhost:11434/v1", "ftp://example.org", "http://", "http://[::1"])
def test_what_is_no_address_is_refused(url: str) -> None:
    with pytest.raises(InvalidInput, match="llm_url"):
        OpenAILLM(base_url=url, model="small")


def test_a_key_that_would_break_a_header_is_refused_without_being_told() -> None:
    with pytest.raises(InvalidInput) as caught:
        OpenAILLM(base_url="http://127.0.0.1:9", model="small", api_key="sk-se\ncret")
    assert "cret" not in str(caught.value)


def test_a_line_break_after_the_key_is_not_part_of_it() -> None:
    with chatting(afterwards=green) as server:
        made = OpenAILLM(base_url=server.url, model="small", api_key=f"{KEY}\n")
        made.complete(PROSE)
        made.close()
    assert server.keys == [f"Bearer {KEY}"]


def test_the_server_is_told_nothing_more(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    with chatting(lambda _: fails(500, KEY), afterwards=green) as server, model(server.url) as made:
        made.complete(PROSE)
        assert KEY not in repr(made) + repr(made.__dict__)
    assert KEY not in caplog.text
