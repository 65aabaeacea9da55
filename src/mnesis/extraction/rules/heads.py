"""Heads of recipes: the words that say for which task the steps after them are."""

import re
from dataclasses import dataclass

from mnesis.extraction.rules.steps import gerund, verb_of


@dataclass(frozen=True, slots=True)
class Head:
    """`trigger` as a recipe has it ("deploying the app", "a customer asks for a refund"). `certain`: the words say
    that steps follow, whatever these look like."""

    trigger: str
    name: str
    context: str | None = None
    corrects: bool = False
    certain: bool = False


_OPENER = re.compile(
    r"(?:(?:ok(?:ay)?|so|and|also|but|well|right|alright|hey|hi|please|no|nope|actually|remember|note|note to self|btw"
    r"|by the way|for the record|for reference|for future reference|fyi|just so you know|as a reminder|reminder|listen"
    r"|look|yes|yeah|sure|from now on|in general|generally|usually|normally|going forward|in (?:the )?future|again"
    r"|one more thing|here you go|rule|new rule|i want you to know|i told you)\b[,:.!]?\s+|#{1,6}\s+|\*\*)+",
    re.IGNORECASE,
)
_CORRECTS = re.compile(r"(?:no|nope|actually)\b", re.IGNORECASE)
_CONTEXT = re.compile(r"((?:in|on|at|with) (?:the |my |our |this |all )?[\w' .-]{2,40}?),\s+", re.IGNORECASE)
_ADVERB = (
    r"(?:(?:usual|standard|normal|preferred|correct|right|proper|best|only|exact|official|current|new|basic|whole)\s+)"
)
_MEANS = r"(?:process|procedure|workflow|routine|steps|recipe|checklist|flow|drill|ritual|runbook|sequence|protocol|playbook|method|pipeline|policy|how-?to|sop)"
_IS = r"(?:\s*(?:is|are|goes|looks|works|consists of|should be|will be|has been)(?:\s+(?:always|usually|simple|easy|simply|as follows|like this|this|the following|to|pretty simple|straightforward|short|basically))*)?\s*[:,–—-]?\s+"

_OPENINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # to deploy the app, first …
        r"(?:in order )?to (?P<do>[^,:;.]{3,80}?),? (?P<body>(?:you|we|i) (?:first|always|need to|have to|must|should|\w+ [^,]{2,60}(?:,|and) (?:and )?then)\b.+)",
        r"(?:in order )?to (?P<do>[^,:;.]{3,80}?)(?:,|:| -| –| —)\s+(?P<body>.+)",
        r"if (?:you|we|i) (?:ever )?(?:want|need|have) to (?P<do>[^,:;.]{3,80}?)(?:,|:)\s+(?P<body>.+)",
        r"when(?:ever)? (?P<if>[^,:;]{3,60}?),? (?P<body>(?:we|you|i) (?:always |usually |first |then )?(?!can\b|should\b|could\b|would\b|will\b|get\b|feel\b|are\b|have\b)[a-z]+ [^.?!]+,[^.?!]*(?:\bthen\b|\bfinally\b|,? and )[^.?!]+)",
        # whenever a customer asks for a refund, …
        r"(?P<every>whenever|every ?time(?: that)?|each time|any ?time|as soon as) (?P<when>[^,:;]{3,100}?)(?:,|:| -| –| —)\s+(?P<body>.+)",
        r"(?:when|if|once) (?P<if>[^,:;]{3,100}?)(?:,|:| -| –| —)\s+(?P<body>.+)",
        r"(?P<before>(?:before|after|on|for|with|during|at) (?:each|every|any|all)\b(?: new)? [^,:;]{3,60}?)(?:,|:)\s+(?P<body>.+)",
        r"(?P<before>(?:before|after) (?!that\b|this\b|it\b|which\b)[a-z-]+ing\b[^,:;]{0,60}?)(?:,|:)\s+(?P<body>.+)",
        r"for (?P<task>(?!now\b|this\b|that\b|example\b|instance\b|once\b|me\b|you\b|today\b|sure\b)[^,:;.]{3,50}?)(?:,|:)\s+(?P<body>(?:always|first|(?:you|we|i|start|begin)\b).+)",
        r"for (?P<task>(?!now\b|this\b|that\b|example\b|instance\b|once\b|me\b|you\b|today\b|sure\b)[^,:;.]{3,50}?):\s+(?P<body>.+)",
        r"(?P<habit>[^:]{4,60}(?:every|each|always|needs?|usually|weekly|daily)[^:]{0,30}):\s+(?P<body>.+)",
        # the way to do X is …, our process for X: …
        rf"the {_ADVERB}?way (?:we |i |you |to |of )(?P<do>[^,:;.]{{3,80}}?)\s*(?:is|:)(?:\s+(?:this|to|always|simple|like this|that))*\s*[:,–—-]?\s+(?P<body>.+)",
        rf"(?:the|my|our|here's (?:the|my|our)|this is (?:the|my|our)) {_ADVERB}*{_MEANS} (?:for|of|to|when|whenever) (?P<do>[^,:;.]{{3,80}}?)(?:{_IS}|:\s+)(?P<body>.+)",
        rf"(?:the|my|our|here's (?:the|my|our)|this is (?:the|my|our)) {_ADVERB}*(?P<task>[^,:;.]{{3,40}}?) {_MEANS}{_IS}(?P<body>.+)",
        r"(?:here(?:'s| is)|this is) how (?:i|we|you|to|the team|my team|our team) (?P<do>[^,:;.]{3,80}?)\s*(?:[:,.;]| -| –| —)\s+(?P<body>.+)",
        r"how (?:i|we|to|you) (?:do |always )?(?P<do>[^,:;.?]{3,60}?)\s*:\s+(?P<body>.+)",
        r"(?P<task>[\w' -]{4,60}?) (?:goes|works|is done|happens|is always done|should go) (?:like this|as follows|this way|like so|in (?:this order|\w+ steps))\s*[:,.;–—-]?\s+(?P<body>.+)",
        r"(?P<label>[\w' -]{4,40}?):\s+(?P<body>.+)",
    )
)
_TRAILINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?P<body>(?:always |first,? |you |we |i |please )+.+?),? (?P<every>whenever|every ?time|each time|any ?time) (?P<when>[^,:;]{3,80})",
        r"(?P<body>(?:we |i |you |please )?(?:always,? |first,? )+.+?),? (?P<before>(?:before|when|after) (?:each |every |any |you |we |i )?(?:[a-z-]+ing\b|deploy|release|merge|push)[^,:;]{0,60})",
        r"(?P<body>.+?)(?:[.;,]| -| –| —)\s+(?:that's|this is|and that's) how (?:i|we|you|to) (?:always |usually )?(?P<do>[^,:;.]{3,60})",
    )
)
_HEADINGS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        r"(?:here(?:'s| is)|this is|that's|remember) how (?:i|we|you|to|the team|my team|our team) (?:always |usually |normally )?(?P<do>[^:;.]{3,80})",
        r"how (?:i|we|to|you) (?P<do>[^:;.?]{3,60})",
        rf"(?:(?:here (?:are|is)|here's|these are|this is|follow) )?(?:the |my |our |a |these )?{_ADVERB}*{_MEANS} (?:for|of|to|when|whenever|we (?:use|follow) (?:for|to|when)|i (?:use|follow) (?:for|to|when)) (?P<do>[^:;.]{{3,80}}?)(?: (?:is|are|goes|works)(?: (?:as follows|like this|this|simple|always the same))*)?",
        rf"(?:(?:here (?:are|is)|here's|these are|this is) )?(?:the |my |our )?{_ADVERB}*(?P<task>[^:;.]{{3,40}}?) {_MEANS}(?: (?:is|are|goes|works|has)(?: (?:as follows|like this|this|simple|always the same|these|\w+ steps))*)?",
        rf"the {_ADVERB}?way (?:we |i |you |to |of )(?P<do>[^:;.]{{3,80}}?)(?: (?:is|goes)(?: (?:this|like this|as follows|simple))*)?",
        r"(?P<task>[\w' é-]{4,60}?) (?:goes|works|is done|happens|is always done|should go) (?:like this|as follows|this way|like so|in (?:this order|\w+ steps))",
        r"(?:in order )?to (?P<do>[^:;.]{3,80}?)(?:,? (?:you (?:need|have) to|do this|do the following|follow these steps|always|we do this|i do this|please do this|proceed as follows|these are the steps))?",
        r"(?P<every>whenever|every ?time(?: that)?|each time|any ?time) (?P<when>[^:;]{3,80}?)(?:,? (?:you (?:need to|should|must)|do this|do the following|follow these steps|always|please|we do this|i want you to))*",
        r"(?:when|if) (?P<if>[^:;]{3,80}?)(?:,? (?:you (?:need to|should|must)|do this|do the following|follow these steps|always|please|we do this|i want you to))*",
        r"(?P<before>(?:before|after|on|for|with) (?:each|every|any|all)\b[^:;.]{3,60}?)(?:,? (?:you (?:need to|should|must)|do this|do the following|follow these steps|always|please|we do this|i want you to))*",
        r"(?P<before>before [a-z-]+ing\b[^:;.]{0,60}?)(?:,? (?:you (?:need to|should|must)|do this|do the following|follow these steps|always|please|we do this|i want you to))*",
        r"(?P<label>[\w' é-]{4,40})",
    )
)
_CERTAIN = 6
_ASKED = re.compile(
    r"\bhow (?:do|does|should|would|can|must|shall) (?:i|we|you(?: guys| all| people)?|one|they|the team|your team) (?:always |usually |normally |actually )?(?P<do>[^,:;.?!]{3,80})\?"
    r"|\b(?:what's|what is|what are|tell me|walk me through|describe|what does) (?:the |your |our )?(?:usual |exact |right )?(?:process|procedure|steps|routine|workflow|drill|way|checklist)(?: like)? (?:for|to|of|when) (?P<task>[^,:;.?!]{3,80})\?"
    r"|\bwhat (?:do|should) (?:i|we|you) do (?P<every>when|whenever|if|before|after) (?P<when>[^,:;.?!]{3,80})\?",
    re.IGNORECASE,
)

