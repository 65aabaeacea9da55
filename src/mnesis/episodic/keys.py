"""Under which texts a memory can be found."""

from collections.abc import Sequence

from mnesis.model import Episode, Key


def keys_of(episode: Episode, previous: Sequence[Episode] = ()) -> tuple[Key, ...]:
    """The keys of an episode: its own words. `previous` are the turns of its session before it, oldest first, for keys
    that need their context."""
    return (Key(episode.id),)
