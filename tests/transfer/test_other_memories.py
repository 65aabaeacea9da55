"""Importing from other memories: what is read of each, what becomes known by it; doing it twice adds nothing."""

import json
from collections.abc import Iterator
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

import mnesis
from mnesis.errors import BadRecord, UnknownFormat
from mnesis.model import EntityType, EpisodeType, Message
from mnesis.testing import FakeClock
from mnesis.transfer import detect, read

from .other_memories import AGENT, EDGES, EPISODES, GRAPH, ITEMS, MCP, MEM0, NODES, OLD_AGENT, PASSAGES


def jsonl(records: list[dict[str, Any]]) -> str:
    return "".join(json.dumps(one) + "\n" for one in records)


FILES = {
    "mem0": ("memories.json", json.dumps(MEM0)),
    "mem0 as a list": ("memories.json", json.dumps(MEM0["results"])),
    "mem0 by lines": ("memories.jsonl", jsonl(MEM0["results"])),
    "zep": ("graph.json", json.dumps(GRAPH)),
    "zep as a list": ("graph.json", json.dumps([*NODES, *EPISODES, *EDGES])),
    "zep by lines": ("graph.jsonl", jsonl([*NODES, *EDGES])),
    "zep facts": ("facts.json", json.dumps({"message": "found", "facts": EDGES})),
    "letta": ("keeper.af", json.dumps(AGENT, indent=2)),
    "letta of old": ("elder.af", json.dumps(OLD_AGENT)),
    "letta passages": ("archive.json", json.dumps(PASSAGES)),
    "langmem": ("store.json", json.dumps(ITEMS)),
    "langmem from the API": ("store.json", json.dumps({"items": ITEMS})),
    "mcp_memory": ("memory.jsonl", jsonl(MCP)),
    "mcp_memory as a graph": ("memory.json", json.dumps({"entities": MCP[:2], "relations": MCP[2:]})),
}


@pytest.fixture(params=FILES)
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def told(messages: list[Message]) -> list[tuple[str, str | None, str, str]]:
    return [(one.actor, one.speaker, one.session, one.text) for one in messages]


def test_it_is_recognised_and_twice_adds_nothing(write: Any, kind: str) -> None:
    path = write(*FILES[kind])
    assert detect(path) == kind.split()[0]
    with mnesis.open("memory://", embedder="none", clock=FakeClock()) as memory:
        added = memory.remember_many(read(path)).added
        known = memory.facts(past=True, limit=None)
        again = memory.remember_many(read(path))
        assert (added > 0, again.added, again.duplicates) == (True, 0, added)
        assert memory.facts(past=True, limit=None) == known


def test_mem0(write: Any) -> None:
    first, second, relation = read(write(*FILES["mem0"]))
    assert told([first, second]) == [
        ("user", "Ines", "ines", "Keeps bees on the roof"),
        ("agent", None, "ines/helper/r-1", "Promised to send the honey list"),
    ]
    assert first.time == datetime(2026, 3, 1, 16, tzinfo=UTC)
    assert second.time == datetime(2026, 3, 4, 9, tzinfo=UTC)
    assert (second.tags, second.channel, second.type) == (("promises",), "mem0", EpisodeType.OBSERVATION)
    assert relation.text == "ines lives in faro"


def test_a_relation_without_a_time_counts_from_when_its_file_was_written(write: Any) -> None:
    path: Path = write(*FILES["mem0"])
    clock = FakeClock()
    with mnesis.open("memory://", embedder="none", clock=clock) as memory:
        memory.remember_many(read(path))
        [fact] = memory.facts(subject="ines", predicate="lives in")
        assert fact.object == "faro"
        assert fact.confirmed_at is not None
        assert fact.confirmed_at.timestamp() == pytest.approx(path.stat().st_mtime, abs=0.01)


def test_zep_keeps_both_axes_of_time(write: Any) -> None:
    with mnesis.open("memory://", embedder="none", clock=FakeClock(datetime(2026, 3, 1, tzinfo=UTC))) as memory:
        memory.remember_many(read(write(*FILES["zep"])))
        [now] = memory.facts(subject="Ines", predicate="works at")
        assert (now.object, now.valid_from, now.valid_until) == ("Faro Mills", datetime(2026, 2, 1, tzinfo=UTC), None)
        assert now.confirmed_at == datetime(2026, 2, 2, 10, 0, 1, tzinfo=UTC)
        [then] = memory.facts(subject="Ines", predicate="works at", as_of="2025-01-01")
        assert (then.object, then.valid_until) == ("Apex Honey", datetime(2026, 2, 1, tzinfo=UTC))
        assert "Ines works at Faro Mills." in {
            one.evidence.quote for one in memory.why(now.id).happened if one.evidence
        }
        [ines] = memory.entities("Ines", type=EntityType.PERSON)
        assert ines.name == "Ines"


