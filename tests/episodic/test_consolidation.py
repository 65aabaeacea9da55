"""What is left of a conversation when it is made short, and of whom: read by hand."""

import pytest

from mnesis.episodic.consolidation.compressing import compress
from mnesis.episodic.consolidation.contract import Segment, Told
from mnesis.episodic.consolidation.distilling import distil
from mnesis.episodic.consolidation.making import compressed_episode, distilled_episode
from mnesis.model import Compression, EpisodeType, Outcome
from mnesis.testing.values import FakeClock
from mnesis.text.tokens import count_tokens

from .conftest import Talk

MOVING_TO_PRODUCTION = (
    "user: Hi there! How are you today?",
    "agent: Hello! I'm doing well, thanks for asking. How can I help you today?",
    "user: I want to bring our ticket shop into production this week, which ways are there to host it?",
    "agent: Great question! There are a few common approaches you might consider for this.\n\n"
    "1. **A virtual machine**: You install everything yourself and keep it up to date.\n"
    "2. **Kubernetes**: A cluster runs your containers and restarts them where they fail.\n"
    "3. **A platform**: You push your code and somebody else runs it for you.\n\n"
    "Each of them has its advantages and its disadvantages. Let me know which one sounds best to you!",
    "user: I hate Kubernetes, please never suggest it again.",
    "agent: Understood! No Kubernetes then. Would you like to hear more about platforms?",
    "user: Yes. What do they cost?",
    "agent: Prices change a lot over time, and it really depends on what you need. Most of them have a free plan to "
    "begin with, and you can always upgrade later when your shop grows and gets more visitors than you expected.",
    "user: We are on the starter plan of Fly.io already, it costs 19 dollars a month.",
    "agent: Perfect! Here is a configuration that you can use as a starting point:\n"
    '```toml\napp = "tickets"\nprimary_region = "ams"\n\n[http_service]\n  internal_port = 8080\n'
    "  force_https = true\n  auto_stop_machines = true\n```\nFeel free to change it as you like.",
    "user: Ok, thanks. We decided to go with Fly.io in Amsterdam.",
    "tool:x: Deployed tickets to Fly.io, version 3 is live.",
    "user: Thanks a lot!",
    "agent: You're welcome! Have a great day!",
)


def test_what_a_talk_about_hosting_came_to_is_kept(talk: Talk) -> None:
    segment = Segment(tuple(talk(*MOVING_TO_PRODUCTION)))
    shorter = compress(segment, {}, share=0.3)
    assert count_tokens(shorter.text) <= 0.3 * segment.tokens
    for kept in (
        "I hate Kubernetes, please never suggest it again.",
        "We decided to go with Fly.io in Amsterdam.",
        "We are on the starter plan of Fly.io already, it costs 19 dollars a month.",
        "Deployed tickets to Fly.io, version 3 is live.",
        "bring our ticket shop into production this week",
    ):
        assert kept in shorter.text
    for gone in ("How are you", "Thanks", "welcome", "```", "force_https", "Great question"):
        assert gone not in shorter.text


def test_its_essence_is_what_came_of_it(talk: Talk) -> None:
    turns = talk(*MOVING_TO_PRODUCTION)
    segment = Segment(tuple(turns))
    told = {turns[4].id: ["I hate Kubernetes"]}
    essence = distil(compress(segment, told).text, told, segment.tokens, share=0.1)
    assert "I hate Kubernetes" in essence.text
    assert "Fly.io" in essence.text
    assert essence.quoted == (turns[4].id,)
    assert count_tokens(essence.text) < 0.12 * segment.tokens


def test_an_answer_that_says_little_keeps_its_question(talk: Talk) -> None:
    told_by_ada = talk(
        "Ada: Good to see you!",
        "Ben: You too, Ada! How long have you been playing the cello?",
        "Ada: Eleven years!",
        "Ben: Wow, that's awesome!",
        "Ada: Thanks, Ben!",
    )
    told: Told = {told_by_ada[2].id: ["Eleven years"]}
    for known in ({}, told):
        shorter = compress(Segment(tuple(told_by_ada)), known, share=0.6)
        assert shorter.text == "Ben: How long have you been playing the cello?\nAda: Eleven years!"


LANGUAGES = {
    "German": (
        "Ada: Hallo Ben! Wie geht's?",
        "Ben: Hallo Ada! Danke, gut. Und dir?",
        "Ada: Wir haben uns entschieden, im März 2027 nach Leipzig zu ziehen. Ich hasse den Lärm in der Stadtmitte.",
        "Ben: Genau!",
        "Ada: Die neue Wohnung kostet 900 Euro im Monat und hat einen kleinen Garten hinter dem Haus.",
        "Ben: Alles klar. Danke!",
    ),
    "Spanish": (
        "Ada: ¡Hola! ¿Qué tal?",
        "Ben: Hola, gracias. ¿Y tú?",
        "Ada: Odio el café, por favor no me lo ofrezcas nunca. Mañana tengo una entrevista en Sevilla a las 10.",
        "Ben: Vale, perfecto.",
        "Ada: Mi hermana Lucía trabaja allí desde 2019 en un hospital cerca del río.",
        "Ben: Gracias. ¡Hasta luego!",
    ),
    "Japanese": (
        "花子: こんにちは。",
        "太郎: こんにちは!お元気ですか?",
        "花子: 私はコーヒーが嫌いです。来週の月曜日に京都へ引っ越します。",
        "太郎: 了解です。",
        "花子: 新しい部屋の家賃は月に8万円で、駅から歩いて5分です。",
        "太郎: ありがとうございます。",
    ),
}


