"""Wishes: how the speaker wants things done, from now on and not only this once.

A sentence is cut into what is asked for in it; the words around tell how long it holds (demands.py), the words
themselves what it is about (topics.py). Precision first: an order that may be for once, a taste that nobody's work
depends on, a question, a supposition or somebody else's words make no wish.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.clauses import Clause, Mood
from mnesis.extraction.rules.demands import Demand, Manner, demand
from mnesis.extraction.rules.recipes import recipes
from mnesis.extraction.rules.redoing import redone
from mnesis.extraction.rules.steps import verb_of
from mnesis.extraction.rules.topics import Topic, guess, thing, tidy, tool_in, topic_of
from mnesis.model.finding import Wish
from mnesis.model.knowledge import SourceType
from mnesis.model.practice import PreferenceCategory
from mnesis.text.sentences import Sentence, sentences

_CUE_WORDS = """
always never don dont stop quit prefer preferred prefers rather keep no please pls use using avoid skip only not
instead over call now onwards here default be make write answer reply respond we rule convention preference want
like need said told should must can could forget drop hate tired sick too less fewer more without again remember
sure ensure format metric tabs spaces english german explain dashes hours include attach stick treat annoying annoys
drives why nothing anything goes working switch limit my our everything address refer enough omit leave lose ditch
schedule book ask send give put show commit sign start end notify text message replace would wrap squash sort indent
spell name commits update remind every each open wait check confirm merge test tests review meetings single double
british american celsius spare shorter friendlier warmer best get tone dial walk talk lead push max think pin run
uses standardised standardized everyone nobody em def strip save do leave go length
"""
_CUES = frozenset(_CUE_WORDS.split())
_OTHERS_TOLD_WORDS = "it he she they there his her their who where how what wow"
_OTHERS_TOLD = frozenset(_OTHERS_TOLD_WORDS.split())
_OWN_TOLD_WORDS = "m am was had got went can ve bet hope remember felt saw found met made took"
_OWN_TOLD = frozenset(_OWN_TOLD_WORDS.split())
"""What a story goes on with after "I" ("I'm", "I was")."""
_EARNEST_WORDS = """
please pls prefer always never stop no not don annoying annoys drives here use using annoy bugs bothers irritates
confuses better best instead for one time every appreciate great nice tired sick fed person user more kind type
"""
_EARNEST = frozenset(_EARNEST_WORDS.split())
_NO_PROSE = ("```", "~~~", "|", ">")
_WORD = re.compile(r"[a-z]+")
_UNSAID = frozenset((Mood.QUOTED, Mood.IRONIC, Mood.CODE, Mood.HEARSAY))
_POLITE = re.compile(
    r"\W*(?:\w+[,:!.]?\s+){0,4}?(?:(?:can|could|would|will) (?:you|u|we)|why (?:do|are|did) (?:you|u) (?:keep"
    r"|still)|would you mind|may i ask you)\b",
    re.IGNORECASE,
)
_AGREED = re.compile(r"\b(?:please|pls|ok|okay)\?\W*$", re.IGNORECASE)
_CUE = (
    r"(?:please |pls |also |then |just )*(?:(?:always|never)\b(?! *(?:$|[,.!]))|(?:don't|do not|dont|stop"
    r"|keep|make sure"
    r"|use|avoid|skip|no"
    r"|i(?:'d| would)? (?:always )?(?:prefer|rather|hate|want|need)|be|write|put|add|answer|reply|leave out|limit"
    r"|include|call me"
    r"|send|give me|ask me|ask before|stick to|drop|only|just use|you (?:don't|do not|needn't|never|should|must"
    r"|can)|we (?:always |only )?(?:use|write|indent|format|spell|squash)|schedule|book)\b)"
)
_CUT = re.compile(
    rf"(?:(?:[;,]|\.{{3}}|…| [-–—]+)\s+(?:and |but |so |plus |also )*|\s+(?:and|but|so|plus) )(?={_CUE})"
    r"|(?:,? so|:)\s+(?=[^,:]{3,40}\b(?:please|pls|always)\W*$)"
    r"|;\s+|\.{3}\s*|…\s*|\s+[-–—]+\s+|,\s+and (?=(?!not\b|never\b|then\b)\w)",
    re.IGNORECASE,
)
_SETTING = re.compile(
    r"\W*(?:(?:please|ok|okay|and|so|also|but|hey|no|btw|just|from now on),? )*(?:(?:when|whenever|every ?time"
    r"|each time|any ?time|if|before|after"
    r"|for|in|on|with|once|as soon as|during)\b[^,]*|(?:next time|from now on|going forward|in future|as a rule"
    r"|by default)\W*)",
    re.IGNORECASE,
)
_STOP = re.compile(r"(?<=[\w)'\"]{2}[.!?])\s+(?=[a-z])(?<!\be\.g\. )(?<!\bi\.e\. )(?<!\betc\. )(?<!\bvs\. )")
_OTHERS = re.compile(
    r"\W*(?:\w+,? )?(?:please )?(?:tell|ask|remind|let|make|teach) (?!me\b|us\b|before|for\b|first"
    r"|sure)[\w'-]+ (?:to|that|not|if|whether|know|about)\b"
    r"|.*\b(?:check|see|find out|tell me|know|wonder) (?:whether|if|why)\b|.*\bif you(?:'re| are)? ever\b"
    r"|.*\bit(?:'s| is) (?:important|good|essential|vital|crucial|helpful)\b",
    re.IGNORECASE,
)
_AND_ALSO = re.compile(r"\w (?:and|but) (?!pl|don't|do not|i\b|no\b|stop|ask|call)\w", re.IGNORECASE)
_REFUSAL = re.compile(r"(?:no[,.!]? )?not (?:like )?(?:that|this)\b", re.IGNORECASE)
_JEST = re.compile(r"\bby all means\b|🙄|\blol\W*$", re.IGNORECASE)
_ITEM = re.compile(r"(?:[-*•+]|\d{1,2}[.)])\s")
_RULES = re.compile(
    r"\b(?:rules?|preferences?|guidelines?|conventions?|style|how i (?:like|want|work)|ground rules|please|always"
    r"|never|from now on)\b",
    re.IGNORECASE,
)
_TASK = re.compile(
    r"(?:^|(?<=[.!?:] )|(?<=\n))(?:(?:please|pls|ok|hey|now|so|and|can you|could you|would you|will you"
    r"|i need you to|i want you to"
    r"|help me|i'd like you to),? )*(?:write|draft|compose|create|make|generate|summari[sz]e|translate|give me"
    r"|explain|build|design"
    r"|prepare|tell me|rewrite|rephrase|convert|fix|describe|turn|analy[sz]e|compare|list|show me|send|find|review"
    r"|proofread|edit)"
    r" (?:me |us |him |her )?(?:an?|the|this|that|these|my|some|it|two|three|four|five|ten|\d+|what|how|why)\b"
    r"|\b(?:what|who|where|when|why|how|which) (?:is|are|was|were|do|does|did|can|should|would|many"
    r"|much)\b[^.!?\n]*\?",
    re.IGNORECASE,
)
_AND_ALWAYS = re.compile(
    r"(?:and )?(?:always|every (?:single )?time|ever|never|period|no exceptions?|(?:please )?do (?:that|it"
    r"|this) (?:always|every time)"
    r"|that(?:'s| is) a rule|from now on|going forward|as a rule|(?:in|for|on|with|before|after) (?:every|each|all"
    r"|any)|(?:this|that|it) (?:applies|goes|holds|is true) (?:to|for)"
    r"|in general|no matter what|without exception|i mean it)\b(?=\W*$|.{0,40}$)",
    re.IGNORECASE,
)
_TOO = re.compile(r"\b(?:too|also|as well)\W*$", re.IGNORECASE)
_NOTHING = re.compile(
    r"(?:\W|\b(?:please|ok|okay|no|nope|yes|and|so|also|wait|hey|actually|sorry|thanks|great|oh|but"
    r"|not (?:like )?(?:that|this|it))\b)*",
    re.IGNORECASE,
)
_ONE_OF_MANY = re.compile(
    r"\b(?:an?|the (?!answer|result|conclusion|same)[\w-]+(?<!s)|it|that|this|them)\b",
    re.IGNORECASE,
)
_COMPLAINT = re.compile(r"\btoo (?!many|much)\w+", re.IGNORECASE)
_IN_DOUBT = re.compile(r"\b(?:sure|unsure|know|doubt|certain|uncertain)\b", re.IGNORECASE)
_WHENEVER = re.compile(r"(?:when|whenever|if) there\b|(?:when|whenever) you\b", re.IGNORECASE)
_REMINDER = re.compile(
    r"\W*(?:as )?i(?:'ve| have)? (?:already )?(?:told you|said|asked|mentioned)(?: before| already)?", re.IGNORECASE
)
_NARROWER = (
    (("confirmation",), re.compile(r"\bdelet\w+", re.IGNORECASE), "deletions"),
    (("confirmation",), re.compile(r"\b(?:pay|paying|payments?|spend\w*|purchas\w+)\b", re.IGNORECASE), "payments"),
    (("commits", "review"), re.compile(r"\bmerg(?:e|es|ing)\b(?! requests?| commits?)", re.IGNORECASE), "merging"),
    (("lists", "channel"), re.compile(r"\bsummar\w+", re.IGNORECASE), "summaries"),
    (("tables", "lists"), re.compile(r"\bcompar\w+", re.IGNORECASE), "comparisons"),
)
_MORE = re.compile(
    r"(?:a bit |a little |much |even |make it |it )*(?:\w+er|(?:more|less) [\w-]+)(?: (?:version|one))?",
    re.IGNORECASE,
)
_STYLE_VERBS = """
use answer reply respond write speak talk format name round spell indent wrap cite ask text email message notify
prefix squash separate start begin end include add prefer follow sign quote keep bold capitalise capitalize sort
address stick lead be put
"""
_STYLE = frozenset(_STYLE_VERBS.split())
"""Verbs that without a thing of their own ("write it", "send the report") say how things are done."""
_ONE = re.compile(r"\b(?:an?|it|that|this|them)\b", re.IGNORECASE)
_ANYTHING = re.compile(
    r"\w+ (?:me )?(?:through )?(?:things|everything|stuff|concepts|prices|dates|times|temperatures"
    r"|distances|amounts"
    r"|measurements|weights|answers|comparisons)\b",
    re.IGNORECASE,
)
_POINTING = re.compile(r"(?:that|this|it|them)\b", re.IGNORECASE)
_PLURAL = re.compile(
    r"(?:use|squash|write|prefix|follow|sign|open|test|review|name|commit|save|pin|keep) (?:[\w-]+ ){0,2}[\w-]+s\b"
    r"|.+ (?:before|after|as soon as) you\b",
    re.IGNORECASE,
)
_TOO_LITTLE = {
    "meetings": ("none",),
    "testing": ("never tests",),
    "channel": tuple(f"not {verb}" for verb in ("call", "ring", "phone", "text", "message", "mail")),
}
"""Values that only "never" and the like make a wish: who says "don't call me" may be busy."""
_DATED = frozenset((PreferenceCategory.SCHEDULING,))
_LASTING_KEY_NAMES = (
    "confirmation name pronouns structure questions decimals uncertainty order scope breaks deletions payments"
)
_LASTING_KEYS = frozenset(_LASTING_KEY_NAMES.split())
_MOST_OF_IT = 0.5
_SURE, _TOLD, _HABIT = 0.9, 0.8, 0.7
_LONGEST = 400
_MOST = 60


@dataclass(frozen=True, slots=True)
class _Found:
    """A demand, what it is about, and where its sentence stands."""

    said: Demand
    topic: Topic
    start: int
    end: int


def wishes(passage: Passage, parts: Sequence[Clause]) -> list[Wish]:
    """The wishes of a passage, in order, each once: those it says, else the one it shows. Linear in its length; never
    raises."""
    said = _said(passage, parts)
    told = recipes(passage, parts) if said else []
    said = [one for one in said if not any(one.quote in recipe.quote for recipe in told)]
    shown = redone(passage) if passage.before and not said else None
    return [shown] if shown is not None else said


def _said(passage: Passage, parts: Sequence[Clause]) -> list[Wish]:
    if not _cued(passage.text):
        return []
    text = passage.text.replace("’", "'").replace("‘", "'")
    if _REFUSAL.match(text):
        parts = ()
    listener = _Listener(text, parts)
    listener.read()
    agent = next((turn.text for turn in reversed(passage.before) if turn.actor == "agent"), "")
    return [_wish(one, passage.text[one.start : one.end], agent) for one in _settled(listener.found)]


def _idle(piece: str) -> bool:
    """Whether a stretch of text tells of somebody or something, and has no word that a demand in it would have."""
    words = _WORD.findall(piece.lower())
    told = words[0] in _OTHERS_TOLD or (words[0] == "i" and words[1:2] != [] and words[1] in _OWN_TOLD)
    return told and _EARNEST.isdisjoint(words)


def _cued(text: str) -> bool:
    return not _CUES.isdisjoint(_WORD.findall(text.lower()))


class _Listener:
    """Reads the sentences of a text in order, because what was found before tells what later ones mean."""

    def __init__(self, text: str, parts: Sequence[Clause]) -> None:
        self.found: list[_Found] = []
        self._text = text
        self._unsaid = [(one.start, one.end) for one in parts if one.mood in _UNSAID]
        self._every = _apart(_masked(text, [one for one in parts if one.mood is Mood.QUOTED]))
        self._tasks = _Tasks(self._every)

    def read(self) -> None:
        for one, after in zip(self._every, [*self._every[1:], None], strict=True):
            if _earnest(one) and not _within(one.start, self._unsaid):
                self._read(one, lasting=after is not None and _AND_ALWAYS.match(after.text) is not None)

    def _read(self, one: Sentence, *, lasting: bool) -> None:
        begun = len(self.found)
        manner = Manner(standing=lasting or (begun > 0 and _TOO.search(one.text) is not None))
        for at, piece in _pieces(one, self._unsaid):
            if not _cued(piece) or _idle(piece):
                continue
            said, manner = demand(piece, manner)
            topic = self._about(said, one, at, after=len(self.found) > begun) if said is not None else None
            if said is not None and topic is not None and topic.value and not _POINTING.match(topic.value):
                self.found.append(_Found(said, topic, one.start, one.end))

    def _about(self, said: Demand, one: Sentence, at: int, *, after: bool) -> Topic | None:
        """What a demand that begins at `at` is about; `after`: another wish stands before it in its sentence."""
        if not after and (
            _AND_ALSO.search(self._text, max(0, at - 6), at + 6)
            or (said.kind == "bare" and not said.asked and not said.instead)
        ):
            return None
        follows = after or at == one.start or said.asked or self._text[at - 3 : at] == "so "
        if not follows and _NOTHING.fullmatch(self._text, one.start, at) is not None:
            follows = True
        once = _loose(said) and (self._tasks.beside(one) or self._is_option(one))
        topic = _topic(said, follows=follows, once=once)
        return None if topic is None or _JEST.search(one.text) or _OTHERS.match(one.text) else _keyed(topic, said)

    def _is_option(self, one: Sentence) -> bool:
        """Whether a sentence is an item of a list of no rules."""
        return _ITEM.match(one.text) is not None and _RULES.search(self._text) is None


def _settled(found: Sequence[_Found]) -> list[_Found]:
    """One for each choice: what is not wanted, and then what is wanted in its place, are one."""
    merged: list[_Found] = []
    for one in found:
        last = merged[-1] if merged else None
        if last is None:
            merged += [one] if _lasts(one) else []
        elif last.said.unwanted and not one.said.unwanted and _same_choice(last.topic, one.topic):
            merged[-1] = _replacing(last, one)
        elif not _repeats(last.topic, one) and _lasts(one):
            merged.append(one)
    every: dict[tuple[str, str, str], _Found] = {}
    for one in merged:
        value = "" if one.topic.category is PreferenceCategory.COMMUNICATION else one.topic.value.lower()
        every.setdefault((one.topic.category, one.topic.key, value), one)
    return list(every.values())


def _replacing(last: _Found, one: _Found) -> _Found:
    said = replace(one.said, instead=one.said.instead or last.said.words, level=max(last.said.level, one.said.level))
    return _Found(said, one.topic, last.start, one.end)


def _repeats(last: Topic, one: _Found) -> bool:
    """Whether a demand only says what is not wanted of the thing before ("save them as drafts, never send them")."""
    return one.said.unwanted and last.sure and not one.topic.sure and one.topic.category is last.category


def _lasts(one: _Found) -> bool:
    """Whether a demand is a wish by itself: an order about work without "always" may be for once."""
    return (
        one.said.level > 0
        or one.said.kind == "no"
        or one.topic.key in _LASTING_KEYS
        or one.topic.category is not PreferenceCategory.WORKFLOW
        or _PLURAL.match(one.said.words) is not None
    )


def _same_choice(one: Topic, other: Topic) -> bool:
    if one.category is PreferenceCategory.SCHEDULING:
        return False
    return one.category is other.category and (one.key == other.key or one.category is PreferenceCategory.WORKFLOW)


def _apart(text: str) -> list[Sentence]:
    """The sentences of a text, those too that begin with a small letter."""
    found: list[Sentence] = []
    for one in sentences(text)[:_MOST]:
        cuts = [0, *(match.end() for match in _STOP.finditer(one.text))]
        for start, end in zip(cuts, [*cuts[1:], len(one.text)], strict=True):
            found.append(Sentence(one.text[start:end].rstrip(), one.start + start, one.start + end))
    return found


class _Tasks:
    """Which sentences of a text order something for this once, or ask; looked for only when it matters."""

    def __init__(self, every: Sequence[Sentence]) -> None:
        self._every = every
        self._starts: set[int] | None = None

    def beside(self, one: Sentence) -> bool:
        """Whether another sentence than this one does."""
        if self._starts is None:
            self._starts = {each.start for each in self._every if _TASK.search(each.text) or _asks(each.text)}
        return bool(self._starts - {one.start})


def _masked(text: str, quoted: Sequence[Clause]) -> str:
    """The text with somebody else's words struck out, as long as before."""
    pieces, at = [], 0
    for one in quoted:
        pieces += [text[at : one.start], "¤" * (one.end - max(at, one.start))]
        at = max(at, one.end)
    return "".join([*pieces, text[at:]])


