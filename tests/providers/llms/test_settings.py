"""From the environment to a model."""

import pytest

from mnesis.errors import InvalidInput
from mnesis.opening import load_llm
from mnesis.providers.llms.contract import Prompted, Said
from mnesis.settings import Settings
from mnesis.testing.chat import chatting, says

HELLO = Prompted(messages=(Said("user", "Hello"),))


def test_there_is_none_unless_one_is_named() -> None:
    assert load_llm(Settings.from_env({})) is None


def test_the_named_one_is_asked() -> None:
    with chatting(afterwards=lambda _: says("Hi", used=(1_000_000, 500_000))) as server:
        settings = Settings.from_env(
            {
                "MNESIS_LLM": "openai",
                "MNESIS_LLM_URL": server.url,
                "MNESIS_LLM_MODEL": "glm-4",
                "MNESIS_LLM_KEY": "sk-secret",
                "MNESIS_LLM_TIMEOUT_SECONDS": "9",
                "MNESIS_LLM_PRICE_IN": "0.5",
                "MNESIS_LLM_PRICE_OUT": "2",
            }
        )
        made = load_llm(settings)
        assert made is not None
        assert (made.name, made.complete(HELLO).cost) == ("glm-4", 1.5)
        assert server.keys == ["Bearer sk-secret"]
    assert "sk-secret" not in repr(settings)


def test_one_price_is_no_price() -> None:
    with chatting(afterwards=lambda _: says("Hi")) as server:
        made = load_llm(Settings.from_env({"MNESIS_LLM_PRICE_IN": "0.5"}, llm="openai", llm_url=server.url))
        assert made is not None
        assert made.complete(HELLO).cost is None


@pytest.mark.parametrize(("name", "value"), [("MNESIS_LLM", "gpt"), ("MNESIS_LLM_PRICE_IN", "cheap")])
def test_what_cannot_be_read_is_named(name: str, value: str) -> None:
    with pytest.raises(InvalidInput, match=name):
        Settings.from_env({name: value})
