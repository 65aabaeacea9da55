"""Utterances and stories with what should be found in them, as docs/reference/extraction.md describes the files."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from importlib import resources
from pathlib import Path
from typing import Any

from mnesis.errors import InvalidInput
from mnesis.extraction.contract import Passage, Turn
from mnesis.model import as_utc, from_iso

PARTS = ("dev", "sealed")
_PAUSE = timedelta(minutes=1)

Label = Mapping[str, Any]
"""A fact, preference or procedure as the file has it."""


@dataclass(frozen=True, slots=True)
class Utterance:
    """Something said, and what is in it; `optional` may be found or not."""

    id: str
    trap: str | None
    passage: Passage
    facts: tuple[Label, ...] = ()
    preferences: tuple[Label, ...] = ()
    procedures: tuple[Label, ...] = ()
    optional: tuple[Label, ...] = ()

    @property
    def speaker(self) -> str:
        """Who "I" is in the labels."""
        return self.passage.speaker or "user"


@dataclass(frozen=True, slots=True)
class Story:
    """Turns told one after the other, and what must be known afterwards."""

    id: str
    turns: tuple[Turn, ...]
    expect: tuple[Label, ...]
    preferences: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """One half of the set, or somebody else's set."""

    name: str
    utterances: tuple[Utterance, ...]
    stories: tuple[Story, ...]
    sha256: Mapping[str, str]
    """Of each file, by its name."""


def shipped(name: str) -> Part:
    """A half that is part of the package: "dev" or "sealed"."""
    folder = resources.files(__package__)
    return _part(name, {f: folder.joinpath(f).read_bytes() for f in (f"{name}.jsonl", f"{name}_stories.jsonl")})


def given(paths: Sequence[Path]) -> Part:
    """Files of the same format; a line with `turns` is a story. Raises InvalidInput with file and line."""
    return _part("given", {path.name: path.read_bytes() for path in paths})


def moment(text: str) -> datetime:
    """A day or moment of the labels, in UTC."""
    return as_utc(from_iso(text if "T" in text else f"{text}T00:00:00Z"))


def _part(name: str, files: Mapping[str, bytes]) -> Part:
    utterances, stories = [], []
    for file, content in files.items():
        for number, line in enumerate(content.decode("utf-8").splitlines(), start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
                if "turns" in record:
                    stories.append(_story(record))
                else:
                    utterances.append(_utterance(record))
            except (KeyError, TypeError, ValueError, InvalidInput) as error:
                problem = f"does not have the form of the labelled set: {error!r}"
                raise InvalidInput(what=f"{file}, line {number},", problem=problem) from error
    sums = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    return Part(name, tuple(utterances), tuple(stories), sums)


def _utterance(record: Mapping[str, Any]) -> Utterance:
    said = _turn(record)
    gold = record["gold"]
    context = record.get("context") or []
    before = tuple(
        Turn(text=one["text"], actor=one["actor"], speaker=one.get("speaker"), time=said.time - _PAUSE * left)
        for left, one in zip(range(len(context), 0, -1), context, strict=True)
    )
    return Utterance(
        id=record["id"],
        trap=record.get("trap"),
        passage=Passage(
            id=record["id"], text=said.text, actor=said.actor, speaker=said.speaker, time=said.time, before=before
        ),
        facts=tuple(gold.get("facts", ())),
        preferences=tuple(gold.get("preferences", ())),
        procedures=tuple(gold.get("procedures", ())),
        optional=tuple(gold.get("optional", ())),
    )


def _story(record: Mapping[str, Any]) -> Story:
    turns = tuple(_turn(one) for one in record["turns"])
    return Story(record["id"], turns, tuple(record.get("expect", ())), tuple(record.get("preferences", ())))


def _turn(record: Mapping[str, Any]) -> Turn:
    return Turn(text=record["text"], actor=record["actor"], speaker=record.get("speaker"), time=moment(record["time"]))
