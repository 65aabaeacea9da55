import pytest

from mnesis.extraction.rules.clauses import Mood, clauses


def moods(text: str) -> list[tuple[str, Mood]]:
    return [(one.text, one.mood) for one in clauses(text)]


def test_clauses_keep_their_places() -> None:
    text = "And I'm 40, live in Turin and work as a welder; my son Leo, who lives in Bern, is 12."
    for one in clauses(text):
        assert text[one.start : one.end] == one.text
    assert [one.text for one in clauses(text)] == [
        "I'm 40",
        "live in Turin",
        "work as a welder",
        "my son Leo",
        "who lives in Bern",
        "is 12.",
    ]


@pytest.mark.parametrize(
    ("text", "mood"),
    [
        ("I live in Turin.", Mood.ASSERTED),
        ("It's Turin, not Torino.", Mood.ASSERTED),
        ("I don't live in Turin.", Mood.NEGATED),
        ("I no longer work at Initech.", Mood.NEGATED),
        ("Maybe I move to Turin.", Mood.HYPOTHETICAL),
        ("I wish I had a boat.", Mood.HYPOTHETICAL),
        ("We are thinking of getting a dog.", Mood.HYPOTHETICAL),
        ("Do I live in Turin?", Mood.QUESTION),
        ("I live where?", Mood.QUESTION),
        ("In the novel I live in Turin.", Mood.QUOTED),
        ("For example, I live in Turin.", Mood.QUOTED),
        ("Vera said she lives in Turin.", Mood.QUOTED),
        ("Yeah right, I live in a castle.", Mood.IRONIC),
        ("I simply adore traffic jams /s", Mood.IRONIC),
        ("Apparently Vera lives in Turin.", Mood.HEARSAY),
        ("People in Turin love chocolate.", Mood.GENERAL),
        ("$ ssh me@turin", Mood.CODE),
        ("2025-01-01T10:00:00 INFO user lives in Turin", Mood.CODE),
    ],
)
def test_a_clause_has_a_mood(text: str, mood: Mood) -> None:
    assert [found for _, found in moods(text)] == [mood] * len(moods(text))


def test_a_condition_reaches_what_depends_on_it() -> None:
    assert {mood for _, mood in moods("If I get the job, I move to Turin, and I buy a boat.")} == {Mood.HYPOTHETICAL}
    assert moods("I might move to Turin, but I live in Bern.")[1] == ("I live in Bern.", Mood.ASSERTED)


def test_only_the_question_of_a_sentence_asks() -> None:
    assert moods("I live in Turin, do you know a good dentist?") == [
        ("I live in Turin", Mood.ASSERTED),
        ("do you know a good dentist?", Mood.QUESTION),
    ]


def test_other_peoples_words_are_quoted() -> None:
    assert (' "I live in Bern and like it."'.strip(), Mood.QUOTED) in moods('Vera said: "I live in Bern and like it."')
    assert moods("Translate this: I live in Turin. I am a welder.")[-1][1] is Mood.QUOTED
    assert moods('My boat is called "Sea Otter".')[0][1] is Mood.ASSERTED


def test_a_joke_takes_back_the_sentence_before_it() -> None:
    assert moods("I bought the moon. Just kidding.")[0][1] is Mood.IRONIC
