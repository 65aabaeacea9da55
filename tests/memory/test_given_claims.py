"""Messages that come with what they say: learnt as it stands, in whatever way others are understood."""

from datetime import UTC, datetime

import pytest

import mnesis
from mnesis.errors import InvalidInput
from mnesis.model import Claim, EntityType, Named
from mnesis.settings import Settings, Understanding
from mnesis.testing import FakeClock

SAID = "Mara is employed by Fjord Labs."
CLAIM = Claim(
    subject=Named(name="Mara", type=EntityType.PERSON),
    predicate="WORKS_AT",
    object=Named(name="Fjord Labs", type=EntityType.ORGANIZATION),
    quote=SAID,
    valid_from=datetime(2026, 2, 1, tzinfo=UTC),
)
MESSAGE = mnesis.Message(text=SAID, actor="system", time="2026-01-10T08:00:00Z", claims=(CLAIM,))


@pytest.mark.parametrize("when", ["inline", "jobs", "off"])
def test_it_is_known_at_once_with_its_words_as_evidence(when: Understanding) -> None:
    settings = Settings(understanding=when)
    with mnesis.open("memory://", embedder="none", settings=settings) as memory:
        kept = memory.remember(MESSAGE)
        [fact] = memory.facts(subject="Mara")
        assert (fact.predicate, fact.object, fact.valid_from) == ("works_at", "Fjord Labs", CLAIM.valid_from)
        assert fact.source_episode == kept.id
        [happened] = memory.why(fact.id).happened
        assert happened.evidence is not None
        assert happened.evidence.quote == SAID
        assert memory.jobs(kind="understand") == []


def test_twice_it_is_one_fact_and_forgotten_none() -> None:
    with mnesis.open("memory://", embedder="none", clock=FakeClock()) as memory:
        memory.remember(MESSAGE)
        before = memory.facts()
        assert memory.remember_many([MESSAGE]).added == 0
        assert memory.facts() == before
        memory.extract(again=True)
        assert memory.facts() == before
        memory.forget(memory.remember(MESSAGE).id)
        assert memory.facts(past=True) == []


def test_what_was_said_at_another_time_counts_from_then() -> None:
    later = datetime(2026, 6, 1, tzinfo=UTC)
    claim = Claim(subject=CLAIM.subject, predicate="works_at", object=CLAIM.object, said=later)
    with mnesis.open("memory://", embedder="none") as memory:
        memory.remember(mnesis.Message(text=SAID, actor="system", time="2000-01-01", claims=(claim,)))
        [fact] = memory.facts()
        assert fact.confirmed_at == later


def test_words_beside_it_are_read_as_ever() -> None:
    with mnesis.open("memory://", embedder="none") as memory:
        memory.remember_many([MESSAGE, mnesis.Message(text="I live in Porto.", time="2026-01-10T09:00:00Z")])
        assert {one.object for one in memory.facts()} == {"Fjord Labs", "Porto"}


def test_only_claims_are_claims() -> None:
    with pytest.raises(InvalidInput):
        mnesis.Message(text="x", claims=("works_at",))  # type: ignore[arg-type]


def test_it_stays_where_words_before_it_are_forgotten() -> None:
    """What it says stands on its own words, whatever the turns before it named."""
    with mnesis.open("memory://", embedder="none") as memory:
        first = memory.remember(mnesis.Message(text="Mara left school.", actor="system", time="2026-01-01"))
        memory.remember(mnesis.Message(text="She works there.", actor="system", time="2026-01-02", claims=(CLAIM,)))
        memory.forget(first.id)
        memory.work()
        assert [one.object for one in memory.facts(subject="Mara")] == ["Fjord Labs"]