_ONCE = re.compile(
    r"\b(?:this|that|these|those|today|tonight|tomorrow|now|right now|it|them|yesterday|last (?:week|night|month|year|time)"
    r"|next (?:week|month|year|monday|tuesday|wednesday|thursday|friday|time)|this time|be honest|be fair|be clear|be safe"
    r"|be sure|summari[sz]e|sum up|recap|start with|begin with|my (?:surprise|delight|knowledge|horror)|some extent"
    r"|conclude|cut a long story short|my mind|tell the truth|put it)\b",
    re.IGNORECASE,
)
_THIS = re.compile(r" (?:this|the following|these (?:things|steps))\b", re.IGNORECASE)
_SAYING = re.compile(r"i (?:say|type|write|send)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|had|did|got|went|came|told|said|woke|saw|found|left|met|began|ran|took|made|moved|young|used to|would|won"
    r"|will|gets? home|get home|arrive|you(?:'re| are) (?:done|ready|finished|there|back|free|home)|i(?:'m| am) (?:done|ready"
    r"|back|there|home|older|old|retired|rich|free)|have (?:time|a (?:minute|moment|second|sec))|get a (?:chance|minute|moment)"
    r"|retire|grow up|graduate|get there|get back|you finish|you(?:'ve| have)|i(?:'ve| have)|we(?:'ve| have)|she|he|they)\b"
    r"|(?<!is )(?<!are )(?<!gets )(?<!get )(?<!be )(?<!been )(?<!being )\b\w{3,}ed\b(?! (?:in|up) (?:the|a) )",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?:\w+ing\b|(?:a|an|any|some|someone|somebody|there's|there is|new|you|we|i (?:say|ask|type|write|send|tell|push|deploy"
    r"|release|merge|open|start|create|publish|commit|give|paste|want|need)|the|something|anything|customers?|clients?|tests"
    r"|my|our|people|users?)\b)",
    re.IGNORECASE,
)
_NOUN_TASK = re.compile(
    r"\b(?:deploy(?:s|ments?|ing)?|releas(?:es?|ing)|rollbacks?|rollouts?|hotfix(?:es)?|backups?|restores?|migrations?|onboarding"
    r"|offboarding|refunds?|returns?|reviews?|code reviews?|publishing|setup|install(?:ation)?|upgrades?|updates?|incidents?"
    r"|outages?|builds?|tests?|merges?|invoices?|invoicing|billing|expenses|reports?|newsletters?|standups?|meetings?"
    r"|morning|evening|bedtime|weekly|monthly|daily|nightly|closing|opening|shutdown|cleanup|cleaning|packing|shipping"
    r"|orders?|bug fix(?:es)?|bugs?|pull requests?|prs?|tickets?|interviews?|hiring|payroll|support|payments?|imports?"
    r"|exports?|warm-?up|workout|studying|revision|cooking|baking|watering|travel|trips?|editing|writing|research|triage"
    r"|escalations?|complaints?|\w+ing)\b",
    re.IGNORECASE,
)


def heading(text: str) -> Head | None:
    """The head that a line before a list is; None where it names no task."""
    corrects, context, words = _opened(re.sub(r"[\s:*\-–—.]+$", "", text))
    for at, pattern in enumerate(_HEADINGS):
        match = pattern.fullmatch(words)
        if match is not None:
            return _head(match, context, corrects=corrects, certain=at < _CERTAIN)
    return None


def opening(text: str) -> tuple[Head, str] | None:
    """The head a sentence begins with, and the words of its steps."""
    corrects, context, words = _opened(text)
    for pattern in _OPENINGS:
        match = pattern.fullmatch(words)
        if match is not None:
            head = _head(match, context, corrects=corrects)
            body = match["body"]
            if head is not None and (ordered(body) or match.groupdict().keys().isdisjoint(("label", "habit"))):
                return head, body
            if head is None and "label" not in match.groupdict():
                return None
    return None


def trailing(text: str) -> tuple[Head, str] | None:
    """The head a sentence ends with, and the words of its steps."""
    corrects, context, words = _opened(text.rstrip(".! "))
    for pattern in _TRAILINGS:
        match = pattern.fullmatch(words)
        if match is not None:
            head = _head(match, context, corrects=corrects)
            return (head, match["body"]) if head is not None else None
    return None


def asked(text: str) -> Head | None:
    """The head that a question for a procedure is ("How do I reset the printer?")."""
    match = _ASKED.search(text)
    return _head(match, None, corrects=False, certain=True) if match is not None else None


def ordered(body: str) -> bool:
    """Whether the words say in which order things are done."""
    return re.search(r"\bthen\b|\bfirst\b|\bfinally\b|->|→|\bafter that\b", body, re.IGNORECASE) is not None


def _opened(text: str) -> tuple[bool, str | None, str]:
    """(sets right, context, the rest) of a sentence."""
    lead = _OPENER.match(text)
    words = text[lead.end() :] if lead else text
    corrects = lead is not None and _CORRECTS.match(lead.group()) is not None
    where = _CONTEXT.match(words)
    if where is not None and not re.match(
        r"(?:in order|in general|on every|with every|on each|at (?:least|first|the end))", words, re.IGNORECASE
    ):
        return corrects, where[1], words[where.end() :]
    return corrects, None, words


def _head(match: re.Match[str], context: str | None, *, corrects: bool, certain: bool = False) -> Head | None:
    trigger = _trigger(match)
    if trigger is None or not _SAYING.match(trigger) and (_ONCE.search(trigger) or _PAST.search(trigger)):
        return None
    name = trigger[:1].upper() + trigger[1:]
    return Head(trigger, name, context, corrects, certain)


def _trigger(match: re.Match[str]) -> str | None:
    """What the words of a head say about when the steps are done."""
    said = {name: words.strip(" '\"*") for name, words in match.groupdict().items() if words and name != "body"}
    if "do" in said:
        return (
            gerund(said["do"])
            if verb_of(said["do"])
            else (
                said["do"]
                if re.match(r"(?:the|a|an|our|my|new|each|every)\b", said["do"]) or _NOUN_TASK.search(said["do"])
                else None
            )
        )
    if "habit" in said:
        return _THIS.sub("", said["habit"])
    if "when" in said:
        return said["when"]
    if "if" in said:
        return said["if"] if _GENERAL.match(said["if"]) else None
    if "before" in said:
        return said["before"]
    words = said.get("task") or said.get("label") or ""
    words = re.sub(r"^(?:the|my|our|a)\s+", "", words, flags=re.IGNORECASE)
    return words if verb_of(words) or _NOUN_TASK.search(words) else None
