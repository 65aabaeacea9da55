"""Token counts against those of a 200k BPE vocabulary, taken once."""

import pytest

from mnesis.text.tokens import count_tokens

PROSE = (
    "I have been thinking about moving to a smaller flat near the river, because the commute takes almost an hour "
    "every morning. On Saturday we looked at three places; the second one had a balcony, "
    "two bedrooms and a very small kitchen."
)
CODE = (
    "def mean(values: list[float]) -> float:\n    if not values:\n        raise ValueError('no values')\n"
    "    total = 0.0\n    for value in values:\n        total += value\n    return total / len(values)\n"
)
CHINESE = "我们公司正在开发一个新的记忆系统，它可以帮助人工智能助手记住用户说过的话。天气很好，所以我们决定去公园散步。"
JAPANESE = "昨日東京に行って、友達と寿司を食べました。天気がよかったので、公園を散歩することにしました。"


@pytest.mark.parametrize(("text", "bpe"), [(PROSE, 47), (CODE, 50), (CHINESE, 33), (JAPANESE, 32)])
def test_close_to_a_bpe_tokenizer(text, bpe):
    assert count_tokens(text) == pytest.approx(bpe, rel=0.15)


def test_edges():
    assert count_tokens("") == 0
    assert count_tokens(" ") == 1
    assert count_tokens("ok") == 1


def test_more_text_is_more_tokens():
    assert 9.5 * count_tokens(PROSE) < count_tokens(PROSE * 10) < 10.5 * count_tokens(PROSE)