def _asks(text: str) -> bool:
    return text.rstrip("\"')* ").endswith("?") and not _POLITE.match(text) and not _AGREED.search(text)


def _earnest(one: Sentence) -> bool:
    """Whether a sentence may ask for something: no code, and no question but a polite one."""
    if len(one.text) > _LONGEST or one.text.startswith(_NO_PROSE) or _asks(one.text):
        return False
    return _cued(one.text)


def _within(at: int, spans: Sequence[tuple[int, int]]) -> bool:
    return any(begin <= at < end for begin, end in spans)


def _pieces(one: Sentence, unsaid: Sequence[tuple[int, int]]) -> Iterator[tuple[int, str]]:
    """A sentence cut where a new demand begins, and where; "pnpm, never npm" stays whole, and so does "when you write
    code, always …"."""
    begin = 0
    cuts: list[tuple[int, int]] = []
    for match in _CUT.finditer(one.text):
        waits = match.group().startswith(",") and _SETTING.fullmatch(one.text, begin, match.start())
        if waits or _REMINDER.fullmatch(one.text, begin, match.start()) or _contrasts(one.text, match.end()):
            continue
        cuts.append((begin, match.start()))
        begin = match.end()
    for start, end in [*cuts, (begin, len(one.text))]:
        if not _within(one.start + start, unsaid):
            yield one.start + start, one.text[start:end].strip(" ,;")


