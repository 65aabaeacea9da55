"""Messages becoming episodes, and what cannot become one."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from mnesis.episodic.observe import observe, opened
from mnesis.episodic.sessions import close
from mnesis.errors import InvalidInput
from mnesis.model import Add, EpisodeType, Key, KeyKind, Message, Outcome, Scope, Session, Touch

NOW = datetime(2026, 2, 11, 9, 30, 0, 123456, tzinfo=UTC)
MILLIS = NOW.replace(microsecond=123000)
SCOPE = Scope("t", "s")


def clock() -> datetime:
    return NOW


def nothing_before(session: str) -> None:
    """No episode of any session is kept yet."""


def one(message: Message):
    [seen] = observe([message], SCOPE, clock, nothing_before)
    return seen


def test_a_plain_message():
    episode = one(Message(text="We had soup in Oslo.", speaker="Ada")).episode
    assert (episode.summary, episode.details, episode.text) == ("We had soup in Oslo.", None, "We had soup in Oslo.")
    assert (episode.timestamp, episode.created_at) == (MILLIS, MILLIS)
    assert (episode.scope, episode.session_id, episode.actor, episode.speaker) == (SCOPE, "main", "user", "Ada")
    assert episode.importance == 5
    assert episode.token_count > 3
    assert episode.expires_at == MILLIS + timedelta(days=7)


def test_everything_a_message_says_is_kept():
    at = datetime(2024, 5, 1, 12, tzinfo=timezone(timedelta(hours=2)))
    message = Message(
        text="Deployed.",
        actor="tool:ci",
        session="x",
        time=at,
        channel="cli",
        type=EpisodeType.ACTION,
        outcome=Outcome.FAILURE,
        tags=("deploy", "deploy"),
        parent="P",
        importance=9,
    )
    episode = one(message).episode
    assert episode.timestamp == datetime(2024, 5, 1, 10, tzinfo=UTC)
    assert (episode.type, episode.outcome, episode.actor) == (EpisodeType.ACTION, Outcome.FAILURE, "tool:ci")
    assert (episode.tags, episode.parent_id, episode.importance) == (("deploy",), "P", 9)
    assert episode.expires_at == MILLIS + timedelta(days=30), "counted from when it was kept"


def test_a_long_text_has_a_summary_and_itself():
    text = "We talked about the flat. " + "It rained. " * 60 + "In the end we decided to rent it."
    episode = one(Message(text=text)).episode
    assert episode.details == episode.text == text
    assert len(episode.summary) <= 200
    assert "decision" in episode.tags


def test_keys_and_texts_to_embed():
    seen = one(Message(text="We had soup."))
    assert seen.keys == (Key(seen.episode.id),)
    assert [key.text for key in seen.keys] == [None]
    assert seen.change() == Add(seen.episode, seen.keys)


def test_the_same_message_twice_is_one_id():
    first, second = observe([Message(text="hi"), Message(text="hi")], SCOPE, clock, nothing_before)
    assert first.episode == second.episode


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"text": ""}, "empty"),
        ({"text": " \n\t"}, "empty"),
        ({"text": "a\0b"}, "NUL character at position 1"),
        ({"text": "a\ud800"}, "surrogate) at position 1"),
        ({"text": "a", "speaker": "\udfff"}, "speaker"),
        ({"text": "a", "session": " "}, "session"),
        ({"text": "a", "channel": "\0"}, "channel"),
        ({"text": "a", "tags": ("ok", "\0")}, "tag"),
        ({"text": "a", "actor": "robot"}, "actor 'robot'"),
        ({"text": "a", "actor": "tool:"}, "actor"),
        ({"text": "a", "type": "gossip"}, "type 'gossip'"),
        ({"text": "a", "outcome": "meh"}, "outcome 'meh'"),
        ({"text": "a", "importance": 0}, "1 to 10"),
        ({"text": "a", "importance": 11}, "1 to 10"),
    ],
)
def test_what_cannot_be_kept_says_why(fields, said):
    with pytest.raises(InvalidInput) as raised:
        one(Message(**fields))
    assert said in str(raised.value)


def test_sessions_open_with_their_earliest_message_and_first_channel():
    early = NOW - timedelta(days=2)
    seen = observe(
        [
            Message(text="a", session="x"),
            Message(text="b", session="x", time=early, channel="mail"),
            Message(text="c", session="y", channel="cli"),
            Message(text="d", session="x", channel="cli"),
        ],
        SCOPE,
        clock,
        nothing_before,
    )
    assert opened(seen) == [
        Add(Session(id="x", scope=SCOPE, started_at=early.replace(microsecond=123000), channel="mail")),
        Add(Session(id="y", scope=SCOPE, started_at=MILLIS, channel="cli")),
    ]
    assert opened([]) == []


def test_an_answer_is_found_by_the_question_before_it_in_its_session():
    kept = one(Message(text="Where did you move?", session="y")).episode
    asked, answer, other, stranger = observe(
        [
            Message(text="Hi! Did you move?", session="x"),
            Message(text="Yes, to Ghent.", session="x"),
            Message(text="To Oslo.", session="y"),
            Message(text="It rained.", session="z"),
        ],
        SCOPE,
        clock,
        lambda session: kept if session == "y" else None,
    )
    assert [key.kind for key in asked.keys] == [KeyKind.TEXT]
    assert [key.text for key in answer.keys] == ["Did you move? Yes, to Ghent."]
    assert [key.text for key in other.keys] == ["Where did you move? To Oslo."]
    assert [key.text for key in stranger.keys] == [None]


def test_closing_ends_and_summarises():
    session = Session(id="x", scope=SCOPE, started_at=NOW)
    turns = [Message(text="I moved to Oslo.", speaker="Ada"), Message(text="Nice!", actor="agent")]
    seen = observe(turns, SCOPE, clock, nothing_before)
    [change] = close(session, [each.episode for each in seen], clock)
    assert isinstance(change, Touch)
    assert (change.kind, change.scope, change.id) == (Session, SCOPE, "x")
    assert change.fields["ended_at"] == MILLIS
    assert "Ada: I moved to Oslo." in change.fields["summary"]


def test_closing_an_empty_session_leaves_no_summary():
    [change] = close(Session(id="x", scope=SCOPE, started_at=NOW), [], clock)
    assert change.fields["summary"] is None
