"""What recall gives back: the right memories, in any script, with reasons and evidence, the same every time."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import mnesis
from mnesis.errors import UnknownField
from mnesis.memory import Memory
from mnesis.model import All, Message, Scope, Where
from mnesis.providers.embedders.contract import Embedder
from mnesis.testing.embedder import HashEmbedder

from .conftest import NOW, clock
from .reading import ranking, texts

DAY = timedelta(days=1)


def day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day, 10, tzinfo=UTC)


def talk(*said: str, start: datetime = NOW - 300 * DAY) -> list[Message]:
    """One message a day."""
    return [Message(text=text, session=f"s{n // 5}", time=start + n * DAY) for n, text in enumerate(said)]


# --- hits -----------------------------------------------------------------------------------------------------


def test_a_hit_says_why_and_on_what_it_stands(memory: Memory) -> None:
    memory.remember_many(
        talk("I moved to Berlin in March.", "The cat sleeps all day.", "Berlin is loud but I like it.")
    )
    told = memory.remember("My flat in Berlin has a balcony.", speaker="Otto", session="flat")
    answer = memory.recall("balcony of the flat in Berlin")
    assert [hit.score for hit in answer.hits] == sorted((hit.score for hit in answer.hits), reverse=True)
    best = answer.hits[0]
    assert (best.id, best.layer, best.memory) == (told.id, "episodic", told.episode)
    why = {reason.arm: reason for reason in best.why}
    assert (why["lexical"].rank, why["vector"].rank) == (1, 1)
    assert why["lexical"].score > 0
    assert 0 < why["vector"].score <= 1
    assert best.score == pytest.approx(sum(reason.share for reason in best.why))
    shares = [abs(reason.share) for reason in best.why]
    assert shares == sorted(shares, reverse=True)
    [evidence] = best.evidence
    assert (evidence.episode_id, evidence.quote, evidence.speaker) == (told.id, told.episode.text, "Otto")
    assert (evidence.session_id, evidence.timestamp, evidence.actor) == ("flat", NOW, "user")
    assert {"lexical", "vector", "fuse", "total"} <= answer.took_ms.keys()
    assert len({hit.id for hit in answer.hits}) == len(answer.hits)


def test_a_limit_is_the_head_of_the_whole(memory: Memory) -> None:
    memory.remember_many(talk(*(f"Cat number {n} likes fish." for n in range(60))))
    whole = ranking(memory.recall("Which cat likes fish?", limit=60))
    assert len(whole) == 60
    for limit in (1, 7, 59):
        assert ranking(memory.recall("Which cat likes fish?", limit=limit)) == whole[:limit]


FAR = "Nothing close was found; these are the nearest."


def test_what_is_far_from_the_query_is_said_to_be(memory: Memory, path: Path) -> None:
    memory.remember("The cat sleeps all day.", time=NOW - DAY)
    for query, notices in (
        ("quixotic jazz", (FAR,)),
        ("a quixotic cat", ()),  # shares a word
        ("thex catx sleepsx allx dayx", ()),  # is near
        ("quixotic jazz yesterday", ()),  # is of that time
    ):
        answer = memory.recall(query)
        assert (texts(answer), answer.notices) == (["The cat sleeps all day."], notices)
    assert memory.recall("quixotic jazz", where=Where("speaker", "eq", "Otto")).notices == (), "there is none"
    with mnesis.open(path, embedder="none", clock=clock) as wordy:
        assert wordy.recall("quixotic jazz").notices == ()


def test_the_real_model_knows_far_from_near(path: Path, embedder: Embedder) -> None:
    with mnesis.open(path, embedder=embedder, clock=clock) as memory:
        memory.remember_many(
            talk("My sister Ana lives in Porto.", "The ferry leaves at seven.", "I bake my own bread.")
        )
        for query in ("Which town is home to a sibling?", "departure of boats", "Who kneads dough?"):
            assert memory.recall(query).notices == ()
        for query in ("quantum chromodynamics", "Who won the chess olympiad?"):
            assert memory.recall(query).notices == (FAR,)


def test_no_arm_can_veto_another(wordy: Memory, path: Path) -> None:
    """Found by its words alone, by its vector alone, by its time alone."""
    wordy.remember_many(talk("The xylophone is broken.", "We went to the lake."))
    assert texts(wordy.recall("xylophone")) == ["The xylophone is broken."]
    assert texts(wordy.recall("xylophones")) == ["The xylophone is broken."], "words are stemmed"
    wordy.remember("Rested.", time=day(2026, 3, 3))
    assert texts(wordy.recall("on 3 March 2026")) == ["Rested."]
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as memory:
        assert texts(memory.recall("xylofone brocken"))[0] == "The xylophone is broken."


# --- as_of, now, where ----------------------------------------------------------------------------------------


def test_as_of_hides_the_future(memory: Memory) -> None:
    memory.remember("Otto lives in Oslo.", time=day(2026, 1, 10))
    memory.remember("Otto lives in Ghent.", time=day(2026, 4, 10))
    assert len(memory.recall("Where does Otto live?").hits) == 2
    then = memory.recall("Where does Otto live?", as_of=day(2026, 2, 1))
    assert texts(then) == ["Otto lives in Oslo."]
    assert then.as_of == then.asked_at == day(2026, 2, 1)
    assert memory.recall("Where does Otto live?", as_of=day(2026, 1, 9)).hits == ()
    exact = memory.recall("Where does Otto live?", as_of=datetime(2026, 4, 10, 10))
    assert len(exact.hits) == 2, "the moment itself counts, and a naive time is UTC"
    assert exact.as_of == day(2026, 4, 10)


def test_relative_time_counts_from_as_of_or_now(memory: Memory) -> None:
    memory.remember("We played chess.", time=day(2026, 3, 5), session="a")
    memory.remember("We played chess.", time=day(2026, 6, 11), session="b")
    assert memory.recall("What did we play last week?").hits[0].memory.session_id == "b"
    assert memory.recall("What did we play last week?", as_of=day(2026, 3, 12)).hits[0].memory.session_id == "a"
    assert memory.recall("What did we play last week?", now=day(2026, 3, 12)).hits[0].memory.session_id == "a"
    both = memory.recall("What did we play last week?", as_of=day(2026, 6, 30), now=day(2026, 3, 12))
    assert both.hits[0].memory.session_id == "a"
    assert (both.asked_at, both.as_of) == (day(2026, 3, 12), day(2026, 6, 30))


def test_a_filter_narrows_before_anything_is_ranked(memory: Memory) -> None:
    memory.remember_many(
        talk(*(f"The cat ate fish number {n}, said the cat." for n in range(400)), start=NOW - 500 * DAY)
    )
    rare = memory.remember("A cat.", session="rare", speaker="Ada")
    for where in (
        Where("session_id", "eq", "rare"),
        Where("speaker", "eq", "Ada"),
        All((Where("timestamp", "ge", NOW), Where("actor", "eq", "user"))),
    ):
        answer = memory.recall("Which cat ate fish?", where=where, limit=5)
        assert [hit.id for hit in answer.hits] == [rare.id]
    assert memory.recall("cat", where=Where("actor", "eq", "system")).hits == ()
    with pytest.raises(UnknownField):
        memory.recall("cat", where=Where("colour", "eq", "red"))


# --- any script -----------------------------------------------------------------------------------------------

GOLDEN = [
    ("Chinese", "猫叫什么名字", "我的猫叫咪咪，她三岁了。", ("我们昨天去了北京。", "今天下雨了，我没有出门。")),
    ("Chinese, one word", "北京", "我们昨天去了北京。", ("上海的天气很好。", "我的猫叫咪咪。")),
    ("Japanese", "猫の名前は何ですか", "うちの猫の名前はミケです。", ("昨日は京都に行きました。", "明日は雨です。")),
    ("Japanese, katakana", "コーヒー", "毎朝コーヒーを飲みます。", ("夜はお茶が好きです。", "京都に行きました。")),
    ("Korean", "고양이 이름", "우리 고양이의 이름은 나비예요.", ("어제 서울에 갔어요.", "내일은 비가 온대요.")),
    ("Thai", "แมวชื่ออะไร", "แมวของฉันชื่อมะลิ", ("เมื่อวานเราไปเชียงใหม่", "พรุ่งนี้ฝนจะตก")),
    ("Arabic", "ما اسم القطة", "اسمها لولو، القطة كسولة.", ("ذهبنا أمس إلى القاهرة.", "سيهطل المطر غدا.")),
    ("Arabic, vowel points", "المدرسة", "ذهب الولد إلى مَدْرَسَةٍ جديدة.", ("أكلنا السمك.", "سيهطل المطر غدا.")),
    ("Hindi", "बिल्ली का नाम", "मेरी बिल्ली का नाम मीनू है।", ("कल हम दिल्ली गए थे।", "आज बारिश होगी।")),
    ("Russian", "как зовут кошку", "Мою кошку зовут Мурка.", ("Вчера мы ездили в Москву.", "Завтра будет дождь.")),
    ("German", "Wo liegt das grüne Häuschen?", "Das grüne Häuschen liegt am See.", ("Es regnet.", "Wir aßen Fisch.")),
    ("German, plain letters", "strasse", "Die Straße heißt Lindenallee.", ("Es regnet heute.", "Wir aßen Fisch.")),
    ("Portuguese", "onde mora a irmã", "A minha irmã mora em São Paulo.", ("Ontem choveu muito.", "O gato dorme.")),
    ("Portuguese, plain letters", "sao paulo", "A irmã mora em São Paulo.", ("Ontem choveu.", "O gato dorme.")),
    ("French", "ou est le cafe", "Le café est près de la gare.", ("Il a plu hier.", "Nous avons mangé du poisson.")),
    ("Vietnamese", "pho o Ha Noi", "Chúng tôi ăn phở ở Hà Nội.", ("Hôm qua trời mưa.", "Con mèo đang ngủ.")),
    ("Turkish", "istanbul", "İSTANBUL çok güzel bir şehir.", ("Dün yağmur yağdı.", "Kedi uyuyor.")),
    ("Greek", "αθηνα", "Η Αθήνα είναι όμορφη.", ("Χθες έβρεξε.", "Η γάτα κοιμάται.")),
    ("Hebrew", "ירושלים", "נסענו לירושלים ברכבת, ירושלים יפה.", ("אתמול ירד גשם.", "החתול ישן.")),
    ("decomposed", "cafe\u0301", "The café is closed.", ("The bar is open.", "It rains.")),
    ("full width", "ＡＢＣ－１２", "Order ABC-12 was sent.", ("Order XYZ-99 was lost.", "It rains.")),
]  # fmt: skip


@pytest.mark.parametrize(("query", "gold", "others"), [case[1:] for case in GOLDEN], ids=[case[0] for case in GOLDEN])
def test_words_are_found_in_any_script(wordy: Memory, query: str, gold: str, others: Sequence[str]) -> None:
    wordy.remember_many(talk(others[0], gold, *others[1:]))
    [best, *_] = wordy.recall(query).hits
    assert best.memory.text == gold
    assert "lexical" in {reason.arm for reason in best.why}


CROSS = [
    ("What pet do I have?", "My dog Rex chewed the sofa again.", ("The tax return is due.", "We flew to Lisbon.")),
    ("Where did I go on holiday?", "We flew to Lisbon and swam every day.", ("My dog is ill.", "The tax is due.")),
    ("¿Cómo se llama mi gata?", "Mi gata se llama Luna.", ("Ayer llovió mucho.", "Compré pan y leche.")),
    ("Wie heißt meine Katze?", "Meine Katze heißt Minka.", ("Gestern hat es geregnet.", "Ich habe Brot gekauft.")),
    ("猫叫什么名字", "我的猫叫咪咪，她三岁了。", ("我们昨天去了北京。", "今天下雨了，我没有出门。")),
    ("แมวชื่ออะไร", "แมวของฉันชื่อมะลิ", ("เมื่อวานเราไปเชียงใหม่", "พรุ่งนี้ฝนจะตก")),
    ("как зовут кошку", "Мою кошку зовут Мурка.", ("Вчера мы ездили в Москву.", "Завтра будет дождь.")),
    ("ما اسم القطة", "اسم القطة لولو.", ("ذهبنا أمس إلى القاهرة.", "سيهطل المطر غدا.")),
]  # fmt: skip


@pytest.mark.parametrize(("query", "gold", "others"), CROSS)
def test_with_the_real_model(path: Path, embedder: Embedder, query: str, gold: str, others: Sequence[str]) -> None:
    with mnesis.open(path, embedder=embedder, clock=clock) as memory:
        memory.remember_many(talk(others[0], gold, *others[1:]))
        answer = memory.recall(query)
    assert texts(answer)[0] == gold
    assert answer.notices == ()


# --- when and who ---------------------------------------------------------------------------------------------

DIARY = {
    day(2026, 6, 11): "We painted the fence.",  # the last Thursday before NOW
    day(2026, 6, 4): "We repaired the roof.",
    day(2026, 6, 14): "We planted beans.",
    day(2026, 5, 20): "We picked strawberries.",
    day(2026, 3, 12): "We visited the museum.",
    day(2026, 3, 25): "We bought a boat.",
    day(2025, 12, 24): "We baked a cake.",
    day(2025, 7, 2): "We swam in the lake.",
}


@pytest.mark.parametrize(
    ("query", "days"),
    [
        ("What did we do last Thursday?", {day(2026, 6, 11)}),
        ("What did we do yesterday?", {day(2026, 6, 14)}),
        ("What did we do in March 2026?", {day(2026, 3, 12), day(2026, 3, 25)}),
        ("What did we do last month?", {day(2026, 5, 20)}),
        ("What happened on 24 December 2025?", {day(2025, 12, 24)}),
        ("What did we do in July 2025?", {day(2025, 7, 2)}),
        ("What did we do on 2026-03-25?", {day(2026, 3, 25)}),
        ("Was haben wir gestern gemacht?", {day(2026, 6, 14)}),
    ],
)
@pytest.mark.parametrize("vectors", [True, False])
def test_times_that_a_query_names(path: Path, query: str, days: set[datetime], vectors: bool) -> None:
    with mnesis.open(path, embedder=HashEmbedder() if vectors else "none", clock=clock) as memory:
        memory.remember_many(Message(text=text, time=time, session=str(time)) for time, text in DIARY.items())
        answer = memory.recall(query, limit=len(days))
    assert {hit.memory.timestamp for hit in answer.hits} == days
    assert "date" in {reason.arm for hit in answer.hits for reason in hit.why}


def test_who_said_it(memory: Memory) -> None:
    for n, speaker in enumerate(("Ada", "Otto", "Lotte")):
        memory.remember("I like apples very much.", speaker=speaker, session=f"s{n}", time=NOW + n * DAY)
        memory.remember("I have a new bicycle.", speaker=speaker, session=f"s{n}", time=NOW + n * DAY)
    for speaker in ("Ada", "Otto", "Lotte"):
        best = memory.recall(f"What fruit, apples, does {speaker} like?").hits[0]
        assert (best.memory.speaker, best.memory.text) == (speaker, "I like apples very much.")
        assert "speaker" in {reason.arm for reason in best.why}


# --- the same every time --------------------------------------------------------------------------------------

MANY = [
    Message(
        text=f"{'Did' if n % 4 == 0 else 'We'} {('walk', 'cook', 'read', 'sing')[n % 4]} number {n * 7 % 13} at home"
        + ("?" if n % 4 == 0 else "."),
        speaker=("Ada", "Otto")[n % 2],
        session=f"s{n // 20}",
        time=NOW - 90 * DAY + n * timedelta(hours=5),
    )
    for n in range(400)
]
ASKED = ("Who did cook number 5?", "What did Ada read in April?", "sing at home", "What happened last week?")


def everything(memory: Memory) -> list[list[tuple[str, float]]]:
    return [ranking(memory.recall(query, limit=40)) for query in ASKED]


def test_the_same_query_has_the_same_answer(memory: Memory, path: Path) -> None:
    memory.remember_many(MANY)
    first = everything(memory)
    assert all(first)
    assert everything(memory) == first
    memory.reindex()
    assert everything(memory) == first
    with mnesis.open(path, embedder=HashEmbedder(), clock=clock) as again:
        assert everything(again) == first


def test_batches_do_not_matter(tmp_path: Path) -> None:
    """One by one, in odd portions, all at once, twice over: the same memories, keys and scores."""
    answers = []
    for size in (1, 37, len(MANY)):
        with mnesis.open(tmp_path / f"{size}.db", embedder=HashEmbedder(), clock=clock) as memory:
            for start in range(0, len(MANY), size):
                portion = MANY[start : start + size]
                if size == 1:
                    memory.remember(portion[0])
                else:
                    memory.remember_many([*portion, portion[0]])
            answers.append((everything(memory), memory.stats().keys, memory.store.spaces()))
    assert answers[0] == answers[1] == answers[2]


# --- nobody else's --------------------------------------------------------------------------------------------

WORDS = st.sampled_from(["cat", "dog", "fish", "lake", "Berlin", "yesterday", "apple", "猫", "москва", "Ada"])
TEXTS = st.lists(WORDS, min_size=1, max_size=6).map(" ".join)
SAID = st.builds(
    Message,
    text=TEXTS,
    speaker=st.sampled_from([None, "Ada", "Otto"]),
    session=st.sampled_from(["s1", "s2"]),
    time=st.integers(0, 60).map(lambda days: NOW - days * DAY),
)
PLACES = st.sampled_from([Scope("t1", "a"), Scope("t1", "b"), Scope("t2", "a"), Scope("t1", "a/b"), Scope("t1/a", "b")])


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    here=PLACES,
    mine=st.lists(SAID, min_size=1, max_size=8),
    foreign=st.lists(st.tuples(PLACES, SAID), max_size=20),
    query=TEXTS,
    vectors=st.booleans(),
)
def test_what_others_say_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory,
    here: Scope,
    mine: list[Message],
    foreign: list[tuple[Scope, Message]],
    query: str,
    vectors: bool,
) -> None:
    path = tmp_path_factory.mktemp("isolation") / "kira.db"
    with mnesis.open(path, scope=here, embedder=HashEmbedder() if vectors else "none", clock=clock) as memory:
        memory.remember_many(mine)
        alone = ranking(memory.recall(query, limit=50))
        own = {episode.id for episode in memory.episodes(limit=None)}
        for place, message in foreign:
            if place != here:
                memory.within(place).remember(message)
        assert ranking(memory.recall(query, limit=50)) == alone
        assert {id for id, _ in alone} <= own
        for place in {place for place, _ in foreign if place != here}:
            hits = memory.within(place).recall(query, limit=50).hits
            assert not own & {hit.id for hit in hits}
            assert {hit.memory.scope for hit in hits} <= {place}
        memory.within(Scope("t9", "z")).forget(mnesis.Where("id", "ne", ""))
        assert ranking(memory.recall(query, limit=50)) == alone
