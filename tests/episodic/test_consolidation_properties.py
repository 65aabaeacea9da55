"""What holds for segments and shorter texts of any conversation."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.episodic.consolidation.compressing import compress
from mnesis.episodic.consolidation.contract import Segment
from mnesis.episodic.consolidation.distilling import distil
from mnesis.episodic.consolidation.segmenting import LARGEST, segments
from mnesis.episodic.observe import observe
from mnesis.model import Episode, Message
from mnesis.testing.values import HERE, START, FakeClock
from mnesis.text.tokens import count_tokens

from .conftest import Talk

SENTENCES = (
    "Hello!",
    "Thanks, Ada!",
    "ok",
    "?!",
    "…",
    "I moved to Ghent in 2019.",
    "We decided to sell the blue car.",
    "Did you like it?",
    "Yes.",
    "I hate mornings: they begin too early.",
    "```\nprint('x')\n```",
    "- milk\n- eggs\n- 12 apples",
    "# Plan",
    "明日は東京へ行きます。",
    "مرحبا، أنا أسكن في القاهرة منذ 2020.",
    "Das Treffen ist am 3. Mai um 10 Uhr in Köln, nicht in Bonn.",
    "a" * 300,
    "🎉🎉",
)
texts = st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=6).map(" ".join) | st.text(min_size=1, max_size=80)
visible = texts.filter(lambda text: bool(text.strip()) and "\0" not in text)
gaps = st.sampled_from((0, 1, 5, 45, 300, 3_000, 30_000))
turns = st.lists(st.tuples(visible, st.sampled_from(("Ada", "Ben", "user", "agent")), gaps), min_size=1, max_size=40)


def made(said: list[tuple[str, str, int]]) -> list[Episode]:
    now, messages = START, []
    for text, who, minutes in said:
        now += timedelta(minutes=minutes, seconds=1)
        role = {"actor": who} if who in ("user", "agent") else {"actor": "user", "speaker": who}
        messages.append(Message(text=text, session="s", time=now, **role))
    seen = observe(messages, HERE, FakeClock(now), lambda _: None)
    return [replace(one.episode, position=at) for at, one in enumerate(seen)]


@settings(max_examples=60, deadline=None)
@given(turns, st.integers(1, 60))
def test_every_turn_is_in_one_segment_in_order(said: list[tuple[str, str, int]], heavier: int) -> None:
    episodes = [replace(one, token_count=one.token_count * heavier) for one in made(said)]
    found = segments(episodes)
    assert [one.id for segment in found for one in segment.turns] == [one.id for one in episodes]
    assert all(segment.tokens <= LARGEST or len(segment.turns) == 1 for segment in found)
    assert segments(episodes) == found


@settings(max_examples=100, deadline=None)
@given(turns, st.sampled_from((0.1, 0.25, 0.5)), st.data())
def test_shorter_texts_keep_to_their_share_and_their_quotes(
    said: list[tuple[str, str, int]], share: float, data: st.DataObject
) -> None:
    segment = Segment(tuple(made(said)))
    told = {one.id: [one.text] for one in segment.turns if data.draw(st.integers(0, 5)) == 0}
    shorter = compress(segment, told, share)
    assert compress(segment, told, share) == shorter
    assert shorter.text.strip()
    kept = count_tokens(shorter.text)
    whole = count_tokens("\n".join(one.text for one in segment.turns))
    assert kept <= max(whole, 24)
    if not told:
        assert kept <= 3 * max(24, share * whole) + 8
    flat = " ".join(shorter.text.split())
    assert all(" ".join(quote.split()) in flat for quotes in told.values() for quote in quotes)
    assert set(told) <= set(shorter.quoted) <= {one.id for one in segment.turns}
    essence = distil(shorter.text, told, whole)
    assert essence.text.strip()
    assert count_tokens(essence.text) <= max(kept, 20)
    assert distil(shorter.text, told, whole) == essence


def test_nothing_is_no_segment() -> None:
    assert segments([]) == []


def test_a_long_talk_is_cut_where_its_topic_changes(talk: Talk) -> None:
    boats = [f"Ada: The boat needs a new sail before we take the boat out to sea, part {one}." for one in range(45)]
    bread = [f"Ben: The bread dough rests in the oven until the bread is brown, loaf {one}." for one in range(45)]
    found = segments(talk(*boats, *bread))
    assert [len(segment.turns) for segment in found] == [45, 45]


def test_a_pause_parts_and_an_answer_stays_with_its_question(talk: Talk) -> None:
    line = "the weather at the coast was mild and the harbour was full of people from the villages around it."
    spoken = [f"Ada: {line} {one}" for one in range(30)]
    found = segments(talk(*spoken, 5.0, *spoken))
    assert [len(segment.turns) for segment in found] == [30, 30]
    week_apart = segments(talk("Ada: One.", 24 * 8.0, "Ada: Two."))
    assert [len(segment.turns) for segment in week_apart] == [1, 1]


def test_meanings_part_what_words_do_not(talk: Talk) -> None:
    said = talk(*[f"Ada: word{one} thing{one} matter{one} stuff{one} item{one} part{one}" for one in range(80)])
    heavy = [replace(one, token_count=25) for one in said]
    first, second = np.eye(2, dtype=np.float32)
    vectors = {one.id: first if at < 37 else second for at, one in enumerate(heavy)}
    ends = [segment.turns[-1].position for segment in segments(heavy, vectors)]
    assert 36 in ends
