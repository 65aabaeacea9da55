"""What a wish is about: category, key and value of the words of a wish."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from mnesis.extraction.rules.steps import verb_of
from mnesis.extraction.rules.tables import rows
from mnesis.extraction.rules.tools import Tool, tool_at
from mnesis.model.practice import PreferenceCategory


@dataclass(frozen=True, slots=True)
class Topic:
    """What a wish is about, `value` being how it is wanted. `sure`: a table knows it; otherwise the words alone do."""

    category: PreferenceCategory
    key: str
    value: str
    sure: bool = True
    share: float = 1.0
    """How much of the words the table knows, of 1."""


@dataclass(frozen=True, slots=True)
class _Entry:
    category: PreferenceCategory
    key: str
    wanted: str
    unwanted: str
    pattern: re.Pattern[str]


def _entries() -> Sequence[_Entry]:
    found = []
    for row in rows("topics.txt"):
        key, _, values = row.left.partition(" = ")
        wanted, _, unwanted = values.partition(" / ")
        found.append(_Entry(PreferenceCategory(row.section), key, wanted.strip(), unwanted.strip(), row.pattern))
    return tuple(found)


_ENTRIES = _entries()
_FIRST = "confirmation"
"""The key that counts wherever it is named: "merge updates without asking me" is about asking."""
_LIGHT = re.compile(
    r"(?:(?:please|always|only|just|to|me|us|my|your|the|a|an|any|all|some|it|them|things|everything|for me"
    r"|straight)\s+"
    r"|(?:us(?:e|ing)|add(?:ing)?|writ(?:e|ing)|includ(?:e|ing)|go(?:ing)? (?:with|for)|giv(?:e|ing)|send(?:ing)?"
    r"|put(?:ting)?"
    r"|prefer|hav(?:e|ing)|get(?:ting)?|stick(?:ing)? (?:to|with)|switch(?:ing)? to|mak(?:e|ing)|do(?:ing)?"
    r"|tak(?:e|ing)"
    r"|show(?:ing)?|work(?:ing)? (?:with|in)|keep(?:ing)?|be|pick|choos(?:e|ing)|return|provide|insert(?:ing)?"
    r"|suggest(?:ing)?|recommend(?:ing)?|offer(?:ing)?|propos(?:e|ing)|install(?:ing)? (?:things |packages "
    r"|it )?(?:with|via|through)"
    r"|run(?:ning)? (?:things |it |everything )?(?:with|via|in|through|on))\s+)+",
    re.IGNORECASE,
)
_MEANS = re.compile(
    r"\b(?:with|via|in|through|on|to|using|over|from|by|into|under|at|for)\s+(?:the |a )?",
    re.IGNORECASE,
)
_EDGE = re.compile(r"^[\s\"'“”(,:;.-]+|[\s\"'“”),:;.!?-]+$")
_TAIL = re.compile(
    r",?\s+(?:for (?:everything|all|my|me|the|any|new|all my|this|these|our|both|scripts|projects|code|now on)\b.*"
    r"|in (?:all|my|our|the|any|every|this|code|here|your|general|future|commit)\b.*|when\b.*|whenever\b.*"
    r"|unless\b.*|at all|either"
    r"|on (?:all|every|this|my|our)\b.*|everywhere|by default|as (?:my|the|a|our) .*|here|there|to me|with me"
    r"|if\b.*|from me|please|thanks|where\b.*|(?:on|of) (?:everything|anything)\b.*|for (?:every|each)\b.*"
    r"|for [\w+#]+ (?:stuff|things|projects|code|scripts|work|packages|files|tests))$",
    re.IGNORECASE,
)
_WORDS_KEPT = 8


def tool_in(words: str) -> Tool | None:
    """The tool that is the thing asked for, or with which it is to be done; not one that is only mentioned."""
    light = _LIGHT.match(words)
    starts = [light.end()] if light else []
    starts.append(0)
    starts += [mark.end() for mark in _MEANS.finditer(words)]
    for start in starts:
        found = tool_at(words, start)
        common = found is not None and found[0].name.islower() and words[:start].lower().endswith("the ")
        if found is not None and not common and _whole(words, found[1]):
            return found[0]
    return None


def _whole(words: str, end: int) -> bool:
    """Whether a name that ends here is no mere part of a longer one ("Go" in "go home")."""
    rest = words[end:].lstrip("\"'”’")
    return (
        not rest
        or re.match(
            r"[,.;:!)]|\s+(?:for|in|on|as|when|here|everywhere|instead|over|not|please|and|or|if|only|to|at|from"
            r"|by|with|again|any|because|unless|until|commands?|scripts?|syntax|examples?|code|config|files?"
            r"|instructions|snippets?|install|tests?|now|always)\b|\s*[(/–—-]",
            rest,
        )
        is not None
    )


def topic_of(words: str, *, unwanted: bool, past: int = 0) -> Topic | None:
    """The topic the tables know in the words of a wish: the one named first, the earlier in the table where two
    begin at one place; only one that reaches past `past`."""
    found = [
        (match.start() if entry.key != _FIRST else -1, at)
        for at, entry in enumerate(_ENTRIES)
        if (match := entry.pattern.search(words)) and match.end() > past
    ]
    if not found:
        return None
    entry = _ENTRIES[min(found)[1]]
    match = entry.pattern.search(words)
    assert match is not None
    value = _value(entry.unwanted if unwanted else entry.wanted, match, words)
    return Topic(entry.category, entry.key, value, share=len(match.group()) / len(_TAIL.sub("", words) or words))


def _value(template: str, match: re.Match[str], words: str) -> str:
    groups = match.groupdict()
    said = groups.get("v") or groups.get("v2") or groups.get("v3") or match.group()
    return template.replace("*", thing(words)).replace("$", tidy(said)) if template else tidy(said)


def guess(words: str, when: str, *, unwanted: bool) -> Topic | None:
    """A topic made of the words themselves, where they ask for something an agent can do; `when` is the condition."""
    errand = _ERRAND.search(f"{when} {words}")
    verb = "pick" if when and _ONE.match(words) else verb_of(words)
    if (verb is not None or errand is None) and (verb not in _DOABLE or _DENIED.search(words)):
        return None
    value = thing(words)
    if len(value) < 3 or value.lower() in _POINTING:
        return None
    key = "_".join(re.findall(r"[a-z0-9]+", _head(value).lower())[:3]) or verb or "choice"
    if errand is not None:
        return Topic(
            PreferenceCategory.OTHER,
            errand.group().lower(),
            f"not {_ONE.sub('', value)}" if unwanted else _ONE.sub("", value),
            sure=False,
        )
    if unwanted and verb in _USING:
        return Topic(PreferenceCategory.FORMATTING, key, "none", sure=False)
    if verb in _SAYING:
        said = f"not {tidy(words)}" if unwanted else value
        return Topic(PreferenceCategory.COMMUNICATION, key, said, sure=False)
    if verb in _USING and verb != "use":
        return Topic(PreferenceCategory.FORMATTING, key, value, sure=False)
    return Topic(PreferenceCategory.WORKFLOW, key, f"not {value}" if unwanted else value, sure=False)


def _head(value: str) -> str:
    return re.split(r"\s+(?:in|on|at|for|with|to|before|after|from|of|by|as|when)\s+", value)[0]


def thing(words: str) -> str:
    """The words without "use", "the" and where it is to be done, at most eight of them."""
    light = _LIGHT.match(words)
    bare = words[light.end() :] if light else words
    short = _TAIL.sub("", bare) or bare
    head = short.split(", ")[0]
    return tidy(" ".join((head if " " in head else short).split()[:_WORDS_KEPT]))


def tidy(words: str) -> str:
    return _EDGE.sub("", _EDGE.sub("", words))


_DENIED = re.compile(r"\b(?:isn't|wasn't|is|was|has|have been|had) (?:not |always |never )?\w", re.IGNORECASE)
_POINTING = frozenset(
    (
        "that",
        "this",
        "it",
        "them",
        "those",
        "these",
        "one",
        "something",
        "then",
        "anything then",
        "them all",
        "your",
        "everything",
    )
)
_SAYING = frozenset(("give", "tell", "say", "ask", "explain", "mention", "answer", "reply", "suggest", "recommend"))
_USING = frozenset(("use", "add", "include", "put", "write", "insert", "format"))
_ONE = re.compile(
    r"^(?:(?:pick|choose|get|book|take|find|reserve|order|buy) )?(?:me )?(?:ones?|something|somewhere|anything"
    r"|places?) (?=\w)|^(?:pick|choose|get|book|reserve|order|buy) (?:me )?",
    re.IGNORECASE,
)
_ERRAND = re.compile(
    r"\b(?:hotels?|flights?|seats?|restaurants?|trains?|tables? for|groceries|grocery|shopping|buy|meals?|recipes?"
    r"|gifts?"
    r"|presents?|taxis?|rooms?|playlists?|music|trips?|travel\w*|tickets?|movies?|books|airbnb|airlines?"
    r"|vegetarian|vegan"
    r"|gluten|dairy|coffee|food|dinner|lunch)\b",
    re.IGNORECASE,
)
_AGENT_VERBS = """
add answer append archive ask attach avoid back bcc book break cc check cite commit compare confirm convert copy
create cut default delete deploy document draft drop email end escape explain export finish flag follow format
forward generate give group highlight ignore include indent keep label limit link list log mail mark merge mention
message move name number offer omit open order output paste pin prefix print prioritise prioritize propose provide
push put quote rebase recommend refer remind remove rename reply respond return review round run save schedule send
separate set share show sign sort spell split squash start state store suggest summarise summarize tag tell test
text track translate truncate update use leave validate verify warn wrap write begin call notify read record
repeat report
reserve route stage upload download install interrupt reject fix accept decline buy choose pick get take find play
auto-reply restart revert rewrite refactor edit change touch overwrite
"""
_DOABLE = frozenset(_AGENT_VERBS.split())
"""Verbs for what an agent does, so that "always wear a helmet" is advice and "always cc Ana" a wish."""
