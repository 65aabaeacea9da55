"""Finding by words: any script, any form, scored by BM25 over the scope's own keys."""

from math import log

import pytest

from mnesis.model import (
    EVERYTHING,
    Add,
    Episode,
    Erase,
    Fact,
    Key,
    KeyKind,
    Put,
    Scope,
    Where,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.conformance.case import StoreCase, matching, words
from mnesis.testing.values import HERE, add, add_texts, make_episode

GOLDEN: dict[str, tuple[str, list[str], list[str]]] = {
    "English": (
        "She was running two bakeries and decided to study organisations.",
        ["run", "bakery", "Bakeries?", "decide", "deciding studies", "organisation", "RUNS", "when did she run"],
        ["runway", "bake-off", "zebra"],
    ),
    "possessive and hyphen": ("Otto's mother-in-law doesn't live here.", ["otto", "mother", "Otto’s"], ["mothe"]),
    "accents": ("Zoë ate crème brûlée in Málaga.", ["zoe", "creme", "BRULEE", "málaga", "Malaga"], ["cream"]),
    "German": ("Die Größe der Straße", ["groesse größe", "GRÖSSE", "strasse", "Straße"], ["klein"]),
    "Polish": ("Zażółć gęślą jaźń", ["zazołc", "gęślą"], ["jazz"]),
    "Turkish": ("İstanbul'da yaşıyor", ["istanbul"], ["stan"]),
    "Russian": ("Я переехала в Берлин", ["берлин", "БЕРЛИН"], ["мюнхен"]),
    "Greek": ("Η Αθήνα είναι όμορφη", ["αθηνα", "ΑΘΉΝΑ"], ["σπαρτη"]),
    "Chinese": ("我去年搬到了上海浦东", ["上海", "浦东", "搬到"], ["北京", "南方"]),
    "Japanese": ("東京タワーの近くに住んでいます", ["東京", "タワー", "ﾀﾜｰ", "住んで"], ["大阪", "ホテル"]),
    "Korean": ("저는 서울에서 살아요", ["서울", "서울에서"], ["부산"]),
    "Thai": ("ฉันอยู่ที่เชียงใหม่", ["เชียงใหม่", "อยู่"], ["ภูเก็ต"]),
    "Arabic": ("انتقلت إلى القاهرة العام الماضي", ["القاهرة", "القَاهِرَة"], ["بيروت"]),
    "Hebrew": ("עברתי לתל אביב", ["אביב"], ["חיפה"]),
    "Hindi": ("मैं दिल्ली में रहता हूँ", ["दिल्ली"], ["मुंबई"]),
    "numbers": ("Flight LH-4711 on 2026-02-11 costs 1,299.50", ["4711", "lh", "2026", "LH4711 4711"], ["47"]),
    "full width": ("Ｐｙｔｈｏｎ３", ["python3"], ["python"]),
    "code": ("call snake_case() or camelCase.run", ["snake", "camelCase"], ["camel"]),
}


class Lexical(StoreCase):
    @pytest.mark.parametrize(("text", "found", "missed"), GOLDEN.values(), ids=GOLDEN.keys())
    def test_words_are_found_in_any_script_and_form(
        self, store: Store, text: str, found: list[str], missed: list[str]
    ) -> None:
        store.apply([*add_texts("something else entirely", prefix="x"), add(make_episode("e1", text))])
        for query in found:
            assert words(store, query) == ["e1"], query
        for query in missed:
            assert words(store, query) == [], query

    def test_the_score_is_bm25_over_the_keys_of_the_scope(self, store: Store) -> None:
        texts = ["apple pear", "apple apple plum fig", "plum", "fig date lime plum kiwi"]
        store.apply(add_texts(*texts))
        cut = [text.split() for text in texts]
        mean = sum(map(len, cut)) / len(cut)

        def score(document: list[str], *query: str) -> float:
            total = 0.0
            for term in query:
                holding, tf = sum(term in one for one in cut), document.count(term)
                idf = log(1 + (len(cut) - holding + 0.5) / (holding + 0.5))
                total += idf * tf * 2.2 / (tf + 1.2 * (0.25 + 0.75 * len(document) / mean))
            return total

        for query in (("apple",), ("plum",), ("plum", "apple"), ("kiwi", "fig", "pear", "nothing")):
            expected = {f"e{n}": score(one, *query) for n, one in enumerate(cut, start=1) if set(query) & set(one)}
            hits = matching(store, " ".join(query))
            assert {one.id: one.score for one in hits} == pytest.approx(expected, rel=1e-5)
            assert [one.id for one in hits] == sorted(expected, key=lambda id: -expected[id])

    def test_a_score_rises_with_relevance(self, store: Store) -> None:
        store.apply(add_texts("fig and date", "fig fig and fig", "date and nothing else of note here", "date lime"))
        assert words(store, "fig") == ["e2", "e1"]
        assert words(store, "fig date")[0] == "e1"
        scores = [one.score for one in matching(store, "fig date lime")]
        assert scores == sorted(scores, reverse=True)
        assert all(score > 0 for score in scores)

    def test_even_a_word_in_every_key_scores_above_zero(self, store: Store) -> None:
        store.apply(add_texts("apple", "apple pie", "apple tart"))
        assert all(one.score > 0 for one in matching(store, "apple"))
        assert words(store, "apple") == ["e1", "e2", "e3"]

    def test_ties_are_broken_by_id(self, store: Store) -> None:
        store.apply([add(make_episode(id, "apple")) for id in "caB"])
        assert words(store, "apple") == ["B", "a", "c"]
        assert words(store, "apple", limit=2) == ["B", "a"]

    def test_a_memory_is_found_once_by_its_best_key(self, store: Store) -> None:
        keys = (
            Key("e1"),
            Key("e1", KeyKind.WINDOW, 0, "before that: a long talk about nothing, then fig"),
            Key("e1", KeyKind.PART, 0, "apple"),
            Key("e1", KeyKind.PART, 1, "fig fig"),
        )
        store.apply([Add(make_episode(text="about fruit, for example a fig"), keys), *add_texts("fig", prefix="x")])
        hits = matching(store, "fig")
        assert [(one.id, one.key) for one in hits] in (
            [("e1", KeyKind.PART), ("x1", KeyKind.TEXT)],
            [("x1", KeyKind.TEXT), ("e1", KeyKind.PART)],
        )
        assert [(one.id, one.key) for one in matching(store, "talk")] == [("e1", KeyKind.WINDOW)]
        assert [(one.id, one.key) for one in matching(store, "fruit")] == [("e1", KeyKind.TEXT)]
        assert words(store, "fig", limit=2) == [one.id for one in hits]

    def test_many_keys_do_not_crowd_out_other_memories(self, store: Store) -> None:
        crowd = Add(make_episode("e1", "fig"), tuple(Key("e1", KeyKind.PART, n, f"fig fig {n}") for n in range(200)))
        store.apply([crowd, *add_texts("a fig, at last, among other words", prefix="x")])
        assert words(store, "fig", limit=2) == ["e1", "x1"]

    def test_keys_that_are_not_lexical_are_not_found_by_words(self, store: Store) -> None:
        dense = Key("e1", KeyKind.PART, 0, "fig", lexical=False)
        store.apply([Add(make_episode(text="apple"), (Key("e1"), dense)), Add(make_episode("e2", "apple"))])
        assert (words(store, "fig"), words(store, "apple")) == ([], ["e1"])
        [alone] = matching(store, "apple")
        assert alone.score == pytest.approx(log(1 + 0.5 / 1.5), rel=1e-5), "and count for nothing"

    def test_a_kind_finds_its_own(self, store: Store) -> None:
        fact = Add(values.make_fact("f1"), (Key("f1", KeyKind.FACT, 0, "Otto lives in Berlin"),))
        store.apply([Add(values.make_entity()), add(make_episode(text="Berlin and Bern")), fact])
        assert words(store, "berlin lives") == ["e1"]
        assert words(store, "berlin bern", kind=Fact) == ["f1"]
        [alone] = matching(store, "berlin")
        store.apply([Erase(Fact, EVERYTHING)])
        assert matching(store, "berlin") == [alone]

    def test_the_filter_comes_before_the_limit(self, store: Store) -> None:
        crowd = [add(make_episode(f"c{n}", "apple apple apple")) for n in range(300)]
        rare = add(make_episode("rare", "a long story in which an apple has its place too", importance=9))
        store.apply([*crowd, rare])
        assert [one.id for one in matching(store, "apple", where=Where("importance", "eq", 9), limit=1)] == ["rare"]
        assert matching(store, "apple", where=Where("tags", "has", "none")) == []

    def test_forms_of_one_word_count_once(self, store: Store) -> None:
        store.apply(add_texts("he runs", "the pear"))
        [once] = store.matching(Episode, ["run"], HERE, EVERYTHING, 5)
        [twice] = store.matching(Episode, ["running", "runs", "run", "run"], HERE, EVERYTHING, 5)
        assert twice.score == pytest.approx(once.score, rel=1e-6)

    def test_no_terms_no_hits(self, store: Store) -> None:
        store.apply(add_texts("apple", "?! …"))
        for terms in ([], [""], ["?!"], ["…", " "], ["\0"], ["😀"]):
            assert store.matching(Episode, terms, HERE, EVERYTHING, 5) == []

    def test_an_empty_scope_and_an_empty_text_are_no_trouble(self, store: Store) -> None:
        assert words(store, "apple") == []
        store.apply(add_texts("", "...", "😀", "apple"))
        assert words(store, "apple") == ["e4"]
        assert words(store, "apple", scope=Scope("no", "body")) == []

    def test_what_is_changed_is_found_by_its_new_words(self, store: Store) -> None:
        store.apply(add_texts("apple tart", "apple pie"))
        store.apply([Put(make_episode("e1", "pear tart")), Erase(Episode, Where("id", "eq", "e2"))])
        assert (words(store, "apple"), words(store, "pear"), words(store, "tart")) == ([], ["e1"], ["e1"])
        [found] = matching(store, "pear")
        assert found.score == pytest.approx(log(1 + 0.5 / 1.5), rel=1e-5), "one key of mean length, holding it once"

    def test_a_long_text_is_found_by_its_last_word(self, store: Store) -> None:
        store.apply(add_texts("word " * 200_000 + "needle", "other word"))
        assert words(store, "needle") == ["e1"]
        assert words(store, "word") == ["e1", "e2"] or words(store, "word") == ["e2", "e1"]
        assert store.get(Episode, ["e1"])[0].text.endswith("needle")
        assert words(store, " ".join(f"w{n}" for n in range(2_000)) + " needle") == ["e1"]
