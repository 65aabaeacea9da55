from mnesis.model import Space
from mnesis.testing.embedder import HashEmbedder

from .contract import keeps_contract


def test_contract() -> None:
    keeps_contract(HashEmbedder())


def test_shared_words_are_near() -> None:
    question, answer, other = HashEmbedder().embed(
        ["who moved to Berlin", "Otto moved to Berlin in May", "the cat sleeps all day"]
    )
    assert question @ answer > question @ other


def test_space_names_the_dimension() -> None:
    assert HashEmbedder(32).space == Space("hash", "1", 32)
