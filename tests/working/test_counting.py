"""Counters, on what is on this machine."""

import hashlib

import pytest
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from mnesis.errors import InvalidInput, ModelDamaged
from mnesis.text.tokens import count_tokens
from mnesis.working import counting
from mnesis.working.counting import Counters

PROSE = "I have been thinking about moving to a smaller flat near the river.\nThe commute takes almost an hour."
TEXTS = [
    "",
    " ",
    "ok",
    PROSE,
    PROSE * 50,
    "def f(x):\n    return x + 1\n",
    "昨日東京に行って、寿司を食べました。",
    "\ud800 half",
    "\x00",
]


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """A folder of models with a tokenizer that cuts and pads, as the default model's file does."""
    folder = tmp_path_factory.mktemp("models")
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    tokenizer.train_from_iterator([PROSE], trainers.BpeTrainer(vocab_size=400, initial_alphabet=alphabet))
    tokenizer.enable_truncation(16)
    tokenizer.enable_padding(length=16)
    (folder / "all-MiniLM-L6-v2").mkdir()
    tokenizer.save(str(folder / "all-MiniLM-L6-v2" / "tokenizer.json"))
    return folder


@pytest.mark.parametrize("text", TEXTS)
def test_estimates_as_the_text_room_does(text):
    counter = counting.estimate()
    assert (counter.name, counter.count(text)) == ("estimate", count_tokens(text))


@pytest.mark.parametrize("text", TEXTS)
def test_counts_all_of_a_text_by_the_local_model(installed, text):
    counter = counting.local(installed)
    tokenizer = Tokenizer.from_file(str(installed / "all-MiniLM-L6-v2" / "tokenizer.json"))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    assert counter.count(text) == len(tokenizer.encode(text.encode("utf-8", "replace").decode()).ids)
    assert counter.count("") == 0


def test_a_broken_model_is_said_to_be_broken(tmp_path):
    with pytest.raises(ModelDamaged):
        counting.local(tmp_path)


def test_counts_the_same_again():
    asked = []
    counter = counting.Counted("letters", lambda text: asked.append(text) or len(text))
    assert [counter.count("abc"), counter.count("abc"), counter.count("ab")] == [3, 3, 2]
    assert asked == ["abc", "ab"]


def test_nothing_is_downloaded(tmp_path, monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    counters = Counters(models=tmp_path, cache=str(tmp_path))
    assert counters("gpt-4o").name == "estimate"
    assert counting.tiktoken("gpt-4o", "") is None
    assert not list(tmp_path.iterdir())


def test_a_vocabulary_that_is_not_whole_is_left_alone(tmp_path, monkeypatch):
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))
    home = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
    file = tmp_path / hashlib.sha1(home.encode()).hexdigest()
    file.write_text("half")
    assert counting.tiktoken(None, str(tmp_path)) is None
    assert file.read_text() == "half"


def test_counters_by_name(installed, tmp_path):
    assert Counters("local", models=installed)("gpt-4o").name == "all-MiniLM-L6-v2"
    assert Counters("estimate", models=installed)("gpt-4o").name == "estimate"
    counters = Counters(models=installed, cache=str(tmp_path))
    assert counters("gpt-4o") is counters("gpt-4o")
    with pytest.raises(InvalidInput, match="not on this machine"):
        Counters("tiktoken", models=installed, cache=str(tmp_path))(None)
    with pytest.raises(InvalidInput, match="none of"):
        Counters("guess", models=installed)