def _contrasts(text: str, at: int) -> bool:
    """Whether "never" or "not" begins no demand but what is not wanted ("tabs, never spaces")."""
    match = re.match(r"(?:and )?(?:never|not) (?P<next>[\w-]+)", text[at : at + 60], re.IGNORECASE)
    return match is not None and match["next"] != "one" and verb_of(match["next"]) is None


def _topic(said: Demand, *, follows: bool, once: bool) -> Topic | None:
    """What a demand is about; None where it may be for once, or is about nothing that is known.

    `follows`: it opens its sentence, or comes after another wish; `once`: the passage orders something for this once.
    """
    if _may_be_nothing(said, follows=follows, once=once):
        return None
    tool = tool_in(said.words)
    if (
        tool is not None
        and said.kind != "selfnot"
        and (said.kind not in ("self", "bare") or said.level == 2 or said.instead or said.corrects)
    ):
        value = f"not {tool.name}" if said.unwanted else tool.name
        return Topic(PreferenceCategory.TOOLS, tool.kind, value) if said.level > 0 or _short(said, tool.name) else None
    if said.kind == "ours":
        return None
    known = topic_of(said.words, unwanted=said.unwanted)
    if said.of:
        known = _of_thing(said) or known
    elif known is None:
        known = _of_condition(said)
    if known is not None:
        return known if _meant(said, known) else None
    if said.instead is not None and (other := topic_of(said.instead, unwanted=True)) is not None:
        return Topic(other.category, other.key, tidy(said.words))
    if said.words.startswith(("a ", "an ")) and not said.when:
        return None
    asked = said.level == 2 and said.kind in ("do", "dont", "like", "order")
    return guess(said.words, said.when or "", unwanted=said.unwanted) if asked else None


