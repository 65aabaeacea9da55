"""Tiny files in the formats of the sets, written for these tests."""

import json
from pathlib import Path
from typing import Any


def turn(id: str, speaker: str, text: str) -> dict[str, Any]:
    return {"dia_id": id, "speaker": speaker, "text": text}


def question(text: str, category: int, *evidence: str) -> dict[str, Any]:
    return {"question": text, "answer": "secret answer", "category": category, "evidence": list(evidence)}


LOCOMO = [
    {
        "sample_id": "conv-1",
        "conversation": {
            "speaker_a": "Ada",
            "speaker_b": "Ben",
            "session_1_date_time": "1:56 pm on 8 May, 2023",
            "session_1": [
                turn("D1:1", "Ada", "I adopted a greyhound called Comet."),
                turn("D1:2", "Ben", "Lovely! I started pottery classes in Leeds."),
                turn("D1:3", "Ada", "What do you make there?"),
            ],
            "session_2_date_time": "10:00 am on 20 June, 2023",
            "session_2": [
                turn("D2:1", "Ben", "My first teapot survived the kiln."),
                turn("D2:2", "Ada", "Comet won a small race on Saturday."),
                turn("D2:3", "Ben", "Give Comet a biscuit from me."),
            ],
        },
        "qa": [
            question("What is the name of Ada's greyhound?", 4, "D1:1"),
            question("What does Ben make at pottery?", 1, "D1:2; D2:01"),
            question("When did Comet win a race?", 2, "D2:2", "D:9:9", "D7:7"),
            question("Would Ben like ceramics museums?", 3),
            question("Where does Ada fly to?", 4, "D"),
            question("What did Ada's cat win?", 5, "D2:2"),
        ],
    },
    {
        "sample_id": "conv-2",
        "conversation": {
            "session_1_date_time": "9:00 am on 1 March, 2024",
            "session_1": [
                turn("D1:1", "Cleo", "The lighthouse keeper gave me a map."),
                turn("D1:2", "Dov", "I repaired the boat engine myself."),
            ],
        },
        "qa": [question("Who repaired the engine?", 4, "D1:2")],
    },
]

BEAM_CHAT = [
    {
        "batch_number": 1,
        "time_anchor": None,
        "turns": [
            [
                {"role": "user", "id": 0, "time_anchor": "March-15-2024", "content": "I plan a herb garden. ->-> 1,1"},
                {"role": "assistant", "id": 1, "content": "Start with basil and thyme."},
            ],
            [
                {"role": "user", "id": 2, "content": "My budget is 80 euros. ->-> 1,2"},
                {"role": "assistant", "id": 3, "content": "That buys soil and pots."},
            ],
        ],
    },
    {
        "batch_number": 2,
        "time_anchor": None,
        "turns": [
            [{"role": "user", "id": 4, "time_anchor": "April-02-2024", "content": "The budget is 95 euros now."}]
        ],
    },
]

BEAM_QUESTIONS = {
    "abstention": [{"question": "What did the neighbour say?"}],
    "information_extraction": [{"question": "What is my budget?", "source_chat_ids": [2]}],
    "knowledge_update": [
        {"question": "How did my budget change?", "source_chat_ids": {"original_info": [2], "updated_info": [4]}}
    ],
    "event_ordering": [{"question": "In which order did I plan?", "source_chat_ids": [[0], 2, "99"]}],
    "preference_following": [{"question": "Any herbs?", "source_chat_ids": []}],
}


def locomo(folder: Path) -> Path:
    """A LoCoMo file with two conversations."""
    path = folder / "locomo.json"
    path.write_text(json.dumps(LOCOMO), "utf-8")
    return path


def beam(folder: Path, *names: str) -> Path:
    """A folder of BEAM chats, the same one under each name."""
    for name in names:
        home = folder / name
        home.mkdir(parents=True)
        (home / "chat.json").write_text(json.dumps(BEAM_CHAT), "utf-8")
        (home / "probing_questions.json").write_text(json.dumps(BEAM_QUESTIONS), "utf-8")
    return folder
