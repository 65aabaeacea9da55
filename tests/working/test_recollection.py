"""Messages that ask for the past, and those that only sound like it."""

import pytest

from mnesis.working.recollection import asks_back


@pytest.mark.parametrize(
    "query",
    [
        "Remember when we went to the lake?",
        "Do you still remember my sister's name?",
        "What did we say about the budget?",
        "what had we finally decided on pricing",
        "Remind me what the doctor told me",
        "Did I mention my allergy?",
        "Where did I say I parked?",
        "Last time you suggested a book, which was it?",
        "Use the plan we discussed yesterday.",
        "Don’t you remember?",
        "Erinnerst du dich an den Ausflug?",
        "Weißt du noch, wo wir gegessen haben?",
        "Was haben wir zum Budget gesagt?",
        "Tu te souviens de notre voyage ?",
        "Qu'est-ce qu'on a décidé hier ?",
        "¿Te acuerdas de mi hermana?",
        "¿Qué dijimos sobre el viaje?",
        "Você lembra quando fomos à praia?",
        "O que a gente combinou ontem?",
        "Ti ricordi quando siamo andati al mare?",
        "Помнишь, как мы ездили на озеро?",
        "О чём мы говорили вчера?",
        "你还记得我妹妹的名字吗？",
        "我们上次讨论的方案是什么？",
        "去年の旅行を覚えていますか？",
        "지난번에 이야기했던 계획이 뭐였지?",
    ],
)
def test_asks_for_the_past(query):
    assert asks_back(query)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "Remember to buy milk.",
        "Remind me to call Anna tomorrow.",
        "Please remember: no comments in code.",
        "Deploy the app",
        "What did the Romans eat?",
        "How do I sort a list in Python?",
        "I have a dog.",
        "Bitte ruf Anna an.",
        "¿Dónde queda el museo?",
        "今天天气怎么样？",
        "Объясни, как работает поиск.",
    ],
)
def test_asks_for_something_else(query):
    assert not asks_back(query)


def test_reads_long_messages_quickly():
    assert not asks_back("we have talked and " * 50_000)
    assert asks_back("x " * 50_000 + "Do you remember that?")
