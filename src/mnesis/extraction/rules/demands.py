"""How a wish is worded: what is wanted, what is not, and for how long the words hold."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from mnesis.extraction.rules.cues import ONCE, STANDING, words_of
from mnesis.extraction.rules.steps import ORDERS
from mnesis.extraction.rules.tables import rows


@dataclass(frozen=True, slots=True)
class Demand:
    """A wish as its words put it. `level` as in frames.txt; `unwanted`: `words` are what is not wanted; `instead` is
    what they are to take the place of; `when` is the condition ("when you write code"), `of` the thing spoken of
    ("dates"). `asked`: it says "please", or that it is to last, or sets something right."""

    kind: str
    level: int
    words: str
    unwanted: bool = False
    instead: str | None = None
    when: str | None = None
    of: str | None = None
    corrects: bool = False
    asked: bool = False


@dataclass(frozen=True, slots=True)
class Manner:
    """What the words before and after a wish say about it."""

    standing: bool = False
    corrects: bool = False
    when: str | None = None
    once: bool = False


@dataclass(frozen=True, slots=True)
class _Frame:
    """`first`: the letters that what it matches can begin with; None where it may be any."""

    kind: str
    level: int
    pattern: re.Pattern[str]
    first: frozenset[str] | None


def _first(pattern: str) -> frozenset[str] | None:
    """The letters that a match can begin with, as far as the beginning of the pattern tells; else None."""
    named = re.match(r"\(\?P<\w+>", pattern)
    group = named or re.match(r"\(\?:", pattern)
    if group is None:
        return frozenset(pattern[0]) if re.match(r"[a-z][^?*|]", pattern) and not _CHOICE.search(pattern) else None
    depth, begin, found = 0, group.end(), []
    for at in range(group.end(), len(pattern)):
        depth += {"(": 1, ")": -1}.get(pattern[at], 0)
        if depth < 0 or (depth == 0 and pattern[at] == "|"):
            found.append(_first(pattern[begin:at]))
            begin = at + 1
        if depth < 0:
            optional = pattern[at + 1 : at + 2] in ("?", "*", "{")
            return None if optional or None in found else frozenset().union(*(one for one in found if one))
    return None


_CHOICE = re.compile(r"^[^(]*\|")
"""A choice that no bracket holds."""


def _frames() -> Iterator[_Frame]:
    for row in rows("frames.txt"):
        kind, level = row.left.split()
        yield _Frame(kind, int(level), row.pattern, _first(row.pattern.pattern))


_EVERY = tuple(_frames())
_BACKS = tuple(one for one in _EVERY if one.kind == "back")
_FRAMES = tuple(one for one in _EVERY if one.kind != "back")
_BY_FIRST = {
    letter: tuple(one for one in _FRAMES if one.first is None or letter in one.first)
    for letter in "abcdefghijklmnopqrstuvwxyz"
}
"""The frames that may match what begins with a letter; those for "i" are not tried on "my …"."""
_BACK_CUE = re.compile(
    r"\b(?:again|any ?more|any longer|no longer|now|after all|forget|ignore|disregard|scrap|scratch|cancel"
    r"|never ?mind|lift|undo"
    r"|revoke|take back|drop)\b",
    re.IGNORECASE,
)
_SOFTLY = re.compile(
    r"^(?:(?:ok(?:ay)?|actually|so|and|but|well|please|hey|by the way|btw|oh|alright)\b[,.!]? +)+",
    re.IGNORECASE,
)
_ADDRESS = re.compile(
    r"[A-Z][\w-]{1,20},\s+(?=(?:[Pp]lease )?(?:always|never|from|can|could|would|don't|do not|stop|use|keep|I|you"
    r"|when|make|no|call|remember|next|be)\b)"
)
_PLAIN = re.compile(
    r"(?:[-*•>]|\d{1,2}[.)]|please|pls|plz|kindly|hey|hi|hello|ok(?:ay)?|so|and|also|but|btw|by the way|well|oh|ah"
    r"|alright|right|yes|yeah|yep"
    r"|sorry|thanks|thank you|thx|great|good|nice|cool|perfect|look|listen|just|one (?:more )?thing|another thing"
    r"|one last thing"
    r"|(?:small |quick |tiny |friendly )?(?:note|reminder|request|heads[- ]up)(?: for (?:you|the future"
    r"|next time))?|fyi|ps|p\.s\."
    r"|seriously|honestly|for the record|important|heads up|um|hmm|ugh|lol|(?:just )?a (?:quick |small "
    r"|friendly )?(?:heads[- ]up|note|reminder)(?: that)?|remember|again|like i said|as i said|if possible"
    r"|if you can"
    r"|(?:can|could|would|will) (?:you|u|we)(?: please| kindly| just)?|(?:i(?:'d| would)? (?:really "
    r"|just )?(?:want|need|like|love|expect|ask)"
    r"(?: it)?(?: if)? (?:you|u) (?:to|could|would)?)|(?:you|u) (?:should|must|need to|have to|ought to"
    r"|are to|may)"
    r"|(?:make|be) sure(?: that)?(?: you| to| we)*|ensure(?: that)?(?: you)?|remember to|don't forget to"
    r"|do not forget to"
    r"|it(?:'d| would) be (?:great|nice|good|better|best|lovely|helpful) if (?:you|u) (?:could|would)?"
    r"|it's (?:better|best) if you"
    r"|as far as [\w ]{2,20}? (?:goe?s?|are concerned|is concerned)|as for [\w ]{2,20}?(?=,)"
    r"|when it comes to [\w ]{2,25}?(?=,)|def|definitely"
    r"|(?:two|three|a few|some|a couple of) (?:quick |small )?(?:things|rules|requests|wishes|notes|preferences)"
    r"|i want|i need|would you mind|do me a favou?r and|if you could|let me be clear|to be clear|my request|then"
    r"|and then|feel free to|instead|try to|you can)(?![\w'])[,:.!…—–-]*\s+"
    r"|[\"“(*_]+",
    re.IGNORECASE,
)
_LASTING = re.compile(
    r"(?:from (?:now|here|today|this point|tomorrow)(?: on(?:wards?)?)?|going forward|moving forward"
    r"|in (?:the )?future|for (?:the )?future(?: reference)?|as a (?:general )?rule"
    r"|(?:as a )?general rule|by default|in general|generally|at all times|starting (?:now|today|tomorrow"
    r"|next week)|as of (?:now|today)|henceforth"
    r"|(?:new |house |ground |standing |one |hard |golden |important |my |our )*(?:rule|policy|convention"
    r"|preference|standing order|guideline)(?: of mine| #?\d+| for you| from now on| here)?(?= ?[:,–—-])"
    r"|for all (?:future|my|our) [\w ]{3,25}(?=,)"
    r"|(?:next|every|each) time(?=,)|permanently|for good|until further notice|till further notice"
    r"|unless (?:i say otherwise|told otherwise)|as always|note for the future)(?![\w'])[,:.!…—–-]*\s+",
    re.IGNORECASE,
)
_CORRECTING = re.compile(
    r"(?:no|nope|nah|wrong|actually|wait|stop|argh|not like that|not that|not this|not what i (?:asked|wanted"
    r"|meant)(?: for)?|that's not (?:it|right|what i (?:asked|wanted|meant|said))(?: for)?"
    r"|that's wrong|again|i(?:'ve| have)? (?:already )?(?:told you|said|asked(?: you)?|mentioned)(?: this"
    r"| that| it)?"
    r"(?: before| already| twice| a (?:hundred|thousand) times| many times)?|how many times(?: (?:do|must"
    r"|should) i (?:have to |need to )?(?:say|repeat)(?: this| it| that)?)?"
    r"|for the last time"
    r"|as i (?:said|mentioned|asked"
    r"|told you)(?: before)?|once (?:more|again)|once and for all)(?: again)?\s*(?:[,:.!…—–-]+|\bto\b"
    r"|\bthat\b)\s*(?=\w)",
    re.IGNORECASE,
)
_WHEN = re.compile(
    r"(?P<set>(?:for|in) (?!now\b|this (?!repo|project|code|team|company|workspace)|fact\b"
    r"|general\b)[\w -]{2,25}?)\s+(?=(?:we|i)(?:'ve| always| only| now)? (?:use|write|prefer|go with|want"
    r"|indent|name|format|spell|squash|rebase|test|commit)\b"
    r"|(?:please )?(?:always|never|only|use|stick (?:to|with)|go with)\b)"
    r"|(?P<when2>(?:when(?:ever)?|every ?time|each time|any ?time) (?:(?:you|i|we|there's"
    r"|it's)\b|[a-z]+ing\b) [^,;:]{2,50}?)\s+(?=(?:i want"
    r"|i'd like|i prefer|i expect|i need|please|always|never|don't|use|write|give me|keep|make|make sure|send"
    r"|format|put|show|ask|run"
    r"|open|add|include|round|attach|cite|skip)\b)"
    r"|(?P<when>(?:(?:(?:even )?when(?:ever)?|every ?time|each time|any ?time|(?:even )?if|before|after"
    r"|once|as soon as"
    r"|while) (?:you(?:'re| are)?"
    r"|we(?:'re| are)?|i(?:'m| am)?|there(?:'s| is| are)|it(?:'s| is)|[a-z-]+ing|an?|something|someone|the|my"
    r"|our) ?[^,;:]{0,80}?"
    r"|when(?:ever)? in doubt|(?:in|for|with|on|at|during) (?!short\b|fact\b|case\b|example\b|instance\b|the end"
    r"|general\b|my opinion"
    r"|(?:plain |simple )?(?:english|german|french|spanish)\b|first\b|least\b|once\b|now\b"
    r"|no\b)[^,;:]{2,50}?))(?:,|:)\s+(?=\S)",
    re.IGNORECASE,
)
_STANDING = re.compile(
    r"^never\b|\b(?:always|when(?:ever)? [a-z]+ing|from now on|from (?:here|today|this point) on(?:wards?)?"
    r"|going forward|moving forward"
    r"|in (?:the )?future|for future|by default|at all times|any ?more|any longer|ever(?: again)?|every (?:time"
    r"|single|commit|day|week|morning|evening|monday|friday|reply|answer|message|email|pull|pr|file|function"
    r"|release|deploy|push|report|meeting|month|night|one of)"
    r"|each (?:time|commit|reply|message|pull|release|deploy|function|file|report)|whenever|every ?time|as a rule"
    r"|permanently|for good|no exceptions?|until further notice|in all (?:my|your|our|the|of)?|all my"
    r"|all our|on everything"
    r"|for all|(?:as (?:a|the|my|our) )?default|unless (?:i|we|told)|in general|next time|(?:when|if) (?:you"
    r"|u) (?:write|answer|reply|explain|code|send|talk|compare|create|summari[sz]e|deploy|commit|give|draft"
    r"|respond|refactor|review|do|make|list|show|format|schedule|book|quote|use|generate|translate|push|open|name"
    r"|change|edit|add|are)\b|(?:before|after|for|in|on|with|at|to) (?:every|each|any|all) [a-z]\w*|for everything"
    r"|everywhere|henceforth|starting (?:now|today))\b",
    re.IGNORECASE,
)
_ONCE = re.compile(
    r"\b(?:th(?:is|at) (?:one|time|once|slide|email|mail|letter|message|report|file|page|document|doc|post|text"
    r"|paragraph|section|sentence|reply|answer|function|script|version|meeting|week|month|evening|morning"
    r"|afternoon|weekend|year|part|bit|table|list|chart|draft|thing|image|photo|picture|poem|story|word|line"
    r"|article|chapter|presentation|deck|tweet|ticket|bug|commit|pr|branch|release|build|trip|order|card|song"
    r"|recipe|question|task|exercise|essay|assignment|thread|call|title|code|snippet|approach|issue|error|problem"
    r"|implementation|idea|topic|concept|paper|speech|plan|function|class|test"
    r"|query|request|particular)s?|for (?:this|that|now|today|tonight|tomorrow|once|a (?:minute|second|moment"
    r"|while|bit|sec))\b(?! on)|just this once|just once|only this once|(?<!from )now(?! on\b|adays)|today(?! on)"
    r"|tonight|tomorrow(?! on)|this once|these (?:two|three|ones?|files?|slides?|emails?)|yet|the (?:last|next"
    r"|first|second|third|above|attached|following|previous|other|whole|rest of the) (?!sentence|line|commit)\w+"
    r"|one more time|the (?:slide|invitation|invite|poem|essay|letter|flyer|poster|card|thank|birthday|eulogy"
    r"|speech|toast|cover letter|blog post|tweet|caption|landing page|homepage|logo|banner|newsletter for|email to"
    r"|mail to|message to|note to|reply to|letter to|text to)\b|(?:an?|another|some) (?:\w+ ){0,2}(?:poem|story"
    r"|essay|letter|email|mail|haiku|song|limerick|script|function|joke|tweet|post|speech|report on|plan for"
    r"|recipe|list of|summary of|reminder to|note to|message to|reminder for|meeting with|call with"
    r"|appointment with|table at|table for|room|flight|hotel|taxi|cab|ticket))\b",
    re.IGNORECASE,
)
_HARD_ONCE = re.compile(
    r"\b(?:th(?:is|at) (?:one|time|once)|just this once|only this once|for (?:this|that) (?:one|time|slide|email"
    r"|letter|message)|right now|today(?! on)|tonight|this (?:week|month|evening|morning|afternoon|weekend))\b",
    re.IGNORECASE,
)
_FOR_ONE = re.compile(
    r"\b(?:it's|this is|that's|it is|its) (?:just )?for (?:an?|the|my|this|our|him|her|them)\b",
    re.IGNORECASE,
)
_FROM_TODAY = re.compile(r"\b(?:from|starting|as of) (?:today|tomorrow)\b", re.IGNORECASE)
_REASON = re.compile(
    r"(?:\s*[,(]|\s+[-–—]+)?\s+(?:because|since (?!\d)|cause\b|cuz\b|as (?:i|we|it|they|he|she|my|our)(?:'m|'re"
    r"|'s)?\s|,? so (?:that )?(?:i|we|it|they|the|my|people|leave)\b|even (?:if|though|for|when|on|in)\b|otherwise"
    r"|or else|thanks|thank you|thx|cheers|ok(?:ay)?$|okay\?|alright$|lol\b|haha)"
    r".*|(?:,|\s+[-–—]+|\s*\()\s*(?:i|i'm|i've|i'll|we|we're|it|it's|they|they're|he|she|that|that's|my|our|the"
    r"|this|these|nobody|everyone|everybody|some|there|there's|you|you're|your|people|who|which|even|especially"
    r"|including|though|but|no matter|life's|life|honestly|seriously|really|[\w' ]{1,25} (?:is|are|isn't|aren't"
    r"|was|were|has|have|breaks?|makes?|drives?|hurts?|confuses?|annoys?)\b|if possible|will you|would you|ok|okay"
    r"|right|please|pls|plz|and thanks|got it|understood|deal)\b.*",
    re.IGNORECASE,
)
_ENDS = re.compile(
    r"(?:,?\s+(?:please|pls|plz|from now on(?:wards)?|from here on(?: out)?|from today on|going forward"
    r"|moving forward|in (?:the )?future|any ?more|any longer|ever(?: again)?|again|always|next time|as a rule"
    r"|by default|if possible|for me|at all times|at all|everywhere|every (?:single )?time|each time|instead"
    r"|though|already|you know|permanently|for good|no exceptions?|without exception|until further notice"
    r"|unless i (?:ask(?: for (?:it|them|one))?|say so|say otherwise|tell you|explicitly ask)(?: for it| you to"
    r"| otherwise)?|unless asked"
    r"|unless told otherwise|when you can|ok|okay|thanks|will you|would you|can you|could you|people|man|mate|dude"
    r"|buddy|too|as well|also)"
    r"|[\s.!?…,;:)\"”*_]+)+$",
    re.IGNORECASE,
)


_PLEASE = re.compile(r"\b(?:please|pls|plz)\b", re.IGNORECASE)
_YOU = re.compile(r"^(?:you|u) (?=(?!can\b|may\b|could\b|keep\b|don't|never|no longer|always)[a-z]+\b)", re.IGNORECASE)
_WITHOUT = re.compile(
    r"(?:[\w' -]{2,30} )?(?:without (?!asking|checking|confirm|my |telling)|(?:(?:have|has|with|contain|be|get"
    r"|use) )?no )(?:any |the |all )?(.+)",
    re.IGNORECASE,
)
_CONTRAST = re.compile(
    r"(?P<b>[^,;]+?)(?:,? (?:and not|instead of|rather than|in place of|as opposed to)|, (?:not|never)"
    r"|,? \((?:and )?not) (?!just\b|only\b"
    r"|because|before\b|after\b|yet\b|now\b|more than|longer than|a lot)(?P<n>[^,;)]+?)\)?(?:[,;].*)?",
    re.IGNORECASE,
)
_WHEN_TAIL = re.compile(r",? (?:when(?:ever)?|every time|each time) (?:i|you|we|asked|[a-z]+ing)\b.*", re.IGNORECASE)
_SAID = re.compile(
    r"i(?:'ve| have)? (?:already |clearly |explicitly |just )*(?:said|told|asked|meant)\b",
    re.IGNORECASE,
)


def demand(words: str, manner: Manner) -> tuple[Demand | None, Manner]:
    """The demand that a stretch of text makes, and the manner that goes on to the next stretch of its sentence."""
    back = _back(words)
    if back is not None:
        return back, manner
    manner, rest = _opened(words, manner)
    standing = manner.standing or (not STANDING.isdisjoint(words_of(rest)) and _STANDING.search(rest) is not None)
    bare = _ENDS.sub("", rest)
    asked = _REASON.sub("", bare, count=1)
    body = asked if asked == bare else _ENDS.sub("", asked)
    occasion = _FROM_TODAY.sub("", f"{words[: len(words) - len(rest)]}{asked}")
    once = not ONCE.isdisjoint(words_of(occasion)) and (_HARD_ONCE if standing else _ONCE).search(occasion) is not None
    if not body or once or (not standing and (manner.once or _FOR_ONE.search(words))):
        return None, replace(manner, once=manner.once or once)
    if standing:
        body = _YOU.sub("", body, count=1)
    please = _PLEASE.search(words) is not None
    for frame in _BY_FIRST.get(body[0].lower(), _FRAMES):
        match = frame.pattern.fullmatch(body)
        if match is not None and (frame.kind != "order" or (standing and _orders(body))):
            firm = 2 if standing else max(frame.level, please and frame.kind == "thing")
            said = _read(match, manner, (frame.kind, firm))
            return replace(said, asked=please or standing or said.corrects), manner
    return None, manner


_PASTS = """
used use wrote write kept keep gave give sent send asked ask called call added add stopped stop answered answer
included include made make put put told tell spoke speak replied reply checked check showed show booked book
scheduled schedule ran run
"""
_BASE = dict(zip(_PASTS.split()[::2], _PASTS.split()[1::2], strict=True))
"""Past forms after "I'd rather you …", and what they stand for."""
_PAST = re.compile(rf"^({'|'.join(_BASE)})\b", re.IGNORECASE)


def _orders(body: str) -> bool:
    return body.split(maxsplit=1)[0].lower() in ORDERS


def _back(words: str) -> Demand | None:
    """The demand that takes a wish back: "you can use Docker again"."""
    bare = _SOFTLY.sub("", _REASON.sub("", words, count=1)).rstrip(" .!")
    if _BACK_CUE.search(bare):
        for frame in _BACKS:
            match = frame.pattern.fullmatch(bare)
            if match is not None:
                return Demand("back", 2, _ENDS.sub("", match["b"]).strip())
    return None


def _read(match: re.Match[str], manner: Manner, kind: tuple[str, int]) -> Demand:
    said = match.groupdict()
    words, unwanted = said["b"].strip(), kind[0] in ("dont", "selfnot", "no")
    instead = said.get("n")
    contrast = _CONTRAST.fullmatch(words) if instead is None and kind[0] != "back" else None
    if contrast is not None:
        words, instead = contrast["b"], contrast["n"]
        kind = kind[0], max(kind[1], 1)
    words = _PAST.sub(lambda past: _BASE[past[1].lower()], words)
    tail = _WHEN_TAIL.search(words)
    when = manner.when
    if tail is not None and tail.start() > 0:
        words, when = words[: tail.start()], when or tail.group().strip()
    words, instead = _ENDS.sub("", words), _ENDS.sub("", instead) if instead else None
    without = _WITHOUT.match(words)
    if without is not None and not unwanted and kind[0] != "back":
        words, unwanted = without[1], True
    return Demand(
        kind=kind[0],
        level=kind[1],
        words=words,
        unwanted=unwanted,
        instead=instead.strip() if instead else None,
        when=when,
        of=said.get("k"),
        corrects=manner.corrects or _SAID.match(match.group()) is not None,
    )


def _opened(words: str, inherited: Manner) -> tuple[Manner, str]:
    """The manner the words before a wish tell, and the rest."""
    standing, corrects, when = inherited.standing, inherited.corrects, inherited.when
    at = 0
    while at < len(words):
        if match := _CORRECTING.match(words, at):
            corrects = True
        elif match := _LASTING.match(words, at):
            standing = True
        elif match := (_PLAIN.match(words, at) or _ADDRESS.match(words, at)):
            pass
        elif match := _WHEN.match(words, at):
            when = match["when"] or match["when2"] or match["set"]
            standing = standing or _STANDING.search(when) is not None
        else:
            break
        at = match.end()
    return Manner(standing, corrects, when, inherited.once), words[at:]
