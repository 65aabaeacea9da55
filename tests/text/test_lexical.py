"""What the lexical index sees: one form for every way of writing, and tokens that SQLite cuts the same way."""

import apsw
import pytest

from mnesis.text.lexical import fold, index_text, terms, tokens

TEXTS = [
    "The Quick brown-fox, snake_case v1.2 C++ a@b.com /usr/lib/x.py",
    "don’t “quote” — wait… café NAÏVE straße ﬁne ＡＢＣ İstanbul Nguyễn",
    "Вчера ёж и Йод; Ἀθῆναι",
    "我昨天去了北京。猫！",
    "昨日ベルリンで寿司を食べました ｶﾞｲﾄﾞ 々",
    "어제 베를린에서 집을 샀다",
    "เมื่อวานฉันไปกรุงเทพ ๒๓",
    "ລາວ ພາສາ",
    "ភាសាខ្មែរ",
    "မြန်မာစာ",
    "कल मैं दिल्ली गया, ज़रा सुनो",
    "বাংলা தமிழ் తెలుగు",
    "ذهبتُ إلى المدينةِ مع الأصدقاء ٣٤ می‌خواهم کتاب",
    "שָׁלוֹם עולם",
    "བོད་སྐད",
    "great🙂 🚀launch ½ ² №5 → x",
]


@pytest.fixture(scope="module")
def fts5():
    connection = apsw.Connection(":memory:")
    connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='unicode61 remove_diacritics 2')")
    connection.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, 'instance')")

    def cut(text: str) -> list[str]:
        connection.execute("DELETE FROM t")
        connection.execute("INSERT INTO t VALUES (?)", (text,))
        return [term for (term,) in connection.execute("SELECT term FROM v ORDER BY offset")]

    return cut


@pytest.mark.parametrize("text", TEXTS)
def test_sqlite_cuts_index_text_into_our_tokens(fts5, text):
    assert fts5(index_text(text)) == tokens(text)


@pytest.mark.parametrize("text", TEXTS)
def test_every_term_of_a_text_is_one_token_of_its_index(fts5, text):
    indexed = set(fts5(index_text(text)))
    for term in terms(text):
        assert fts5(term) == [term]
        assert term in indexed


@pytest.mark.parametrize(
    ("written", "asked"),
    [
        ("Wir sind in der Straße", "STRASSE"),
        ("un café crème", "cafe"),
        ("الكتاب الجديد", "كتاب"),
        ("إسلام أحمد", "احمد"),
        ("مدرسة كبيرة", "مدرسه"),
        ("می‌خواهم", "میخواهم"),
        ("私は寿司が好き", "寿司"),
        ("ﾍﾞﾙﾘﾝに行く", "ベルリン"),
        ("我的猫叫小白", "猫"),
        ("어제 베를린에서 만났다", "베를린"),
        ("집에 갔다", "집"),
        ("ฉันชอบกินข้าวผัด", "ข้าวผัด"),
        ("मुझे किताब पसंद है", "किताब"),
        ("ёлка", "елка"),
        ("room ４２", "42"),
        ("كان عمره ٣٤", "34"),
        ("great🙂", "great"),
    ],
)
def test_a_word_is_found_however_it_is_written(written, asked):
    found = terms(asked)
    assert found
    assert set(found) <= set(tokens(written))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("What did Rosalind do in May?", ["rosalind", "may"]),
        ("May I ask who you are?", ["may", "ask"]),
        ("Why don't we use C++ v1.2?", ["use", "c", "v1", "2"]),
        ("Why don’t we use John’s snake_case_name?", ["use", "john", "snake", "case", "name"]),
        ("What does the WHO say about IT?", ["who", "say", "it"]),
        ("who is it", ["who", "is", "it"]),
        ("dog Dog DOG 42", ["dog", "42"]),
        ("what did he die of", ["die"]),
        ("???", []),
        ("", []),
    ],
)
def test_terms_of_a_question(query, expected):
    assert terms(query) == expected


def test_chinese_question_words_are_left_out_but_not_everything():
    assert "北京" in terms("她什么时候去北京的？")
    assert "什么" not in terms("她什么时候去北京的？")
    assert terms("什么")


def test_ascii_is_only_lowered_and_folding_keeps_whole_words():
    assert index_text("Plain TEXT, here.") == "plain text, here."
    assert fold("Crème “Brûlée”") == "creme  brulee "


def test_the_index_is_at_most_a_few_times_the_text():
    text = "我昨天去了北京看见了很多人" * 100
    assert len(index_text(text)) < 6 * len(text)
