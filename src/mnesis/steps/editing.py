"""Edits by hand, read back from a page: each becomes what it means, with the words of the edit as its evidence."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from mnesis.errors import InvalidInput, NotFound
from mnesis.extraction.contract import Passage
from mnesis.model import (
    PREDICATES,
    Clock,
    Edited,
    Episode,
    Fact,
    Findings,
    Message,
    Named,
    PageEdit,
    Preference,
    PreferenceCategory,
    Procedure,
    SourceType,
    Wish,
    predicate_name,
    within,
)
from mnesis.procedural.by_hand import Hand
from mnesis.procedural.learner import Learner as Practice
from mnesis.procedural.lesson import Lesson
from mnesis.reflection.pages.lines import Pointer
from mnesis.reflection.pages.meaning import NewFact, NewPreference, NewTask, in_words, meant
from mnesis.reflection.pages.reading import Altered, Fresh, Reading
from mnesis.semantic.amending import Amended, Amender, Assertion
from mnesis.semantic.objects import plain
from mnesis.semantic.standing import entities
from mnesis.semantic.telling import told
from mnesis.steps.keeping import Keeper
from mnesis.steps.understanding import Understander, When
from mnesis.steps.writing import Decided, Writer

READER = "page/1"
"""Who is noted as the extractor of what a page says."""


@dataclass(frozen=True, slots=True)
class Editor:
    """Reads the edits of one page back. `user` is whom a page is about, None for the one about everything else."""

    writer: Writer
    understander: Understander
    clock: Clock
    page: str
    user: Named | None = None

    def read_back(self, reading: Reading) -> list[PageEdit]:
        """Do what the edits say, one after the other. What cannot be understood comes back as such, and is the caller's
        to keep."""
        return [
            *(done for one in reading.gone if (done := self._gone(one))),
            *(self._altered(one) for one in reading.altered),
            *(self._fresh(one) for one in reading.fresh),
        ]

    # --- lines that are gone ---------------------------------------------------------------------------------

    def _gone(self, pointer: Pointer) -> PageEdit | None:
        """Take back what a line said; None where it is gone already."""
        record = self._record(pointer)
        match record:
            case Fact(known_until=None):
                self._amend(lambda: Amender(self.writer.store, self.writer.scope, self.clock).retract(record.id))
                return self._edit(Edited.RETRACTED, told(record), pointer)
            case Preference() if record.strength:
                self._practise(lambda hand: hand.prefer(record.category, record.key, record.value, strength=0.0))
                return self._edit(Edited.RETRACTED, f"{record.key}: {record.value}", pointer)
            case Procedure():
                self._practise(lambda hand: hand.forget(record.id))
                return self._edit(Edited.RETRACTED, record.name, pointer)
            case _:
                return None

    # --- lines that read differently -------------------------------------------------------------------------

    def _altered(self, edit: Altered) -> PageEdit:
        record = self._record(edit.pointer)
        try:
            match record:
                case Fact():
                    return self._fact(record, edit)
                case Preference():
                    return self._preference(record, edit)
                case Procedure():
                    return self._procedure(record, edit)
        except (InvalidInput, NotFound):
            pass
        return self._edit(Edited.UNCLEAR, edit.line, edit.pointer)

    def _fact(self, fact: Fact, edit: Altered) -> PageEdit:
        predicate = fact.predicate if edit.label is None else predicate_name(edit.label)
        value = fact.object if edit.value is None else edit.value
        window = edit.window if edit.retimed else (fact.valid_from, fact.valid_until)
        if not plain(value) or (edit.label is not None and predicate not in PREDICATES):
            raise InvalidInput(what=edit.line, problem="is no fact")
        words = in_words(fact.subject, predicate, value, window)
        other = plain(value) != plain(fact.object)
        start, until = window
        episode = self._keep(f"{words}, not {fact.object}" if other else words)
        amender = Amender(self.writer.store, self.writer.scope, self.clock, episode.id)
        if predicate != fact.predicate or not (other or start or (until and fact.valid_from is None)):
            new = Assertion(
                subject=self._subject(fact), predicate=predicate, object=value, valid_from=start, valid_until=until
            )
            self._amend(lambda: amender.retract(fact.id))
            self._amend(lambda: amender.assert_fact(new))
        else:
            given = value if other else None
            self._amend(lambda: amender.correct(fact.id, given, valid_from=start, valid_until=until))
        moved = edit.retimed and not other and predicate == fact.predicate
        return self._edit(Edited.RETIMED if moved else Edited.CORRECTED, edit.line, edit.pointer, episode)

    def _subject(self, fact: Fact) -> Named:
        """The subject of a fact by its name."""
        found = entities(self.writer.store, self.writer.scope, [fact.entity_id])
        return Named(name=found[0].name, type=found[0].type) if found else Named(name=fact.subject)

    def _preference(self, known: Preference, edit: Altered) -> PageEdit:
        key = known.key if edit.label is None else edit.label
        value = known.value if edit.value is None else edit.value
        if not plain(value) or not plain(key):
            raise InvalidInput(what=edit.line, problem="is no preference")
        if edit.label is not None:
            self._practise(lambda hand: hand.prefer(known.category, known.key, known.value, strength=0.0))
        instead = known.value if plain(value) != plain(known.value) else None
        episode = self._wish(known.category, key, value, instead)
        return self._edit(Edited.CORRECTED, edit.line, edit.pointer, episode)

    def _procedure(self, known: Procedure, edit: Altered) -> PageEdit:
        trigger = edit.value if known.name == known.trigger else None
        self._practise(lambda hand: hand.edit(known.id, name=edit.value, trigger=trigger, steps=edit.steps))
        return self._edit(Edited.CHANGED, edit.line, edit.pointer)

    # --- new lines -------------------------------------------------------------------------------------------

    def _fresh(self, new: Fresh) -> PageEdit:
        meaning = meant(new, self.user)
        try:
            match meaning:
                case NewFact():
                    return self._edit(Edited.STATED, new.text, episode=self._new_fact(meaning))
                case NewPreference():
                    episode = self._wish(meaning.category, meaning.key, meaning.value, None)
                    return self._edit(Edited.STATED, new.text, episode=episode)
                case NewTask():
                    self._practise(lambda hand: hand.teach(meaning.name, meaning.steps))
                    return self._edit(Edited.STATED, new.text)
                case None:
                    return self._edit(Edited.UNCLEAR, new.text)
            return self._said(new, meaning.words)
        except InvalidInput:
            return self._edit(Edited.UNCLEAR, new.text)

    def _new_fact(self, new: NewFact) -> Episode:
        episode = self._keep(new.words)
        start, until = new.window
        said = Assertion(
            subject=new.subject, predicate=new.predicate, object=new.value, valid_from=start, valid_until=until
        )
        self._amend(lambda: Amender(self.writer.store, self.writer.scope, self.clock, episode.id).assert_fact(said))
        return episode

    def _said(self, new: Fresh, words: str) -> PageEdit:
        """Words as the user's own, which teach what they teach."""
        kept = self._keeper(When.INLINE).keep([self._message(words)])
        what = Edited.STATED if kept.lesson.changes else Edited.UNCLEAR
        return self._edit(what, new.text, episode=kept.seen[0].episode)

    # --- how -------------------------------------------------------------------------------------------------

    def _record(self, pointer: Pointer) -> Fact | Preference | Procedure | None:
        kinds = {"fact": Fact, "preference": Preference, "procedure": Procedure}
        kind: type[Fact] | type[Preference] | type[Procedure] = kinds[pointer.kind]
        return next(iter(self.writer.store.get(kind, [pointer.id], within(self.writer.scope))), None)

    def _keeper(self, when: When) -> Keeper:
        reading = replace(self.understander.reading, when=when)
        return Keeper(self.writer, replace(self.understander, reading=reading), self.clock)

    def _message(self, words: str) -> Message:
        return Message(text=words, actor="user", session=self.page)

    def _keep(self, words: str) -> Episode:
        """The words of an edit, whose meaning is known already."""
        return self._keeper(When.OFF).keep([self._message(words)]).seen[0].episode

    def _wish(self, category: PreferenceCategory, key: str, value: str, instead_of: str | None) -> Episode:
        words = f"I prefer {key.replace('_', ' ')}: {value}" + (f", not {instead_of}" if instead_of else "")
        episode = self._keep(words)
        wish = Wish(
            category=category,
            key=key,
            value=value,
            quote=episode.text,
            instead_of=instead_of,
            source_type=SourceType.CORRECTED if instead_of else SourceType.STATED,
        )
        passage = Passage(id=episode.id, text=episode.text, actor="user", speaker=None, time=episode.timestamp)
        found = [(passage, Findings(extractor=READER, wishes=(wish,)))]
        learner = Practice(self.writer.store, self.writer.scope, self.clock)
        self.writer.write(lambda: Decided(learner.changes(found), None))
        return episode

    def _amend(self, act: Callable[[], Amended]) -> None:
        self.writer.write(lambda: Decided(act().changes, None))

    def _practise(self, act: Callable[[Hand], Lesson]) -> None:
        hand = Hand(self.writer.store, self.writer.scope, self.clock)
        self.writer.write(lambda: Decided(act(hand).changes, None))

    def _edit(
        self, what: Edited, line: str, pointer: Pointer | None = None, episode: Episode | None = None
    ) -> PageEdit:
        return PageEdit(
            what=what,
            page=self.page,
            line=line,
            kind=pointer.kind if pointer else None,
            id=pointer.id if pointer else None,
            episode=episode.id if episode else None,
        )


def unclear(edits: Sequence[PageEdit]) -> list[str]:
    """What was not understood, as it stands in the file."""
    return [one.line for one in edits if one.what is Edited.UNCLEAR]
