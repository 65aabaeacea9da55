"""A memory as the memory service of Google's ADK: what the ADK asks of its own services, and a run with an agent."""

import asyncio
import unicodedata
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("google.adk")

from google.adk.events.event import Event
from google.adk.memory.base_memory_service import BaseMemoryService
from google.adk.memory.memory_entry import MemoryEntry
from google.adk.sessions.session import Session
from google.genai.types import Content, FunctionCall, Part

import mnesis
from mnesis.adapters.google_adk import MnesisMemoryService
from mnesis.errors import InvalidInput
from mnesis.testing import HashEmbedder

APP, USER = "garden", "ines"


@pytest.fixture
def memory() -> Iterator[mnesis.Memory]:
    with mnesis.open("memory://", embedder="none") as opened:
        yield opened


@pytest.fixture
def service(memory: mnesis.Memory) -> MnesisMemoryService:
    return MnesisMemoryService(memory)


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


def event(id: str, text: str, author: str = "user", time: float = 12345.0) -> Event:
    return Event(
        id=id, invocation_id=f"i-{id}", author=author, timestamp=time, content=Content(parts=[Part(text=text)])
    )


def session(id: str, *events: Event, app: str = APP, user: str = USER) -> Session:
    return Session(app_name=app, user_id=user, id=id, last_update_time=1, events=list(events))


BEES = session(
    "bees",
    event("b1", "The hive kit is a great set."),
    Event(id="b2", invocation_id="i", author="user", timestamp=12346),
    event("b3", "I agree. The Hive Observation Kit (HOK) rocks!", "keeper", 12347.0),
)
PEARS = session("pears", event("p1", "I like to graft pears.", time=54321.0))


def found(service: MnesisMemoryService, query: str, app: str = APP, user: str = USER) -> list[MemoryEntry]:
    return list(run(service.search_memory(app_name=app, user_id=user, query=query)).memories)


def texts(entries: list[MemoryEntry]) -> list[str]:
    return [one.content.parts[0].text for one in entries]


def kept(service: MnesisMemoryService) -> list[str]:
    return [one.text for one in service.of(APP, USER).timeline()]


def test_it_is_a_memory_service(service: MnesisMemoryService) -> None:
    assert isinstance(service, BaseMemoryService)


def test_a_session_is_remembered_once(service: MnesisMemoryService) -> None:
    for _ in range(2):
        run(service.add_session_to_memory(BEES))
    assert kept(service) == ["The hive kit is a great set.", "I agree. The Hive Observation Kit (HOK) rocks!"]
    first, second = service.of(APP, USER).timeline()
    assert (first.session_id, first.actor, second.actor) == ("bees", "user", "agent")
    run(service.add_session_to_memory(session("nothing")))
    assert len(kept(service)) == 2


def test_events_are_added_to_what_is_there(service: MnesisMemoryService) -> None:
    run(service.add_session_to_memory(BEES))
    new = [event("b1", "Something else under the same id."), event("b4", "A new fact.", time=12348.0)]
    run(service.add_events_to_memory(app_name=APP, user_id=USER, session_id="bees", events=new))
    assert kept(service)[2:] == ["A new fact."]
    run(service.add_events_to_memory(app_name=APP, user_id=USER, events=[event("x", "No session named.", time=9e4)]))
    assert kept(service)[3:] == ["No session named."]


def test_only_words_are_remembered(service: MnesisMemoryService) -> None:
    call = Part(function_call=FunctionCall(name="water", args={}))
    thought = Part(text="hm", thought=True)
    mixed = Content(role="model", parts=[thought, Part(text="Watering"), call, Part(text="now.")])
    events = [
        Event(id="m", author="keeper", timestamp=1.0, content=mixed),
        Event(id="c", author="keeper", timestamp=2.0, content=Content(parts=[call])),
    ]
    run(service.add_events_to_memory(app_name=APP, user_id=USER, events=events, custom_metadata={"ttl": "6000s"}))
    [entry] = found(service, "watering")
    assert texts([entry]) == ["Watering\nnow."]
    assert (entry.author, entry.content.role, entry.custom_metadata) == ("keeper", "model", {"ttl": "6000s"})
    assert entry.timestamp == "1970-01-01T00:00:01.000Z"


