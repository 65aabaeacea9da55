"""Heads of recipes: the words that say for which task the steps after them are."""

import re
from dataclasses import dataclass

from mnesis.extraction.rules.steps import gerund, verb_of
from mnesis.extraction.rules.tables import rows


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
    r"(?:(?:ok(?:ay)?|so|and|also|but|well|right|alright|hey|hi|please|no|nope|actually|remember|note"
    r"|note to self|btw"
    r"|by the way|for the record|for reference|for future reference|fyi|just so you know|as a reminder"
    r"|reminder|listen"
    r"|look|yes|yeah|sure|from now on|in general|generally|usually|normally|going forward|in (?:the )?future|again"
    r"|one more thing|here you go|rule|new rule|i want you to know|i told you)\b[,:.!]?\s+|#{1,6}\s+|\*\*)+",
    re.IGNORECASE,
)
_CORRECTS = re.compile(r"(?:no|nope|actually)\b", re.IGNORECASE)
_CONTEXT = re.compile(r"((?:in|on|at|with) (?:the |my |our |this |all )?[\w' .-]{2,40}?),\s+", re.IGNORECASE)
_OPENINGS, _TRAILINGS, _HEADINGS = (
    tuple(row for row in rows("heads.txt") if row.section == section) for section in ("opening", "trailing", "heading")
)
_LAST = 200
"""Characters at the end of a turn in which its question stands."""
_ASKED = re.compile(
    r"\bhow (?:do|does|should|would|can|must|shall) (?:i|we|you(?: guys| all| people)?|one|they|the team"
    r"|your team) (?:always |usually |normally |actually )?(?P<do>[^,:;.?!]{3,80})\?"
    r"|\b(?:what's|what is|what are|tell me|walk me through|describe|what does) (?:the |your |our )?(?:usual "
    r"|exact |right )?(?:process|procedure|steps|routine|workflow|drill|way|checklist)(?: like)? (?:for|to|of"
    r"|when) (?P<task>[^,:;.?!]{3,80})\?"
    r"|\b(?:walk me through|tell me|explain|show me|describe|remind me) how (?:i|we|you"
    r"|they) (?P<about>[^,:;.?!]{3,80})\?"
    r"|\bwhat (?:do|should) (?:i|we|you) do (?P<every>when|whenever|if|before|after) (?P<when>[^,:;.?!]{3,80})\?",
    re.IGNORECASE,
)

_ONCE = re.compile(
    r"\b(?:this|that|these|those|today|tonight|tomorrow|now|right now|it|them|yesterday|last (?:week|night|month"
    r"|year|time)"
    r"|next (?:week|month|year|monday|tuesday|wednesday|thursday|friday|time)|this time|be honest|be fair|be clear"
    r"|be safe"
    r"|be sure|summari[sz]e|sum up|recap|start with|begin with|my (?:surprise|delight|knowledge|horror)"
    r"|some extent"
    r"|conclude|cut a long story short|my mind|tell the truth|put it)\b",
    re.IGNORECASE,
)
_DOING = re.compile(
    r"[a-z-]{2,}ing\b|(?:month|year|quarter|day|shift)[- ]end\b|end[- ]of[- ](?:day|month|shift)\b", re.IGNORECASE
)
_ARTICLE = re.compile(r"^(?:the|my|our|a|an)\s+", re.IGNORECASE)
_THIS = re.compile(r" (?:this|the following|these (?:things|steps))\b", re.IGNORECASE)
_SAYING = re.compile(r"i (?:say|type|write|send)\b", re.IGNORECASE)
_PAST = re.compile(
    r"\b(?:was|were|had|did|got|went|came|told|said|woke|saw|found|left|met|began|ran|took|made|moved|young"
    r"|used to|would|won"
    r"|will|gets? home|get home|arrive|you(?:'re| are) (?:done|ready|finished|there|back|free|home)|i(?:'m"
    r"| am) (?:done|ready"
    r"|back|there|home|older|old|retired|rich|free)|have (?:time|a (?:minute|moment|second|sec))|get a (?:chance"
    r"|minute|moment)"
    r"|retire|grow up|graduate|get there|get back|you finish|you(?:'ve| have)|i(?:'ve| have)|we(?:'ve| have)|she"
    r"|he|they)\b"
    r"|(?<!is )(?<!are )(?<!gets )(?<!get )(?<!be )(?<!been )(?<!being )\b\w{3,}ed\b(?! (?:in|up) (?:the|a) )",
    re.IGNORECASE,
)
_GENERAL = re.compile(
    r"(?:\w+ing\b|(?:a|an|any|some|someone|somebody|there's|there is|new|you|we|i (?:say|ask|type|write|send|tell"
    r"|push|deploy"
    r"|release|merge|open|start|create|publish|commit|give|paste|want|need)|the|something|anything|customers?"
    r"|clients?|tests"
    r"|my|our|people|users?)\b)",
    re.IGNORECASE,
)
_NOUN_TASK = re.compile(
    r"\b(?:(?:month|year|quarter|day|shift)[- ]end|deploy(?:s|ments?|ing)?|releas(?:es?|ing)|rollbacks?"
    r"|rollouts?|hotfix(?:es)?|backups?|restores?"
    r"|migrations?|onboarding"
    r"|offboarding|refunds?|returns?|reviews?|code reviews?|publishing|setup|install(?:ation)?|upgrades?|updates?"
    r"|incidents?"
    r"|outages?|builds?|tests?|merges?|invoices?|invoicing|billing|expenses|reports?|newsletters?"
    r"|standups?|meetings?"
    r"|morning|evening|bedtime|weekly|monthly|daily|nightly|closing|opening|shutdown|cleanup|cleaning"
    r"|packing|shipping"
    r"|orders?|bug fix(?:es)?|bugs?|pull requests?|prs?|tickets?|interviews?|hiring|payroll|support"
    r"|payments?|imports?"
    r"|exports?|warm-?up|workout|studying|revision|cooking|baking|watering|travel|trips?|editing|writing|research"
    r"|triage"
    r"|escalations?|complaints?|\w+ing)\b",
    re.IGNORECASE,
)


