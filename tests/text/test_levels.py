"""One memory at three levels: its own words, and those that answer."""

from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.text.levels import PARAGRAPH, SENTENCE, levels
from mnesis.text.lexical import terms
from mnesis.text.tokens import count_tokens

ADVICE = """\
Happy to help you with the garden! Here is what I would do in your place, step by step.

## Soil
Most plants like a loose soil. Mix two buckets of compost into every square metre before you plant anything.

## Water
- Tomatoes want about 4 litres a plant and a day in July, best in the morning.
- Lavender wants almost none.

## Pests
Slugs come at night. Put a ring of copper tape around the raised bed, and collect what is left by hand after rain.
Let me know how it goes!
"""


def test_a_short_text_is_the_same_at_every_level() -> None:
    text = "I sold the boat,  and\nI do not miss it."
    assert levels(text, terms("boat")) == levels(text)
    assert levels(text).sentence == levels(text).paragraph == levels(text).detailed == text


def test_a_sentence_is_the_one_that_answers() -> None:
    about_water = levels(ADVICE, terms("How much water do tomatoes want?")).sentence
    assert about_water.startswith("- Tomatoes want about 4 litres a plant and a day in July, best in the morning.")
    assert "copper tape" in levels(ADVICE, terms("What helps against slugs in the raised bed?")).sentence
    assert "compost" in levels(ADVICE, terms("How is the soil made better, with which compost?")).sentence


def test_what_stands_below_a_heading_is_about_it() -> None:
    assert "Slugs" in levels(ADVICE, terms("pests")).paragraph
    assert levels(ADVICE, terms("pests")).sentence != "## Pests"


def test_words_are_found_in_their_other_forms_and_scripts() -> None:
    german = "Gestern war ich lange beim Arzt. " * 4 + "Danach haben wir in Zürich drei Häuser besichtigt."
    assert "Zürich" in levels(german, terms("Zurich haus")).sentence
    japanese = "昨日は雨でした。" * 12 + "京都で新しい自転車を買いました。"
    assert "自転車" in levels(japanese, terms("自転車")).sentence
    english = "The day was long and grey, and nothing much happened at all. " * 4 + "Later she hiked up the volcano."
    assert "hiked" in levels(english, terms("hiking trips")).sentence


def test_a_sentence_that_is_too_long_is_cut_to_the_clauses_that_answer() -> None:
    long = (
        "We talked about the roof for an hour, then the neighbours came by with their three dogs, "
        "the youngest of which ate the cake, and before they left they offered us their old piano for 200 euros, "
        "which I would love to have, although nobody in this house plays it and the stairs are far too narrow for it."
    )
    cut = levels(long, terms("Who offered a piano?")).sentence
    assert "they offered us their old piano for 200 euros" in cut
    assert cut.startswith("… ")
    assert cut.endswith(" …")
    assert count_tokens(cut) <= SENTENCE


def test_code_is_taken_last() -> None:
    text = (
        "```python\n" + "slugs = slugs + 1  # slugs\n" * 10 + "```\nThe script counts slugs in the garden every night."
    )
    assert levels(text, terms("slugs")).sentence == "The script counts slugs in the garden every night."


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(("Hello!", "I live in Ghent.", "東京へ行きます。", "x" * 90, "a, b; c", "\n", "Really?", "…")),
        max_size=40,
    ).map(" ".join)
    | st.text(max_size=300),
    st.sets(st.sampled_from(("ghent", "東京", "live", "x", "a"))),
)
def test_levels_are_bounded_and_of_the_texts_own_words(text: str, asked: set[str]) -> None:
    found = levels(text, asked)
    assert found.detailed == text
    assert found == levels(text, sorted(asked))
    assert bool(text.strip()) == bool(found.sentence.strip()) == bool(found.paragraph.strip())
    for level, most in ((found.sentence, SENTENCE), (found.paragraph, PARAGRAPH)):
        assert count_tokens(level) <= most
        assert set(level) <= set(text) | set(" …")
