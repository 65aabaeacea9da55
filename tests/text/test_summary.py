"""Summaries are the text's own words, short, and about the whole."""

import os
import subprocess
import sys

from mnesis.text.sentences import sentences
from mnesis.text.summary import summarise_session, summary

LONG = (
    "We met the landlord this morning to talk about the flat. The weather was grey and the bus was late again. "
    "He showed us the kitchen first, and then the cellar. There was a smell of paint everywhere in the stairwell. "
    "In the end we decided to rent the flat from 1 October, because the landlord will repair the kitchen. "
    "Afterwards we had soup. It was good soup."
)


def test_a_short_text_is_its_own_summary():
    assert summary("ok, see you  there\n") == "ok, see you  there\n"
    two = "This sentence is rather long, " * 5 + "but there are only two of them. Yes."
    assert summary(two) == two


def test_a_long_text_keeps_its_lead_and_its_decision():
    short = summary(LONG)
    assert short == (
        "We met the landlord this morning to talk about the flat. "
        "In the end we decided to rent the flat from 1 October, because the landlord will repair the kitchen."
    )


def test_a_summary_is_at_most_two_of_the_sentences_and_200_characters():
    for text in (LONG, LONG * 20, "word " * 300, "字" * 500, "a" * 900, "```\n" + "x = 1\n" * 90 + "```"):
        short = summary(text)
        assert 0 < len(short) <= 200
        assert len(sentences(short)) <= 2
        assert summary(text) == short


def test_a_session_is_summarised_by_sentences_of_its_topics():
    turns = [
        ("Ada", "Hi! How are you?"),
        ("Ben", "Fine. I started pottery classes on Tuesday evenings, and the pottery teacher is strict."),
        ("Ada", "Pottery sounds fun. My sister is moving to Lisbon in June."),
        ("Ben", "Lisbon in June is hot. Did she find a flat in Lisbon?"),
        ("Ada", "Yes. Also our deploy failed again, the deploy script ran out of memory."),
        ("Ben", "Then give the deploy script more memory."),
        ("Ada", "Good idea."),
        ("Ben", "Bye!"),
        ("Ada", "Bye!"),
    ]
    text = summarise_session(turns)
    assert 2 <= text.count("Ada: ") + text.count("Ben: ") <= 4
    for topic in ("ottery", "Lisbon", "deploy"):
        assert topic in text
    assert "?" not in text


def test_sessions_of_nothing_and_of_one_word():
    assert summarise_session([]) == ""
    assert summarise_session([("Ada", "Hello")]) == "Ada: Hello"
    assert summarise_session([("", "Why?")]) == "Why?"


def test_of_sentences_that_weigh_the_same_the_first_are_taken_in_every_run():
    # Sets of words have another order in every process: what is added up over them must not depend on it.
    lines = [
        f"- Article {number}: key points, methods, findings, limits and open questions of it" for number in range(1, 12)
    ]
    program = "import sys; from mnesis.text.summary import summary; sys.stdout.write(summary(sys.argv[1]))"
    told = {
        subprocess.run(
            [sys.executable, "-c", program, "\n".join(lines)],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3", "4")
    }
    assert told == {f"{lines[0]} {lines[1]}"}
