"""Summaries made of the text's own sentences: deterministic, no model."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain

from mnesis.text.content import clipped, content, flat
from mnesis.text.sentences import Sentence, sentences

_LIMIT = 200
_CUE = re.compile(
    r"\b(?:decid\w*|conclu\w*|therefore|in short|in summary|overall|result\w*|important\w*|remember|never|always|prefer"
    r"|must|because|final\w*|agreed|plan(?:s|ned|ning)?|instead|bought|moved|started|finished|fixed|failed|released"
    r"|resum\w*|decidi\w*|importante|wichtig\w*|entschied\w*|beschlossen|finalement|donc)\b|决定|重要|结论|決め|重要"
)
_FACT = re.compile(r"\d|\w [A-ZÀ-Þ]")


def summary(text: str) -> str:
    """One or two of the text's sentences, at most 200 characters together, in their order; the text itself, verbatim,
    where it is no longer than that, or at most two sentences and 400 characters.

    The first sentence counts most, then sentences of the text's commonest words, with names, numbers or decisions.
    """
    if len(text) <= _LIMIT:
        return text
    parts = sentences(text)
    if len(text) <= 2 * _LIMIT and len(parts) <= 2:
        return text
    chosen: list[Sentence] = []
    for part in _ranked(parts)[:6]:
        if len(chosen) < 2 and len(_joined([*chosen, part])) <= _LIMIT:
            chosen.append(part)
    return _joined(chosen) if chosen else clipped(parts[0].text if parts else text, _LIMIT)


def summarise_session(turns: Sequence[tuple[str, str]]) -> str:
    """Two to four sentences, each with who said it, that together cover what a session was about, in order.

    `turns` are (speaker, text). "" where nothing was said.
    """
    said = [
        (speaker, part)
        for speaker, text in turns
        for part in sentences(text)
        if not part.text.startswith(("```", "~~~")) and not part.text.endswith(("?", "？", "؟"))
    ] or [(speaker, part) for speaker, text in turns for part in sentences(text)]
    words = [content(part.text) for _, part in said]
    wanted = min(len(said), 4 if len(turns) > 8 else 2 if len(turns) < 3 else 3)
    lines = [_quoted(*said[at]) for at in sorted(_covering(words, wanted))]
    return " ".join(lines)


def _covering(words: Sequence[frozenset[str]], wanted: int) -> list[int]:
    """Greedy choice: each next sentence adds the most weight of words the session repeats and the choice lacks."""
    frequency = Counter(word for one in words for word in one)
    covered: set[str] = set()
    chosen: list[int] = []
    while len(chosen) < wanted:
        gains = [
            -1.0 if at in chosen else math.fsum(_weight(frequency[word]) for word in one - covered) / (4 + len(one))
            for at, one in enumerate(words)
        ]
        best = max(range(len(gains)), key=gains.__getitem__)
        chosen.append(best)
        covered |= words[best]
    return chosen


def _weight(times: int) -> float:
    return math.log1p(times) if times > 1 else 0.3


def _ranked(parts: Sequence[Sentence]) -> list[Sentence]:
    """The sentences, best first."""
    words = [content(part.text) for part in parts]
    weights = {word: math.log1p(times) for word, times in Counter(chain.from_iterable(words)).items()}
    scores = {part.start: _salience(part, one, weights) for part, one in zip(parts, words, strict=True)}
    if parts:
        scores[parts[0].start] += 1.5
    return sorted(parts, key=lambda part: (-scores[part.start], part.start))


def _salience(part: Sentence, words: frozenset[str], weights: Mapping[str, float]) -> float:
    if not words or part.text.startswith(("```", "~~~")):
        return -1.0
    theme = math.fsum(weights[word] for word in words) / (3 + len(words))  # exact: sets have no order of their own
    asks = part.text.endswith(("?", "？", "؟"))
    return theme + (0.6 if _CUE.search(part.text.lower()) else 0) + (0.2 if _FACT.search(part.text) else 0) - 0.4 * asks


def _joined(parts: Sequence[Sentence]) -> str:
    return " ".join(flat(part.text) for part in sorted(parts, key=lambda part: part.start))


def _quoted(speaker: str, part: Sentence) -> str:
    words = clipped(flat(part.text), _LIMIT - 40)
    return f"{speaker}: {words}" if speaker else words
