"""Reads a passage clause by clause: who is who, frames against the tables of statements, days, attributes."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.clauses import Clause, Mood
from mnesis.extraction.rules.cues import MOVED, words_of
from mnesis.extraction.rules.ellipsis import whole
from mnesis.extraction.rules.endings import endings
from mnesis.extraction.rules.events import events
from mnesis.extraction.rules.fitting import fits, typed
from mnesis.extraction.rules.frames import Frame, Tense, frame_of, led
from mnesis.extraction.rules.joining import joined
from mnesis.extraction.rules.kin import NAME, Kinship, is_name, kinships
from mnesis.extraction.rules.lexicon import LANGUAGES_USED, NAMES, bag, is_job, is_place, is_tool
from mnesis.extraction.rules.noticed import noticed
from mnesis.extraction.rules.recasts import recast
from mnesis.extraction.rules.scene import Scene
from mnesis.extraction.rules.slots import Slot
from mnesis.extraction.rules.statements import STATEMENTS, Statement
from mnesis.extraction.rules.times import Timed, When, timed
from mnesis.extraction.rules.verbs import FORMS, Form
from mnesis.extraction.rules.windows import Window, window_of
from mnesis.model import PREDICATES, USER, Claim, EntityType, Named

EARNEST = (Mood.ASSERTED, Mood.NEGATED)

_MOVED = re.compile(
    r"\b(?:moved|pushed|postponed|rescheduled|scheduled|booked|brought forward|shifted|put off"
    r"|extended|set)\b",
    re.IGNORECASE,
)
_MOVED_ONCE = re.compile(
    r"\bmoved\b.* to (?!(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|Q\d)[a-z]*\b)"
    r"(?:the )?[A-Z]"
)
_SKIP = re.compile(
    r"(?:[\s,]*(?:(?:(?:on|in|at|since|until|till|from|for|by|during|over|around|about|starting|as of"
    r"|back in)\s+)*\||now|currently"
    r"|full[- ]time|part[- ]time|these days|nowadays|at the moment|for now|remotely"
    r"|together|again|also|mostly|mainly|there|here|then|both|and(?= (?:on|at"
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
_STARTED = re.compile(
    r"(?:she |he |I |we )?(?:only |just |have )?started (?:there |here )?(?:in |on )?\|", re.IGNORECASE
)
_ME = re.compile(r"(?:me|us)\b", re.IGNORECASE)
_LAST = frozenset(("once", "last"))
_DOWN = re.compile(r"\bput\b.*\b(?:down|to sleep)\b")
_IN_PLACE = re.compile(rf"\b(?:[Ii]n|[Tt]o|[Ff]rom) ({NAME})")
_FIRST = re.compile(r"[A-ZÀ-Þ][\w-]+(?= )")
_CAPITAL = re.compile(r"[A-ZÀ-Þ][\w-]+")
_GREETED = re.compile(rf"(?:greetings |cheers |hello |hi )?from ({NAME})$", re.IGNORECASE)
_TIME_FIRST = re.compile(r"(?:(?:since|for|from|in|on|until|already) )?\| (?=in |at |as |with )")
_TURNS = frozenset(("begin", "end"))
_TASTING = frozenset(
    ("love", "like", "hate", "stand", "bear", "abide", "adore", "dislike", "enjoy", "loathe", "detest")
)
_TASTED = re.compile(r"(?:it|them)(?=[.;!]| (?:any ?more|now|these|at all|either))")
_GONE = ("die", "pass", "lose")
_CHAIN = 4


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
    if part.mood is Mood.HYPOTHETICAL and one.start == part.start and one.owner.lower() in ("my", "our"):
        return True
    mine = one.owner.lower() in ("my", "our")
    return part.mood is Mood.QUOTED and mine and one.start - part.start < 12 and part.text[0] not in "\"“'‘"


class Reader:
    """Reads one passage, sentence by sentence, with what it has spoken of in mind."""

    def __init__(self, passage: Passage) -> None:
        self.now = passage.time
        self.shouts = not any(letter.isupper() for letter in passage.text)
        self.scene = Scene(Named(name=passage.speaker or USER, type=EntityType.PERSON), passage.time)
        self.here: list[Claim] = []
        self.jobs: list[Claim] = []
        self.whens: tuple[When, ...] = ()
        self.bare = ""
        self.last: When | None = None
        self.spouse: Claim | None = None
        self.tasted = ""
        self.led = False
        for turn in passage.before[-2:]:
            for one in kinships(turn.text[:1_000]):
                self._people(one)
        if passage.before:
            self._asked_about(passage.before[-1].text)

    def _asked_about(self, text: str) -> None:
        """Whom the last turn asks about by name: "How does Lotte like her job?"."""
        asked = re.findall(r"[^.!?\n]{1,200}\?", text[-400:])
        named = {word for word in _CAPITAL.findall(asked[-1]) if word.lower() in NAMES} if asked else set()
        if len(named) == 1:
            self.scene.meet(named.pop())

    def read(self, sentence: Sentence) -> list[Claim]:
        """What a sentence claims, in the order of its clauses."""
        self.scene.sentence_subject = []
        self.whens, self.bare = (), ""
        found: list[Claim] = []
        for part in sentence.parts:
            here = [one for one in sentence.kin if part.start <= one.start < part.end]
            for one in here:
                found += self._relations(one, part)
            if found and _SINCE_ONLY.match(part.text) and (since := timed(part.text, self.now).whens):
                found = [_begun(one, found[-1].quote, since[0].point) for one in found]
            if part.mood in EARNEST:
                named = {word for one in here if one.predicate == "pet" for word in (one.label, *one.names)}
                found += [one for one in self.clause(part, sentence) if not _unnamed(one, named)]
        return found

    def _relations(self, one: Kinship, part: Clause) -> list[Claim]:
        """Who is who to whom; a partner or a pet that died, and one that was adopted, with the time."""
        owner = self.scene.owner(one.owner) or self._before(one, part)
        people = self._people(one)
        if owner is None or self._denies(part):
            return []
        said = timed(part.text, self.now)
        frame = frame_of(said.text.replace("’", "'"))
        gone = bool(
            frame
            and (frame.verb in _GONE or (frame.verb in ("put", "have") and _DOWN.search(f"{frame.verb} {frame.rest}")))
            and frame.tense is not Tense.FUTURE
            and one.predicate in (("pet",) if frame.verb not in ("die", "pass") else ("pet", "partner"))
        )
        begun = (
            frame
            and one.predicate in ("pet", "child")
            and frame.verb in ("adopt", "get", "welcome", "buy", "rescue", "have")
            and frame.tense is Tense.PAST
        )
        when = said.whens[0] if said.whens else None
        left = (
            one.predicate == "roommate" and frame is not None and frame.verb == "move" and frame.rest.startswith("out")
        )
        gone = gone or bool(left and frame and frame.tense in (Tense.PAST, Tense.PERFECT))
        over = one.ended or gone
        aged = [
            Claim(subject=person, predicate="age", object=age, quote=part.text)
            for person, age in zip(people, one.ages, strict=False)
            if age
        ]
        aged += self._apposed(people, part.text[one.end - part.start :], part)
        return aged + [
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

    def _apposed(self, people: Sequence[Named], after: str, part: Clause) -> list[Claim]:
        """What somebody just named is by trade: "my cousin Alasdair, a fisherman, …"."""
        match = _APPOSED.match(after) if len(people) == 1 and after.startswith(",") else None
        if match is None or not is_job(match["job"]):
            return []
        trade = match["job"].split(" ", 1)[1]
        return [Claim(subject=people[0], predicate="role", object=trade, quote=part.text)]

    def _people(self, one: Kinship) -> tuple[Named, ...]:
        """The people of a kinship; whom "she" means in "she's my sister"."""
        if one.names[0] not in ("he", "she"):
            return self.scene.join(one)
        person = self.scene.person("m" if one.names[0] == "he" else "f")
        self.scene.mentioned = person or self.scene.mentioned
        return (person,) if person else ()

    def _before(self, one: Kinship, part: Clause) -> Named | None:
        """Whose sister "his sister" is: of the one named before it in the clause ("Felix and his big sister")."""
        said = part.text[max(0, one.start - part.start) :].lower()
        if not said.startswith(("his ", "her ")) or one.start <= part.start:
            return None
        name = _FIRST.match(part.text[: one.start - part.start])
        known = name and name.group().lower() in NAMES
        return self.scene.meet(name.group(), "m" if one.owner.lower() == "his" else "f") if name and known else None

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
        before = next((one.text for one in reversed(sentence.parts) if one.end <= part.start), "")
        text = recast(whole(part.text.replace("’", "'"), opens=part.opens), opens=part.opens, before=before)
        text = _INSIDE.sub(r"\1 ", text) if ", " in text else text
        if not part.opens:
            text = joined(text, [one.text for one in sentence.parts if one.end <= part.start])
        if "there" in text and self.scene.place is None:
            placed = [
                one
                for one in _IN_PLACE.findall(sentence.text[: part.start][-300:])
                if is_place(one) or (is_name(one) and not is_tool(one) and one.lower() not in NAMES)
            ]
            self.scene.place = Named(name=placed[-1], type=EntityType.LOCATION) if placed else None
        found = [claim for one in text.split(" // ") for claim in self._said(one, part, sentence)]
        return [replace(one, subject=_unprefixed(one.subject)) for one in found]

    def _said(self, text: str, part: Clause, sentence: Sentence) -> list[Claim]:
        if (before := _UNTIL_THEN.match(text)) and self.last:
            until = self.last.point
            told = self._said(text[before.end() :], part, sentence)
            return [replace(one, valid_until=until) for one in told if one.predicate not in _DATED]
        frame, said = self._framed(text, part)
        subjects = self._subjects(frame, part, sentence) if frame else []
        self._noted(text, said, frame, subjects, part)
        found = self._told(text, said, frame, subjects, part)
        if frame is None:
            if greeted := _GREETED.match(text):
                self.scene.place = Named(name=greeted[1], type=EntityType.LOCATION)
            self._note_subject(said.text, sentence)
            return found
        if not _WHEN.match(said.text) and not any(one.predicate in ("scheduled_for", "deadline") for one in found):
            for subject in subjects:
                stated = self._statements(subject, frame, said, part)
                found += [one for one in stated if subject is subjects[0] or one.predicate != "relationship_status"]
        return found + self._since_then(said, part)

    def _noted(self, text: str, said: Timed, frame: Frame | None, subjects: list[Named], part: Clause) -> None:
        """What later words may point at: a thing put off, the last time, whose name has been told."""
        if frame and len(subjects) == 1 and subjects[0].type is not EntityType.PERSON and _put_off(frame, said, part):
            self.scene.thing = replace(subjects[0], type=EntityType.OTHER)
        self.last = said.whens[-1] if said.whens else self.last
        if (called := _HER_NAME.match(text)) and is_name(called[2]):
            self.scene.meet(called[2], "m" if called[1].lower() == "his" else "f")

    def _told(self, text: str, said: Timed, frame: Frame | None, subjects: list[Named], part: Clause) -> list[Claim]:
        """What is claimed whatever the verb: by name or in passing, days of events, ends."""
        if part.mood is not Mood.ASSERTED:
            return []
        found = list(noticed(text, said, part, self.scene))
        if not _was_there(frame, subjects, self.scene.speaker):
            found += events(said.text, said, self.scene.thing, part.text)
        if found and found[-1].predicate == "scheduled_for":
            self.scene.thing = found[-1].subject
        if frame:
            found += endings(frame, subjects, said, part, self.scene, self.spouse)
        return found

    def _framed(self, text: str, part: Clause) -> tuple[Frame | None, Timed]:
        """The frame of a clause and its times: its own, or those of the clause before it where it goes with that."""
        frame = frame_of(text)
        said = timed(text, self.now, ahead=_looks_ahead(text, frame))
        frame = frame_of(said.text) if said.text != text else frame
        aside = _ASIDE.match(text) is not None and not said.whens
        if frame and not (said.whens or part.opens or aside) and (self.bare or _goes_with(frame, led=self.led)):
            said = replace(said, whens=self._carried(frame))
        if not aside:
            self.led = said.text.lower().startswith(_LED) if said.whens else self.led and not part.opens
            self.whens, self.bare = said.whens, text if frame is None and said.whens else ""
        return frame, said

    def _carried(self, frame: Frame) -> tuple[When, ...]:
        """The times named before the clause, of the past where it speaks of the past."""
        return timed(self.bare, self.now).whens if self.bare and not _looks_ahead(self.bare, frame) else self.whens

    def _since_then(self, said: Timed, part: Clause) -> list[Claim]:
        """ "… Moved two months ago": when the residence just told of began."""
        begin = led(said.text)
        if said.whens and self.jobs and _STARTED.match(said.text, begin):
            begun = [replace(one, valid_from=said.whens[0].point) for one in self.jobs[-2:] if one.valid_from is None]
            return [one for one in begun if one.quote == begun[-1].quote]
        if not said.whens or not self.here or not _MOVED_HERE.match(said.text, begin):
            return []
        last = self.here[-1]
        return [replace(last, valid_from=said.whens[0].point)] if last.valid_from is None else []

    def _note_subject(self, words: str, sentence: Sentence) -> None:
        """A clause without a verb may only name whom the next one is about: "My brother Tom, …"."""
        if len(words) < 60 and not self.scene.sentence_subject:
            self.scene.sentence_subject = self.scene.subjects(words, sentence.kin, sentence.text)

    def _subjects(self, frame: Frame, part: Clause, sentence: Sentence) -> list[Named]:
        if frame.verb in ("put", "start", "prescribe", "give", "make", "appoint", "promote") and _ME.match(frame.rest):
            return [self.scene.speaker]
        if frame.subject:
            both = frame.subject.lower() == "we" and "we both " in part.text.lower()
            found = self.scene.subjects("we both" if both else frame.subject, sentence.kin, sentence.text)
            if frame.subject.lower() not in ("who", "which"):
                self.scene.sentence_subject = found
            return found
        if frame.tense is Tense.PRESENT and frame.verb != "be" and self._infinitive(part, sentence):
            return []
        if not part.opens and (self.scene.sentence_subject or self._follows(part, sentence)):
            return self.scene.sentence_subject
        told = frame.tense in (Tense.PAST, Tense.PERFECT, Tense.FORMER) or frame.verb in ("quit", "be", "own")
        told = told or (frame.verb in ("love", "hate") and part.mood is Mood.ASSERTED and not _CALLS.match(frame.rest))
        self.scene.sentence_subject = [self.scene.speaker] if told else []
        return self.scene.sentence_subject

    def _infinitive(self, part: Clause, sentence: Sentence) -> bool:
        """Whether a verb without a subject goes on after "to", "should", "please": "I want to …, and use …"."""
        before = [one for one in sentence.parts if one.start < part.start]
        verb = FORMS.get(part.text.split(" ")[0].lower())
        if verb is not None and verb.form is Form.THIRD:
            return False
        return bool(before) and _BIDDEN.search(before[-1].text) is not None

    def _follows(self, part: Clause, sentence: Sentence) -> bool:
        """Whether the sentence began with a subject that we could not place, so that a later clause has it too."""
        first = sentence.parts[0]
        return first is not part and first.mood in EARNEST and frame_of(first.text.replace("’", "'")) is not None

    def _statements(self, subject: Named, frame: Frame, said: Timed, part: Clause) -> Iterator[Claim]:
        verb, rest, needed = frame.verb, self._meant(frame), ""
        if first := _TIME_FIRST.match(rest):
            rest = rest[first.end() :]
        marks: frozenset[str] = frozenset()
        opening = True
        for _ in range(_CHAIN):
            step = self._step(subject, verb, rest, (frame, said, marks, opening))
            if step is None:
                return
            statement, objects, end, window = step
            for one in objects:
                yield from self._claim(subject, statement, one, window, frame, part)
            if statement.predicate == "created" and (used := _IN_LANGUAGE.match(rest[end:])):
                yield from _written(objects, used["in"], part)
                return
            if statement.marks & _LAST or not end:
                return
            rest = rest[end:]
            last = objects[-1]
            if isinstance(last, Named) and last.type is EntityType.PERSON and rest.startswith(","):
                yield from self._apposed([self._met(last)], rest, part)
                return
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
        if self.tasted and frame.verb in _TASTING and (match := _TASTED.match(rest)):
            rest = self.tasted + rest[match.end() :]
        if self.scene.place and (match := _THERE.match(rest)):
            rest = f"{match[1] or match[2] or ''} in {self.scene.place.name}".lstrip() + rest[match.end() :]
        return rest

    def _step(
        self, subject: Named, verb: str, rest: str, state: tuple[Frame, Timed, frozenset[str], bool]
    ) -> tuple[Statement, list[Named | str], int, Window] | None:
        """The first line of the tables that what follows the verb meets, its objects and where they end."""
        frame, said, marks, opening = state
        for statement in STATEMENTS.get(verb, ()):
            link = statement.link.match(rest) if statement.link else None
            if (link is None and statement.link) or (
                not opening and (statement.link is None or "first" in statement.marks)
            ):
                continue
            if ("not" in statement.marks) != frame.denied or not fits(subject, statement, frame):
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
        subject = typed(subject, statement)
        if "thing" in statement.marks or subject.type is EntityType.PROJECT or statement.predicate == "part_of":
            self.scene.thing = subject
            self.scene.sentence_subject = [subject]
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
        if claim.predicate in ("likes", "dislikes") and isinstance(one, str):
            self.tasted = one
        if claim.predicate == "located_in" and not claim.ended:
            self.here.append(claim)
        if claim.predicate in ("works_at", "role") and not claim.ended:
            self.jobs.append(claim)
        yield claim
        self.spouse = claim if claim.predicate == "partner" and claim.subject == self.scene.speaker else self.spouse
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


def _goes_with(frame: Frame, *, led: bool) -> bool:
    """Whether a clause has the time of the one before it: "moving in May and starting …", "and went to … there"."""
    there = frame.tense is Tense.PAST and not frame.subject and _RIGHT_THERE.search(frame.rest) is not None
    return frame.tense is Tense.GOING or there or (led and not frame.subject and frame.tense is Tense.PAST)


_RIGHT_THERE = re.compile(r"\bthere\b")


_LED = (" |", "|", "from |", "in |", "during |", "between |")
_INSIDE = re.compile(
    r"^((?:the|our|my) [^,|]{2,40}), (?!an? |the |my |our |his |her |who |which |where |and |or )[^,|]{2,50}, "
    r"(?=(?:is|are|was|has|must|will|needs|takes|costs|runs|depends)\b)",
    re.IGNORECASE,
)


def _put_off(frame: Frame, said: Timed, part: Clause) -> bool:
    """Whether a clause says that an event is not on its day, so that what follows tells of it."""
    return frame.verb in _PUT_OFF or (frame.verb == "be" and part.mood is Mood.NEGATED and bool(said.whens))


def _unprefixed(one: Named) -> Named:
    """ "Project Dunlin" as "Dunlin"."""
    bare = one.name.removeprefix("Project ")
    if bare.startswith(("whole ", "entire ")):
        return replace(one, name=bare.split(" ", 1)[1])
    return replace(one, name=bare, type=EntityType.PROJECT) if bare != one.name and bare[:1].isupper() else one


def _begun(one: Claim, quote: str, since: datetime) -> Claim:
    """What a clause claims that is followed by when it began: "Married to Hanneke, a vet, since 1998"."""
    lasting = one.predicate in _LASTING and one.quote == quote and not one.ended and one.valid_from is None
    return replace(one, valid_from=since) if lasting else one


def _was_there(frame: Frame | None, subjects: Sequence[Named], speaker: Named) -> bool:
    """ "We went to a concert on Saturday": its day is that of the visit."""
    past = frame is not None and frame.tense is Tense.PAST and frame.verb in ("go", "attend", "see", "watch", "play")
    return past and speaker in subjects


def _written(objects: Sequence[Named | str], language: str, part: Clause) -> Iterator[Claim]:
    """ "… a tool called Sparrow in Go": what it is written in."""
    for one in objects:
        if isinstance(one, Named) and language.lower() in LANGUAGES_USED:
            used = Named(name=language, type=EntityType.TOOL)
            yield Claim(subject=one, predicate="written_in", object=used, quote=part.text)


def _unnamed(claim: Claim, named: set[str]) -> bool:
    """Whether a pet is told of by its kind alone, that has been called by its name beside."""
    if claim.predicate not in ("pet", "owns") or not isinstance(claim.object, str):
        return False
    if claim.object in named:
        return True
    kind = claim.object.lower().rsplit(" ", 1)[-1]
    return kind in named or kind.removesuffix("s") in named


def _looks_ahead(text: str, frame: Frame | None) -> bool:
    """Whether a day without a year is one to come: unless the verb speaks of the past."""
    if frame is None or frame.verb in _SETS_DAYS:
        return True
    if (
        not MOVED.isdisjoint(words_of(text))
        and _MOVED.search(text)
        and not _MOVED_ONCE.search(text)
        and (frame.verb in ("be", "get") or frame.subject.lower() not in _PERSONAL)
    ):
        return True
    return frame.tense in (Tense.PRESENT, Tense.GOING, Tense.FUTURE) and frame.verb not in ("quit", "put", "split")


_PUT_OFF = frozenset(("move", "slip", "postpone", "reschedule", "delay"))
_IN_LANGUAGE = re.compile(r" (?:entirely |mostly |all )?in (?P<in>[A-Za-z][\w+#.]*?)(?=[.,;!]?(?:\s|$))")
_WHEN = re.compile(
    r"(?:when|whenever|while|after(?! that| (?:[\w-]+ ){1,3}(?:years?|months?|weeks?))"
    r"|before(?! that)|once|until(?! \|))\b",
    re.IGNORECASE,
)
_BIDDEN = re.compile(
    r"\b(?:to|should|can|could|will|would|must|let|help|please|['’]ll"
    r"|how)\s+(?:\w+ly )?[a-z]+\b(?! (?:and|from|[A-Z]))",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"(?:as|when|while|though|although|where|because) ", re.IGNORECASE)
_HER_NAME = re.compile(rf"(her|his) name(?:'s| is) ({NAME})", re.IGNORECASE)
_SINCE_ONLY = re.compile(r"since (?:[\w]+ ){0,2}[\w]+[.!]?$", re.IGNORECASE)
_LASTING = bag("partner relationship_status works_at located_in uses owns member_of hobby studies pet roommate manager")
_UNTIL_THEN = re.compile(r"(?:but |and |so )?(?:until|till) then,? (?=\w)", re.IGNORECASE)
_DATED = ("scheduled_for", "deadline", "plans", "visited", "attended")
_APPOSED = re.compile(
    r",? (?:who is |who['’]s )?(?P<job>an? [\w -]{3,40}?)(?=[,.;]| (?:at|in|from|for|by|who|and)\b|$)"
)
_SETS_DAYS = bag("push postpone reschedule schedule book delay sign")
_PERSONAL = frozenset(("", "i", "we", "he", "she", "they"))
_HOMES = frozenset(
    ("flat", "apartment", "house", "home", "place", "new flat", "new apartment", "new house", "new place")
)
_WED = re.compile(r"^(?:marry)\b|\b(?:married|engaged)\b", re.IGNORECASE)
_CALLS = re.compile(r"(?:it|that|this|you|your|the|how|when|what|him|her|them|u|these|those|all)\b", re.IGNORECASE)
