"""Who is named, and questions without names."""

import pytest

from mnesis.text.names import proper_nouns, speakers_named, strip_names

TWO = ("Rosalind", "Imogen")


@pytest.mark.parametrize(
    ("text", "speakers", "expected"),
    [
        ("What did Rosalind build?", TWO, ["Rosalind"]),
        ("What is Imogen's hobby, and Rosalind's?", TWO, ["Imogen", "Rosalind"]),
        ("what did rosalind’s sister do", TWO, ["Rosalind"]),
        ("Where is Carol?", TWO, []),
        ("What did John say?", ("John Smith", "John Doe"), []),
        ("what did john doe say?", ("John Smith", "John Doe"), ["John Doe"]),
        ("What does Ann think?", ("Ann Lee", "Bo"), ["Ann Lee"]),
        ("will it rain?", ("Will",), []),
        ("Will it rain?", ("Will",), []),
        ("What did Will buy?", ("Will",), ["Will"]),
        ("Will's dog", ("Will",), ["Will"]),
        ("what the user said", ("user", "assistant"), []),
        ("田中さんは何を食べた", ("田中", "鈴木"), ["田中"]),
        ("Что сказала Анна?", ("Анна",), ["Анна"]),
        ("", TWO, []),
        ("Who?", (), []),
    ],
)
def test_speakers_named(text, speakers, expected):
    assert speakers_named(text, speakers) == expected


@pytest.mark.parametrize(
    ("text", "options", "expected"),
    [
        ("What did Rosalind build?", {}, "What did build?"),
        ("What did Rosalind build?", {"pronoun": "they"}, "What did they build?"),
        ("What is Rosalind's plan?", {}, "What is plan?"),
        ("What is Rosalind's plan?", {"pronoun": "they"}, "What is their plan?"),
        ("What do Rosalind and Imogen have in common?", {}, "What do have in common?"),
        ("What do Rosalind and Imogen have in common?", {"pronoun": "they"}, "What do they have in common?"),
        ("What did Oliver give to Imogen?", {"pronoun": "they"}, "What did Oliver give to them?"),
        ("When did Imogen visit New York?", {}, "When did visit New York?"),
        ("When did Imogen visit New York?", {"unknown": True}, "When did visit?"),
        ("Did Rosalind?", {}, "Did Rosalind?"),
        ("What did she buy?", {}, "What did she buy?"),
    ],
)
def test_strip_names(text, options, expected):
    assert strip_names(text, TWO, **options) == expected


def test_nothing_to_strip_changes_nothing():
    assert strip_names("a  b , c", ()) == "a  b , c"
    assert strip_names("What did the user say?", ("user",)) == "What did the user say?"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Deploy this to Vercel, not Docker. Kubernetes is hard.", ["Vercel", "Docker"]),
        ("Kubernetes is hard, but I like Kubernetes.", ["Kubernetes"]),
        ("She studied at the University of Oslo in May.", ["University of Oslo"]),
        ("I met Anna-Lena O'Neill on Monday", ["Anna-Lena O'Neill"]),
        ("ALL CAPITALS HERE", []),
        ("", []),
    ],
)
def test_proper_nouns(text, expected):
    assert proper_nouns(text) == expected