@pytest.mark.parametrize(("language", "kept"), [("German", "Leipzig"), ("Spanish", "Odio"), ("Japanese", "嫌い")])
def test_every_language_keeps_what_matters_and_who_said_it(talk: Talk, language: str, kept: str) -> None:
    segment = Segment(tuple(talk(*LANGUAGES[language])))
    shorter = compress(segment, {}, share=0.5)
    assert kept in shorter.text
    assert shorter.text.startswith(("Ada: ", "花子: "))
    assert not any(word in shorter.text for word in ("Danke", "Gracias", "こんにちは", "ありがとう"))
    assert count_tokens(shorter.text) <= 0.5 * segment.tokens
    assert distil(shorter.text, {}, segment.tokens).text


def test_quotes_that_need_more_than_the_share_are_kept_and_said(talk: Talk) -> None:
    turns = talk(*[f"Ada: I bought the painting number {number} in the year {1900 + number}." for number in range(30)])
    told = {one.id: [one.text.removesuffix(".")] for one in turns}
    shorter = compress(Segment(tuple(turns)), told)
    assert all(quotes[0] in shorter.text for quotes in told.values())
    assert "more than" in shorter.notices[0]
    assert shorter.quoted == tuple(one.id for one in turns)
    assert count_tokens(shorter.text) <= sum(one.token_count for one in turns)


def test_a_quote_over_two_sentences_stays_together(talk: Talk) -> None:
    turns = talk("Ada: Well, so be it. I sold the boat.\nIt was too  big. Anyway!", "Ben: Sure.")
    shorter = compress(Segment(tuple(turns)), {turns[0].id: ["I sold the boat.\nIt was too  big"]})
    assert "I sold the boat. It was too big" in shorter.text


def test_days_are_named_where_there_are_several(talk: Talk) -> None:
    turns = talk("Ada: I saw a heron at the pond today.", 30.0, "Ada: I missed the train this morning, again.")
    shorter = compress(Segment(tuple(turns)), {}, share=1.0)
    assert shorter.text == (
        "[2026-02-11] Ada: I saw a heron at the pond today.\n[2026-02-12] Ada: I missed the train this morning, again."
    ) or count_tokens(shorter.text) <= sum(one.token_count for one in turns)


def test_the_episodes_that_stand_for_others(talk: Talk) -> None:
    turns = talk(*MOVING_TO_PRODUCTION)
    segment, clock = Segment(tuple(turns)), FakeClock()
    made = compressed_episode(segment, compress(segment, {}), clock)
    last = turns[-1]
    assert (made.compression, made.standby, made.covers) == (Compression.COMPRESSED, True, len(turns))
    assert (made.timestamp, made.position, made.session_id) == (last.timestamp, last.position, last.session_id)
    assert made.importance == max(one.importance for one in turns)
    assert (made.actor, made.speaker, made.type) == ("system", None, EpisodeType.CONVERSATION)
    assert made.outcome is Outcome.SUCCESS
    assert "preference" in made.tags
    assert not {"question", "acknowledgement"} & set(made.tags)
    assert made.expires_at is None  # important enough to stay
    assert made.id == compressed_episode(segment, compress(segment, {}, share=0.5), clock).id
    essence = distilled_episode(made, distil(made.text, {}, segment.tokens), clock)
    assert essence.compression is Compression.DISTILLED
    assert (essence.covers, essence.position, essence.outcome) == (made.covers, made.position, made.outcome)
    assert essence.id != made.id
    assert essence.expires_at is None
    assert essence.token_count < made.token_count < segment.tokens


def test_what_is_less_important_ends_after_ninety_days(talk: Talk) -> None:
    turns = talk("Ada: The library opens at nine.", "Ada: It closes at five.")
    segment = Segment(tuple(turns))
    made = compressed_episode(segment, compress(segment, {}), FakeClock())
    assert made.expires_at is not None
    assert (made.expires_at - max(made.timestamp, made.created_at)).days == 90
    assert made.speaker == "Ada"


def test_what_differs_in_its_number_is_no_repeat(talk: Talk) -> None:
    sums = (20, 35, 90, 12)
    filler = ["Ada: The weather held and the walls dried well, so the rest of it could wait.", "Ada: Right then."] * 9
    turns = talk(*(f"user: I paid {sum} euros to Ana for the tiles." for sum in sums), *filler)
    kept = compress(Segment(tuple(turns)), {}).text
    assert [sum for sum in sums if f"{sum} euros" in kept] == list(sums)
