"""What an answer says by answering, and a correction by setting right: both need the words before them."""

import re
from collections.abc import Iterator
from importlib.resources import files

from mnesis.extraction.rules.frames import LEAD, Frame, Tense
from mnesis.extraction.rules.kinds import KINDS
from mnesis.extraction.rules.slots import Kind, Slot
from mnesis.extraction.rules.tables import lines
from mnesis.extraction.rules.times import Timed


def _read() -> list[tuple[re.Pattern[str], str, Kind, bool]]:
    found = []
    for line in files("mnesis.extraction.rules").joinpath("questions.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            pattern, predicate, kind, several = line.rsplit(" | ", 3)
            found.append((re.compile(pattern, re.IGNORECASE), predicate, KINDS[kind], several == "list"))
    return found


_QUESTIONS = _read()
_FRAME = Frame("I", "be", "", Tense.PRESENT)
_ASKED = re.compile(r"[^.!?\n]{1,300}\?")
_YES = re.compile(
    r"(?:yes|yep|yeah|yup|yea|ya|correct|right|indeed|exactly|i (?:do|am|have|did)|still (?:do|am)"
    r"|sure (?:do|am)|that['’]s (?:right|correct|true)|of course|absolutely|definitely|affirmative"
    r"|true)\b(?!,? (?:right|but|well|sure))",
    re.IGNORECASE,
)
_OVER = re.compile(
    r"(?:(?:no|nope|nah|haha no|not really)\b[,.! ]*)?(?:not any ?more|no longer|not since|gave (?:it|that) up"
    r"|i (?:quit|stopped|left|sold it)|sold it|quit|stopped|we broke up|not these days|not for)\b",
    re.IGNORECASE,
)
_POLAR = re.compile(
    r"(?:so |and |oh |wait |ah |ok |okay |hey |hi |but |then )*,? ?(?P<aux>do|are|have|did|were"
    r"|can) you (?P<rest>.+?)(?:,? (?:right|then|again|too|already))?\?$",
    re.IGNORECASE,
)
_TAG = re.compile(
    r"(?:so |and |oh |wait |ah |ok |okay )*,? ?(?P<said>you(?:['’]re|['’]ve| .+).*?)(?:,? (?:right"
    r"|correct|isn['’]t it|aren['’]t you|don['’]t you|yes|no|then))?\?$",
    re.IGNORECASE,
)
_YOURS = re.compile(r"(?:is|are|was) (?P<whose>your (?:[\w’'-]+ )?[\w’'-]+) (?P<rest>.+)\?$", re.IGNORECASE)
_THEIRS = re.compile(r"(?:so |and |wait |is )*(?:is )(?P<who>[A-Z]\w+) your (?P<rest>[\w -]+)\?$", re.IGNORECASE)
_TURNED = (
    (re.compile(r"\byou are\b|\byou['’]re\b", re.IGNORECASE), "I'm"),
    (re.compile(r"\byou['’]ve\b", re.IGNORECASE), "I've"),
    (re.compile(r"\byour\b", re.IGNORECASE), "my"),
    (re.compile(r"\byou\b", re.IGNORECASE), "I"),
    (re.compile(r"\byours\b", re.IGNORECASE), "mine"),
)
_AUXILIARY = {"do": "I", "are": "I am", "have": "I have", "did": "I did", "were": "I was", "can": "I can"}


def question_of(text: str) -> str:
    """The last question of a turn, or ""."""
    found = _ASKED.findall(text[-600:]) if "?" in text[-600:] else []
    return found[-1].strip() if found else ""


def answered(question: str, answer: str, said: Timed) -> Iterator[tuple[str, object]]:
    """The predicate and objects that a bare answer gives; `said` is the answer with its times marked."""
    lead = LEAD.match(said.text)
    text = said.text[lead.end() :] if lead else said.text
    text = re.sub(
        r"^(?:(?:mostly|mainly|still|currently|now|somewhere) )*(?:in|at|as|to|on|for|a|an|the|it['’]s|i['’]m"
        r"|just|mostly|probably|mainly|definitely|easily"
        r"|i['’]d say|my place in) (?=\S)",
        "",
        text,
        flags=re.IGNORECASE,
    )
    for pattern, predicate, kind, several in _QUESTIONS:
        if pattern.search(question):
            if predicate == "birthday":
                text = answer
            if predicate in ("child", "sibling"):
                text = _ENDEARED.sub("", text)
            yield from _beside(predicate, text)
            objects = kind(Slot(text, _FRAME, said, several, shouts=not any(c.isupper() for c in answer)))
            yield from ((predicate, one) for one, _ in objects)
            return


_AS_AT = {
    "works_at": (re.compile(r",? as (?:an? |the )?(?=\w)", re.IGNORECASE), "role", KINDS["job"]),
    "role": (re.compile(r",? (?:at|for|with) (?=\w)", re.IGNORECASE), "works_at", KINDS["company"]),
}


def _beside(predicate: str, text: str) -> Iterator[tuple[str, object]]:
    """ "Maersk, as a data analyst": the role beside the employer, and the other way round."""
    if predicate in _AS_AT:
        link, other, kind = _AS_AT[predicate]
        if match := link.search(text):
            yield from ((other, one) for one, _ in kind(Slot(text[match.end() :], _FRAME, Timed(text), several=False)))


_ENDEARED = re.compile(r"\b(?:little|big|baby|young|old|tiny) (?=[A-ZÀ-Þ])")


def _completions() -> list[tuple[re.Pattern[str], str]]:
    pairs = (line.split(" | ") for _, line in lines("completions.txt"))
    return [(re.compile(rf"(?:^|[.!,] |\b(?:and|so|but) ){pattern}$", re.IGNORECASE), said) for pattern, said in pairs]


_COMPLETIONS = _completions()
_BEFORE_ANSWER = re.compile(
    r"(?:(?:oh|well|ah|hmm|it['’]s|in|on|at|with|by|about|using|that['’]s|mostly|just"
    r"|probably)\b[, ]+)+",
    re.IGNORECASE,
)


def completed(question: str, answer: str) -> str:
    """A question for something about a thing, and its bare answer, as one statement; "" where it is not such."""
    for pattern, said in _COMPLETIONS:
        if match := pattern.search(question.replace("’", "'")):
            lead = _BEFORE_ANSWER.match(answer)
            return turned(f"{match.expand(said)} {answer[lead.end() :] if lead else answer}")
    return ""


_EITHER = re.compile(r"(?:so,? |and |or )?([\w-]+) or ([\w-]+)\?$", re.IGNORECASE)
_NO_TASTE = re.compile(
    r"(?:\w+day|today|tomorrow|now|later|not|yes|no|true|false|left|right|up|down|am|pm|morning|evening|a|b|\d+"
    r"|more|less|on|off|in|out)$",
    re.IGNORECASE,
)


def preferred(question: str, answer: str) -> str:
    """Which of two things ("Tea or coffee?") a bare answer takes; "" where it is none of them."""
    match = _EITHER.fullmatch(question)
    first = re.match(r"(?:definitely |always |oh |the )*([\w-]+)", answer, re.IGNORECASE)
    if match is None or first is None:
        return ""
    one = first[1].lower()
    return one if one in (match[1].lower(), match[2].lower()) and not _NO_TASTE.match(one) else ""


def confirms(answer: str) -> bool:
    return _YES.match(answer.lstrip(" \"'")) is not None


def ends(answer: str) -> bool:
    return _OVER.match(answer.lstrip(" \"'")) is not None


def as_statement(question: str) -> str:
    """ "Do you still work at Acme?" as the answerer would say it: "I still work at Acme."; "" where it is not such."""
    if match := _POLAR.match(question):
        still = re.fullmatch(r"still ((?:at|with|in) .+)", match["rest"])
        rest = f"{still[1]} now" if still else match["rest"]
        return f"{_AUXILIARY[match['aux'].lower()]} {turned(rest)}."
    if match := _THEIRS.match(question):
        return f"{match['who']} is my {match['rest']}."
    if match := _YOURS.match(question):
        return f"{turned(match['whose'])} is {turned(match['rest'])}."
    if match := re.match(r"you (still )?(\w+ing\b.+)\?$", question, re.IGNORECASE):
        return f"I am {match[2]}."
    if match := _TAG.match(question):
        return turned(match["said"]) + "."
    return ""


_NOTED = re.compile(
    r"(?:(?:ok(?:ay)?|got it|noted|alright|great|thanks|sure|perfect|understood|so|i(?:['’]ve| have)? (?:noted"
    r"|got|have|saved|recorded|put|see"
    r"|understand|remember|assume|thought|wrote|updated)(?: down)?(?: that)?)\b[,:.! ]*)+",
    re.IGNORECASE,
)


def turned(text: str) -> str:
    """Words said to somebody as that one would say them."""
    text = _NOTED.sub("", text, count=1) if _NOTED.match(text) else text
    for pattern, mine in _TURNED:
        text = pattern.sub(mine, text)
    return text
