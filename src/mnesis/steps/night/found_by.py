"""By which text an episode is found, and the vector of that text."""

from collections.abc import Mapping, Sequence

from numpy import float32
from numpy.typing import NDArray

from mnesis.episodic.keys import keys_of
from mnesis.model import RAW, Compression, Episode, Scope, Space, content_hash, within
from mnesis.stores.contract import Store

Vector = NDArray[float32]
Found = tuple[str | None, Vector | None]
"""The text where it is not the episode's own, and the vector where there is one."""


def found_by(store: Store, scope: Scope, episodes: Sequence[Episode], space: Space | None) -> dict[str, Found]:
    """By id, the text that search looks at, and its vector.

    An answer is found together with the question before it, if that is still here; where that text has no vector, by
    its own words.
    """
    before = _before(store, scope, episodes)
    texts = {one.id: _texts(one, before.get(one.id)) for one in episodes}
    hashes = {content_hash(text) for some in texts.values() for text in some}
    known = store.embedded(space, scope, list(hashes)) if space else {}
    return {one.id: _chosen(one, texts[one.id], known) for one in episodes}


def _texts(episode: Episode, before: Episode | None) -> list[str]:
    asked = keys_of(episode, before)[0].text
    return [episode.text] if asked is None else [asked, episode.text]


def _chosen(episode: Episode, texts: Sequence[str], known: Mapping[bytes, Vector]) -> Found:
    for text in texts:
        if (vector := known.get(content_hash(text))) is not None:
            return (None if text == episode.text else text), vector
    return (None if texts[0] == episode.text else texts[0]), None


def _before(store: Store, scope: Scope, episodes: Sequence[Episode]) -> dict[str, Episode]:
    """The turn right before each raw turn in its session, where it is here."""
    turns = [one for one in episodes if one.compression is Compression.RAW]
    places = {(one.session_id, one.position): one for one in turns}
    missing = [one for one in turns if one.position and (one.session_id, one.position - 1) not in places]
    if missing:
        near = store.beside(scope, [one.id for one in missing], 1, RAW)
        places |= {(one.session_id, one.position): one for one in store.get(Episode, near, within(scope))}
    return {one.id: known for one in turns if (known := places.get((one.session_id, one.position - 1)))}