def test_searching(service: MnesisMemoryService) -> None:
    run(service.add_session_to_memory(BEES))
    run(service.add_session_to_memory(PEARS))
    [pears] = found(service, "Pears")
    assert (texts([pears]), pears.author) == (["I like to graft pears."], "user")
    assert texts(found(service, "observation")) == ["I agree. The Hive Observation Kit (HOK) rocks!"]
    assert set(texts(found(service, "How about the hive?"))) == set(kept(service)[:2])
    assert found(service, "nonexistent") == []
    assert found(service, " ") == []


def test_nothing_is_found_where_nothing_is_close() -> None:
    with mnesis.open("memory://", embedder=HashEmbedder()) as memory:
        service = MnesisMemoryService(memory)
        run(service.add_session_to_memory(BEES))
        run(service.add_session_to_memory(PEARS))
        assert found(service, "zzz qqq") == []
        assert texts(found(service, "I like to graft pears."))[0] == "I like to graft pears."


def test_the_most_words_come_first_and_ten_at_most(service: MnesisMemoryService) -> None:
    ranked = ["The harvest is ready.", "Ready.", "The harvest status is ready."]
    run(service.add_session_to_memory(session("ranked", *(event(text, text) for text in ranked))))
    assert texts(found(service, "harvest status ready"))[0] == ranked[2]
    notes = [event(f"n{at}", f"note {at} about work") for at in range(20)]
    run(service.add_session_to_memory(session("many", *notes, event("b", "the backlog note about work"))))
    many = texts(found(service, "work backlog note"))
    assert len(many) == 10
    assert many[0] == "the backlog note about work"
    assert len(texts(found(MnesisMemoryService(service.memory, limit=3), "work note"))) == 3


def test_users_and_applications_are_apart(service: MnesisMemoryService) -> None:
    secret = "This is a secret."
    places = [
        ("app/other", "user"),
        ("app", "other/user"),
        ("app%2Fother", "user"),
        ("", "a"),
        ("a", ""),
        ("ä" * 99, "x"),
    ]
    for app, user in places:
        one = session("s", event("e", f"{secret} {app}+{user}"), app=app, user=user)
        run(service.add_session_to_memory(one))
    for app, user in places:
        assert texts(found(service, "secret", app, user)) == [f"{secret} {app}+{user}"]
    assert found(service, "secret", "app", "user") == []
    assert service.memory.episodes() == []


NFD = unicodedata.normalize("NFD", "私はCaféでADKを使っています")


@pytest.mark.parametrize(
    ("text", "query", "count"),
    [
        ("私の名前は太郎です", "太郎", 1),
        ("私の名前は太郎です", "天気", 0),
        ("我喜欢机器学习", "机器学习", 1),
        ("我喜欢机器学习", "天气预报", 0),
        ("제 이름은 민수입니다", "민수입니다", 1),
        ("Меня зовут Алексей", "Алексей", 1),
        ("太郎 works at ABC Corp", "太郎", 1),
        ("太郎 works at ABC Corp", "ABC", 1),
        ("私はPythonでADKを使っています", "Python", 1),
        ("私はPythonでADKを使っています", "adk", 1),
        ("我用Python写代码", "python", 1),
        ("私はPythonでADKを使っています", "使って", 1),
        ("私はPythonでADKを使っています", "Java", 0),
        ("I like to code in Python.", "thon", 0),
        ("私はPythonでADKを使っています", "thon", 0),
        (NFD, "Café", 1),
        (NFD, "café", 1),
        (NFD, "Ruby", 0),
        (unicodedata.normalize("NFD", "Meet at the Café"), "Café", 1),
        ("Meet at the Café", unicodedata.normalize("NFD", "Café"), 1),
        (unicodedata.normalize("NFD", "プログラミングを学ぶ"), "プログラミング", 1),
        (unicodedata.normalize("NFD", "제 이름은 민수입니다"), "민수입니다", 1),
    ],
)
def test_other_scripts(service: MnesisMemoryService, text: str, query: str, count: int) -> None:
    run(service.add_session_to_memory(session("i18n", event("e", text))))
    assert len(found(service, query)) == count


