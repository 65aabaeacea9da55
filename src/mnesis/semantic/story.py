"""Why a fact is what it is: the whole story, from its log."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from mnesis.errors import NotFound
from mnesis.model import Episode, Event, Evidence, Fact, Happening, Scope, Story, What, Where, predicate_of, within
from mnesis.semantic.decay import decayed, formula
from mnesis.semantic.history import events_of, fold
from mnesis.semantic.standing import canonical, members
from mnesis.semantic.telling import told
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import NOTHING
from mnesis.stores.contract import Store


def why(store: Store, scope: Scope, id: str, now: datetime, archive: Archive = NOTHING) -> Story:
    """The story of a fact, with the words behind it wherever they are. Raises NotFound, ArchiveError."""
    found = store.get(Fact, [id], within(scope))
    if not found:
        raise NotFound(kind="fact", id=id)
    [fact] = found
    caused = [(one, _ruling(one)) for one in _beside(store, scope, fact) if one.superseded_by == id]
    replaced_by = store.get(Fact, [fact.superseded_by], within(scope)) if fact.superseded_by else []
    return Story(
        fact=fact,
        told=told(fact),
        confidence=decayed(fact, now),
        formula=formula(fact, now),
        happened=tuple(_happenings(events_of(fact), partial(_episodes, store, archive, scope))),
        replaced=tuple(one for one, ruling in caused if ruling is not What.OUTWEIGHED),
        replaced_by=next(iter(replaced_by), None),
        rivals=tuple(one for one, ruling in caused if ruling is What.OUTWEIGHED),
    )


def _beside(store: Store, scope: Scope, fact: Fact) -> list[Fact]:
    """The facts that this one may have replaced."""
    end = canonical(store, scope, [fact.entity_id])[fact.entity_id]
    subjects = {fact.entity_id, *members(store, scope, [end])}
    predicate = predicate_of(fact.predicate)
    names = [name for name in (predicate.name, predicate.opposite) if name]
    return store.find(
        Fact, within(scope, Where("entity_id", "in", tuple(subjects)), Where("predicate", "in", tuple(names)))
    )


def _ruling(fact: Fact) -> What | None:
    state = fold(events_of(fact))
    return state.ruling.what if state and state.ruling else None


def _episodes(store: Store, archive: Archive, scope: Scope, ids: Sequence[str]) -> dict[str, Episode]:
    here = {one.id: one for one in store.get(Episode, ids, within(scope))}
    left = [id for id in ids if id not in here]
    return here | {one.episode.id: one.episode for one in archive.get(scope, left)} if left else here


def _happenings(log: Sequence[Event], read: Callable[[Sequence[str]], Mapping[str, Episode]]) -> Iterable[Happening]:
    episodes = read(list(dict.fromkeys(one.episode for one in log if one.episode)))
    return [Happening(one, _evidence(one, episodes.get(one.episode or ""))) for one in log]


def _evidence(event: Event, episode: Episode | None) -> Evidence | None:
    if episode is None:
        return None
    return Evidence(
        episode_id=episode.id,
        session_id=episode.session_id,
        timestamp=episode.timestamp,
        actor=episode.actor,
        speaker=episode.speaker,
        quote=event.quote or episode.text,
    )