def _may_be_nothing(said: Demand, *, follows: bool, once: bool) -> bool:
    """Whether a demand may be for once, a complaint or a mere taste, whatever it is about."""
    if (said.kind == "want" and said.level < 2) or (said.kind == "thing" and said.level < 1):
        return True
    if _COMPLAINT.search(said.words) or (_loose(said) and (once or _MORE.fullmatch(said.words))):
        return True
    return not follows and (said.kind == "bare" or said.level == 0)


def _keyed(topic: Topic, said: Demand) -> Topic:
    """The topic under the key of what is spoken of, where that is narrower: not any question first, but deletions."""
    words = f"{said.when or ''} {said.of or ''} {said.words}"
    key = next((key for keys, spoken, key in _NARROWER if topic.key in keys and spoken.search(words)), topic.key)
    return replace(topic, key=key)


def _of_condition(said: Demand) -> Topic | None:
    """What a demand is about together with its condition ("when you write mails, end with …")."""
    when = said.when
    if not when or (said.level < 2 and _IN_DOUBT.search(when) is None):
        return None
    return topic_of(f"{when} {said.words}", unwanted=said.unwanted, past=len(when) + 1)


def _of_thing(said: Demand) -> Topic | None:
    """What a demand about a thing ("my reports … as bullet points") is about: how it is to be, else the thing."""
    words = f"{said.of} {said.words}"
    return topic_of(words, unwanted=said.unwanted, past=len(said.of or "")) or topic_of(words, unwanted=said.unwanted)


