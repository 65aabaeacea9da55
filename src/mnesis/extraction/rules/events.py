"""When things take place and when they are due: "the offsite has moved to 12 May", "dentist on Tuesday at 3pm"."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from mnesis.extraction.rules.frames import LEAD
from mnesis.extraction.rules.lexicon import bag
from mnesis.extraction.rules.times import Timed, When
from mnesis.extraction.rules.verbs import FINITE
from mnesis.model import Claim, EntityType, Named

_EVENT = (
    r"(?:appointment|check-?up|meeting|interview|exam|test|final|finals|midterm|flight|train|ferry|trip|wedding"
    r"|funeral|party|birthday party"
    r"|concert|gig|game|match|race|marathon|recital|play|premiere|show|ceremony|christening|baptism|graduation"
    r"|reunion|conference"
    r"|offsite|off-site|retro|retrospective|stand-?up|kick-?off|kickoff|sprint review|demo|launch|release|go-live"
    r"|rollout|freeze"
    r"|code freeze|cutover|migration|review|workshop|training|class|lesson|lecture|seminar|webinar|session|call"
    r"|1:1|one-on-one|sync"
    r"|surgery|operation|procedure|scan|mri|x-ray|ultrasound|vaccination|delivery|inspection|viewing|move"
    r"|moving day|move-in|hearing"
    r"|trial|court date|audition|rehearsal|performance|exhibition|opening|vernissage|festival|hackathon|meetup"
    r"|dinner|lunch|brunch"
    r"|breakfast|date|barbecue|bbq|picnic|tour|guided tour|defence|defense|viva|presentation|talk|keynote|webcast"
    r"|broadcast|election"
    r"|auction|fundraiser|gala|parade|derby|semi-?final|tournament|regatta|hike|retreat|camp|sale|cleaning"
    r"|haircut|massage|therapy"
    r"|deadline|due date|submission|check-?in|check-?out|pick-?up|drop-?off|handover|onboarding|orientation"
    r"|open day|parents['’] evening"
    r"|school trip|board meeting|all-?hands|town hall|standup|planning|demo day|closing|completion|signing|due"
    r"|dentist|doctor['’]s"
    r"|relay|half marathon|triathlon|10k|5k|cup|bootcamp|housewarming|anniversary party|baby shower|hen do"
    r"|stag do|sprint planning)"
)
_HEAD = re.compile(rf"(?:^|[\s-]){_EVENT}s?$", re.IGNORECASE)
_OWN = r"(?:the |our |my |a |an |his |her |their |that |this |your )?"
_NOUN = (
    r"(?P<what>(?:it|that|this)(?=['’]s )"
    r"|(?!(?:it|that|this)['’])[^\W_][\w'’&:/-]*"
    r"(?: (?!is\b|are\b|was\b|has\b|have\b|will\b|and\b|but\b|on\b|at\b|by\b|I\b"
    r"|we\b)[\w'’&:/-]+){0,5}?(?: (?:with|for|of) (?:the |our |my )?[\w'’-]+(?: (?-i:[A-Z])[\w'’-]+)?)?)"
)
_NOUN_PLAIN = r"[^\W_][\w'’&/-]*(?: (?!by\b|before\b|in\b|to\b)[\w'’&/-]+){0,4}?"
_MOVED = (
    r"(?:moved|pushed|postponed|rescheduled|brought|shifted|delayed|slipped|changed|put)(?: (?:back|up|forward|out"
    r"|off))*"
)
_BE = (
    r"(?:['’]s| is| are|['’]ll be| will be| takes place| will take place| happens| starts| begins| opens"
    r"| kicks off| is happening| is taking place| are taking place| falls| is going to be| got| has been| have been"
    r"| was| were| has| gets| goes live| moved| slipped| go live| launches| goes| departs| leaves| ends)"
)
_DAY = (
    r"(?:from (?:the )?\| )?(?:(?:by )?(?:a|one|two|three) (?:days?|weeks?|months?),? )?"
    r"(?:at \d{1,2}(?:[:.]\d\d)? ?(?:am|pm)? )?(?:(?:on|for|at|to|until|till|in|this|the|by)\s+){0,2}\|"
)
_TAKES_PLACE = re.compile(
    rf"{_OWN}{_NOUN}{_BE}(?: (?:now|still|again|actually|finally|officially|back|already|currently|confirmed|set"
    rf"|booked|planned"
    rf"|scheduled|happening|taking place|due to (?:start|begin|happen)|live|out|coming up|{_MOVED}"
    rf"|been {_MOVED}))* {_DAY}",
    re.IGNORECASE,
)
_BARE = re.compile(
    rf"{_OWN}{_NOUN},?(?: booked| scheduled| confirmed| planned)?"
    r"(?:(?: (?:is|are|['’]s))? (?:on|at|for|this))? ?(?:the )?\|",
    re.IGNORECASE,
)
_HAVE = re.compile(
    rf"(?:I|we)(?:['’]ve| have| also have|['’]ve also)?(?: got| have| booked| made| scheduled| arranged)* (?:a|an"
    rf"|my|our|another|the) {_NOUN} {_DAY}",
    re.IGNORECASE,
)
_SHIFT = re.compile(
    rf"(?:I|we|they|he|she|\w+)(?:['’]ve| have| had| has)? (?:just |finally |now |also )?(?:moved"
    rf"|pushed|postponed|rescheduled|scheduled|booked|brought|shifted|set) {_OWN}{_NOUN}(?: (?:back|up|forward|out"
    rf"|from \|))* {_DAY}",
    re.IGNORECASE,
)
_DUE = re.compile(
    rf"{_OWN}{_NOUN}(?:['’]s| is| are|['’]re)(?: now| still| actually)? due(?: back| in)?(?: (?:on|by|in|before"
    rf"|at|for))? ?(?:the )?\|"
    rf"|{_OWN}{_NOUN.replace('what>', 'what2>')} (?:must|has to|have to|needs? to|should|is to|got to|gotta"
    rf"|will have to|are to) (?:be (?:in|done|ready|finished|submitted|handed in"
    rf"|delivered|sent|completed|filed|paid|out|shipped|merged|signed|booked|returned|with \w+)|arrive|ship"
    rf"|go out|go live|reach \w+)(?: \w+){{0,3}}? (?:by|before|on|until) (?:the )?\|"
    rf"|(?:the |our |my )?(?:new |hard |final |submission )?(?:deadline|due date|cutoff|cut-off)(?: for"
    rf"| of) {_OWN}{_NOUN.replace('what>', 'what3>')}(?:['’]s| is|(?: was| has been| has| is now"
    rf"| got)? (?:moved|extended|pushed|shifted)(?: back| forward)? to"
    rf"| is now)(?: now| on)* ?(?:the )?\|"
    rf"|{_OWN}{_NOUN.replace('what>', 'what4>')} (?:deadline|due date)(?:['’]s| is| has been| was| got)(?: now"
    rf"| on| moved to| extended to| pushed to| until)* ?(?:the )?\|",
    re.IGNORECASE,
)
_SUBMIT = re.compile(
    rf"(?:I|we)(?:['’]ve| have| need| must| got|['’]ll)(?: got)?(?: to| have to| need to)? (?:submit|finish"
    rf"|deliver|hand in|send(?: in)?|complete|file|turn in"
    rf"|pay|ship|finali[sz]e|wrap up|return|renew) (?:the|my|our) (?P<what>{_NOUN_PLAIN})(?: in)?,? (?:by"
    rf"|before) (?:the )?\|",
    re.IGNORECASE,
)
_BY = re.compile(rf"{_OWN}{_NOUN},? (?:by|on|before|for) (?:the )?\|", re.IGNORECASE)
_NOT_EVENTS = bag("""
    like with such it he she they we i you that this there everything one who which what today tomorrow here life
    work school
    weather sun rent power thing birthday bday dob age number plan price kid baby
    """)
_STATES = re.compile(r"\b(?:who|which|that|I|we|he|she|they|you)\b", re.IGNORECASE)


def events(text: str, said: Timed, subject: Named | None, quote: str) -> Iterator[Claim]:
    """What a clause says about the day of an event or a deadline; `subject` is what "it" means."""
    dated = [
        when for when in said.whens if when.tie not in ("since", "ever since", "after", "before", "from") or when.is_day
    ]
    if not dated:
        return
    dues = False
    at = 0
    for piece in _PIECES.split(text):
        start = text.index(piece, at)
        at = start + len(piece)
        claim = _due(text, start, dated, (subject, quote), dues=dues) or _event(text, start, dated, subject, quote)
        if claim:
            dues = claim.predicate == "deadline"
            yield claim
    for match in _PASSING.finditer(text):
        if _TAKES_PLACE.match(text):
            return
        when = dated[_at(text, match.end(), dated)]
        if when.is_day and when.tie == "on" and _an_event(match["what"], loose=False):
            yield _scheduled(_thing(match["what"]), when, quote)


_PIECES = re.compile(r", (?:and |then )?|; | and (?=the |my |our )")
_PASSING = re.compile(
    rf"(?:for|have|got|in|to|do|doing|run|running) (?:the|my|our|a"
    rf"|an) (?P<what>(?:[\w-]+ )?{_EVENT}) on \|",
    re.IGNORECASE,
)


def _due(text: str, start: int, dated: list[When], told: tuple[Named | None, str], *, dues: bool) -> Claim | None:
    lead = LEAD.match(text, start)
    start = lead.end() if lead else start
    due = _DUE.match(text, start) or _SUBMIT.match(text, start) or (_BY.match(text, start) if dues else None)
    if due is None:
        return None
    name = next(value for value in due.groups() if value)
    when = dated[_at(text, due.end(), dated)]
    subject, quote = told
    if name.lower() in ("it", "which") and subject is not None and when.end - when.start <= _MONTHS_LONG:
        return replace(_deadline(name, when, quote), subject=subject)
    if (
        not (name.lower() == "rent" or _an_event(name[:1].lower() + name[1:], loose=True))
        or when.end - when.start > _MONTHS_LONG
    ):
        return None
    return _deadline(name, when, quote)


def _event(text: str, start: int, dated: list[When], subject: Named | None, quote: str) -> Claim | None:
    lead = LEAD.match(text, start)
    start = lead.end() if lead else start
    for pattern, loose in ((_TAKES_PLACE, True), (_HAVE, False), (_SHIFT, False), (_BARE, False)):
        match = pattern.match(text, start)
        if match is None:
            continue
        name = match["what"]
        when = dated[_at(text, match.end(), dated)]
        it = name.lower() in ("it", "that", "this")
        if it and subject is None:
            continue
        if not it and name.lower().endswith((" due", " deadline")) and name.split(" ")[0].lower() not in _NOT_EVENTS:
            return _deadline(name.rsplit(" ", 1)[0], when, quote)
        if (it or _an_event(name, loose=loose)) and when.is_day:
            return _scheduled(subject if it and subject else _thing(name), when, quote)
    return None


_NEVER_FIRST = bag("have had got did this these before after since during until till by from on in at")
_MONTHS_LONG = datetime(2000, 4, 2) - datetime(2000, 1, 1)


def _at(text: str, end: int, whens: list[When]) -> int:
    """Which of the times a mark at the end of a match stands for."""
    return min(max(text.count("|", 0, end) - 1, 0), len(whens) - 1)


def _an_event(name: str, *, loose: bool) -> bool:
    low = name.lower()
    if low.startswith(("it's", "it’s", "it ", "first ", "last ")):
        return False
    if low.split(" ")[0] in FINITE or low.split(" ")[0] in _NEVER_FIRST:
        return False
    if low in ("the", "a", "my", "our", "deadline", "due date") or re.match(r"\w+ing (?:an?|the|my|our|\d+)\b", low):
        return False
    if low.split(" ")[0] in _NOT_EVENTS or low in _NOT_EVENTS or low == "date of birth" or _STATES.search(name):
        return False
    head = re.split(r" (?:with|for|of|at) ", name)[0]
    return bool(_HEAD.search(head)) or (
        loose
        and not re.search(
            r"\b(?:birthday|parents|mum|mom|dad|brother"
            r"|sister|wife|husband)$",
            low,
        )
        and not name[0].isupper()
    )


def _thing(name: str) -> Named:
    plain = re.sub(r"^[a-z-]+ (?=[A-Z]\w+['’]s )", "", name.strip(" ,"))
    plain = re.sub(r"^(?:whole|entire) | (?:planned|booked|scheduled|set)$", "", plain)
    plain = re.sub(r"^((?:\w+ )?(?:launch|release|exam|demo)) day$", r"\1", plain)
    return Named(name=plain, type=EntityType.OTHER)


def _scheduled(subject: Named, when: When, quote: str) -> Claim:
    start = when.start
    if when.clock:
        hour, minute = map(int, when.clock.split(":"))
        start = start.replace(hour=hour, minute=minute)
    return Claim(
        subject=subject, predicate="scheduled_for", object=when.day, quote=quote, valid_from=start, valid_until=when.end
    )


def _deadline(name: str, when: When, quote: str) -> Claim:
    return Claim(subject=_thing(name), predicate="deadline", object=when.day, quote=quote)
