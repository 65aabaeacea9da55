"""Transcripts as people and messengers write them."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from mnesis.errors import BadRecord, UnknownFormat
from mnesis.model import EpisodeType, Message
from mnesis.transfer import detect, read
from mnesis.transfer.moments import UNKNOWN


def told(message: Message) -> tuple[str, str, str]:
    """(time, who, text) of a message; the time to the minute."""
    assert message.time is not None
    return message.time.strftime("%Y-%m-%d %H:%M"), message.speaker or message.actor, message.text


def tell(path: Path) -> list[tuple[str, str, str]]:
    assert detect(path) == "text"
    messages = list(read(path))
    times = [message.time for message in messages]
    assert len(set(times)) == len(times)
    assert list(read(path)) == messages
    return [told(message) for message in messages]


MESSENGERS = {
    "whatsapp, android, month first": """12/30/23, 9:15\u202fPM - Alice: Hi Bob
12/30/23, 9:16\u202fPM - Bob: Hello: two lines
really""",
    "whatsapp, ios, day first": """[30/12/2023, 21:15:03] Alice: Hi Bob
\u200e[30/12/2023, 21:16:09] Bob: Hello: two lines
really""",
    "whatsapp, german": "30.12.23, 21:15 - Alice: Hi Bob\n30.12.23, 21:16 - Bob: Hello: two lines\nreally",
    "telegram": "Alice, [30.12.2023 21:15]\nHi Bob\n\nBob, [30.12.2023 21:16]\nHello: two lines\nreally",
    "discord, copied": "Alice — 12/30/2023 9:15 PM\nHi Bob\nBob — 12/30/2023 9:16 PM\nHello: two lines\nreally",
    "discord, exported": "[12/30/2023 9:15 PM] Alice\nHi Bob\n\n[12/30/2023 9:16 PM] Bob\nHello: two lines\nreally",
    "irc": """--- Log opened Sat Dec 30 21:00:00 2023
21:15 <@Alice> Hi Bob
21:16 < Bob> Hello: two lines
really""",
    "brackets": "[2023-12-30 21:15] Alice: Hi Bob\n[2023-12-30 21:16] Bob: Hello: two lines\nreally",
    "log": "2023-12-30T21:15:00Z Alice: Hi Bob\n2023-12-30T22:16:00+01:00 Bob: Hello: two lines\nreally",
}


@pytest.mark.parametrize("content", MESSENGERS.values(), ids=MESSENGERS.keys())
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_messengers(write: Any, content: str, end: str) -> None:
    assert tell(write("chat.txt", content.replace("\n", end) + end)) == [
        ("2023-12-30 21:15", "Alice", "Hi Bob"),
        ("2023-12-30 21:16", "Bob", "Hello: two lines\nreally"),
    ]


def test_the_same_words_in_one_minute_are_two_messages(write: Any) -> None:
    path = write("chat.txt", "1/2/24, 9:15 AM - Bob: ok\n1/2/24, 9:15 AM - Bob: ok\n1/3/24, 9:15 AM - Bob: ok\n")
    assert [text for _, _, text in tell(path)] == ["ok"] * 3
    assert [m.session for m in read(path)] == ["chat/2024-01-02"] * 2 + ["chat/2024-01-03"]


def test_lines_of_the_messenger_itself_are_system(write: Any) -> None:
    path = write("chat.txt", "1/2/24, 9:15 AM - Alice created this group\n1/2/24, 9:16 AM - Alice: hi\n")
    assert [(m.actor, m.type) for m in read(path)] == [
        ("system", EpisodeType.SYSTEM),
        ("user", EpisodeType.CONVERSATION),
    ]


@pytest.mark.parametrize(
    ("lines", "month"),
    [
        (["01/02/24, 10:00", "13/02/24, 10:00"], 2),
        (["01/02/24, 10:00", "01/13/24, 10:00"], 1),
        (["09/01/24, 10:00", "02/02/24, 10:00"], 1),
        (["01/09/24, 10:00", "02/02/24, 10:00"], 1),
        (["01/02/24, 10:00"], 2),
        (["01/02/24, 10:00 AM"], 1),
    ],
)
def test_which_number_is_the_month(write: Any, lines: list[str], month: int) -> None:
    first = next(read(write("chat.txt", "".join(f"{line} - Al: x\n" for line in lines))))
    assert first.time is not None
    assert first.time.month == month


def test_markdown_with_code_and_headings(write: Any) -> None:
    path = write(
        "talk.md",
        """---
date: 2024-03-05
---
# Sorting

**User:** How do I sort?

**Assistant:** Like this:

```python
**User:** no message
```

## Step 1
**Note:** it is stable
Example: sorted(x)