def test_zep_episodes_are_who_said_them(write: Any) -> None:
    messages = list(read(write("episodes.json", json.dumps(EPISODES))))
    assert told(messages) == [
        ("user", "Ines", "g", "I am at Faro Mills now."),
        ("agent", "Helper", "thread-7", "Congratulations!"),
        ("system", None, "g", "The mill opens at six."),
    ]
    assert messages[0].time == datetime(2026, 2, 1, 10, tzinfo=UTC)


def test_zep_edges_alone(write: Any) -> None:
    """Without names they are words; with names beside the edge they are facts; one that was only expired ends then."""
    named = {**EDGES[0], "source_node_name": "Ines", "target_node_name": "Apex Honey", "invalid_at": None}
    bare, full = read(write("edges.json", json.dumps([EDGES[1], named])))
    assert (bare.text, bare.claims) == ("Ines works at Faro Mills.", ())
    [claim] = full.claims
    assert claim.valid_until == datetime(2026, 2, 2, 10, 0, 1, tzinfo=UTC)


def test_letta(write: Any) -> None:
    messages = list(read(write(*FILES["letta"])))
    assert told(messages) == [
        ("system", None, "keeper/memory", "human: Ines.\nKeeps bees."),
        ("system", None, "keeper/files", "[shares hive.txt]\nHive 3 is weak."),
        ("user", None, "keeper", "Is it swarm time?"),
        ("agent", None, "keeper", "[uses weather]\nplace: Faro"),
        ("agent", None, "keeper", "Nearly."),
        ("tool:weather", None, "keeper", "18 degrees"),
        ("agent", None, "keeper", "Anything else?"),
    ]
    assert messages[3].type is EpisodeType.ACTION
    assert len({one.time for one in messages[2:]}) == 5


def test_letta_of_old_and_passages(write: Any) -> None:
    assert told(list(read(write(*FILES["letta of old"])))) == [
        ("system", None, "elder/memory", "persona: Patient."),
        ("user", None, "elder", "Hello there"),
    ]
    [passage] = read(write(*FILES["letta passages"]))
    assert told([passage]) == [("agent", None, "archive-1", "Ines lost hive 2 in winter.")]
    assert passage.tags == ("hives",)


def test_langmem(write: Any) -> None:
    messages = list(read(write(*FILES["langmem"])))
    assert told(messages) == [
        ("user", None, "memories/ines", "Ines prefers clover honey."),
        ("user", None, "memories/ines", "Ines lives in Faro"),
        ("user", None, "profile", "name: Ines\nhives: 4"),
    ]
    assert [one.tags for one in messages] == [("Memory",), ("Triple",), ("Profile",)]
    with mnesis.open("memory://", embedder="none") as memory:
        memory.remember_many(messages)
        assert [one.object for one in memory.facts(subject="Ines", predicate="lives in")] == ["Faro"]


def test_what_langgraph_s_own_store_gives(write: Any) -> None:
    memory = pytest.importorskip("langgraph.store.memory")
    store = memory.InMemoryStore()
    store.put(("memories", "ines"), "k", {"kind": "Memory", "content": {"content": "Ines likes figs."}})
    path = write("store.json", json.dumps([item.dict() for item in store.search(())]))
    [message] = read(path)
    assert (detect(path), message.session, message.text) == ("langmem", "memories/ines", "Ines likes figs.")


def test_mcp_memory_that_grew_adds_what_is_new(write: Any) -> None:
    grown = deepcopy(MCP)
    grown[0]["observations"].insert(0, "Sings in a choir")
    with mnesis.open("memory://", embedder="none") as memory:
        memory.remember_many(read(write(*FILES["mcp_memory"])))
        assert memory.remember_many(read(write("memory.jsonl", jsonl(grown)))).added == 1
        assert [(one.subject, one.object) for one in memory.facts(predicate="owns")] == [("Ines Reis", "hive_3")]
        assert [one.text for one in memory.recall("choir", limit=1)] == ["Sings in a choir"]


def test_the_default_user_of_mcp_memory_is_the_user(write: Any) -> None:
    records = [
        {"type": "entity", "name": "default_user", "entityType": "user", "observations": ["Loves sailing"]},
        {"type": "entity", "name": "Faro_Sailing", "entityType": "organization", "observations": []},
        {"type": "relation", "from": "default_user", "to": "Faro_Sailing", "relationType": "member_of"},
    ]
    with mnesis.open("memory://", embedder="none") as memory:
        memory.remember_many(read(write("memory.jsonl", jsonl(records))))
        assert {(one.subject, one.object) for one in memory.facts()} == {("user", "sailing"), ("user", "Faro_Sailing")}


