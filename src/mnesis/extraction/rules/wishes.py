"""Wishes: how the speaker wants things done, from now on and not only this once.

A sentence is cut into what is asked for in it; the words before and after tell how long it holds (demands.py), the words
themselves what it is about (topics.py). Precision first: an order that may be for once, a taste that nobody's work
depends on, a question, a supposition or somebody else's words make no wish.
"""

import re
from collections.abc import Iterator, Sequence

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.clauses import Clause, Mood
from mnesis.extraction.rules.demands import Demand, Manner, demand
from mnesis.extraction.rules.steps import verb_of
from mnesis.extraction.rules.topics import Topic, guess, tidy, tool_in, topic_of
from mnesis.model.finding import Wish
from mnesis.model.knowledge import SourceType
from mnesis.model.practice import PreferenceCategory
from mnesis.text.sentences import Sentence, sentences

_CUES = frozenset(
    "always never don dont stop quit prefer preferred prefers rather keep no please pls use using avoid skip only not instead"
    " over call from going default call be make write answer reply respond we rule convention preference want like need said"
    " told should must can could forget drop hate tired sick too less fewer more without again remember sure ensure format"
    " metric tabs spaces english german in stick switch limit my our everything address refer enough omit leave lose ditch"
    " schedule book ask send give put show commit sign start end notify text message english replace would".split()
)
_WORD = re.compile(r"[a-z]+")
_UNSAID = frozenset((Mood.QUOTED, Mood.IRONIC, Mood.CODE, Mood.HEARSAY))
_POLITE = re.compile(r"\W*(?:\w+[,:!.]?\s+){0,4}?(?:(?:can|could|would|will) (?:you|u|we)|would you mind|may i ask you)\b", re.IGNORECASE)
_CUT = re.compile(
    r"(?:;|,|\.{3}|…| [-–—]+)?\s+(?:and |but |so |plus |also )*(?=(?:please |pls |also )?(?:always|never|don't|do not|dont|stop|keep|make sure|use|avoid|skip"
    r"|no|i(?:'d| would)? (?:prefer|rather|hate)|be|write|put|add|answer|reply|leave out|limit|include|call me|send|give me|ask me|stick to|drop|only)\b)"
    r"|;\s+|\.{3}\s*|…\s*|\s+[-–—]+\s+",
    re.IGNORECASE,
)
_LONGEST = 400
_MOST = 60


def wishes(passage: Passage, parts: Sequence[Clause]) -> list[Wish]:
    """The wishes of a passage, in order, each once. Linear in its length; never raises."""
    if _CUES.isdisjoint(_WORD.findall(passage.text.lower())):
        return []
    text = passage.text.replace("’", "'").replace("‘", "'")
    unsaid = [(one.start, one.end) for one in parts if one.mood in _UNSAID]
    agent = next((turn.text for turn in reversed(passage.before) if turn.actor == "agent"), "")
    found: dict[tuple[str, str, str], Wish] = {}
    for sentence in _earnest(text, unsaid):
        manner = Manner()
        for piece in _pieces(sentence.text):
            said, manner = demand(piece, manner)
            wish = _wish(said, passage.text[sentence.start : sentence.end], agent) if said is not None else None
            if wish is not None:
                found.setdefault((wish.category, wish.key, wish.value.lower()), wish)
    return list(found.values())


def _earnest(text: str, unsaid: Sequence[tuple[int, int]]) -> Iterator[Sentence]:
    """The sentences that may ask for something: no code, no quotation, no question but a polite one."""
    for one in sentences(text)[:_MOST]:
        if len(one.text) > _LONGEST or one.text.startswith(("```", "~~~", "|", ">")):
            continue
        if any(begin <= one.start < end for begin, end in unsaid):
            continue
        if one.text.rstrip("\"') ").endswith("?") and not _POLITE.match(one.text):
            continue
        yield one


def _pieces(text: str) -> list[str]:
    """A sentence cut where a new demand begins; "pnpm, never npm" stays whole."""
    cuts = [0]
    for match in _CUT.finditer(text):
        if not _contrasts(text, match.end()):
            cuts.append(match.end())
    ends = [*cuts[1:], len(text)]
    return [text[start:end].strip(" ,;") for start, end in zip(cuts, ends, strict=True)]


def _contrasts(text: str, at: int) -> bool:
    """Whether "never" or "not" begins no demand but what is not wanted ("tabs, never spaces")."""
    match = re.match(r"(?:and )?never (?P<next>[\w-]+)", text[at : at + 60], re.IGNORECASE)
    return match is not None and verb_of(match["next"]) is None


def _wish(said: Demand, quote: str, agent: str) -> Wish | None:
    topic = _topic(said)
    if topic is None or not topic.value:
        return None
    corrected = said.corrects or _did(agent, said)
    return Wish(
        category=topic.category,
        key=topic.key,
        value=topic.value,
        quote=quote,
        instead_of=_instead(said, topic),
        withdrawn=said.kind == "back",
        strength=0.9 if said.level == 2 or corrected else 0.8 if said.kind != "self" else 0.7,
        source_type=SourceType.CORRECTED if corrected else SourceType.STATED,
    )


def _did(agent: str, said: Demand) -> bool:
    """Whether the agent has just done what is not wanted."""
    unwanted = said.instead or (said.words if said.unwanted else "")
    word = tidy(unwanted).lower()
    return 2 < len(word) < 40 and word in agent.lower()


def _topic(said: Demand) -> Topic | None:
    tool = tool_in(said.words)
    if tool is not None and (said.kind != "self" or said.level == 2) and said.level > 0:
        value = f"not {tool.name}" if said.unwanted else tool.name
        return Topic(PreferenceCategory.TOOLS, tool.kind, value)
    known = topic_of(said.words, unwanted=said.unwanted)
    if known is not None:
        return known
    if said.instead is not None and (other := topic_of(said.instead, unwanted=True)) is not None:
        return Topic(other.category, other.key, tidy(said.words))
    return guess(said.words, unwanted=said.unwanted) if said.level == 2 and said.kind in ("do", "dont", "like") else None


def _instead(said: Demand, topic: Topic) -> str | None:
    if said.instead is not None:
        return tidy(said.instead)
    return None
