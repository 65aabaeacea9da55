"""What a text shows about itself, for ranking."""

from mnesis.model import Cue
from mnesis.text.dates import has_time_words
from mnesis.text.names import proper_nouns


def cues_of(text: str, speaker: str | None) -> int:
    """The sum of the cues a text shows. Names are looked for in talk between people, where `speaker` is known."""
    found = Cue(0)
    if text.rstrip().endswith(("?", "？", "؟")):
        found |= Cue.ASKS
    if has_time_words(text):
        found |= Cue.TIME
    names = len(proper_nouns(text)) if speaker else 0
    if names:
        found |= Cue.NAME if names == 1 else Cue.NAME | Cue.NAMES
    return int(found)
