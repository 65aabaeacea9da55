"""Shorter texts in a model's words: only those that the conversation proves, whatever the model says."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import pytest

from mnesis.episodic.consolidation.compressing import compress
from mnesis.episodic.consolidation.contract import Segment
from mnesis.episodic.consolidation.distilling import distil
from mnesis.episodic.observe import observe
from mnesis.model import Episode, Message
from mnesis.providers.endpoint import Patience
from mnesis.providers.llms.contract import LLM
from mnesis.providers.llms.openai import OpenAILLM
from mnesis.reflection.abstracting import abstract, abstract_essence
from mnesis.testing.chat import Answer as Reply
from mnesis.testing.chat import ChatServer, chatting, fails, says
from mnesis.testing.values import HERE, START, FakeClock
from mnesis.text.tokens import count_tokens

SAID = (
    ("Ada", "Hello Ben, good to see you again after such a long time!"),
    ("Ben", "Good to see you too, Ada. What have you been up to since we last met at the lake?"),
    ("Ada", "I bought a small bakery in Ghent for 90,000 euros, and I open it on 3 March 2026."),
    ("Ben", "Wow, that is wonderful news, congratulations to you and to your whole family!"),
    ("Ada", "My brother Tom will not work there, because he hates getting up before six in the morning."),
    ("Ben", "I do understand him very well, I must say. My password for the alarm is hunter2, by the way."),
)


@pytest.fixture
def turns() -> list[Episode]:
    messages = [Message(text=text, actor="user", speaker=who, session="s", time=START) for who, text in SAID]
    return [one.episode for one in observe(messages, HERE, FakeClock(), lambda _: None)]


Answer = str | int | list[tuple[str, str]]


@contextmanager
def answering(*answers: Answer) -> Iterator[tuple[LLM, ChatServer]]:
    """A model that gives these answers: a text, an HTTP error, or sentences, each with words of the one it rests on."""
    with chatting(*(partial(play, one) for one in answers), afterwards=lambda _: fails(500)) as server:
        model = OpenAILLM(base_url=server.url, model="small", patience=Patience(attempts=1))
        try:
            yield model, server
        finally:
            model.close()


def play(answer: Answer, request: dict[str, Any]) -> Reply:
    if isinstance(answer, int):
        return fails(answer)
    if isinstance(answer, str):
        return says(answer)
    lines = [{"text": text, "from": [number(request, words)]} for text, words in answer]
    return says(json.dumps({"sentences": lines}))


def shown(request: dict[str, Any]) -> str:
    """The numbered sentences of a question."""
    return str(request["messages"][-1]["content"])


def number(request: dict[str, Any], words: str) -> int:
    return next(at for at, line in enumerate(shown(request).splitlines(), start=1) if words in line)


def test_what_a_model_says_is_kept_where_it_is_proven(turns: list[Episode]) -> None:
    answer = [
        ("Ada bought a small bakery in Ghent for 90,000 euros and opens it on 3 March 2026.", "bakery"),
        ("Tom, her brother, will not work there because he hates getting up before six.", "Tom"),
    ]
    with answering(answer) as (llm, _):
        shorter = abstract(Segment(tuple(turns)), {}, llm, share=0.5)
    assert shorter.text == (
        "Ada bought a small bakery in Ghent for 90,000 euros and opens it on 3 March 2026. "
        "Tom, her brother, will not work there because he hates getting up before six."
    )
    assert shorter.notices == ()
    assert shorter.quoted == (turns[2].id, turns[4].id)


@pytest.mark.parametrize(
    "wrong",
    [
        "Ada bought a small bakery in Ghent for 9,000 euros.",
        "Ada bought a small bakery in Bruges for 90,000 euros.",
        "Ada did not buy a small bakery in Ghent for 90,000 euros.",
        "Ada opens a small bakery in Ghent on 4 April 2026.",
    ],
)
def test_what_nothing_proves_is_left_out(turns: list[Episode], wrong: str) -> None:
    right = "Tom will not work there, because he hates getting up before six in the morning."
    with answering([(wrong, "bakery"), (right, "Tom")]) as (llm, _):
        shorter = abstract(Segment(tuple(turns)), {}, llm, share=0.5)
    assert shorter.text == right
    assert "1 sentence" in shorter.notices[0]


def test_a_told_quote_that_the_model_passes_over_is_kept_word_for_word(turns: list[Episode]) -> None:
    told = {turns[2].id: ["I bought a small bakery in Ghent"]}
    right = "Tom will not work there, because he hates getting up before six in the morning."
    with answering([(right, "Tom")]) as (llm, _):
        shorter = abstract(Segment(tuple(turns)), told, llm)
    assert shorter.text == f"Ada: I bought a small bakery in Ghent\n{right}"
    assert shorter.quoted == (turns[2].id, turns[4].id)


@pytest.mark.parametrize(
    "answer",
    [500, 400, "", "I'd rather not.", "{", '{"sentences": [{"text": 3}]}', [("The moon is made of cheese.", "bakery")]],
)
def test_a_model_that_fails_costs_nothing_but_its_words(turns: list[Episode], answer: Answer) -> None:
    segment = Segment(tuple(turns))
    plain = compress(segment, {})
    with answering(answer) as (llm, _):
        shorter = abstract(segment, {}, llm)
    assert shorter.text == plain.text
    assert shorter.quoted == plain.quoted
    assert "without a model" in shorter.notices[-1]


def test_a_model_that_goes_on_and_on_is_held_to_the_share(turns: list[Episode]) -> None:
    bakery = [
        ("Ada bought a small bakery in Ghent for 90,000 euros.", "bakery"),
        ("Ada opens the small bakery in Ghent on 3 March 2026.", "bakery"),
        ("Ada opens her small bakery in Ghent, bought for 90,000 euros, on 3 March 2026.", "bakery"),
    ]
    segment = Segment(tuple(turns))
    with answering(bakery) as (llm, _):
        shorter = abstract(segment, {}, llm, share=0.15)
    assert count_tokens(shorter.text) <= max(0.15 * segment.tokens, count_tokens(compress(segment, {}, 0.15).text))
    assert shorter.text.startswith(bakery[0][0])


def test_secrets_and_what_is_private_are_shown_to_no_model(turns: list[Episode]) -> None:
    segment = Segment(tuple(turns))
    with answering("{}", "{}", "{}") as (llm, server):
        abstract(segment, {}, llm)
        assert "hunter2" not in shown(server.requests[-1])
        assert "Tom" in shown(server.requests[-1])
        abstract(segment, {}, llm, private=frozenset({turns[4].id}))
        assert "Tom" not in shown(server.requests[-1])
        abstract(segment, {}, llm, private=None)
        assert "hunter2" in shown(server.requests[-1])


def test_what_no_model_may_see_stays_in_its_own_words(turns: list[Episode]) -> None:
    bought = "Ada bought a small bakery in Ghent for 90,000 euros."
    with answering([(bought, "bakery")]) as (llm, _):
        shorter = abstract(Segment(tuple(turns)), {}, llm, share=0.6, private=frozenset({turns[4].id}))
    own = "Ada: My brother Tom will not work there, because he hates getting up before six in the morning."
    assert shorter.text.splitlines()[:2] == [bought, own]


def test_an_essence_shows_no_model_what_is_private(turns: list[Episode]) -> None:
    told = {turns[2].id: ["I bought a small bakery in Ghent"]}
    text = compress(Segment(tuple(turns)), told, share=0.6).text
    with answering("{}", "{}") as (llm, server):
        abstract_essence(text, told, llm, START, private=frozenset({turns[2].id}))
        assert "bakery" not in shown(server.requests[-1])
        assert "Tom" in shown(server.requests[-1])
        abstract_essence(text, told, llm, START, private=None)
        assert "bakery" in shown(server.requests[-1])


def test_an_essence_in_a_models_words(turns: list[Episode]) -> None:
    segment = Segment(tuple(turns))
    text = compress(segment, {}, share=0.6).text
    told = {turns[2].id: ["I bought a small bakery in Ghent"]}
    right = "Ada bought a small bakery in Ghent and opens it on 3 March 2026."
    with answering(500, [(right, "bakery")]) as (llm, _):
        failed = abstract_essence(text, told, llm, START, segment.tokens)
        told_again = abstract_essence(text, {}, llm, START, 4 * segment.tokens)
    assert failed.text == distil(text, told, segment.tokens).text
    assert "without a model" in failed.notices[-1]
    assert told_again.text == right
    assert told_again.notices == ()
