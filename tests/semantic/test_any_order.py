"""What is known does not depend on the order in which it is heard."""

from collections.abc import Sequence
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.model import Claim, Fact, SourceType, as_utc, predicate_of, to_iso, within
from mnesis.semantic.asking import as_known
from mnesis.semantic.history import events_of, strength
from mnesis.stores.memory import MemoryStore
from mnesis.testing.values import HERE

from .talk import Talk, claim, day

BEGIN = day("2024-01-01")
places = st.sampled_from(("Rome", "Oslo", "Bergen"))
sources = st.sampled_from(((1.0, SourceType.STATED), (1.0, SourceType.STATED), (0.6, SourceType.INFERRED)))


@st.composite
def claims(draw: st.DrawFn) -> Claim:
    """Where somebody lives or what they like: plainly, with a time, as over, or set right."""
    confidence, source = draw(sources)
    given = {"confidence": confidence, "source_type": source}
    if draw(st.booleans()):
        return claim("user", draw(st.sampled_from(("likes", "dislikes"))), draw(places), **given)
    sort = draw(st.sampled_from(("plain", "plain", "plain", "since", "ended")))
    if sort == "since":
        given["valid_from"] = to_iso(BEGIN - timedelta(days=draw(st.integers(1, 99))))[:10]
    return claim("user", "located_in", draw(places), ended=sort == "ended", **given)


def turns(plain: bool = False) -> st.SearchStrategy[list[tuple[str, list[Claim]]]]:
    said = claims()
    if plain:  # by sources of one strength
        said = said.filter(lambda one: not one.ended and not one.valid_from and one.confidence == 1.0)
    return st.lists(said, min_size=1, max_size=7).map(
        lambda some: [(to_iso(BEGIN + timedelta(days=10 * at))[:10], [one]) for at, one in enumerate(some)]
    )


def heard(said: Sequence[tuple[str, Sequence[Claim]]]) -> Talk:
    talk = Talk(MemoryStore())
    talk.still = True
    talk.clock.now = day("2026-01-01")
    for at, some in said:
        talk.clock.advance(minutes=1)
        talk.say(at, *some)
    return talk


def present(talk: Talk) -> list[tuple[str, str, float]]:
    """What is believed and not over."""
    return sorted(
        (one.predicate, one.object, one.confidence)
        for one in talk.facts()
        if one.known_until is None and one.valid_until is None
    )


def everything(talk: Talk) -> list[tuple[str, ...]]:
    return sorted(
        (one.predicate, one.object, str(one.valid_from), str(one.valid_until), str(one.known_until is None))
        for one in talk.facts()
    )


@settings(max_examples=60, deadline=None)
@given(turns(), st.randoms(use_true_random=False))
def test_the_present_is_the_same(said: list[tuple[str, list[Claim]]], chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert present(heard(shuffled)) == present(heard(said))


@settings(max_examples=60, deadline=None)
@given(turns())
def test_one_value_at_a_time_from_sources_of_one_strength(said: list[tuple[str, list[Claim]]]) -> None:
    held: dict[int, list[Fact]] = {}
    for one in heard(said).facts(predicate="located_in"):
        if one.known_until is None and one.valid_until is None:
            held.setdefault(strength(one.confidence, one.source_type), []).append(one)
    assert sum(map(len, held.values())) <= 1
    assert predicate_of("located_in").functional


@settings(max_examples=50, deadline=None)
@given(turns())
def test_nothing_is_deleted_and_the_past_stays_as_it_was_known(said: list[tuple[str, list[Claim]]]) -> None:
    talk = Talk(MemoryStore())
    seen: list[tuple[object, dict[str, Fact]]] = []
    for at, some in said:
        talk.say(at, *some)
        seen.append((as_utc(talk.clock()), {one.id: one for one in talk.store.find(Fact, within(HERE))}))
    now = {one.id: one for one in talk.facts()}
    for moment, then in seen:
        for id, fact in then.items():
            known = as_known(now[id], moment)  # type: ignore[arg-type]
            assert known is not None
            columns = [
                (f.valid_from, f.valid_until, f.known_until, f.superseded_by, f.confidence) for f in (fact, known)
            ]
            assert columns[0] == columns[1]
            assert events_of(now[id])[: len(fact.history)] == events_of(fact)
        late = [one for one in now.values() if one.id not in then]
        assert all(as_known(one, moment) is None for one in late)  # type: ignore[arg-type]


@settings(max_examples=60, deadline=None)
@given(turns(plain=True), st.randoms(use_true_random=False))
def test_plain_statements_leave_the_same_windows(said: list[tuple[str, list[Claim]]], chance: object) -> None:
    shuffled = list(said)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert everything(heard(shuffled)) == everything(heard(said))
