"""Under which texts a memory can be found."""

from mnesis.model import Episode, Key, KeyKind
from mnesis.text.sentences import sentences

CONTEXT = 300
"""Characters of a question that travel with its answer, at most."""


def keys_of(episode: Episode, previous: Episode | None) -> tuple[Key, ...]:
    """The key of an episode: its own words, after the question it follows.

    "Yes, in March" says little by itself and much after "Did you move to Ghent?". `previous` is the turn before it in
    its session. A question's words are also found where it was asked, so nothing is lost by lending them.
    """
    asked = question_of(previous.text) if previous else None
    if asked is None:
        return (Key(episode.id),)
    return (Key(episode.id, KeyKind.WINDOW, text=f"{asked} {episode.text}"),)


def question_of(text: str) -> str | None:
    """The last question in a text, or None; its end where it is very long."""
    if not any(mark in text for mark in _MARKS):
        return None
    asked = [part.text.strip() for part in sentences(text) if part.text.rstrip("\"'”’)」』 ").endswith(_MARKS)]
    return asked[-1][-CONTEXT:] if asked else None


_MARKS = ("?", "？", "؟")
