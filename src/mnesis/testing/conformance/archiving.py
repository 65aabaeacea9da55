"""Every sentence of `mnesis.stores.cold.contract`, as tests."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import cast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mnesis.errors import ArchiveError, InvalidInput, MnesisError, UnknownField, UnknownOperator
from mnesis.model import EVERYTHING, Episode, Filter, Not, Record, Scope, Space, Where, check_filter, matches, stored
from mnesis.stores.cold.contract import Archive, Cold, Extent, Sought
from mnesis.testing import strategies
from mnesis.testing.conformance.case import relaxed
from mnesis.testing.values import HERE, SPACE, START, make_episode, unit
from mnesis.text.lexical import terms

OTHER = Scope("local", "other")
ELSEWHERE = Space("test", "2", SPACE.dimension)

few = settings(relaxed, max_examples=40)


class ArchiveCase:
    """Gives each test an empty archive; see `ArchiveConformance` for what an archive says about itself."""

    durable = False

    @pytest.fixture
    def archive(self) -> Iterator[Archive]:
        raise NotImplementedError("a fixture named `archive` gives the archive under test, empty")

    def reopen(self, archive: Archive) -> Archive:
        """A durable archive: another one on the same files."""
        raise NotImplementedError("a durable archive says how it is opened again")


class Taking(ArchiveCase):
    def test_is_empty_at_first(self, archive: Archive) -> None:
        assert archive.scopes() == []
        assert archive.extent(HERE) == Extent()
        assert archive.holds(HERE, ["a"]) == set()
        assert archive.get(HERE, ["a"]) == []
        assert list(archive.scan(HERE)) == []
        assert archive.candidates(HERE, Sought(("berlin",), SPACE, unit(1)), EVERYTHING, 10) == []
        assert archive.remove(HERE, ["a"]) == 0
        assert archive.check() == []
        assert archive.keep(HERE, [], None) == 0

    def test_gives_back_what_it_took(self, archive: Archive) -> None:
        full = make_episode(
            "full",
            "Short.",
            details="The whole of it, größer 😀",
            type="event",
            actor="tool:git",
            speaker="Otto",
            importance=9,
            tags=("a", "b, c", ""),
            outcome="partial",
            parent_id="p",
            compression="compressed",
            token_count=12,
            cues=5,
            position=7,
            expires_at=START + timedelta(days=7, milliseconds=1),
            folded_into="x",
            covers=3,
            standby=True,
            version=4,
        )
        early = make_episode("early", "", timestamp=datetime(1, 1, 1, tzinfo=UTC))
        late = make_episode("late", timestamp=datetime(9999, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC))
        given = [stored(one) for one in (full, early, late)]
        assert archive.keep(HERE, [Cold(given[0], "as an answer"), *map(Cold, given[1:])], None) == 3
        found = archive.get(HERE, ["late", "full", "early"])
        assert [one.episode for one in found] == [given[2], given[0], given[1]]
        assert [one.key for one in found] == [None, "as an answer", None]
        assert [one.vector for one in found] == [None, None, None]
        assert found[1].found_by == "as an answer"
        assert archive.extent(HERE).first == early.timestamp
        assert archive.extent(HERE).last == late.timestamp

    @given(strategies.episodes(st.sampled_from(strategies.SCOPES)))
    @few
    def test_gives_back_any_episode(self, archive: Archive, episode: Record) -> None:
        kept = stored(cast(Episode, episode))
        archive.remove(kept.scope, [kept.id])
        assert archive.keep(kept.scope, [Cold(kept)], None) == 1
        assert archive.get(kept.scope, [kept.id]) == [Cold(kept)]

    def test_vectors_come_back_within_rounding(self, archive: Archive) -> None:
        given = unit(0.3, -0.7, 0.2)
        archive.keep(HERE, [_cold("a", vector=given), _cold("b")], SPACE)
        with_vector, without = archive.get(HERE, ["a", "b"])
        assert with_vector.vector is not None
        assert float(with_vector.vector @ given) > 0.999
        assert abs(float(np.linalg.norm(with_vector.vector)) - 1) < 1e-5
        assert with_vector.space == SPACE
        assert without.vector is None
        assert without.space is None

    def test_keeps_each_id_once_and_as_it_first_was(self, archive: Archive) -> None:
        assert archive.keep(HERE, [_cold("a", "first"), _cold("a", "second")], None) == 1
        assert archive.keep(HERE, [_cold("a", "third"), _cold("b")], None) == 1
        assert [one.episode.text for one in archive.get(HERE, ["a", "b", "a"])] == ["first", "b", "first"]
        assert archive.extent(HERE).memories == 2

    def test_refuses_all_where_one_cannot_be_kept(self, archive: Archive) -> None:
        with pytest.raises(ArchiveError):
            archive.keep(HERE, [_cold("a"), Cold(make_episode("b", scope=OTHER))], None)
        with pytest.raises(ArchiveError):
            archive.keep(HERE, [_cold("a"), _cold("b", vector=unit(1, dimension=3))], SPACE)
        with pytest.raises(ArchiveError):
            archive.keep(HERE, [_cold("a", vector=unit(1))], None)
        assert archive.extent(HERE) == Extent()

    def test_scopes_know_nothing_of_one_another(self, archive: Archive) -> None:
        archive.keep(HERE, [_cold("a")], None)
        archive.keep(OTHER, [Cold(make_episode("a", "elsewhere", scope=OTHER))], None)
        assert [one.episode.text for one in archive.get(OTHER, ["a"])] == ["elsewhere"]
        assert archive.scopes() == sorted([HERE, OTHER])
        assert archive.remove(OTHER, ["a"]) == 1
        assert archive.scopes() == [HERE]
        assert archive.holds(HERE, ["a", "x"]) == {"a"}


class Finding(ArchiveCase):
    def test_scans_what_a_filter_holds_for_oldest_first(self, archive: Archive) -> None:
        for day in (3, 1, 2, 5, 4):
            memories = [_at(f"{day}-{hour}", day, hour, importance=hour) for hour in (9, 1, 5)]
            archive.keep(HERE, memories, None)
        assert [one.episode.id for one in archive.scan(HERE)] == [
            f"{day}-{hour}" for day in (1, 2, 3, 4, 5) for hour in (1, 5, 9)
        ]
        late = Where("timestamp", "ge", START + timedelta(days=4))
        assert [one.episode.id for one in archive.scan(HERE, late)] == ["4-1", "4-5", "4-9", "5-1", "5-5", "5-9"]
        assert {one.episode.id for one in archive.scan(HERE, Not(Where("importance", "lt", 9)))} == {
            f"{day}-9" for day in range(1, 6)
        }

    def test_a_scan_sees_one_state(self, archive: Archive) -> None:
        archive.keep(HERE, [_at("a", 1, 1), _at("b", 2, 1)], None)
        archive.keep(HERE, [_at("c", 3, 1)], None)
        scan = archive.scan(HERE)
        assert next(scan).episode.id == "a"
        archive.keep(HERE, [_at("d", 4, 1)], None)
        archive.remove(HERE, ["b"])
        assert [one.episode.id for one in scan] in (["b", "c"], ["c", "d"])

    @pytest.mark.parametrize("verb", ["scan", "candidates"])
    def test_refuses_filters_that_make_no_sense(self, archive: Archive, verb: str) -> None:
        def ask(where: Filter) -> object:
            if verb == "scan":
                return list(archive.scan(HERE, where))
            return archive.candidates(HERE, Sought(("a",)), where, 1)

        for kept in (False, True):
            if kept:
                archive.keep(HERE, [_cold("a")], None)
            with pytest.raises(UnknownField):
                ask(Where("colour", "eq", "red"))
            with pytest.raises(UnknownOperator):
                ask(Where("id", "like", "a"))  # type: ignore[arg-type]
            with pytest.raises(InvalidInput):
                ask(Where("importance", "eq", "high"))

    def test_candidates_are_near_or_share_words_or_are_of_the_time(self, archive: Archive) -> None:
        archive.keep(
            HERE,
            [
                _cold("near", "about something else", vector=unit(1, 0.1)),
                _cold("far", "about yet another thing", vector=unit(0, 1)),
                _cold("words", "Otto is moving to Berlin"),
                _at("then", 5, 0),
                _cold("none", "nothing of it"),
            ],
            SPACE,
        )
        then = START + timedelta(days=5)
        sought = Sought(tuple(terms("who moved?")), SPACE, unit(1), ((then, then + timedelta(days=1)),))
        assert _ids(archive, sought, 1) == ["near", "then", "words"]
        assert _ids(archive, Sought(("moved",)), 5) == ["words"]
        assert _ids(archive, Sought(space=SPACE, vector=unit(1)), 5) == ["far", "near"]
        assert _ids(archive, Sought(), 5) == []
        assert _ids(archive, Sought(("moved",), SPACE, unit(1)), 0) == []

    def test_a_key_is_searched_instead_of_the_words(self, archive: Archive) -> None:
        archive.keep(HERE, [Cold(make_episode("a", "Yes."), "Do you like cheese? Yes.")], None)
        assert _ids(archive, Sought(("cheese",)), 5) == ["a"]

    def test_rare_words_come_before_common_ones(self, archive: Archive) -> None:
        archive.keep(HERE, [_cold(f"e{n}", "the cat sat") for n in range(20)], None)
        archive.keep(HERE, [_cold("rare", "a zebra sat")], None)
        assert _ids(archive, Sought(("cat", "zebra")), 1) == ["rare"]

    def test_vectors_of_another_space_are_not_compared(self, archive: Archive) -> None:
        archive.keep(HERE, [_cold("a", vector=unit(1))], SPACE)
        archive.keep(HERE, [_cold("b", vector=unit(1))], ELSEWHERE)
        assert _ids(archive, Sought(space=ELSEWHERE, vector=unit(1)), 5) == ["b"]
        assert _ids(archive, Sought(space=SPACE, vector=unit(1)), 5) == ["a"]

    def test_a_filter_counts_before_a_limit(self, archive: Archive) -> None:
        memories = [_cold(f"e{n:03}", "otto", vector=unit(1, n / 1000), importance=1) for n in range(300)]
        archive.keep(HERE, [*memories, _cold("last", "otto and others", vector=unit(-1), importance=9)], SPACE)
        where = Where("importance", "eq", 9)
        assert _ids(archive, Sought(space=SPACE, vector=unit(1)), 2, where) == ["last"]
        assert _ids(archive, Sought(("otto",)), 2, where) == ["last"]

    @given(strategies.filters(Episode))
    @few
    def test_any_filter_holds_as_it_does_for_a_store(self, archive: Archive, where: Filter) -> None:
        episodes = [make_episode(f"e{n}", importance=1 + n, speaker=("Otto", None)[n % 2]) for n in range(4)]
        archive.keep(HERE, list(map(Cold, episodes)), None)
        try:
            check_filter(Episode, where)
        except MnesisError as error:
            with pytest.raises(type(error)):
                archive.scan(HERE, where)
            return
        expected = [one.id for one in episodes if matches(one, where)]
        assert sorted(one.episode.id for one in archive.scan(HERE, where)) == expected
        assert _ids(archive, Sought(("otto",)), 10, where) == expected


class Removing(ArchiveCase):
    def test_takes_out_some_and_leaves_the_others(self, archive: Archive) -> None:
        archive.keep(HERE, [_cold("a", vector=unit(1)), _cold("b", vector=unit(1))], SPACE)
        archive.keep(HERE, [_cold("c")], None)
        assert archive.remove(HERE, ["a", "c", "x", "a"]) == 2
        assert archive.remove(HERE, ["a", "c"]) == 0
        assert [one.episode.id for one in archive.scan(HERE)] == ["b"]
        assert _ids(archive, Sought(("a", "b", "c"), SPACE, unit(1)), 9) == ["b"]
        assert archive.extent(HERE).memories == 1
        assert archive.check() == []

    def test_puts_others_in_the_place_of_some(self, archive: Archive) -> None:
        archive.keep(HERE, [_cold("a", vector=unit(1)), _cold("b", vector=unit(1)), _cold("c")], SPACE)
        instead = [_cold("a", "other"), Cold(make_episode("c", "c"), "a key"), _cold("x")]
        assert archive.remove(HERE, ["b"], instead) == 1
        assert archive.remove(HERE, [], instead) == 0
        assert [(one.episode.text, one.key) for one in archive.scan(HERE)] == [("other", None), ("c", "a key")]
        assert [one.vector for one in archive.get(HERE, ["a", "c"])] == [None, None]
        assert _ids(archive, Sought(("key",)), 9) == ["c"]
        assert archive.extent(HERE).memories == 2
        assert archive.check() == []

    def test_what_was_removed_may_come_again_and_be_different(self, archive: Archive) -> None:
        archive.keep(HERE, [_cold("a", "first")], None)
        assert archive.get(HERE, ["a"])[0].episode.text == "first"
        archive.remove(HERE, ["a"])
        archive.keep(HERE, [_cold("a", "second")], None)
        assert archive.get(HERE, ["a"])[0].episode.text == "second"
        assert _ids(archive, Sought(("first",)), 5) == []

    def test_many_small_gifts_are_all_there(self, archive: Archive) -> None:
        for n in range(40):
            space = (None, SPACE, ELSEWHERE)[n % 3]
            memories = [_cold(f"e{n:02}-{m}", vector=unit(1, n) if space and m else None) for m in range(2)]
            assert archive.keep(HERE, memories, space) == 2
        assert archive.extent(HERE).memories == 80
        assert len(list(archive.scan(HERE))) == 80
        assert len(archive.candidates(HERE, Sought(space=SPACE, vector=unit(1)), EVERYTHING, 99)) == 13
        assert archive.remove(HERE, [f"e{n:02}-0" for n in range(40)]) == 40
        assert archive.extent(HERE).memories == 40
        assert archive.check() == []


class Lasting(ArchiveCase):
    def test_outlives_its_object_and_is_seen_by_another(self, archive: Archive) -> None:
        if not self.durable:
            pytest.skip("keeps nothing")
        archive.keep(HERE, [_cold("a", vector=unit(1)), _cold("b")], SPACE)
        other = self.reopen(archive)
        assert [one.episode.id for one in other.get(HERE, ["b", "a"])] == ["b", "a"]
        assert other.scopes() == [HERE]
        other.remove(HERE, ["a"])
        other.keep(HERE, [_cold("c")], None)
        assert [one.episode.id for one in archive.scan(HERE)] == ["b", "c"]
        assert _ids(archive, Sought(("a", "b", "c"), SPACE, unit(1)), 9) == ["b", "c"]
        assert archive.extent(HERE) == self.reopen(archive).extent(HERE)
        assert archive.extent(HERE).bytes > 0


def _cold(id: str, text: str | None = None, *, vector: object = None, **fields: object) -> Cold:
    return Cold(make_episode(id, id if text is None else text, **fields), None, vector)  # type: ignore[arg-type]


def _at(id: str, day: int, hour: int, **fields: object) -> Cold:
    return _cold(id, f"on day {day}", timestamp=START + timedelta(days=day, hours=hour), **fields)


def _ids(archive: Archive, sought: Sought, limit: int, where: Filter = EVERYTHING) -> Sequence[str]:
    found = [one.episode.id for one in archive.candidates(HERE, sought, where, limit)]
    assert len(found) == len(set(found))
    return sorted(found)
