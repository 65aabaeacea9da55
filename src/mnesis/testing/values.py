"""Ready-made values for tests: say what the test is about, the rest is filled in, the same every time."""

import itertools
from collections.abc import Iterator
from dataclasses import fields
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar, cast

import numpy as np
from numpy import float32
from numpy.typing import NDArray

from mnesis.model import (
    Add,
    ApiKey,
    Audit,
    Board,
    Entity,
    Episode,
    Fact,
    Feedback,
    Item,
    Job,
    Key,
    Preference,
    Procedure,
    Record,
    Relationship,
    Response,
    Role,
    Scope,
    Session,
    Space,
    Update,
)

START = datetime(2026, 2, 11, 9, 30, tzinfo=UTC)
"""The time at which every test begins."""

HERE = Scope()
"""The scope everything is in where a test names none."""

SPACE = Space("test", "1", 8)
"""A small vector space, for tests that make their own vectors."""


class FakeClock:
    """A clock that stands still until told otherwise."""

    def __init__(self, now: datetime = START) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def advance(self, **span: float) -> datetime:
        """Move on by `timedelta(**span)` and return the new time."""
        self.now += timedelta(**span)
        return self.now


def numbered_ids(prefix: str = "id") -> Iterator[str]:
    """`id-0000`, `id-0001`, …: an id generator whose order is the order of asking."""
    return (f"{prefix}-{number:04}" for number in itertools.count())


def make_episode(id: str = "e1", text: str = "Otto moved to Berlin.", **fields: Any) -> Episode:
    """An episode of session "s1" whose text is `text`; other fields by name."""
    return _make(Episode, {"id": id, "summary": text, "session_id": "s1", **fields})


def make_session(id: str = "s1", **fields: Any) -> Session:
    return _make(Session, {"id": id, **fields})


def make_entity(id: str = "n1", **fields: Any) -> Entity:
    return _make(Entity, {"id": id, "name": f"name of {id}", **fields})


def make_relationship(id: str = "r1", **fields: Any) -> Relationship:
    """From entity n1 to entity n2, who know each other."""
    return _make(Relationship, {"id": id, "source_id": "n1", "target_id": "n2", "type": "knows", **fields})


def make_fact(id: str = "f1", **fields: Any) -> Fact:
    """About entity n1: Otto lives in Berlin."""
    about = {"entity_id": "n1", "subject": "Otto", "predicate": "lives_in", "object": "Berlin"}
    return _make(Fact, {"id": id, **about, **fields})


def make_procedure(id: str = "p1", **fields: Any) -> Procedure:
    return _make(Procedure, {"id": id, "name": f"name of {id}", "trigger": "deploy", **fields})


def make_preference(id: str = "q1", **fields: Any) -> Preference:
    return _make(Preference, {"id": id, "key": f"key of {id}", "value": "short", **fields})


def make_job(id: str = "j1", **fields: Any) -> Job:
    """A job of kind "learn", ready at START."""
    return _make(Job, {"id": id, "kind": "learn", **fields})


def make_board(id: str = "main", **fields: Any) -> Board:
    return _make(Board, {"id": id, **fields})


def make_audit(id: str = "a1", **fields: Any) -> Audit:
    return _make(Audit, {"id": id, "actor": "user", "action": "erase", **fields})


def make_item(id: str = "i1", **fields: Any) -> Item:
    return _make(Item, {"id": id, "namespace": "notes", "key": f"key of {id}", **fields})


def make_feedback(id: str = "b1", **fields: Any) -> Feedback:
    """That memory e1 was just right."""
    return _make(Feedback, {"id": id, "subject": "e1", "rating": 1.0, **fields})


def make_update(id: str = "1", **fields: Any) -> Update:
    """That episode e1 was added."""
    return _make(Update, {"id": id, "number": 1, "kind": "episode", "record": "e1", "change": "added", **fields})


def make_api_key(id: str = "k1", **fields: Any) -> ApiKey:
    return _make(ApiKey, {"id": id, "name": f"name of {id}", "role": Role.READER, "secret_hash": "00" * 32, **fields})


def make_response(id: str = "h1", **fields: Any) -> Response:
    return _make(Response, {"id": id, "request": "hash", **fields})


def add(record: Record, *keys: Key) -> Add:
    """The record with these keys; with none given, found by its own text where it has one."""
    return Add(record, keys or ((Key(record.id),) if isinstance(record, Episode) else ()))


def add_texts(*texts: str, scope: Scope = HERE, prefix: str = "e") -> list[Add]:
    """One episode a text, ids `<prefix>1`, `<prefix>2`, …, each found by its own text."""
    return [add(make_episode(f"{prefix}{n}", text, scope=scope)) for n, text in enumerate(texts, start=1)]


def unit(*numbers: float, dimension: int = SPACE.dimension) -> NDArray[float32]:
    """The vector that starts with these numbers, is zero after them, and is brought to length 1."""
    vector = np.zeros(dimension, dtype=float32)
    vector[: len(numbers)] = numbers
    return np.asarray(vector / np.linalg.norm(vector), dtype=float32)


R = TypeVar("R", bound=Record)


def _make(kind: type[R], given: dict[str, Any]) -> R:
    """A record with what is given; the scope and the moments it must have are filled in."""
    moments = {field.name: START for field in fields(kind) if field.type is datetime}
    return cast(R, cast(Any, kind)(**{"scope": HERE, **moments, **given}))
