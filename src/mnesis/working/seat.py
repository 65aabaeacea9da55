"""An offer at the table: its label, its words at each level as a line of the block, the level at which it is shown."""

from dataclasses import dataclass, field

from mnesis.model import Level
from mnesis.working.contract import Counter, Offer
from mnesis.working.folding import folded

_STEPS = tuple(Level)
_PLACE = {level: place for place, level in enumerate(_STEPS)}


@dataclass(eq=False, slots=True)
class Seat:
    """`level` is None while it is not shown. Levels that an offer leaves out say the same as the next shorter one."""

    offer: Offer
    label: str
    rank: int
    level: Level | None = None
    _rows: dict[str, str] = field(default_factory=dict)
    _costs: dict[str, int] = field(default_factory=dict)
    _sizes: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        texts = [self.text(level) for level in _STEPS]
        self._sizes = tuple(len(text) if text.isascii() else len(text.encode("utf-8", "replace")) for text in texts)

    def text(self, level: Level) -> str:
        """What the offer says at a level, word for word."""
        texts = self.offer.texts
        if level in texts:
            return texts[level]
        return next(texts[step] for step in reversed(_STEPS[: _STEPS.index(level)]) if step in texts)

    def line(self, level: Level, *, dated: bool = False) -> str:
        """The line of the block at a level, with its date or without."""
        text = self.text(level)
        row = self._rows.get(text)
        if row is None:
            row = self._rows[text] = f"{folded(text)} [{self.label}]"
        return f"- [{folded(self.offer.when)}] {row}" if dated and self.offer.when else f"- {row}"

    def tokens(self, level: Level, counter: Counter) -> int:
        """Of the line and the break after it, the date left out."""
        text = self.text(level)
        cost = self._costs.get(text)
        if cost is None:
            cost = self._costs[text] = counter.count(self.line(level) + "\n")
        return cost

    def size(self, level: Level) -> int:
        """Bytes of the text at a level: in every script about four times its tokens."""
        return self._sizes[_PLACE[level]]

    def above(self, level: Level | None, most: Level) -> list[Level]:
        """The levels above one (None: from the shortest) and up to another that each say more, shortest first."""
        start, size = (0, -1) if level is None else (_PLACE[level] + 1, self.size(level))
        found = []
        for place in range(start, _PLACE[most] + 1):
            if self._sizes[place] > size:
                size = self._sizes[place]
                found.append(_STEPS[place])
        return found

    def said(self, level: Level) -> Level:
        """The highest level at which the offer says the same as at this one."""
        text = self.text(level)
        return next(step for step in reversed(_STEPS) if self.text(step) == text)
