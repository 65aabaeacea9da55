"""Rankings as they are kept: names hashed, so that a file of them shows neither data nor answers, and can be scored
again.

A file is JSON lines. The first is about the run (data, its sha256, machine, versions, configuration); each other is
one question: `{"question", "conversation", "kind", "gold": [[turn, session], …], "ranked": [[turn, session, score],
…]}`. A name is the first 16 hexadecimal digits of BLAKE2b over `conversation/what/name`, keyed with the data's sha256
(its 64 digits as ASCII): who has the data can say which it is.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from mnesis.errors import BadRecord, InvalidInput


@dataclass(frozen=True, slots=True)
class Place:
    """A turn and the session it is of."""

    turn: str
    session: str


@dataclass(frozen=True, slots=True)
class Ranking:
    """What one question brought, best first, beside its gold."""

    question: str
    conversation: str
    kind: str
    gold: tuple[Place, ...]
    ranked: tuple[Place, ...]
    scores: tuple[float, ...]


class Hasher:
    """Names of one data set as their hashes."""

    def __init__(self, sha256: str) -> None:
        self._key = sha256.encode("ascii")[:64]

    def name(self, conversation: str, what: str, name: str) -> str:
        """The hash of a "question", "turn", "session" or "conversation" by its name."""
        text = f"{conversation}/{what}/{name}".encode()
        return hashlib.blake2b(text, digest_size=8, key=self._key).hexdigest()


def write(path: Path, about: Mapping[str, Any], rankings: Iterable[Ranking]) -> None:
    """Write a file of rankings, whole or not at all."""
    part = path.with_name(path.name + ".part")
    with part.open("w", encoding="utf-8") as file:
        for line in ({"about": about}, *map(_line, rankings)):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    part.replace(path)


def read(path: Path) -> tuple[dict[str, Any], list[Ranking]]:
    """What `write` wrote. Raises InvalidInput for a file that cannot be read, BadRecord for a line that is no
    ranking."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(what=f"file {path}", problem=str(error)) from error
    about: dict[str, Any] = {}
    rankings = []
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
            if number == 1:
                about = dict(record["about"])
            else:
                rankings.append(_ranking(record))
        except (ValueError, KeyError, TypeError) as error:
            raise BadRecord(path=path, line=number, problem=f"no ranking ({error!r})") from error
    return about, rankings


def _line(ranking: Ranking) -> dict[str, Any]:
    return {
        "question": ranking.question,
        "conversation": ranking.conversation,
        "kind": ranking.kind,
        "gold": _pairs(ranking.gold),
        "ranked": [[one.turn, one.session, score] for one, score in zip(ranking.ranked, ranking.scores, strict=True)],
    }


def _pairs(places: Sequence[Place]) -> list[list[str]]:
    return [[one.turn, one.session] for one in places]


def _ranking(record: Mapping[str, Any]) -> Ranking:
    return Ranking(
        record["question"],
        record["conversation"],
        record["kind"],
        tuple(Place(turn, session) for turn, session in record["gold"]),
        tuple(Place(turn, session) for turn, session, _ in record["ranked"]),
        tuple(float(score) for _, _, score in record["ranked"]),
    )