**User:** Thanks
""",
    )
    assert [(m.actor, m.speaker) for m in read(path)] == [("user", None), ("agent", None), ("user", None)]
    answer = (
        "Like this:\n\n```python\n**User:** no message\n```\n\n## Step 1\n**Note:** it is stable\nExample: sorted(x)"
    )
    assert tell(path)[1] == ("2024-03-05 00:00", "agent", answer)


def test_headings_that_name_the_speaker(write: Any) -> None:
    path = write("talk.md", "# A talk\n\n## You\nHello\n\n## ChatGPT\nHi.\n\n### Steps\n1. a\n\n## You\nThanks\n")
    assert [text for _, _, text in tell(path)] == ["Hello", "Hi.\n\n### Steps\n1. a", "Thanks"]


def test_sections_are_sessions(write: Any) -> None:
    path = write(
        "talks.md",
        "## Session 1: 8 May 2023\nAnn: hi\nBo: hello\n## Later\n## 9 May 2023, 10:30\nAnn: again\nBo: yes\n",
    )
    assert [(m.session, told(m)[0]) for m in read(path)] == [
        *[("talks/Session 1: 8 May 2023", "2023-05-08 00:00")] * 2,
        *[("talks/9 May 2023, 10:30", "2023-05-09 10:30")] * 2,
    ]
    assert [text for _, _, text in tell(path)] == ["hi", "hello\n## Later", "again", "yes"]


@pytest.mark.parametrize(
    ("name", "content", "texts"),
    [
        ("a.txt", "Alice: hi\nBob: hello\n", ["hi", "hello"]),
        ("b.txt", "Alice: hi\nNote: x\nBob: hello\nAlice: so\nBob: ok", ["hi\nNote: x", "hello", "so", "ok"]),
        ("c.txt", "You said:\nwhat?\nChatGPT said:\n4\n", ["what?", "4"]),
        ("d.md", "**Alice**: hi\n\n**Bob**: hello\n\nmore\n", ["hi", "hello\n\nmore"]),
        ("e.txt", "José: hola\n花子: こんにちは\n", ["hola", "こんにちは"]),
        (
            "f.txt",
            "User: see https://x.org: it\nAI: I did\nhttp://y.org: too\n",
            ["see https://x.org: it", "I did\nhttp://y.org: too"],
        ),
    ],
)
def test_plain_speakers(write: Any, name: str, content: str, texts: list[str]) -> None:
    assert [text for _, _, text in tell(write(name, content))] == texts


def test_times_where_none_are_written(write: Any) -> None:
    assert next(read(write("talk.txt", "Ann: hi\nBo: yo\n"))).time == UNKNOWN
    assert told(next(read(write("2024-05-03 talk.txt", "Ann: hi\nBo: yo\n"))))[0] == "2024-05-03 00:00"
    assert told(next(read(write("talk.txt", "Date: 3 May 2024\n\nAnn: hi\nBo: yo\n"))))[0] == "2024-05-03 00:00"
    night = list(read(write("irc.log", "23:59 <a> x\n23:59 <a> x\n")))
    assert [m.time.replace(microsecond=0) for m in night if m.time] == [datetime.fromisoformat("2000-01-01T23:59Z")] * 2


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.txt", "Just a note.\nNothing else.\n"), ("a.yaml", "a: b\nc: d\n"), ("a.bin", b"\0\1"), ("a.txt", b"\0: x\n")],
)
def test_what_is_no_transcript(write: Any, name: str, content: str | bytes) -> None:
    path = write(name, content)
    with pytest.raises(UnknownFormat, match="no importer recognises"):
        detect(path)


def test_a_note_read_as_a_transcript_says_what_is_missing(write: Any) -> None:
    with pytest.raises(BadRecord, match="no line says who speaks"):
        list(read(write("a.txt", "Just a note.\n"), format="text"))


def test_what_no_store_can_hold_is_replaced(write: Any) -> None:
    assert next(read(write("a.txt", "Ann: h\0i\nBo: yo\n"), format="text")).text == "h\ufffdi"
    [message] = read(write("a.jsonl", '{"text": "n\\u0000l \\ud83d half", "speaker": " ", "session": "\\u0000"}'))
    assert (message.text, message.speaker, message.session) == ("n\ufffdl \ufffd half", None, "\ufffd")


def test_a_line_that_is_not_utf8_is_skipped(write: Any) -> None:
    path = write("a.txt", b"Ann: hi\nBo: \xff\xfe\nAnn: so\nBo: yes\n")
    skipped: list[BadRecord] = []
    assert [m.text for m in read(path, skip=skipped.append)] == ["hi", "so", "yes"]
    assert [error.line for error in skipped] == [2]
