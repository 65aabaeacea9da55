"""ChatGPT's export."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from mnesis.errors import BadRecord
from mnesis.model import EpisodeType
from mnesis.transfer import Labelled, SessionNote, detect, read, read_entries


def test_a_conversation(write: Any, chatgpt: Any) -> None:
    turns = [
        ("system", "", None),
        ("user", "How long does rye rise?", 1.7e9),
        ("assistant", "Overnight.", 1.7e9 + 9.25),
    ]
    path = write("conversations.json", json.dumps([chatgpt(*turns)]))
    assert detect(path) == "chatgpt"
    note, *rest = read_entries(path)
    assert note == SessionNote(
        id="c-1", channel="chatgpt", started_at=datetime(2023, 11, 14, 22, 13, 20, 500000, UTC), summary="Bread"
    )
    messages = [entry.message for entry in rest if isinstance(entry, Labelled)]
    assert [(m.actor, m.text, m.session, m.channel) for m in messages] == [
        ("user", "How long does rye rise?", "c-1", "chatgpt"),
        ("agent", "Overnight.", "c-1", "chatgpt"),
    ]
    assert messages[1].time == datetime(2023, 11, 14, 22, 13, 29, 250000, UTC)


def test_the_current_branch_is_read(write: Any, chatgpt: Any) -> None:
    record = chatgpt(("user", "first try", 1.7e9), ("assistant", "old answer", 1.7e9 + 1))
    nodes = record["mapping"]
    edited = json.loads(json.dumps(nodes["n0"])) | {"id": "e0", "children": []}
    edited["message"]["content"]["parts"] = ["second try"]
    nodes["e0"] = edited
    nodes["root"]["children"].append("e0")
    record["current_node"] = "n1"
    assert [m.text for m in read(write("a.json", json.dumps([record])))] == ["first try", "old answer"]
    for current in ("e0", None, "gone"):
        record["current_node"] = current
        assert [m.text for m in read(write("a.json", json.dumps([record])))] == ["second try"]


def test_messages_without_time_follow_each_other(write: Any, chatgpt: Any) -> None:
    record = chatgpt(("user", "ok", None), ("user", "ok", None), ("user", "ok", 1.8e9), ("user", "ok", 1.8e9))
    times = [m.time for m in read(write("a.json", json.dumps([record])))]
    assert times[0] == datetime(2023, 11, 14, 22, 13, 20, 500000, UTC)
    assert times == sorted(set(times))


def with_content(record: dict[str, Any], content: dict[str, Any], **message: Any) -> dict[str, Any]:
    record["mapping"]["n0"]["message"] |= {"content": content, **message}
    return record


@pytest.mark.parametrize(
    ("content", "message", "expected"),
    [
        (
            {"content_type": "multimodal_text", "parts": [{"content_type": "image_asset_pointer"}, "What is this?"]},
            {},
            ("user", EpisodeType.CONVERSATION, "[image]\nWhat is this?"),
        ),
        (
            {"content_type": "code", "language": "python", "text": "print(1)"},
            {"author": {"role": "assistant"}, "recipient": "python"},
            ("agent", EpisodeType.ACTION, "print(1)"),
        ),
        (
            {"content_type": "execution_output", "text": "1"},
            {"author": {"role": "tool", "name": "python"}},
            ("tool:python", EpisodeType.OBSERVATION, "1"),
        ),
        (
            {"content_type": "tether_browsing_display", "result": "a page"},
            {"author": {"role": "tool", "name": "browser"}},
            ("tool:browser", EpisodeType.OBSERVATION, "a page"),
        ),
        ({"content_type": "thoughts", "thoughts": [{"content": "hm"}]}, {"author": {"role": "assistant"}}, None),
        ({"content_type": "text", "parts": ["x"]}, {"metadata": {"is_visually_hidden_from_conversation": True}}, None),
        ({"content_type": "text", "parts": [""]}, {}, None),
        (
            {"content_type": "text", "parts": ["lone \ud83d half"]},
            {},
            ("user", EpisodeType.CONVERSATION, "lone � half"),
        ),
    ],
)
def test_kinds_of_content(
    write: Any, chatgpt: Any, content: dict[str, Any], message: dict[str, Any], expected: tuple[str, str, str] | None
) -> None:
    record = with_content(chatgpt(("user", "x", 1.7e9)), content, **message)
    got = [(m.actor, m.type, m.text) for m in read(write("a.json", json.dumps([record])))]
    assert got == ([expected] if expected else [])


def test_a_bad_conversation_or_message_is_skipped(write: Any, chatgpt: Any) -> None:
    bad = chatgpt(("user", "kept", 1.7e9), ("wizard", "refused", 1.7e9), ("assistant", "kept too", 1.7e9))
    path = write("a.json", json.dumps([chatgpt(("user", "one", 1.7e9)), {"mapping": []}, 7, bad], indent=1))
    skipped: list[BadRecord] = []
    assert [m.text for m in read(path, skip=skipped.append)] == ["one", "kept", "kept too"]
    assert [error.conversation for error in skipped] == [2, 3, 4]
    assert "unknown author role 'wizard'" in str(skipped[2])
    got = []
    with pytest.raises(BadRecord, match="wizard"):
        got.extend(m.text for m in read(write("b.json", json.dumps([bad]))))
    assert got == ["kept"]
    with pytest.raises(BadRecord, match=r"conversation 2 \(line \d+\): 'mapping' must be an object"):
        list(read(path))


@pytest.mark.parametrize("time", [float("nan"), 1e300, "soon", True, [1]])
def test_an_impossible_time_is_a_bad_record(write: Any, chatgpt: Any, time: Any) -> None:
    with pytest.raises(BadRecord, match="create_time"):
        list(read(write("a.json", json.dumps([chatgpt(("user", "x", time))]))))


def test_a_tree_that_bites_its_tail_ends(write: Any, chatgpt: Any) -> None:
    record = chatgpt(("user", "a", 1.7e9), ("assistant", "b", 1.7e9))
    record["mapping"]["n0"]["parent"] = "n1"
    assert [m.text for m in read(write("a.json", json.dumps([record])))] == ["a", "b"]
