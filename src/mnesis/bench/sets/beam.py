"""BEAM (arXiv 2510.27246) with its probing questions.

Gold is `source_chat_ids`: message ids, in lists or under names, nested in places. Abstention questions have none.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from mnesis.bench.cases import Case, Chat, Set, labels_of, sha256_of
from mnesis.errors import InvalidInput
from mnesis.transfer.formats.beam import FORMAT
from mnesis.transfer.records import Labelled
from mnesis.transfer.source import Source

CHAT, QUESTIONS = "chat.json", "probing_questions.json"


def load(folders: Sequence[Path]) -> Set:
    """Every chat in or below these folders (a `chat.json` beside its `probing_questions.json`). Raises InvalidInput,
    BadRecord."""
    out: Counter[str] = Counter()
    without: Counter[str] = Counter()
    homes = [home for folder in folders for home in _homes(folder)]
    chats = tuple(_chat(home, out, without) for home in homes)
    files = {str(home / name): sha256_of(home / name) for home in homes for name in (CHAT, QUESTIONS)}
    return Set("beam", files, chats, dict(out), dict(without))


def flat(value: Any) -> Iterator[str]:
    """The ids in lists and objects, however nested; whole numbers and strings of digits are ids, nothing else is."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list):
        for part in value:
            yield from flat(part)
    elif isinstance(value, int) or (isinstance(value, str) and value.strip().isdecimal()):
        yield str(int(value))


def _homes(folder: Path) -> list[Path]:
    found = [file.parent for file in folder.rglob(CHAT) if (file.parent / QUESTIONS).is_file()]
    if not found:
        raise InvalidInput(what=f"folder {folder}", problem=f"holds no {CHAT} beside a {QUESTIONS}")
    return sorted(found, key=_natural)


def _natural(path: Path) -> list[tuple[int, str]]:
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in re.split(r"(\d+)", str(path))]


def _chat(home: Path, out: Counter[str], without: Counter[str]) -> Chat:
    turns = tuple(entry for entry in FORMAT.read(Source(home / CHAT)) if isinstance(entry, Labelled))
    name = home.name
    if not turns:
        raise InvalidInput(what=f"file {home / CHAT}", problem="holds no messages")
    return Chat(name, turns, tuple(_cases(home / QUESTIONS, labels_of(turns), out, without)))


def _cases(path: Path, labels: set[str], out: Counter[str], without: Counter[str]) -> Iterable[Case]:
    try:
        kinds = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(what=f"file {path}", problem=str(error)) from error
    for kind, questions in kinds.items():
        for number, item in enumerate(questions):
            ids = set(flat(item.get("source_chat_ids")))
            gold = frozenset(ids & labels)
            without["gold ids that name no one message"] += len(ids) - len(gold)
            if gold:
                yield Case(f"{kind}-{number}", item["question"], kind.replace("_", "-"), gold)
            else:
                out[f"{kind.replace('_', '-')} questions without {'usable ' if ids else ''}gold"] += 1