def _generally(said: Demand, known: Topic) -> bool:
    """Whether it is how a text is to look whenever something is so ("when there are many options, give me a table")."""
    return known.category is PreferenceCategory.FORMATTING and _WHENEVER.match(said.when or "") is not None


def _loose(said: Demand) -> bool:
    """Whether a demand is a mere order, that may be for once."""
    return said.kind in ("do", "dont", "no", "bare") and said.level < 2


def _short(said: Demand, name: str) -> bool:
    return len(thing(said.words)) <= len(name) + 12


def _meant(said: Demand, known: Topic) -> bool:
    """Whether a demand without "always" and the like is a wish all the same, by what it is about."""
    if said.kind == "bare":
        least = _MOST_OF_IT if said.level < 2 and not said.asked else _MOST_OF_IT * 0.8
        return known.category is not PreferenceCategory.SCHEDULING and known.share >= least
    if said.level < 2 and known.value in _TOO_LITTLE.get(known.key, ()):
        return False
    if said.level > 0 or said.kind == "no":
        return True
    if known.key in _LASTING_KEYS:
        return True
    if said.unwanted:
        return known.category is PreferenceCategory.COMMUNICATION or thing(said.words).endswith("s")
    if known.category is PreferenceCategory.WORKFLOW or _generally(said, known):
        return True
    if verb_of(said.words) not in _STYLE and not _ANYTHING.match(said.words):
        return False
    if known.category in _DATED:
        return False
    return (_ONE if known.share >= _MOST_OF_IT else _ONE_OF_MANY).search(said.words) is None


def _wish(one: _Found, quote: str, agent: str) -> Wish:
    said, topic = one.said, one.topic
    corrected = said.corrects or _did(agent, said)
    sure = said.level == 2 or corrected
    return Wish(
        category=topic.category,
        key=topic.key,
        value=topic.value,
        quote=quote,
        instead_of=tidy(said.instead) if said.instead else None,
        withdrawn=said.kind == "back",
        strength=_SURE if sure else _HABIT if said.kind == "self" else _TOLD,
        source_type=SourceType.CORRECTED if corrected else SourceType.STATED,
    )


def _did(agent: str, said: Demand) -> bool:
    """Whether the agent has just done what is not wanted."""
    unwanted = said.instead or (said.words if said.unwanted else "")
    word = tidy(unwanted).lower()
    return 2 < len(word) < 40 and word in agent.lower()
