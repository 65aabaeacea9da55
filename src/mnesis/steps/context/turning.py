"""Where the talk goes: on, to something else, or back to what was."""

import re
from dataclasses import dataclass

from mnesis.steps.context.conversation import Conversation
from mnesis.steps.context.state import State
from mnesis.steps.context.view import View


@dataclass(frozen=True, slots=True)
class Turning:
    """Where the talk is after a query, whether that is another topic, and whether the query asks for the past."""

    topic: tuple[float, ...]
    changed: bool
    recalls: bool


def turning(view: View, talk: Conversation, before: State | None) -> Turning:
    return Turning((), False, bool(_RECALLS.search(view.query)))


_RECALLS = re.compile(
    r"remember (?:when|that|the time|how)|do you (?:remember|recall)|last time (?:we|i|you)", re.IGNORECASE
)
