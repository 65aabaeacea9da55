"""The log of a fact and its fold."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from mnesis.model import Event, Fact, SourceType, What, stored
from mnesis.semantic.history import RULINGS, UNBELIEVED, as_event, as_mapping, events_of, fold, folded, strength
from mnesis.testing.values import START, make_fact

moments = st.integers(0, 400).map(lambda days: START + timedelta(days=days))
events = st.builds(
    Event,
    at=moments,
    what=st.sampled_from(What),
    episode=st.sampled_from((None, "e1", "e2", "e3")),
    said=st.none() | moments,
    quote=st.none() | st.just("I said so"),
    by=st.sampled_from((None, "f2")),
    valid_from=st.none() | moments,
    valid_until=st.none() | moments,
    confidence=st.none() | st.sampled_from((0.2, 0.6, 0.9, 1.0)),
    source_type=st.none() | st.sampled_from(SourceType),
    also=st.booleans(),
)
logs = st.lists(events, max_size=8).map(
    lambda some: [Event(at=START, what=What.STATED, episode="e0", said=START), *sorted(some, key=lambda one: one.at)]
)


@given(events)
def test_an_event_survives_its_mapping(event: Event) -> None:
    assert as_event(as_mapping(event)) == event
    assert None not in as_mapping(event).values()


@given(logs)
def test_a_fold_stands_in_columns(log: list[Event]) -> None:
    state = fold(log)
    assert state is not None
    fact = stored(folded(make_fact(), state, log))
    assert list(events_of(fact)) == log
    assert fold(events_of(fact)) == state
    assert 0 <= fact.confidence <= 1
    assert fact.created_at == log[0].at
    assert fact.updated_at == log[-1].at


@given(logs, moments)
def test_what_was_known_is_the_fold_of_what_had_happened(log: list[Event], known_at: object) -> None:
    assert fold(log, known_at) == fold([one for one in log if one.at <= known_at])  # type: ignore[arg-type, operator]


@given(logs)
def test_nothing_is_known_before_it_is_created(log: list[Event]) -> None:
    assert fold(log, START - timedelta(milliseconds=1)) is None


@given(logs)
def test_belief_ends_with_what_refutes_and_comes_back_with_what_reopens(log: list[Event]) -> None:
    state = fold(log)
    again = fold([*log, Event(at=log[-1].at, what=What.REOPENED)])
    assert state is not None
    assert again is not None
    last = next((one for one in reversed(log) if one.what in RULINGS), None)
    if state.sayings:
        assert state.believed == (last is None or last.what not in UNBELIEVED)
        assert again.believed
    else:
        assert not state.believed


@given(logs)
def test_a_withdrawal_takes_back_everything_and_a_statement_after_it_counts(log: list[Event]) -> None:
    gone = fold([*log, Event(at=log[-1].at, what=What.WITHDRAWN)])
    assert gone is not None
    assert (gone.sayings, gone.known_until) == ((), log[-1].at)


def test_steps_of_strength() -> None:
    steps = [strength(value, SourceType.STATED) for value in (0.1, 0.2, 0.4, 0.6, 0.8, 0.9, 0.95, 1.0)]
    assert steps == [0, 0, 1, 2, 3, 4, 4, 5]
    assert strength(0.5, SourceType.CORRECTED) == 5


def test_a_fact_without_a_log_was_stated_as_it_stands() -> None:
    fact: Fact = make_fact(confidence=0.6, valid_from=START, source_episode="e9")
    state = fold(events_of(fact))
    assert state is not None
    assert (state.confidence, state.valid_from, state.source_episode) == (0.6, START, "e9")


def test_a_weaker_source_adds_a_time_and_changes_none() -> None:
    said = Event(at=START, what=What.STATED, said=START, confidence=1.0)
    weaker = Event(
        at=START,
        what=What.RETIMED,
        said=START + timedelta(days=1),
        confidence=0.6,
        valid_from=START - timedelta(days=9),
    )
    state = fold([said, weaker])
    assert state is not None
    assert state.valid_from == START - timedelta(days=9)
    sure = Event(
        at=START,
        what=What.RETIMED,
        said=START + timedelta(hours=1),
        confidence=1.0,
        valid_from=START - timedelta(days=3),
    )
    state = fold([said, weaker, sure])
    assert state is not None
    assert state.valid_from == START - timedelta(days=3)
