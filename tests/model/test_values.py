"""Scopes, actors, hashes, and what a record may hold."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, fields
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from mnesis.errors import InvalidInput
from mnesis.model import (
    COLUMNS,
    RECORDS,
    UNIQUE,
    EpisodeType,
    Record,
    Scope,
    Sort,
    Space,
    check_actor,
    content_hash,
    stored,
)
from mnesis.testing import values
from mnesis.testing.values import START, make_episode

MAKERS: list[Callable[..., Record]] = [
    values.make_episode,
    values.make_session,
    values.make_entity,
    values.make_relationship,
    values.make_fact,
    values.make_procedure,
    values.make_preference,
    values.make_job,
    values.make_board,
    values.make_audit,
    values.make_item,
    values.make_feedback,
    values.make_update,
    values.make_api_key,
    values.make_response,
]


@pytest.mark.parametrize("value", ["", "x" * 201, "a\0b", "\ud800"])
def test_a_scope_has_two_speakable_names(value: str) -> None:
    for names in ((value, "main"), ("local", value)):
        with pytest.raises(InvalidInput):
            Scope(*names)
    assert str(Scope("a", "b")) == "a/b"
    assert Scope("x" * 200, "größe / with: signs") == Scope("x" * 200, "größe / with: signs")


@pytest.mark.parametrize("actor", ["user", "agent", "system", "tool:git", "tool: "])
def test_actors(actor: str) -> None:
    assert check_actor(actor) == actor


@pytest.mark.parametrize("actor", ["", "User", "bob", "tool", "tool:", "agent "])
def test_nobody_else_acts(actor: str) -> None:
    with pytest.raises(InvalidInput, match="must be user, agent, system or tool:<name>"):
        check_actor(actor)


def test_a_content_hash_is_eight_bytes_that_never_change() -> None:
    assert content_hash("Otto").hex() == "189d8c0149395572"
    assert len(content_hash("")) == len(content_hash("\ud800")) == 8
    assert content_hash("a") != content_hash("a ")


def test_a_space_has_a_name() -> None:
    assert str(Space("minilm", "2", 384)) == Space("minilm", "2", 384).name == "minilm@2/384"


@pytest.mark.parametrize("make", MAKERS)
def test_values_are_frozen_and_stored_as_they_are(make: Callable[..., Record]) -> None:
    record = make()
    assert stored(record) is record or stored(record) == record
    with pytest.raises(FrozenInstanceError):
        record.version = 2  # type: ignore[misc]


def test_every_field_of_every_kind_has_a_column() -> None:
    assert {type(make()) for make in MAKERS} == set(RECORDS) == set(COLUMNS)
    for kind in RECORDS:
        assert {field.name for field in fields(kind)} == set(COLUMNS[kind]) | {"scope"}
        assert set(UNIQUE.get(kind, ())) <= set(COLUMNS[kind])
    sorts = {name: column.sort for name, column in COLUMNS[values.Entity].items()}
    assert (sorts["aliases"], sorts["metadata"], sorts["embedding"]) == (Sort.TEXTS, Sort.JSON, Sort.BYTES)
    assert COLUMNS[type(make_episode())]["type"].choices is EpisodeType
    assert COLUMNS[type(make_episode())]["speaker"].optional


def test_what_is_stored_is_in_one_form() -> None:
    there = datetime(2026, 2, 11, 11, 30, 0, 999, tzinfo=timezone(timedelta(hours=2)))
    episode: Any = make_episode(timestamp=there, type="event", tags=["a", "b"])
    kept = stored(episode)
    assert (kept.timestamp, kept.type, kept.tags) == (START, EpisodeType.EVENT, ("a", "b"))
    assert kept.type is EpisodeType.EVENT
    assert stored(values.make_entity(metadata={"a": (1, {"b": ()})})).metadata == {"a": [1, {"b": []}]}
    assert stored(values.make_procedure(steps=[{"do": "x"}])).steps == ({"do": "x"},)


@pytest.mark.parametrize(
    ("record", "message"),
    [
        (make_episode(importance=0), "Episode.importance 0: must lie in 1 to 10."),
        (make_episode(importance=5.5), "Episode.importance: must be a whole number, not float."),
        (make_episode(type="dream"), "Episode.type 'dream': must be one of conversation, action, "),
        (make_episode(""), "Episode.id: must not be empty."),
        (make_episode(text="a\0"), "Episode.summary: holds a NUL character."),
        (make_episode(text="ab\ud83d"), "Episode.summary: holds a lone surrogate at character 2"),
        (make_episode(timestamp=None), "Episode.timestamp: is missing."),
        (make_episode(timestamp="2026"), "Episode.timestamp: must be a datetime, not str."),
        (make_episode(tags="ab"), "Episode.tags: must be a list of texts, not str."),
        (make_episode(tags=("a", 1)), "Episode.tags: must be text, not int."),
        (values.make_fact(confidence=2), "Fact.confidence 2: must lie in 0 to 1."),
        (values.make_fact(confidence=float("inf")), "must be finite and fit 64 bits."),
        (values.make_entity(embedding="text"), "Entity.embedding: must be bytes, not str."),
        (values.make_entity(metadata={"x": object()}), "Entity.metadata: must be JSON"),
        (values.make_job(priority=2**63), "must be finite and fit 64 bits."),
    ],
)
def test_what_cannot_be_stored_is_refused_by_field(record: Record, message: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        stored(record)
    assert message in str(caught.value)
