"""Which texts are which: a few that are, and the near misses that are not."""

import re

import pytest

from mnesis.text import forms
from mnesis.text.phrases import PHRASES, sections

CASES = {
    forms.is_question: (
        [
            "Where do you live?",
            "what time is it",
            "Hi! How was it?",
            "你好吗？",
            "何時ですか",
            "هل ذهبت؟",
            "Did you go",
        ],
        ["I live in Rome.", "What a day!", "Is that so? I went home.", "When I was young, I sang.", "ok"],
    ),
    forms.is_acknowledgement: (
        [
            "ok",
            "OK!",
            "Thanks so much 😊",
            "got it, thanks",
            "Hi there!",
            "gracias",
            "谢谢！",
            "はい",
            "👍",
            "haha nice",
            "nope",
        ],
        ["ok, deploy it", "no, use tabs", "thanks to Ann we won", "good dog", "Hi, I moved to Rome", ""],
    ),
    forms.is_correction: (
        [
            "No, use tabs.",
            "Actually, it's on Friday.",
            "I meant the blue one.",
            "That's wrong.",
            "that is not what I asked",
            "Nein, das ist falsch",
            "no, es el lunes",
            "说错了，是周五",
        ],
        [
            "No problem.",
            "no worries, it's fine",
            "I actually like it",
            "It went wrong with the oven",
            "No idea",
            "No, I haven't tried it yet.",
            "Nope, never been there.",
            "It's not right that some have all",
            "Not bad",
        ],
    ),
    forms.is_instruction: (
        [
            "Please send me the file",
            "Always use tabs",
            "From now on, answer briefly.",
            "Can you write a test?",
            "Fix this",
        ],
        ["I always knew", "You can call it a day", "He fixed the car", "I remember that", "Never been there"],
    ),
    forms.states_preference: (
        [
            "I prefer tea",
            "I hate Docker.",
            "my favourite colour is red",
            "I'm allergic to nuts",
            "never suggest Docker",
            "Prefiro café",
            "我喜欢喝茶",
            "I don't like olives",
        ],
        [
            "I'd like to know",
            "I love you",
            "it looks like rain",
            "he hates it",
            "I like that idea",
            "I would love to hear more",
        ],
    ),
    forms.states_decision: (
        [
            "We decided to use Postgres.",
            "Let's go with the blue one",
            "I've made up my mind",
            "Ich habe mich entschieden",
        ],
        ["He decided", "We are deciding", "let's see", "undecided"],
    ),
    forms.states_major_decision: (
        ["I decided to quit my job", "We're getting married!", "I accepted the offer in Oslo", "I'm pregnant"],
        ["I decided to use tabs", "He is married", "We decided on pizza"],
    ),
    forms.states_milestone: (
        ["We launched the beta!", "v2.1 is live", "I finally graduated", "We reached our goal"],
        ["I reached home", "the launch is near", "When will it be live?"],
    ),
    forms.is_emotional: (
        [
            "I'm so devastated",
            "My dad passed away.",
            "I feel really sad today",
            "I burst into tears",
            "estou muito triste",
        ],
        ["I'm happy with tabs", "a sad film", "I'm so happy for you", "he died in the game", "this is great"],
    ),
    forms.is_security: (
        [
            "my password is hunter2",
            "The API key was leaked",
            "we got hacked",
            "there was a data breach",
            "minha senha é 123",
        ],
        [
            "the tap leaks",
            "the password is hashed",
            "password: str = None",
            "pass the word",
            "I lost my keys",
            "a token of love",
            "life hack",
        ],
    ),
    forms.is_lookup: (
        ["What's the weather in Oslo?", "what time is it", "define entropy", "今天天气怎么样？"],
        [
            "I like the weather here because it is mild and sunny all year",
            "Where do you live?",
            "How long is your trip?",
        ],
    ),
    forms.has_code: (
        ["```py\nx\n```", "def f(x):", "run `git push -f`", "foo(1);", "$ ls", "Traceback (most recent call last):"],
        ["I (Ann) went home", "import taxes are high", "call me", "`hello`"],
    ),
}
SAID = [(form, text, True) for form, (yes, _) in CASES.items() for text in yes]
NOT_SAID = [(form, text, False) for form, (_, no) in CASES.items() for text in no]


@pytest.mark.parametrize(("form", "text", "expected"), SAID + NOT_SAID)
def test_form(form, text, expected):
    assert form(text) is expected


def test_curly_apostrophes_make_no_difference():
    assert forms.states_preference("I’m allergic to nuts")
    assert forms.is_acknowledgement("that’s great")


def test_only_the_beginning_of_a_huge_text_is_read():
    assert not forms.is_security("word " * 10_000 + "my password is x")


@pytest.mark.parametrize("text", [text for _, text, _ in SAID + NOT_SAID])
def test_cue_words_lose_nothing(text):
    plain = text.lower()
    found = {phrase.section for phrase in PHRASES if re.search(phrase.pattern, plain)} - {"acknowledgement"}
    assert sections(text) == found
