"""Compressed and distilled texts in a model's words: only those that the conversation proves; else in its own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from mnesis.episodic.consolidation.compressing import compress
from mnesis.episodic.consolidation.contract import COMPRESSED, Segment, Shorter, Told
from mnesis.episodic.consolidation.distilling import distil, essence_limit, quoted_in, spoken
from mnesis.episodic.consolidation.units import Unit, lines_of, units_of
from mnesis.episodic.consolidation.worth import NOTHING
from mnesis.errors import ProviderError
from mnesis.model import Point
from mnesis.providers.llms.contract import LLM, Prompted
from mnesis.reflection.prompts.shorter_v1 import SHORTER_V1
from mnesis.reflection.proof import proven
from mnesis.semantic.sensitive import is_sensitive
from mnesis.text.content import flat
from mnesis.text.tokens import count_tokens

LEAST = 0.4
"""The share of a model's sentences that must be proven for any of them to count."""
_WORDS = 0.75
"""Words a token, about."""


def abstract(
    segment: Segment,
    told: Told,
    llm: LLM,
    share: float = COMPRESSED,
    private: frozenset[str] | None = frozenset(),
) -> Shorter:
    """What `compress` gives, in the words of a model as far as the segment proves them; notices say where it does not.

    Sentences that speak of a secret and the turns named in `private` are not shown to the model and stay in their own
    words (None: there is consent). Never raises for a model: its absence, refusal and garbage cost nothing but its
    words.
    """
    plain = compress(segment, told, share)
    units = units_of(lines_of(segment, told))
    hidden = _hidden(units, plain, lambda one: one.line.id in private) if private is not None else {}
    limit = max(count_tokens(plain.text), int(share * segment.tokens))
    known = frozenset(one.at for one in units if one.told)
    return _told(_Task(units, hidden, known, limit, segment.turns[-1].timestamp), plain, llm)


def abstract_essence(
    text: str,
    told: Told,
    llm: LLM,
    now: datetime,
    tokens: int | None = None,
    private: frozenset[str] | None = frozenset(),
) -> Shorter:
    """What `distil` gives, in the words of a model as far as the compressed text proves them. `now` is when it was
    said. Sentences that speak of a secret, or hold what is `told` by the episodes named in `private`, are not shown to
    the model (None: there is consent)."""
    plain = distil(text, told, tokens)
    units = units_of(spoken(text, told))
    secret = [flat(quote) for id in private or () for quote in told.get(id, ())]
    hidden = (
        _hidden(units, plain, lambda one: any(quote in one.text for quote in secret)) if private is not None else {}
    )
    limit = max(count_tokens(plain.text), essence_limit(text, tokens))
    made = _told(_Task(units, hidden, frozenset(), limit, now, essence=True), plain, llm)
    return replace(made, quoted=quoted_in(made.text, told))


@dataclass(frozen=True, slots=True)
class _Task:
    """What there is; what of it no model may see, and whether it is kept in its own words; what is kept in any case;
    and how much is kept of all."""

    units: Sequence[Unit]
    hidden: Mapping[int, bool]
    known: frozenset[int]
    limit: int
    now: datetime
    essence: bool = False


@dataclass(frozen=True, slots=True)
class _Sentence:
    at: int
    text: str
    sources: frozenset[int]
    quoted: bool = False


def _told(task: _Task, plain: Shorter, llm: LLM) -> Shorter:
    shown = [unit for unit in task.units if unit.at not in task.hidden and unit.weight > NOTHING]
    if not shown:
        return plain
    points = [Point(text=one.text, who=one.line.who, kind=one.kind, episodes=(one.line.id,)) for one in shown]
    words = max(12, int(task.limit * _WORDS))
    request = Prompted(
        messages=SHORTER_V1.render(points, words, essence=task.essence),
        schema=SHORTER_V1.schema,
        max_tokens=200 + 4 * task.limit,
    )
    try:
        lines = SHORTER_V1.parse(llm.complete(request).text)
    except ProviderError as error:
        return _instead(plain, str(error))
    kept: list[_Sentence] = []
    for line in lines:
        numbers = sorted({number - 1 for number in line.sources if 1 <= number <= len(shown)})
        if numbers and proven(line.text, [points[number] for number in numbers], task.now):
            kept.append(_Sentence(shown[numbers[0]].at, line.text, frozenset(shown[one].at for one in numbers)))
    if not kept or len(kept) < LEAST * len(lines):
        return _instead(plain, f"{llm.name} said little that the conversation proves.")
    return _joined(task, kept, len(lines) - len(kept))


def _joined(task: _Task, kept: Sequence[_Sentence], dropped: int) -> Shorter:
    """The proven sentences, and in its own words what must be kept and none of them rests on."""
    must = task.known | {at for at, is_kept in task.hidden.items() if is_kept}
    missing = must - {at for one in kept for at in one.sources}
    known = [_Sentence(at, _quoting(task.units[at]), frozenset((at,)), quoted=True) for at in missing]
    all_of_it = sorted([*dict.fromkeys(kept), *known], key=lambda one: one.at)
    while count_tokens(_text(all_of_it)) > task.limit:
        spare = [one for one in all_of_it if must.isdisjoint(one.sources)]
        if not spare or len(all_of_it) == 1:
            break
        all_of_it.remove(spare[-1])
    ids = {at: task.units[at].line.id for one in all_of_it for at in one.sources}
    count = "1 sentence" if dropped == 1 else f"{dropped} sentences"
    notices = (f"{count} of the model left out: nothing proves as much.",) if dropped else ()
    return Shorter(_text(all_of_it), _in_order(ids), notices)


def _in_order(ids: Mapping[int, str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids[at] for at in sorted(ids) if ids[at]))


def _text(kept: Sequence[_Sentence]) -> str:
    """On one line, but for what is quoted, each quote on its own."""
    text = ""
    for before, one in zip((None, *kept), kept, strict=False):
        apart = "\n" if before and (before.quoted or one.quoted) else " " if before else ""
        text += apart + one.text
    return text


def _quoting(unit: Unit) -> str:
    said = unit.brief or unit.text
    return f"{unit.line.who}: {said}" if unit.line.who else said


def _instead(plain: Shorter, why: str) -> Shorter:
    return replace(plain, notices=(*plain.notices, f"Made shorter in its own words, without a model. {why}"))


def _hidden(units: Sequence[Unit], plain: Shorter, private: Callable[[Unit], bool]) -> dict[int, bool]:
    """The places of those that are private or speak of a secret, and whether the extractive text has kept them."""
    secret = [one for one in units if private(one) or is_sensitive("said", one.text)]
    return {one.at: (one.brief or one.text) in plain.text for one in secret}