def test_what_came_in_and_what_goes_out_may_be_changed(service: MnesisMemoryService) -> None:
    mine = event("e", "I prefer jasmine tea.")
    run(service.add_session_to_memory(session("s", mine)))
    mine.author = "changed"
    mine.content.parts[0].text = "I prefer coffee."  # type: ignore[index, union-attr]
    found(service, "jasmine")[0].content.parts.clear()  # type: ignore[union-attr]
    [entry] = found(service, "jasmine")
    assert (entry.author, texts([entry])) == ("user", ["I prefer jasmine tea."])


def test_memories_added_outright(service: MnesisMemoryService) -> None:
    words = Content(parts=[Part(text="Ines is allergic to pollen.")])
    entries = [
        MemoryEntry(content=words, author="user", timestamp="2026-01-02T03:04:05+00:00", custom_metadata={"a": 1}),
        MemoryEntry(content=Content(parts=[])),
    ]
    add = service.add_memory(app_name=APP, user_id=USER, memories=entries, custom_metadata={"b": 2})
    run(add)
    [entry] = found(service, "pollen")
    assert (entry.timestamp, entry.custom_metadata) == ("2026-01-02T03:04:05.000Z", {"a": 1, "b": 2})
    assert [one.timestamp for one in service.of(APP, USER).timeline()] == [datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)]


def test_a_deleted_memory_stays_deleted(service: MnesisMemoryService) -> None:
    run(service.add_session_to_memory(BEES))
    [entry] = found(service, "observation")
    for id in (entry.id, entry.id, None, "unknown"):
        run(service.delete_memory(app_name=APP, user_id=USER, memory_id=id))
    run(service.delete_memory(app_name=APP, user_id="somebody", memory_id=kept(service)[0]))
    run(service.add_session_to_memory(BEES))
    assert found(service, "observation") == []
    assert kept(service) == ["The hive kit is a great set."]


def test_what_is_known_is_asked_of_the_memory_of_a_user(service: MnesisMemoryService) -> None:
    run(service.add_session_to_memory(session("s", event("e", "I moved to Porto."))))
    assert [one.object for one in service.of(APP, USER).facts(predicate="lives in")] == ["Porto"]


def test_threads_search_while_others_write(tmp_path: Path) -> None:
    with mnesis.open(tmp_path / "k.db", embedder="none") as memory:
        service = MnesisMemoryService(memory)

        def work(act: Any) -> None:
            for number in range(15):
                run(act(number))

        def write(who: str) -> Any:
            return lambda number: service.add_session_to_memory(session(who, event(f"{who}{number}", f"fact {number}")))

        def read(_: int) -> Any:
            return service.search_memory(app_name=APP, user_id=USER, query="fact")

        with ThreadPoolExecutor() as threads:
            for done in [threads.submit(work, act) for act in (write("a"), write("b"), read, read)]:
                done.result()
        assert len(kept(service)) == 30


def test_metadata_that_is_no_json_is_refused_before_anything_is_remembered(memory: mnesis.Memory) -> None:
    service = MnesisMemoryService(memory)
    entry = MemoryEntry(content=Content(parts=[Part(text="likes tea")]))
    with pytest.raises(InvalidInput, match="custom_metadata"):
        asyncio.run(
            service.add_memory(app_name="a", user_id="u", memories=[entry], custom_metadata={"at": datetime.now(UTC)})
        )
    assert list(service.of("a", "u").episodes()) == []


@pytest.mark.parametrize("name", ["", "a\0b", "\ud800", "x" * 5_000, "%2f/../%"])
def test_any_text_names_an_application_a_user_a_session_and_an_event(memory: mnesis.Memory, name: str) -> None:
    service = MnesisMemoryService(memory)
    event = Event(id=name, author="user", timestamp=1.7e9, content=Content(parts=[Part(text="tea at five")]))
    for _ in range(2):
        asyncio.run(service.add_session_to_memory(Session(id=name, app_name=name, user_id=name, events=[event])))
    assert len(list(service.of(name, name).episodes())) == 1
