"""What kind of thing a text is: cheap rules for English and the commonest phrases of other languages.

Precision first: a rule that is unsure says no.
"""

import re

from mnesis.text.phrases import alternatives, sections
from mnesis.text.sentences import sentences

_QUESTION_START = re.compile(
    r"(?:(?:and|so|but|ok(?:ay)?,?) )?(?:what|who|whom|whose|where|when|why|which|how)(?:'s|'re|'d)?\b"
    r"(?! (?:a|an|ever|i (?:mean|meant|did|want|like)|matters)\b)"
    r"|(?:do|does|did|is|are|was|were|can|could|would|will|should|have|has)"
    r" (?:you|he|she|it|we|they|i|the|your|there)\b",
    re.IGNORECASE,
)
_QUESTION_END = ("?", "？", "؟")
_QUESTION_EAST = re.compile("(?:吗|嗎|呢|か|ですか|ますか|나요|까요|습니까|ไหม|หรือเปล่า)[。.？?！!]*$")

_ACK_WORDS = re.compile(f"(?:{alternatives('acknowledgement')})(?![a-z0-9])")
_ACK_GAP = re.compile(r"[\s,.!?…~;:)(\-–—'’\"。！？、，\U0001f000-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")
_ACK_LIMIT = 80

_CODE_SIGN = re.compile("[`~$<(){};:=*]")
_CODE = re.compile(
    r"```|~~~|^[ \t]*\$ \w|</\w+>"
    r"|^[ \t]*(?:def|class|import|from|const|let|var|function|public|private|#include|SELECT|INSERT"
    r"|CREATE TABLE)\s.*[(){};:=*]"
    r"|\b\w+\([^()\n]*\)[ \t]*(?:;|\{|=>|->)|`[^`\n]+[(){}\[\]=;._/-][^`\n]*`|Traceback \(most recent",
    re.MULTILINE,
)


def is_question(text: str) -> bool:
    """The text only asks: every sentence of it but greetings and acknowledgements is a question."""
    if len(text) > 200 and not any(mark in text for mark in _QUESTION_END):
        return False
    asked = [_asks(part.text) for part in sentences(text) if not is_acknowledgement(part.text) or "?" in part.text]
    return bool(asked) and all(asked)


def _asks(sentence: str) -> bool:
    bare = sentence.rstrip("\"'”’)]」』 ")
    if bare.endswith(_QUESTION_END) or _QUESTION_EAST.search(bare):
        return True
    return not bare.endswith(("!", ".", ":", ",")) and bool(_QUESTION_START.match(bare))


def is_acknowledgement(text: str) -> bool:
    """Nothing but greetings, thanks, yes and no, in several languages."""
    if len(text) > _ACK_LIMIT:
        return False
    rest = text.strip().replace("’", "'").lower()
    at = 0
    while at < len(rest):
        gap = _ACK_GAP.match(rest, at)
        if gap and gap.end() > at:
            at = gap.end()
            continue
        word = _ACK_WORDS.match(rest, at)
        if word is None:
            return False
        at = word.end()
    return bool(rest)


def is_correction(text: str) -> bool:
    """The text takes back or sets right something said before."""
    return "correction" in sections(text)


def is_instruction(text: str) -> bool:
    """The text asks for something to be done, now or from now on."""
    return "instruction" in sections(text)


def states_preference(text: str) -> bool:
    """The text says what its author likes, hates or wants done how."""
    return "preference" in sections(text)


def states_decision(text: str) -> bool:
    """The text says that something was decided."""
    return "decision" in sections(text)


def states_major_decision(text: str) -> bool:
    """The text says that something was decided that changes a life or a company."""
    return "major decision" in sections(text)


def states_milestone(text: str) -> bool:
    """The text says that something larger was finished, released or won."""
    return "milestone" in sections(text)


def is_lookup(text: str) -> bool:
    """A question for a plain fact of the world: the weather, a conversion, a definition."""
    return (
        len(text) <= 120
        and "lookup" in sections(text)
        and (is_question(text) or is_instruction(text) or len(text) < 40)
    )


def is_emotional(text: str) -> bool:
    """The text speaks of strong feeling, grief, or an event that brings it."""
    return "emotion" in sections(text)


def is_security(text: str) -> bool:
    """The text speaks of a secret, or of one lost: passwords, keys, leaks, break-ins."""
    return "security" in sections(text)


def has_code(text: str) -> bool:
    """The text holds code, a command or a stack trace."""
    return _CODE_SIGN.search(text) is not None and _CODE.search(text) is not None
