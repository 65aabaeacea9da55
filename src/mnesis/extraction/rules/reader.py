"""Reads a passage clause by clause: who is who, frames against the tables of statements, days, attributes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.attributes import AKA, BROKE, CALLED_A, DEGREE, START, TITLED, attributes, degree
from mnesis.extraction.rules.clauses import Clause, Mood
from mnesis.extraction.rules.ellipsis import whole
from mnesis.extraction.rules.events import events
from mnesis.extraction.rules.frames import LEAD, Frame, Tense, frame_of
from mnesis.extraction.rules.kin import KIN, Kinship, kinships
from mnesis.extraction.rules.lexicon import is_job
from mnesis.extraction.rules.nouns import noun_phrase
from mnesis.extraction.rules.scene import Scene
from mnesis.extraction.rules.slots import Slot
from mnesis.extraction.rules.statements import STATEMENTS, Statement
from mnesis.extraction.rules.times import Timed, When, timed
from mnesis.extraction.rules.windows import Window, window_of
from mnesis.model import PREDICATES, USER, Claim, EntityType, Named

EARNEST = (Mood.ASSERTED, Mood.NEGATED)

_MOVED = re.compile(r"\b(?:moved|pushed|postponed|rescheduled|scheduled|booked|brought forward|shifted|put off|set)\b", re.IGNORECASE)
_SKIP = re.compile(
    r"(?:[\s,]*(?:(?:(?:on|in|at|since|until|till|from|for|by|during|over|around|about|starting|as of"
    r"|back in)\s+)*\||now|currently"
    r"|full[- ]time|part[- ]time|remotely|together|again|also|mostly|mainly|there|here|then|both|and(?= (?:on|at"
    r"|in|to|with|as|for)\b))(?![\w'’]))*[\s,]*",
    re.IGNORECASE,
)
_IT = re.compile(r"^((?:(?:on|with|at|for|in|of|to) )?)(?:it|this)\b")
_THERE = re.compile(r"^((?:and raised )?|born )there\b|^(born(?: and raised)?|living|based) there\b")
_MOVED_HERE = re.compile(
    r"(?:I |we )?(?:just |only )?(?:moved|came|relocated)(?: (?:here|there|in"
    r"|over))?(?: back)? (?:in |on )?\|",
    re.IGNORECASE,
)
_ME = re.compile(r"(?:me|us)\b", re.IGNORECASE)
_TURNS = frozenset(("begin", "end"))
_GONE = ("die", "pass")
_CHAIN = 4
_OPENING = 16


@dataclass(frozen=True, slots=True)
class Sentence:
    """The clauses of one sentence, and the passage that their places are in."""

    parts: tuple[Clause, ...]
    kin: tuple[Kinship, ...]
    text: str


def sentences_of(text: str, parts: Sequence[Clause]) -> Iterator[Sentence]:
    """The sentences of a passage, those said in earnest at least in part."""
    group: list[Clause] = []
    for part in (*parts, None):
        if group and (part is None or part.opens):
            if any(one.mood in EARNEST or one.mood is Mood.QUOTED for one in group):
                yield Sentence(tuple(group), tuple(_kin(text, group)), text)
            group = []
        if part is not None:
            group.append(part)


def _kin(text: str, group: Sequence[Clause]) -> list[Kinship]:
    start, end = group[0].start, group[-1].end
    if end - start > 1_000:
        return []
    found = []
    for one in kinships(text[start:end]):
        moved = replace(one, start=one.start + start, end=one.end + start)
        if any(part.start <= moved.start < part.end and _presupposed(moved, part) for part in group):
            found.append(moved)
    return found


def _presupposed(one: Kinship, part: Clause) -> bool:
    """Whether a relation is meant in earnest: also of somebody who is quoted ("my sister Ana says …")."""
    if part.mood in EARNEST:
        return True
    mine = one.owner.lower() in ("my", "our")
    return part.mood is Mood.QUOTED and mine and one.start - part.start < 12 and part.text[0] not in "\"“'‘"


class Reader:
    """Reads one passage, sentence by sentence, with what it has spoken of in mind."""

    def __init__(self, passage: Passage) -> None:
        self.now = passage.time
        self.shouts = not any(letter.isupper() for letter in passage.text)
        self.scene = Scene(Named(name=passage.speaker or USER, type=EntityType.PERSON))
        self.here: list[Claim] = []
        self.whens: tuple[When, ...] = ()
        for turn in passage.before[-2:]:
            for one in kinships(turn.text[:1_000]):
                self.scene.join(one)

    def read(self, sentence: Sentence) -> list[Claim]:
        """What a sentence claims, in the order of its clauses."""
        self.scene.sentence_subject = []
        self.whens = ()
        found: list[Claim] = []
        for part in sentence.parts:
            here = [one for one in sentence.kin if part.start <= one.start < part.end]
            for one in here:
                found += self._relations(one, part)
            if part.mood in EARNEST:
                named = {one.label for one in here if one.predicate == "pet"}
                found += [one for one in self.clause(part, sentence) if not _unnamed(one, named)]
        return found

    def _relations(self, one: Kinship, part: Clause) -> list[Claim]:
        """Who is who to whom; a partner or a pet that died, and one that was adopted, with the time."""
        owner = self.scene.owner(one.owner)
        people = self.scene.join(one)
        if owner is None or self._denies(part):
            return []
        said = timed(part.text, self.now)
        frame = frame_of(said.text.replace("’", "'"))
        gone = bool(
            frame and frame.verb in _GONE and frame.tense is not Tense.FUTURE and one.predicate in ("pet", "partner")
        )
        begun = (
            frame
            and one.predicate in ("pet", "child")
            and frame.verb in ("adopt", "get", "welcome", "buy", "rescue", "have")
            and frame.tense is Tense.PAST
        )
        when = said.whens[0] if said.whens else None
        over = one.ended or gone
        return [
            Claim(
                subject=owner,
                predicate=one.predicate,
                object=replace(person, type=EntityType.OTHER) if one.predicate == "pet" else person,
                quote=part.text,
                label=one.label,
                ended=over,
                valid_from=when.point if begun and when else None,
                valid_until=(min(when.point, self.now) if gone and when else self.now) if over else None,
            )
            for person in people
            if owner.name != person.name
        ]

    def _denies(self, part: Clause) -> bool:
        return part.mood is Mood.NEGATED and bool(
            re.search(
                r"\b(?:is|are|was|am)(?:n['’]t| not) (?:my|our|his"
                r"|her)\b",
                part.text,
            )
        )

    def clause(self, part: Clause, sentence: Sentence) -> list[Claim]:
        """What one clause claims."""
        text = whole(part.text.replace("’", "'"))
        frame = frame_of(text)
        said = timed(text, self.now, ahead=_looks_ahead(text, frame))
        frame = frame_of(said.text) if said.text != text else frame
        if frame and frame.tense is Tense.GOING and not said.whens and not part.opens:
            said = replace(said, whens=self.whens)
        self.whens = said.whens
        subjects = self._subjects(frame, part, sentence) if frame else []
        found: list[Claim] = []
        if part.mood is Mood.ASSERTED:
            found += self._noticed(text, said, part)
            thing = self.scene.thing
            found += events(said.text, said, thing, part.text)
            if found and found[-1].predicate == "scheduled_for":
                self.scene.thing = found[-1].subject
        if frame is None:
            self._note_subject(said.text, sentence)
            return found
        if not _WHEN.match(text) and not any(one.predicate in ("scheduled_for", "deadline") for one in found):
            for subject in subjects:
                found += self._statements(subject, frame, said, part)
        return found + self._since_then(said, part)

    def _noticed(self, text: str, said: Timed, part: Clause) -> Iterator[Claim]:
        """What is said by name or in passing, whatever the verb."""
        lead = LEAD.match(text)
        start = lead.end() if lead else 0
        for whose, predicate, one in attributes(text[start:], opening=part.start < _OPENING):
            subject = self.scene.owner(re.sub(r"^The ", "", whose)) if whose else self.scene.speaker
            if subject:
                yield Claim(subject=subject, predicate=predicate, object=one, quote=part.text)
        for match in CALLED_A.finditer(text):
            if is_job(match["job"]):
                yield self._plain(self.scene.meet(match["name"]), "role", match["job"], part)
        for match in TITLED.finditer(text):
            label = match["label"].lower()
            person = self.scene.meet(match["name"], KIN.get(label, ("", ""))[1])
            yield replace(self._plain(self.scene.speaker, KIN[label][0], person, part), label=label)
        for match in AKA.finditer(text):
            named = Named(name=match["full"], type=EntityType.PERSON, aliases=(match["short"],))
            yield self._plain(named, "named", match["short"], part)
        yield from self._turns(text, said, part)

    def _turns(self, text: str, said: Timed, part: Clause) -> Iterator[Claim]:
        """Beginnings and ends that have words of their own."""
        when = said.whens[0] if said.whens else None
        if broke := BROKE.search(text):
            person = self.scene.meet(broke["name"])
            until = min(when.point, self.now) if when else self.now
            yield replace(self._plain(self.scene.speaker, "partner", person, part), ended=True, valid_until=until)
        if match := START.search(said.text):
            noun = noun_phrase(match["rest"])
            if noun and noun.proper and when:
                firm = Named(name=noun.text, type=EntityType.ORGANIZATION)
                claim = self._plain(self.scene.speaker, "works_at", firm, part)
                over = {"valid_until": when.end, "ended": when.end <= self.now}
                yield replace(claim, valid_from=when.point) if match["which"] == "first" else replace(claim, **over)
        if studied := DEGREE.search(text):
            for _, predicate, one in degree(studied):
                yield self._plain(self.scene.speaker, predicate, one, part)

    def _plain(self, subject: Named, predicate: str, one: Named | str, part: Clause) -> Claim:
        return Claim(subject=subject, predicate=predicate, object=one, quote=part.text)

    def _since_then(self, said: Timed, part: Clause) -> list[Claim]:
        """ "… Moved two months ago": when the residence just told of began."""
        lead = LEAD.match(said.text)
        if not said.whens or not self.here or not _MOVED_HERE.match(said.text, lead.end() if lead else 0):
            return []
        last = self.here[-1]
        return [replace(last, valid_from=said.whens[0].point)] if last.valid_from is None else []

    def _note_subject(self, words: str, sentence: Sentence) -> None:
        """A clause without a verb may only name whom the next one is about: "My brother Tom, …"."""
        if len(words) < 60 and not self.scene.sentence_subject:
            self.scene.sentence_subject = self.scene.subjects(words, sentence.kin, sentence.text)

    def _subjects(self, frame: Frame, part: Clause, sentence: Sentence) -> list[Named]:
        if frame.verb in ("put", "start", "prescribe", "give") and _ME.match(frame.rest):
            return [self.scene.speaker]
        if frame.subject:
            found = self.scene.subjects(frame.subject, sentence.kin, sentence.text)
            if frame.subject.lower() not in ("who", "which"):
                self.scene.sentence_subject = found
            return found
        if not part.opens and (self.scene.sentence_subject or self._follows(part, sentence)):
            return self.scene.sentence_subject
        told = frame.tense in (Tense.PAST, Tense.PERFECT, Tense.FORMER) or frame.verb in ("quit", "be")
        told = told or (
            frame.verb in ("love", "hate") and part.mood is Mood.ASSERTED and not _CALLS.match(frame.rest)
        )
        self.scene.sentence_subject = [self.scene.speaker] if told else []
        return self.scene.sentence_subject

    def _follows(self, part: Clause, sentence: Sentence) -> bool:
        """Whether the sentence began with a subject that we could not place, so that a later clause has it too."""
        first = sentence.parts[0]
        return first is not part and first.mood in EARNEST and frame_of(first.text.replace("’", "'")) is not None

    def _statements(self, subject: Named, frame: Frame, said: Timed, part: Clause) -> Iterator[Claim]:
        verb, rest, needed = frame.verb, self._meant(frame), ""
        marks: frozenset[str] = frozenset()
        opening = True
        for _ in range(_CHAIN):
            step = self._step(subject, verb, rest, (frame, said, marks, opening))
            if step is None:
                return
            statement, objects, end, window = step
            for one in objects:
                yield from self._claim(subject, statement, one, window, frame, part)
            if "once" in statement.marks or not end:
                return
            rest = rest[end:]
            comma = rest.startswith(",")
            rest = rest[_SKIP.match(rest).end() :]  # type: ignore[union-attr]
            if not rest or rest[0] in ".!" or rest.startswith("not ") or (needed and not rest.startswith(needed)):
                return
            if verb == "be" and not statement.then and "more" not in statement.marks and not comma:
                return
            verb, needed = statement.then or (verb, "")
            marks = marks or statement.marks & {"begin", "end"}
            opening = "more" in statement.marks

    def _meant(self, frame: Frame) -> str:
        """What follows the verb, with "it" and "there" as the thing and the place they mean."""
        rest = frame.rest
        if self.scene.thing and frame.verb in ("work", "lead", "run", "use", "manage", "build", "head", "be"):
            rest = _IT.sub(lambda match: match[1] + self.scene.thing.name, rest)  # type: ignore[union-attr]
        if self.scene.place and (match := _THERE.match(rest)):
            rest = f"{(match[1] or match[2] or '').strip()} in {self.scene.place.name}" + rest[match.end() :]
        return rest

    def _step(
        self, subject: Named, verb: str, rest: str, state: tuple[Frame, Timed, frozenset[str], bool]
    ) -> tuple[Statement, list[Named | str], int, Window] | None:
        """The first line of the tables that what follows the verb meets, its objects and where they end."""
        frame, said, marks, opening = state
        for statement in STATEMENTS.get(verb, ()):
            if ("not" in statement.marks) != frame.denied or not _fits(subject, statement, frame):
                continue
            link = statement.link.match(rest) if statement.link else None
            if (link is None and statement.link) or (not opening and (statement.link is None or "first" in statement.marks)):
                continue
            begin = link.end() if link else 0
            found = statement.kind(Slot(rest[begin:], frame, said, "list" in statement.marks, self.shouts))
            own = statement.marks if statement.marks & _TURNS else statement.marks | marks
            window = window_of(own, frame, said, self.now) if found else None
            if found and window is not None:
                return statement, [one for one, _ in found], begin + found[-1][1], window
        return None

    def _claim(
        self, subject: Named, statement: Statement, one: Named | str, window: Window, frame: Frame, part: Clause
    ) -> Iterator[Claim]:
        if isinstance(one, Named):
            one = self._met(one)
        if statement.predicate == "located_in" and subject.name.lower() in _HOMES:
            subject = self.scene.speaker
        subject = _typed(subject, statement)
        if "thing" in statement.marks or subject.type is EntityType.PROJECT:
            self.scene.thing = subject
        claim = Claim(
            subject=subject,
            predicate=statement.predicate,
            object=one,
            quote=part.text,
            valid_from=window.start,
            valid_until=window.end,
            ended=window.ended,
            also=frame.also and PREDICATES[statement.predicate].functional,
        )
        if claim.predicate == "located_in" and not claim.ended:
            self.here.append(claim)
        yield claim
        if claim.predicate == "partner" and not claim.ended and (wed := _WED.search(f"{frame.verb} {frame.rest}")):
            status = "engaged" if wed.group().lower().startswith("engage") else "married"
            yield replace(claim, predicate="relationship_status", object=status)

    def _met(self, one: Named) -> Named:
        if one.type is EntityType.PERSON:
            return self.scene.meet(one.name)
        self.scene.mentioned = one
        if one.type in (EntityType.PROJECT, EntityType.ORGANIZATION):
            self.scene.thing = one
        if one.type is EntityType.LOCATION:
            self.scene.place = one
        return one


def _unnamed(claim: Claim, named: set[str]) -> bool:
    """Whether a pet is told of by its kind alone, that has been called by its name beside."""
    if claim.predicate != "pet" or not isinstance(claim.object, str):
        return False
    kind = claim.object.lower().rsplit(" ", 1)[-1]
    return kind in named or kind.removesuffix("s") in named


def _looks_ahead(text: str, frame: Frame | None) -> bool:
    """Whether a day without a year is one to come: unless the verb speaks of the past."""
    if frame is None or _MOVED.search(text):
        return True
    return frame.tense in (Tense.PRESENT, Tense.GOING, Tense.FUTURE) and frame.verb != "quit"


_WHEN = re.compile(r"(?:when|whenever|while|after|before|once|until)\b", re.IGNORECASE)
_HOMES = frozenset(("flat", "apartment", "house", "home", "place", "new flat", "new apartment", "new house", "new place"))
_WED = re.compile(r"^(?:marry)\b|\b(?:married|engaged)\b", re.IGNORECASE)
_CALLS = re.compile(r"(?:it|that|this|you|your|the|how|when|what|him|her|them|u|these|those|all)\b", re.IGNORECASE)
_PEOPLE_ONLY = frozenset(
    "age birthday born_in nationality speaks email phone timezone partner relationship_status roommate friend knows manager works_at"  # noqa: SIM905
    " role studies studies_at graduated_from works_on member_of owns pet likes dislikes prefers favorite hobby diet allergic_to"
    " has_condition takes_medication plans decided visited attended".split()
)


def _fits(subject: Named, statement: Statement, frame: Frame) -> bool:
    """Whether a line of the tables may be said of this subject, in this tense."""
    marks = statement.marks
    if "past" in marks and frame.tense not in (Tense.PAST, Tense.PERFECT):
        return False
    if "perfect" in marks and frame.tense is not Tense.PERFECT:
        return False
    if "now" in marks and frame.tense in (Tense.PAST, Tense.FORMER):
        return False
    if "thing" in marks and statement.predicate == "located_in":
        return bool(_VENUE.search(subject.name)) and frame.tense is Tense.PRESENT
    if "thing" in marks:
        return subject.type is not EntityType.PERSON and (
            statement.predicate not in _NAMED_ONLY or _project_like(subject)
        )
    if statement.predicate in ("plans", "decided") and subject.type is not EntityType.PERSON:
        return False
    if statement.predicate in _PEOPLE_ONLY:
        return subject.type in (EntityType.PERSON, EntityType.CONCEPT)
    return True


_NAMED_ONLY = ("is_a", "status", "located_in")
_VENUE = re.compile(
    r"\b(?:office|hq|headquarters|warehouse|hotel|factory|lab|studio|shop|store|school|university|company|branch|venue|gym|clinic|data ?cent(?:er|re)"
    r"|server|servers|plant|workshop|bakery|restaurant|church|farm|cabin|cottage)s?$",
    re.IGNORECASE,
)
_PROJECT_WORDS = re.compile(
    r"\b(?:project|app|service|api|site|website|migration|redesign|rewrite|feature|release|launch|backend"
    r"|frontend|pipeline|integration"
    r"|rollout|refactor|prototype|mvp|beta|server|cluster|dashboard|build|deployment|paper|book|thesis|album"
    r"|renovation|contract|deal|shop)$",
    re.IGNORECASE,
)


def _project_like(subject: Named) -> bool:
    return subject.type is not EntityType.OTHER or bool(_PROJECT_WORDS.search(subject.name))


def _typed(subject: Named, statement: Statement) -> Named:
    """A subject of unknown kind takes the one that the predicate speaks of."""
    if subject.type is not EntityType.CONCEPT:
        return subject
    if "thing" in statement.marks or statement.predicate == "part_of":
        return replace(subject, type=EntityType.PROJECT)
    based = statement.predicate == "located_in" and statement.link is not None and "based" in statement.link.pattern
    return replace(subject, type=EntityType.ORGANIZATION if based else EntityType.PERSON)
