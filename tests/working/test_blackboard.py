"""The board of a session, from message to message."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mnesis.model import Level, Slot
from mnesis.working.blackboard import CARRIED, Blackboard
from mnesis.working.contract import Offer


def offer(id, relevance=0.8, group="recent_episodes", slot=Slot.RETRIEVED, pinned=False, text="words"):
    return Offer(slot, group, "episode", id, {Level.SENTENCE: text}, relevance, pinned=pinned)


def test_panels_by_group():
    board = Blackboard()
    board.post([offer("a"), offer("n", group="user_profile", slot=Slot.PROFILE), offer("b")])
    assert {group: [one.id for one in panel] for group, panel in board.panels.items()} == {
        "recent_episodes": ["a", "b"],
        "user_profile": ["n"],
    }
    assert [one.id for one in board.read()] == ["a", "b", "n"]


def test_posting_again_replaces_unless_it_matters_less():
    board = Blackboard()
    board.post([offer("a", 0.5, text="old"), offer("a", 0.5, text="new")])
    assert [one.texts[Level.SENTENCE] for one in board.read()] == ["new"]
    board.post([offer("a", 0.4, text="carried")])
    assert [one.texts[Level.SENTENCE] for one in board.read()] == ["new"]


def test_what_is_carried_fades():
    board = Blackboard()
    board.post([offer("a", 0.9), offer("b", 0.3)])
    seen = []
    for _ in range(9):
        board = Blackboard.restore(json.loads(json.dumps(board.snapshot())))
        seen.append(dict(board.carried))
    assert seen[0] == {"a": 0.72, "b": 0.24}
    assert set(seen[1]) == {"a"}
    assert seen[-1] == {}


def test_a_new_topic_forgets_what_the_last_one_brought():
    board = Blackboard({"old": 0.7})
    kept = [offer("n", group="user_profile", slot=Slot.PROFILE), offer("g", pinned=True)]
    board.post([offer("a"), *kept])
    board.flush()
    assert board.carried == {}
    assert list(board.read()) == [kept[1], kept[0]]
    assert board.snapshot() == {"carried": {}}


@given(st.lists(st.tuples(st.text(max_size=3), st.floats(0, 1), st.booleans()), max_size=60))
def test_a_snapshot_is_json_without_texts(rows):
    board = Blackboard()
    board.post(offer(id, relevance, pinned=pinned, text="SECRET") for id, relevance, pinned in rows)
    kept = json.dumps(board.snapshot())
    assert "SECRET" not in kept
    again = Blackboard.restore(json.loads(kept))
    assert len(again.carried) <= CARRIED
    assert list(again.carried.values()) == sorted(again.carried.values(), reverse=True)
    assert set(again.carried) <= {id for id, _, pinned in rows if not pinned}


@pytest.mark.parametrize("state", [{}, {"carried": None}, {"carried": {"a": "much"}}, {"carried": [1]}])
def test_a_broken_cache_is_an_empty_board(state):
    assert Blackboard.restore(state).carried == {}
