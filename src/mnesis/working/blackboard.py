"""Where knowledge sources post what they know for a session, panel by panel, and the controller reads it."""

from collections.abc import Iterable, Mapping
from typing import Any

from mnesis.model import Slot
from mnesis.working.contract import Offer

FADES = 0.8
"""What is left of the relevance of an offer with each message that does not bring it anew."""
FAINT = 0.2
"""The relevance below which nothing is carried on."""
CARRIED = 30
"""How many are carried on from one message to the next, and kept over a restart, at most."""


class Blackboard:
    """The panels of one session, while one message of it is answered.

    An offer stands in the panel of its group, once for its kind and id. Texts live no longer than this object: from one
    message to the next only ids and relevances are carried, so nothing that was erased or changed can be shown from
    here. The sources are asked to post again what `carried` names.
    """

    def __init__(self, carried: Mapping[str, float] | None = None) -> None:
        self._panels: dict[str, dict[tuple[str, str], Offer]] = {}
        self._carried = dict(carried or {})

    @property
    def carried(self) -> Mapping[str, float]:
        """What the last message brought up and how relevant it still is: id → relevance, the most relevant first."""
        return self._carried

    @property
    def panels(self) -> Mapping[str, tuple[Offer, ...]]:
        """What was posted, by group, in the order of posting."""
        return {group: tuple(panel.values()) for group, panel in self._panels.items()}

    def post(self, offers: Iterable[Offer]) -> None:
        """Puts offers up. One that is there already is replaced, unless it is more relevant than the new one."""
        for offer in offers:
            panel = self._panels.setdefault(offer.group, {})
            there = panel.get((offer.kind, offer.id))
            if there is None or there.relevance <= offer.relevance:
                panel[offer.kind, offer.id] = offer

    def read(self) -> tuple[Offer, ...]:
        """Everything posted, for the controller."""
        return tuple(offer for panel in self._panels.values() for offer in panel.values())

    def flush(self) -> None:
        """The topic changed: what it brought up is forgotten, posted or carried. What stands for the user, the goal and
        the conversation stays."""
        self._carried.clear()
        for group, panel in self._panels.items():
            kept = {name: offer for name, offer in panel.items() if offer.slot is not Slot.RETRIEVED or offer.pinned}
            self._panels[group] = kept

    def snapshot(self) -> dict[str, Any]:
        """What the next message, or the next process, goes on with, as plain JSON: ids and relevances, never texts."""
        weights = dict(self._carried)
        for offer in self.read():
            if offer.slot is Slot.RETRIEVED and not offer.pinned:
                weights[offer.id] = max(offer.relevance, weights.get(offer.id, 0.0))
        faded = [(id, round(FADES * weight, 3)) for id, weight in weights.items() if FADES * weight >= FAINT]
        return {"carried": dict(sorted(faded, key=lambda row: (-row[1], row[0]))[:CARRIED])}

    @classmethod
    def restore(cls, state: Mapping[str, Any]) -> "Blackboard":
        """The board of a snapshot; an empty one where it cannot be read, as a cache may be lost."""
        try:
            return cls({str(id): float(weight) for id, weight in state["carried"].items()})
        except (KeyError, TypeError, ValueError, AttributeError):
            return cls()
