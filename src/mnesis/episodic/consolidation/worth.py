"""What a sentence of a conversation counts for, and whether it says anything at all.

The phrases are those of English talk, and the commonest of a few other languages; a sentence that has none of them is
weighed by what it is, by its numbers, names and times, and by whether its speaker tells of himself. The weights are
round numbers: halving or doubling any of them moved the share of LoCoMo's answers that a compressed text keeps by less
than two points.
"""

import re
from collections.abc import Collection

from mnesis.episodic.weighing import WEIGHTS
from mnesis.text.dates import has_time_words
from mnesis.text.forms import is_acknowledgement, is_question
from mnesis.text.names import proper_nouns

NOTHING = -5.0
"""What a greeting, a thank-you, code or a heading counts: it is taken only where there is nothing else."""
ASKS = -3.0
"""What a bare question counts: it is taken only with its answer, or where there is nothing else."""

ITEM = re.compile(r"^\s*(?:[-*+•]|\d{1,3}[.)])\s+")
_MARKUP = ("```", "~~~", "#", "|", ">", "---", "***")
_IMAGE = re.compile(r"^\[.*\]$", re.DOTALL)
_NUMBER = re.compile(r"\d")
_LEANS = re.compile(
    r"^(?:it|that|this|they|those|these|he|she|which|and|but|so|because|plus|we even|also|such)\b", re.IGNORECASE
)
_STATES = re.compile(r"^(?:(?:so|and|but|ok|okay|well|hi|hey)\W+)*(?:i|i['’]\w+|we|we['’]\w+|my|our)\b", re.IGNORECASE)
_SELF = re.compile(
    r"\b(?:i|we|me|us|my|our|mine|ours|ich|wir|mich|mir|uns|mein\w*|unser\w*|yo|mi|mis|nosotros|nuestr[oa]s?|je|j|nous"
    r"|mon|ma|mes|notre|nos|eu|n[oó]s|meu|minha|io|mio|mia|noi)\b|[我俺私僕]|나는|저는|\bя\b|\bмы\b",
    re.IGNORECASE,
)
_STOCK = re.compile(  # whole sentences of agreement and cheer
    r"(?:(?:and|but|so|oh|hey|hi|yeah|yup|yep|well|just|always|remember),? )*(?:"
    r"long time,? no \w+|(?:i'm |i am |doing |all )?(?:good|fine|great|well|alright)|(?:you|me|us) too|same here"
    r"|(?:it's )?(?:so |really )?(?:good|great|nice|lovely) (?:to (?:see|hear from)|seeing|hearing from) you\b.*"
    r"|(?:i )?(?:totally |completely |100% |really |definitely )*agreed?(?: with (?:you|that))?|way to go|sure thing"
    r"|you(?:'ve)? (?:got|can do) (?:this|it)|check (?:it|'em|them) out|keep (?:it up|going|at it|me posted)|no doubts?"
    r"|(?:i |i really )?appreciate (?:it|that|you\b.*|your\b.*|the\b.*)"
    r"|(?:thanks|thank you) (?:so much |again |a lot )?for\b.*|(?:don't|never) (?:quit|give up)|go for it|lucky you"
    r"|(?:i'm |i am )?looking forward to (?:it|that)|(?:i )?can't wait|good luck\b.*|for sure|sounds like a plan"
    r"|(?:your|the)(?: \w+)? [\w-]+(?:,? and [\w-]+)?,? (?:really |truly )?(?:means?|meant) (?:so much|a lot|a ton"
    r"|the world|everything)(?: to me)?|thank goodness|i've got your back|i(?:'m| am) (?:always )?here for you\b.*"
    r"|i(?:'ll| will)(?: definitely)? (?:keep (?:on )?going|let you know|keep you posted|check (?:it|that) out))"
    r"(?:,? (?:then|too|as well|buddy|friend|man|dude|girl|though|for sure|together|always))*",
    re.IGNORECASE,
)
_POLITE = re.compile(  # sentences that open with praise, offers and announcements
    r"^(?:(?:and|but|so|wow|oh|yeah|aw+),? )*(?:"
    r"(?:that|it|this)(?:'s| is| was| sounds?| must| looks?| seems?)(?: be| have been| like| really| so| such| a)*"
    r" (?:great|awesome|amazing|cool|nice|lovely|wonderful|fantastic|beautiful|inspiring|incredible|sweet|fun|good"
    r"|tough|hard|touching|gorgeous|impressive|interesting|exciting|true|perfect)\b"
    r"|(?:sounds|looks) (?:like |really |so )?\w+|(?:i'm|i am) (?:so |really |very )?(?:glad|happy|proud|sorry|thrilled"
    r"|excited) (?:for|of|to hear|you|that you)\b|you(?:'re| are|'ve got| must| should be| look)\b"
    r"|your \w+ (?:is|are)\b"
    r"|(?:so )?(?:glad|great|nice|good|happy|congrats|congratulations|keep|take care|have a|have fun|enjoy|let me know"
    r"|hope|feel free|wishing|cheers|talk to|see you|i(?:'m| am) here|i hope|i bet|i know)\b"
    r"|would you like|if you (?:have|need|want|'d like)|here(?:'s| is| are|s)\b"
    r"|let's (?:dive|walk|go through|start|break|keep|see how)|by following (?:these|this)\b"
    r"|(?:certainly|absolutely|of course|sure|great)\b[^.]*[!:]$|can't wait to (?:hear|see)\b"
    r"|(?:i'd|i would) (?:love|be happy) to (?:hear|help|see)\b)",
    re.IGNORECASE,
)