def heading(text: str) -> Head | None:
    """The head that a line before a list is; None where it names no task."""
    corrects, context, words = _opened(re.sub(r"[\s:*\-–—.]+$", "", text))
    for row in _HEADINGS:
        match = row.pattern.fullmatch(words)
        if match is not None:
            return _head(match, context, corrects=corrects, certain=row.left == "certain")
    return None


def opening(text: str) -> tuple[Head, str] | None:
    """The head a sentence begins with, and the words of its steps."""
    corrects, context, words = _opened(text)
    for row in _OPENINGS:
        match = row.pattern.fullmatch(words)
        if match is not None:
            head = _head(match, context, corrects=corrects)
            body = match["body"]
            if head is not None and (_follows(match, body)):
                return head, body
            if head is None and "label" not in match.groupdict():
                return None
    return None


def _follows(match: re.Match[str], body: str) -> bool:
    """Whether steps may follow a mere label ("Deploys: …"): they say their order, or the label is something done."""
    names = match.groupdict().keys()
    return ordered(body) or (
        "habit" not in names and ("label" not in names or _DOING.match(match["label"]) is not None)
    )


def trailing(text: str) -> tuple[Head, str] | None:
    """The head a sentence ends with, and the words of its steps."""
    corrects, context, words = _opened(text.rstrip(".! "))
    for row in _TRAILINGS:
        match = row.pattern.fullmatch(words)
        if match is not None:
            head = _head(match, context, corrects=corrects)
            return (head, match["body"]) if head is not None else None
    return None


def asked(text: str) -> Head | None:
    """The head that a question for a procedure is ("How do I reset the printer?")."""
    last = text[-_LAST:]
    match = _ASKED.search(last) if "?" in last else None
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
    if trigger is None or (not _SAYING.match(trigger) and (_ONCE.search(trigger) or _PAST.search(trigger))):
        return None
    name = trigger[:1].upper() + trigger[1:]
    return Head(trigger, name, context, corrects, certain)


def _trigger(match: re.Match[str]) -> str | None:
    """What the words of a head say about when the steps are done."""
    said = {name: words.strip(" '\"*") for name, words in match.groupdict().items() if words and name != "body"}
    if "do" in said:
        return gerund(said["do"]) if verb_of(said["do"]) or _NOUN_TASK.search(said["do"]) else None
    if "about" in said:
        return _ARTICLE.sub("", gerund(said["about"]))
    if "habit" in said:
        return _THIS.sub("", said["habit"])
    if "when" in said or "before" in said:
        return said.get("when") or said["before"]
    if "if" in said:
        return said["if"] if _GENERAL.match(said["if"]) else None
    words = _ARTICLE.sub("", said.get("task") or said.get("label") or "")
    return words if verb_of(words) or _NOUN_TASK.search(words) else None
