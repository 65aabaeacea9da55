"""Facts made up and planted in a conversation, each with the question that asks for it.

What is asked for is a made-up word or number that stands nowhere else, so that it counts as recalled exactly where it
stands in what the model is given. Some questions use the words that were said, some others.
"""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

_TELLING = (
    (
        "By the way, the door code of the {place} office is {number}.",
        "What is the {place} office's door code?",
        "place",
    ),
    (
        "I keep the spare key of the {place} house at the {word} bakery.",
        "Where is the key of the {place} house?",
        "place",
    ),
    ("My sister {name} has just moved to {word}.", "In which town does my sister {name} live now?", "name"),
    ("{name} is allergic to {word} berries, so keep that in mind.", "What must we not serve {name}?", "name"),
    ("{name}'s new phone extension is {number}.", "How do I reach {name} by phone?", "name"),
    ("We decided to call the {thing} project {word}.", "What is the {thing} project called?", "thing"),
    ("The budget for the {thing} is {number} euros.", "How much money may the {thing} cost?", "thing"),
    ("The {thing} has to be handed in to a Mr {word}.", "Who receives the {thing} when it is finished?", "thing"),
)
_ABOUT = {
    "place": ("Lisbon", "Tromso", "Gdansk", "Porto", "Bergen", "Split", "Ghent", "Vilnius", "Turku", "Graz"),
    "name": ("Ilse", "Tomasz", "Yuki", "Fatou", "Bruno", "Sigrid", "Mateo", "Anneke", "Pavel", "Leila"),
    "thing": ("greenhouse", "tax return", "podcast", "sailing club", "museum guide", "solar roof", "choir tour"),
}
_SYLLABLES = ("bra", "dul", "fen", "gor", "hil", "jus", "kem", "lov", "mir", "nap", "ost", "pru", "quen", "ril", "sab")


@dataclass(frozen=True, slots=True)
class Planted:
    """What is said, what is asked, and the one word that answers."""

    text: str
    question: str
    answer: str


def planted(seed: int) -> Iterator[Planted]:
    """Facts in an order that follows from the seed; no two answer one question, no two have one answer."""
    dice = random.Random(seed)
    about = [(telling, asking, {kind: one}) for telling, asking, kind in _TELLING for one in _ABOUT[kind]]
    dice.shuffle(about)
    numbers = iter(dice.sample(range(1_000, 10_000), len(about)))
    words = iter(dice.sample(list(map("".join, permutations(_SYLLABLES, 3))), len(about)))
    for telling, asking, known in about:
        answer = str(next(numbers)) if "{number}" in telling else next(words).capitalize()
        yield Planted(telling.format(**known, number=answer, word=answer), asking.format(**known), answer)