@pytest.mark.parametrize("kind", ["mem0 as a list", "langmem", "letta passages"])
def test_neither_order_nor_a_page_that_comes_twice_matters(write: Any, kind: str) -> None:
    """Memories of one moment, some of which went since, in another order."""
    name, text = FILES[kind]
    one = json.loads(text)[0]
    field = {"mem0 as a list": "memory", "langmem": "value", "letta passages": "text"}[kind]
    made = [{**one, field: {"content": words} if kind == "langmem" else words} for words in ("a b", "c d", "e f")]
    with mnesis.open("memory://", embedder="none") as memory:
        assert memory.remember_many(read(write(name, json.dumps([*made, *made[1:]])))).added == 3
        assert memory.remember_many(read(write(name, json.dumps(made[:0:-1])))).added == 0
        bare = [{key: value for key, value in one.items() if not key.endswith(("_at", "At"))} for one in made]
        assert memory.remember_many(read(write(name, json.dumps(bare)))).added == 3
        assert memory.remember_many(read(write(name, json.dumps(bare[::-1])))).added == 0


def test_zep_facts_without_nodes(write: Any) -> None:
    facts = [{"uuid": "1", "fact": "Ines keeps bees.", "created_at": "2025-01-01T00:00:00Z", "rating": 0.5}]
    path = write("facts.json", json.dumps({"facts": facts}))
    assert (detect(path), [one.text for one in read(path)]) == ("zep", ["Ines keeps bees."])


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (json.dumps(MEM0)[:-40], "line 1: the file ends in the middle of a record"),
        (json.dumps(MEM0).encode("utf-16"), "line 1: UTF-16, not UTF-8: save it as UTF-8"),
        (json.dumps(MEM0, ensure_ascii=False).replace("Ines", "In\u00eas").encode("latin-1"), "line 1: not UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(write: Any, content: Any, problem: str) -> None:
    with pytest.raises(BadRecord, match=problem):
        detect(write("memories.json", content))


def test_a_bad_line_does_not_lose_the_rest(write: Any) -> None:
    lines = jsonl(MCP).splitlines()
    lines[1] = '{"type": "entity", "name": "hive_3", "observations": [3]}'
    path = write("memory.jsonl", "\n".join([*lines, "{"]))
    with pytest.raises(BadRecord, match="line 2: 'observations' must be a list of strings"):
        list(read(path))
    skipped: list[BadRecord] = []
    assert len(list(read(path, skip=skipped.append))) == 3
    assert [one.data["line"] for one in skipped] == [2, 4]


def test_a_bad_memory_among_good_ones(write: Any) -> None:
    broken = deepcopy(MEM0)
    broken["results"].insert(1, {"id": "x", "memory": "", "user_id": "ines"})
    skipped: list[BadRecord] = []
    assert len(list(read(write("m.json", json.dumps(broken)), skip=skipped.append))) == 3
    assert "a memory needs 'memory'" in str(skipped[0])


HOSTILE: tuple[Any, ...] = (None, 7, True, "\ud800\0", [], {}, [None], {"a": []}, "9" * 400, -1e300)


def twisted(value: Any) -> Iterator[Any]:
    """The same with each part of it, one after the other, being something else."""
    yield from HOSTILE
    if isinstance(value, dict | list):
        for key in value if isinstance(value, dict) else range(len(value)):
            for other in twisted(value[key]):
                copy = value.copy()
                copy[key] = other
                yield copy


@pytest.mark.parametrize("valid", [MEM0, GRAPH, AGENT, PASSAGES, ITEMS, MCP], ids=lambda _: "")
def test_hostile_files_are_read_or_refused(write: Any, valid: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """No value in any place brings the reading down, and whatever is read can be kept."""
    formats = {detect(write("valid.json", json.dumps(valid)))}
    path = write("hostile.json", "")
    for number, value in enumerate(twisted(valid)):
        path.write_text(json.dumps(value))
        format = next(iter(formats)) if number % 2 else None
        skipped: list[BadRecord] = []
        try:
            messages = list(read(path, format=format, skip=skipped.append))
        except UnknownFormat:
            continue
        assert all(one.text.strip() and one.session for one in messages)
        assert all(one.text.encode() and "\0" not in one.text + one.session for one in messages)
