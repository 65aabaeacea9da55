"""Stretches of a text that are somebody else's words: quotation marks, and what follows "translate this:"."""

import re

from mnesis.extraction.rules.cues import PASTED, words_of

_MARKS = re.compile(
    r"“[^”\n]{1,600}”|(?<!\w)\"[^\"\n]{1,600}\"(?!\w)|(?<!\w)[‘'][^’'\n]{1,300}[’'](?!\w)|«[^»\n]{1,600}»"
)
_SPEECH = re.compile(
    r"\b(?:I|I['’]m|I['’]ve|you|he|she|we|they|my|is|are|was|were|am|have|don['’]t|do|will|can|always|never|use"
    r"|please"
    r"|has|said|it['’]s|live|love|want|need)\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?:called|named|name is|titled|entitled|nicknamed|nickname is|known as|aka|book|film|movie|song|album"
    r"|novel|show"
    r"|series|game|play|band|podcast|by the name of|for|my favou?rite \w+ is|reading|watching) $",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"(?:^|(?<=[.!?\n] )|(?<=\n))(?:(?:can|could|would|will) you |please |pls |now |ok,? |hey,? )*"
    r"(?:translate|proof-?read|rewrite|rephrase|paraphrase|summari[sz]e|correct|fix|check|edit|polish|improve"
    r"|analy[sz]e"
    r"|classify|parse|continue|complete|format|convert|repeat|extract|explain|read|how do you say|how would you say"
    r"|what does|type|write|draft|compose|reply|respond|post|tweet|send|tell (?:him|her|them)|insert|spell-?check)\b"
    r"[^:\n]{0,120}:(?=\s|[\"“'])",
    re.IGNORECASE,
)
_PASTED = re.compile(
    r"(?:^|(?<=[.!?\n] )|(?<=\n))[^.:\n]{0,80}\b(?:example|sample|quote|lyrics?|verse|chorus|excerpt|paragraph"
    r"|passage"
    r"|prompt|template|placeholder|test (?:data|input|case|sentence)|dialogue|script|opening line|first line"
    r"|last line"
    r"|line (?:is|was|goes)|caption|headline|article|sentence|snippet|email (?:says|said|reads|from)"
    r"|message (?:says|said"
    r"|reads|from)|(?:the |a )?letter|goes|went|reads|wrote|writes|texted|replied|answered|shouted|whispered"
    r"|(?:he|she|they|\w+) (?:says?|said)|fortune cookie|t-?shirt|sticker|mug|sign|poster|motto|slogan"
    r"|(?:the|this|main) character|(?:this|the|short) story|plot|poem|song)\b[^.:\n]{0,40}:(?=\s|[\"“'])",
    re.IGNORECASE,
)


def quoted_spans(text: str) -> list[tuple[int, int]]:
    """Where somebody else's words stand, marks included, in order and apart; names of things in marks are not."""
    spans = [match.span() for match in _MARKS.finditer(text) if _is_speech(text, match)] if _has_marks(text) else []
    if ":" in text:
        for match in _TASK.finditer(text):
            spans.append((match.end(), len(text)))
        for match in _PASTED.finditer(text) if not PASTED.isdisjoint(words_of(text)) else ():
            stop = text.find("\n\n", match.end())
            spans.append((match.end(), stop if stop >= 0 else len(text)))
    return _apart(sorted(spans))


def _has_marks(text: str) -> bool:
    return any(mark in text for mark in "\"'“‘«")


def _is_speech(text: str, match: re.Match[str]) -> bool:
    words = match.group()[1:-1].split()
    if _CALLED.search(text, max(0, match.start() - 30), match.start()):
        return False
    return len(words) > 4 or bool(_SPEECH.search(match.group()))


def _apart(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for begin, stop in spans:
        if found and begin < found[-1][1]:
            found[-1] = (found[-1][0], max(stop, found[-1][1]))
        else:
            found.append((begin, stop))
    return found
