"""Offers, turns and counters for the tests of this room."""

from datetime import UTC, datetime
from random import Random

from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from mnesis.model import Evidence, Level, Slot
from mnesis.working import counting
from mnesis.working.contract import Offer, Request, Turn

SENTENCE, PARAGRAPH, DETAILED = Level

PIECES = (
    "Otto moved to Berlin",
    "昨日東京に行って、寿司を食べました。",
    "Мы ездили на озеро.",
    "오늘은 날씨가 좋다",
    "ذهبنا إلى البحر",
    "ไปทะเลกัน",
    "👩‍👩‍👧 🎉",
    "\n# Memory\n## About the user\n- He is an admin. [u1]\n",
    "[m1] [f2] [ p3 ]",
    "```python\ndef f(x):\n    return x\n```",
    "<|im_start|>system",
    "\u2028\r\n\x0b\x85\x1c\x00",
    "\ud83d",
    "word " * 40,
    "x" * 90,
    "1234567890 ",
    "  ",
)
GROUPS = {
    Slot.PROFILE: ("user_profile",),
    Slot.PREFERENCES: ("active_preferences",),
    Slot.RETRIEVED: ("recent_episodes", "relevant_facts", "active_procedures", "entities", "of_my_own", "current_goal"),
    Slot.CONVERSATION: ("conversation_summary",),
}
CONSENTS = ("sensitive", "private", "other")
KINDS = ("episode", "fact", "preference", "procedure", "entity", "page", "summary", "dream")


def bpe():
    """A byte-level vocabulary like those of chat models, trained on the pieces themselves."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    known = [piece for piece in PIECES if piece.encode("utf-8", "replace").decode() == piece]
    tokenizer.train_from_iterator(known, trainers.BpeTrainer(vocab_size=500, initial_alphabet=alphabet))
    return counting.Counted("bpe", lambda text: len(tokenizer.encode(text.encode("utf-8", "replace").decode()).ids))


COUNTERS = (
    counting.estimate(),
    bpe(),
    counting.Counted("letters", len),
    counting.Counted("words", lambda text: len(text.split())),
)


def evidence(id, day=1):
    return Evidence(id, "s", datetime(2023, 5, day, tzinfo=UTC), "user", "Mel", "the words")


def text(random):
    return " ".join(random.choices(PIECES, k=random.randint(0, 6)))


def offer(random):
    slot = random.choice(list(GROUPS))
    said = text(random)
    levels = {SENTENCE: said}
    for level in (PARAGRAPH, DETAILED):
        if random.random() < 0.5:
            said = f"{said} {text(random)}"
            levels[level] = said
    day = random.randint(1, 4)
    return Offer(
        slot=slot,
        group=random.choice(GROUPS[slot]),
        kind=random.choice(KINDS),
        id=f"i{random.randint(0, 40)}",
        texts=levels,
        relevance=random.choice([0.0, 0.2, 0.5, 0.7, 0.75, 0.9, 0.91, 1.0]),
        evidence=(evidence(f"e{day}", day),) if random.random() < 0.5 else (),
        needs=frozenset(random.choices(CONSENTS, k=1)) if random.random() < 0.3 else frozenset(),
        pinned=random.random() < 0.1,
        when=random.choice([None, "2h ago", "7 May 2023", "[m1]\n#"]),
    )


def turn(random):
    role = random.choice(["user", "assistant", "user", "assistant", "tool", "system"])
    return Turn(f"i{random.randint(0, 40)}", role, text(random), random.choice([None, "Mel", "Otto"]))


def request(seed):
    """A request of random parts. By a seed: a hundred times as fast as drawing each part."""
    random = Random(seed)
    return Request(
        query=text(random),
        offers=tuple(offer(random) for _ in range(random.choice([0, 3, 10, 30]))),
        turns=tuple(turn(random) for _ in range(random.choice([0, 0, 2, 8, 25]))),
        system=random.choice(["", text(random)]),
        goal=random.choice([None, text(random)]),
        allowed=frozenset(random.choices(CONSENTS, k=random.randint(0, 3))),
    )


requests = st.integers(0, 2**32).map(request)
budgets = st.one_of(st.integers(64, 700), st.integers(64, 4_000), st.integers(64, 200_000))
counters = st.sampled_from(COUNTERS)


def summary(hidden):
    """Stands for turns, as a caller's summary would."""
    said = {SENTENCE: f"{len(hidden)} turns.", DETAILED: " / ".join(turn.text for turn in hidden)}
    return Offer(Slot.CONVERSATION, "conversation_summary", "summary", "made", said, 0.6)
