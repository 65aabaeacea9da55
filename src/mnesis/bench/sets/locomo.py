"""LoCoMo (Maharana et al., ACL 2024) with its questions.

Gold is `qa[].evidence`: dialogue ids, in places several in one string, in places malformed. Ids are read as
`D<session>:<turn>`; what is no such id, or names no turn of the conversation, is left out and counted.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mnesis.bench.cases import Case, Chat, Set, labels_of, sha256_of
from mnesis.errors import InvalidInput
from mnesis.transfer.formats.locomo import FORMAT
from mnesis.transfer.records import Labelled
from mnesis.transfer.source import Source

KINDS = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop"}
ADVERSARIAL = 5

_ID = re.compile(r"D(\d+):(\d+)")


def load(paths: Sequence[Path]) -> Set:
    """The conversations of these files, questions of categories 1–4. Raises InvalidInput, BadRecord."""
    out: Counter[str] = Counter()
    without: Counter[str] = Counter()
    chats = [chat for path in paths for chat in _chats(path, out, without)]
    return Set("locomo", {str(path): sha256_of(path) for path in paths}, tuple(chats), dict(out), dict(without))


def ids_in(evidence: Iterable[str]) -> tuple[list[str], int]:
    """The dialogue ids in a list of strings, each once, without leading zeros; and how many strings held none."""
    found: dict[str, None] = {}
    malformed = 0
    for text in evidence:
        ids = [f"D{int(session)}:{int(turn)}" for session, turn in _ID.findall(str(text))]
        malformed += not ids
        found.update(dict.fromkeys(ids))
    return list(found), malformed


def _chats(path: Path, out: Counter[str], without: Counter[str]) -> Iterable[Chat]:
    turns: dict[str, list[Labelled]] = {}
    for entry in FORMAT.read(Source(path)):
        if isinstance(entry, Labelled):
            turns.setdefault(entry.conversation or "", []).append(entry)
    for sample in _samples(path):
        name = str(sample.get("sample_id") or "")
        if name not in turns:
            raise InvalidInput(what=f"{path}, sample {name!r}", problem="has no turns")
        yield Chat(name, tuple(turns[name]), tuple(_cases(sample, turns[name], out, without)))


def _samples(path: Path) -> list[Mapping[str, Any]]:
    try:
        samples = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise InvalidInput(what=f"file {path}", problem=str(error)) from error
    return samples if isinstance(samples, list) else [samples]


def _cases(
    sample: Mapping[str, Any], turns: Sequence[Labelled], out: Counter[str], without: Counter[str]
) -> Iterable[Case]:
    labels = labels_of(turns)
    for number, item in enumerate(sample.get("qa", [])):
        if item.get("category") == ADVERSARIAL:
            out["questions of category 5 (adversarial: the conversation has no answer)"] += 1
            continue
        ids, malformed = ids_in(item.get("evidence") or ())
        gold = frozenset(ids) & labels
        without["gold ids that are malformed"] += malformed
        without["gold ids that name no one turn"] += len(ids) - len(gold)
        if gold:
            kind = KINDS.get(item.get("category"), f"category {item.get('category')}")
            yield Case(str(number), item["question"], kind, gold)
        else:
            out["questions without usable gold" if item.get("evidence") else "questions without gold"] += 1
