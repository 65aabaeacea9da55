"""Reflecting on a day: edits of the pages are read back, the day is summed up, what recurs is believed more, and the
pages are written."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from mnesis.errors import InvalidInput
from mnesis.model import USER as SPEAKER
from mnesis.model import (
    Clock,
    Compression,
    Day,
    Digest,
    EntityType,
    Episode,
    Fact,
    Named,
    PageEdit,
    Promotion,
    Reflection,
    Where,
    as_utc,
    within,
)
from mnesis.providers.llms.contract import LLM
from mnesis.reflection.digests import digest_id, episodes_of, keep, read
from mnesis.reflection.gathering import known, records, secret, the_user
from mnesis.reflection.pages.files import MEMORY, USER, read_file, text_of, write_file
from mnesis.reflection.pages.known import Known
from mnesis.reflection.pages.lines import Item, flat
from mnesis.reflection.pages.manifest import mark, scope_mark
from mnesis.reflection.pages.memory import memory_page
from mnesis.reflection.pages.page import marks, not_understood, render
from mnesis.reflection.pages.reading import Reading, read_page
from mnesis.reflection.pages.user import user_page
from mnesis.reflection.recurring import promotion
from mnesis.reflection.summing import summed
from mnesis.semantic.ledger import Ledger
from mnesis.semantic.resolution import Entities
from mnesis.semantic.telling import told as in_words
from mnesis.steps.editing import Editor, unclear
from mnesis.steps.understanding import Understander
from mnesis.steps.writing import Decided, Writer

_BRIEF = 80
PAGES: dict[str, Callable[[Known], list[Item]]] = {MEMORY: memory_page, USER: user_page}


@dataclass(slots=True)
class _Page:
    """A page while it is worked on: what was in the file, how that read, and what came of its edits."""

    path: Path
    found: bytes | None
    reading: Reading
    edits: Sequence[PageEdit] = ()


@dataclass(frozen=True, slots=True)
class Reflector:
    """Reflects on the days of one scope. `understander` says how words that were written on a page are understood."""

    writer: Writer
    understander: Understander
    clock: Clock

    def reflect(
        self,
        day: date | None = None,
        folder: Path | None = None,
        *,
        llm: LLM | None = None,
        sensitive: bool = False,
    ) -> Reflection:
        """Reflect on a day in UTC (today, where none is given), and write the pages into `folder`, if one is given.

        Done again without edits, it changes neither the store nor a file. Each scope needs a folder of its own: raises
        InvalidInput where the pages of another scope are there, and where files cannot be read or written. A page that
        is not UTF-8 is left as it is, with a notice. What is sensitive is told to nobody, the model included, unless
        `sensitive`.
        """
        span = Day(day or as_utc(self.clock()).date())
        pages, notices = self._read_back(folder) if folder else ([], [])
        digest, trouble = self._sum_up(span, llm, sensitive)
        promoted = self._promote()
        store, scope, now = self.writer.store, self.writer.scope, as_utc(self.clock())
        kept = records(store, scope)
        told = known(store, scope, now, kept, sensitive)
        written = [self._write(page, told, notices) for page in pages]
        return Reflection(
            digest=replace(digest, points=tuple(one for one in digest.points if told.shown(one))),
            learnt=kept.learnt(span, sensitive),
            recurring=told.recurring,
            promoted=tuple(promoted),
            edits=tuple(edit for page in pages for edit in page.edits),
            written=tuple(path for path in written if path),
            notices=(*notices, *trouble),
        )

    # --- reading back ----------------------------------------------------------------------------------------

    def _read_back(self, folder: Path) -> tuple[list[_Page], list[str]]:
        """Do what the edits of the pages say. All pages are looked at before any edit counts."""
        pages: list[_Page] = []
        notices: list[str] = []
        for name in PAGES:
            path = folder / name
            found = read_file(path)
            try:
                text = text_of(path, found or b"")
            except InvalidInput as error:
                notices.append(str(error))
                continue
            pages.append(_Page(path, found, self._checked(path, text)))
        for page in pages:
            name = page.path.name
            user = self._user() if name == USER else None
            page.edits = Editor(self.writer, self.understander, self.clock, name, user).read_back(page.reading)
            notices += _told(page)
        return pages, notices

    def _user(self) -> Named:
        """The user, by the name under which they speak."""
        for one in reversed(the_user(self.writer.store, self.writer.scope)):
            return Named(name=one.name, type=one.type)
        return Named(name=SPEAKER, type=EntityType.PERSON)

    def _checked(self, path: Path, text: str) -> Reading:
        reading = read_page(text, as_utc(self.clock()))
        if reading.manifest and reading.manifest.scope != scope_mark(self.writer.scope):
            problem = f"is a page of another scope than {self.writer.scope}: give each scope a folder of its own"
            raise InvalidInput(what=str(path), problem=problem)
        return reading

    # --- summing up ------------------------------------------------------------------------------------------

    def _sum_up(self, day: Day, llm: LLM | None, consent: bool) -> tuple[Digest, tuple[str, ...]]:
        store, scope = self.writer.store, self.writer.scope
        delicate = store.find(Fact, within(scope, Where("sensitive", "eq", True)))
        private = None if consent else secret(delicate)

        def decide() -> Decided[tuple[Digest, tuple[str, ...]]]:
            kept = store.get(Episode, [digest_id(scope, day.date)], within(scope))
            before = read(kept[0]) if kept else None
            said = episodes_of(store, scope, day)
            if before and any(one.compression is not Compression.RAW for one in said):
                return Decided((), (before, ()))  # made when the words were here that have left by now
            digest, notices = summed(day, said, llm, before, private)
            return Decided(keep(store, scope, digest, as_utc(self.clock())), (digest, notices))

        return self.writer.write(decide).outcome

    def _promote(self) -> list[Promotion]:
        """Believe more what was only inferred and recurs."""
        store, scope = self.writer.store, self.writer.scope

        def decide() -> Decided[list[Promotion]]:
            now = as_utc(self.clock())
            kept = records(store, scope)
            raised = [(one, event) for one in kept.facts if (event := promotion(one, kept.sessions, now))]
            if not raised:
                return Decided((), [])
            entities = Entities(store, scope, now)
            ledger = Ledger(store, scope, now, entities)
            ledger.load_around([fact for fact, _ in raised])
            for fact, event in raised:
                ledger.log(fact.id, event)
            done = [_promotion(fact, event.confidence or 0.0) for fact, event in raised]
            return Decided([*entities.changes(), *ledger.changes()], done)

        return self.writer.write(decide).outcome

    # --- writing ---------------------------------------------------------------------------------------------

    def _write(self, page: _Page, told: Known, notices: list[str]) -> Path | None:
        """Write a page where it differs; its path then. Nothing that somebody wrote is left out."""
        name, reading = page.path.name, page.reading
        items = PAGES[name](told)
        ours = marks(items)
        doubtful = [one for one in (*reading.doubtful, *reading.headings) if mark(one) not in ours]
        notices += [f"{name}: not read, and kept there: {_brief(one)}" for one in doubtful]
        kept = [one for one in reading.kept if mark(one) not in ours]
        content = render([*items, *not_understood((*kept, *doubtful, *unclear(page.edits)))], told.scope).encode()
        if content == page.found:
            return None
        if read_file(page.path) != page.found:
            notices.append(f"{name}: was edited meanwhile, and is left as it is: reflect again.")
            return None
        write_file(page.path, content)
        return page.path


def _promotion(fact: Fact, after: float) -> Promotion:
    episodes = tuple(dict.fromkeys(str(one["episode"]) for one in fact.history if one.get("episode")))
    return Promotion(fact=fact.id, text=in_words(fact), before=fact.confidence, after=after, episodes=episodes)


def _told(page: _Page) -> list[str]:
    """What the reader of a page is to know."""
    name, reading = page.path.name, page.reading
    notices = [f"{name}: not understood, and kept there: {_brief(line)}" for line in unclear(page.edits)]
    if page.found and reading.manifest is None:
        notices.append(f"{name}: its last comment is damaged or gone, so nothing in it counts as edited or deleted.")
    if reading.told_gone:
        problem = "lines that follow from what was said were taken out, and come back; `mnesis forget` erases"
        notices.append(f"{name}: {reading.told_gone} {problem}.")
    return notices


def _brief(text: str) -> str:
    line = flat(text)
    return line if len(line) <= _BRIEF else f"{line[:_BRIEF].rstrip()}…"
