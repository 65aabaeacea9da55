"""Ids that content determines, and ids that a clock does."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from ulid import ULID

from mnesis.episodic.identity import episode_id, new_id
from mnesis.model import Message, Scope

TIME = datetime(2026, 2, 11, 9, 30, 0, 123000, tzinfo=UTC)
SAID = Message(text="hello", session="s", speaker="Ada")


def test_the_same_thing_has_one_id_and_its_time_is_in_it():
    first = episode_id(SAID, Scope(), TIME)
    assert first == episode_id(replace(SAID, channel="mail", tags=("x",)), Scope(), TIME)
    assert ULID.from_str(first).datetime == TIME


@pytest.mark.parametrize(
    "change",
    [{"text": "hello!"}, {"session": "t"}, {"actor": "agent"}, {"speaker": None}, {"speaker": "Ben"}],
)
def test_anything_else_has_another_id(change):
    assert episode_id(SAID, Scope(), TIME) != episode_id(replace(SAID, **change), Scope(), TIME)


def test_scope_tenant_and_time_tell_ids_apart():
    ids = {
        episode_id(SAID, Scope(), TIME),
        episode_id(SAID, Scope(name="other"), TIME),
        episode_id(SAID, Scope(tenant="other"), TIME),
        episode_id(SAID, Scope(), TIME + timedelta(milliseconds=1)),
    }
    assert len(ids) == 4


def test_fields_do_not_run_into_each_other():
    one = replace(SAID, session="a", speaker="bc", text="d")
    two = replace(SAID, session="ab", speaker="c", text="d")
    assert episode_id(one, Scope(), TIME) != episode_id(two, Scope(), TIME)


def test_episode_ids_sort_by_time():
    ids = [episode_id(SAID, Scope(), TIME + timedelta(milliseconds=step)) for step in range(50)]
    assert ids == sorted(ids)


def test_new_ids_differ_and_carry_the_clock():
    ids = {new_id(lambda: TIME) for _ in range(100)}
    assert len(ids) == 100
    assert {ULID.from_str(one).datetime for one in ids} == {TIME}
