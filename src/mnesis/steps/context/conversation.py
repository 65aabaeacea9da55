"""The running conversation: its turns word for word, and summaries in the place of those that were compacted."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from mnesis.errors import InvalidInput
from mnesis.model import RAW, Compression, Episode, Evidence, Not, Slot, Where, within
from mnesis.reflection.digests import DIGESTS
from mnesis.retrieval.hits import evidence
from mnesis.steps.context.episodic import needs
from mnesis.steps.context.view import View
from mnesis.text.ago import ago
from mnesis.text.summary import summarise_session
from mnesis.text.tokens import count_tokens
from mnesis.working.contract import Offer, Turn

_PAGE = 64
_SUMMARIES = 50
"""Summaries of a session that are offered, the latest, at most."""
_SUMMED = 100
"""Turns of which a summary is made on the way, the last ones, at most."""
_ROLES = {"user": "user", "agent": "assistant", "system": "system"}
ROLES = ("user", "assistant", "system", "tool")


@dataclass(frozen=True, slots=True)
class Conversation:
    """Turns, oldest first, and summaries of those before them. `episodes` are what the turns are kept as, by id; those
    that a caller holds are not kept here."""

    turns: tuple[Turn, ...] = ()
    summaries: tuple[Offer, ...] = ()
    episodes: Mapping[str, Episode] = field(default_factory=dict)

    @property
    def tokens(self) -> int:
        """Of all turns, about."""
        return sum(count_tokens(turn.text) for turn in self.turns)

    def lately(self, count: int) -> str:
        """The words of the last turns."""
        return "\n".join(turn.text for turn in self.turns[-count:])

    def known_as(self, offers: Iterable[Offer]) -> tuple[Turn, ...]:
        """The turns, those that a caller holds under the ids of the memories that say the same, so that nothing is told
        twice."""
        said = {one.evidence[0].quote.strip(): one.id for one in offers if one.kind == "episode"}
        return tuple(
            turn if turn.id in self.episodes else replace(turn, id=said.get(turn.text.strip(), turn.id))
            for turn in self.turns
        )

    def summary(self, view: View) -> Callable[[Sequence[Turn]], Offer | None]:
        """What makes a summary of turns that find no room, in their own words, on their own evidence."""
        return lambda hidden: self._summed(view, hidden[-_SUMMED:])

    def _summed(self, view: View, hidden: Sequence[Turn]) -> Offer | None:
        text = summarise_session([(turn.name or turn.role, turn.text) for turn in hidden])
        if not text:
            return None
        last = self.episodes.get(hidden[-1].id)
        return Offer(
            slot=Slot.CONVERSATION,
            group="conversation_summary",
            kind="summary",
            id=hidden[-1].id,
            texts=view.texts(text),
            relevance=1.0,
            evidence=tuple(self._proof(view, turn) for turn in hidden),
            when=ago(last.timestamp, view.now) if last else None,
        )

    def _proof(self, view: View, turn: Turn) -> Evidence:
        kept = self.episodes.get(turn.id)
        return evidence(kept) if kept else Evidence(turn.id, "", view.now, turn.role, turn.name, turn.text)


def stored(view: View, session: str, room: int) -> Conversation:
    """The turns of a session as it is kept, as many of the last as may fill `room` tokens. In the place of those that
    were compacted their summaries are told."""
    said, compacted = _latest(view, session, room)
    summaries = _summaries(view, session) if compacted else []
    offers = [_summary(view, one, place / len(summaries)) for place, one in enumerate(summaries, start=1)]
    return Conversation(tuple(map(_turn, said)), tuple(offers), {one.id: one for one in said})


def _latest(view: View, session: str, room: int) -> tuple[list[Episode], bool]:
    """The last raw turns that no summary stands for, oldest first, and whether there may be summaries before them."""
    said: list[Episode] = []
    before: tuple[Where, ...] = ()
    while sum(one.token_count for one in said) <= room:
        where = within(view.scope, Where("session_id", "eq", session), RAW, *before)
        page = view.store.find(Episode, where, order=("-position",), limit=_PAGE)
        stands = view.episodes(one.folded_into for one in page if one.folded_into)
        summed = {id for id, one in stands.items() if one.compression is not Compression.RAW}
        said += [one for one in page if one.folded_into not in summed]
        if summed or len(page) < _PAGE:
            return said[::-1], True
        before = (Where("position", "lt", page[-1].position),)
    return said[::-1], False


def _summaries(view: View, session: str) -> list[Episode]:
    """What stands for turns of a session, oldest first: compressed ones, and distilled ones where these are gone."""
    where = within(view.scope, Where("session_id", "eq", session), Where("compression", "ne", "raw"), Not(DIGESTS))
    found = view.store.find(Episode, where, order=("-position",), limit=_SUMMARIES)
    told_in_full = {one.folded_into for one in found}
    return [one for one in reversed(found) if one.id not in told_in_full]


def _summary(view: View, one: Episode, place: float) -> Offer:
    """The later, the more it matters to what is being said."""
    return Offer(
        slot=Slot.CONVERSATION,
        group="conversation_summary",
        kind="summary",
        id=one.id,
        texts=view.texts(one.text),
        relevance=place,
        evidence=(evidence(one),),
        needs=needs(view, one),
        when=ago(one.timestamp, view.now),
    )


def _turn(one: Episode) -> Turn:
    return Turn(one.id, _ROLES.get(one.actor, "tool"), one.text, one.speaker or one.actor.partition(":")[2] or None)


def given(history: Sequence[Mapping[str, object]]) -> Conversation:
    """The turns of a caller that holds its own: `role` (user, assistant, system or tool), `content`, and a `name`.
    Raises InvalidInput for anything else."""
    return Conversation(tuple(_message(number, one) for number, one in enumerate(history, start=1)))


def _message(number: int, one: object) -> Turn:
    role, content, name = (
        (one.get(key) for key in ("role", "content", "name")) if isinstance(one, Mapping) else [None] * 3
    )
    if role not in ROLES or not isinstance(content, str) or not isinstance(name, str | None):
        problem = f"number {number} must be a mapping with a role ({', '.join(ROLES)}) and a text as its content"
        raise InvalidInput(what="history", problem=problem)
    return Turn(f"history-{number}", str(role), content, name)
