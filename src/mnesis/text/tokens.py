"""How many tokens a language model would read in a text, without its tokenizer.

The weights are least squares on 600 pieces of English chat, assistant answers, Python and JSON against the 200k BPE
vocabulary of current OpenAI models (o200k_base), those of other scripts by hand on short prose. On other pieces the sum
over each kind came within 5 %, single texts of 50 tokens or more within 5 % in the median and 11 % at the 90th
percentile. Older vocabularies need up to twice as many tokens for scripts other than Latin.
"""

import re

_WORD = re.compile(r"[A-Za-z]+")
_LONG_WORD = re.compile(r"[A-Za-z]{4}([A-Za-z]{1,5})[A-Za-z]*")  # its fifth to ninth letter
_DIGITS = re.compile(r"\d{1,3}")
_SIGNS = re.compile(r"[!-/:-@\[-`{-~]([!-/:-@\[-`{-~]{0,3})[!-/:-@\[-`{-~]*")  # second to fourth sign
_SPACE = re.compile(r"\n\s*|[ \t]{2,}")

_SCRIPTS = (
    (re.compile("[\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U000323af]"), 0.62),
    (re.compile("[\uac00-\ud7a3]"), 0.62),
    (re.compile("[\u0370-\u052f]"), 0.26),
    (re.compile("[\u0530-\u0dff\u0f00-\u1cff]"), 0.35),
    (re.compile("[\u00a0-\u036f\u1e00-\u303f\uff00-\uffef\U0001f000-\U0001faff]"), 1.0),
)


def count_tokens(text: str) -> int:
    """About how many tokens `text` is; 0 for an empty one, at least 1 otherwise."""
    if not text:
        return 0
    signs = _SIGNS.findall(text)
    total = 0.90 * len(_WORD.findall(text))
    total += 0.10 * len("".join(_LONG_WORD.findall(text)))
    total += 1.70 * len(_DIGITS.findall(text))
    total += 0.76 * len(signs) + 0.39 * len("".join(signs))
    total += 0.82 * len(_SPACE.findall(text))
    if not text.isascii():
        total += sum(rate * len(letters.findall(text)) for letters, rate in _SCRIPTS)
    return max(1, round(total))