def worth(text: str, raw: str, kind: str, names: Collection[str]) -> float:
    """What a sentence counts for by its words alone; `raw` is how it was written, `kind` one of WEIGHTS, `names` are
    those of the speakers."""
    if raw.startswith(_MARKUP) or is_empty(text, names):
        return NOTHING
    if asks(text) and not (len(text) > 60 and _STATES.match(text)):
        return ASKS
    weight = WEIGHTS[kind] + 0.6 * bool(_NUMBER.search(text)) + 0.5 * bool(proper_nouns(text))
    weight += 0.8 * has_time_words(text) - 0.6 * leans(text) - 1.2 * bool(ITEM.match(raw))
    weight -= 0.8 * bool(_IMAGE.match(raw)) + 3.0 * text.endswith((":", "："))
    return weight - 2.5 * bool(_POLITE.match(text.replace("’", "'")))


def tells(text: str) -> float:
    """What it counts that a person speaks of himself, and against a sentence that speaks of nobody and nothing."""
    if _SELF.search(text):
        return 0.8
    return 0.0 if _NUMBER.search(text) or proper_nouns(text) or has_time_words(text) else -0.8


def is_empty(text: str, names: Collection[str]) -> bool:
    """Whether a sentence only greets, thanks, agrees or cheers, be it by name; also where it has no letter or digit."""
    if len(text) > 80:
        return not any(map(str.isalnum, text))
    bare = " ".join(word for word in text.split() if not _is_name(word.strip(",.!?…"), names))
    bare = "".join(mark for mark in bare.replace("’", "'") if mark < "\u2190" or mark.isalnum()).strip(" ,.!¡¿…;:-–—")
    return not any(map(str.isalnum, bare)) or is_acknowledgement(bare) or _STOCK.fullmatch(bare) is not None


def leans(text: str) -> bool:
    """Whether a sentence opens with what can only be read after another."""
    return _LEANS.match(text) is not None


def asks(text: str) -> bool:
    return text.rstrip("\"'”’)]」』 ").endswith(("?", "？", "؟")) or is_question(text)


def _is_name(word: str, names: Collection[str]) -> bool:
    """Whether a word is a speaker's name, or the beginning of one ("Mel")."""
    if not word[:1].isupper():
        return False
    return any(word in name.split() or (len(word) >= 3 and name.startswith(word)) for name in names)
