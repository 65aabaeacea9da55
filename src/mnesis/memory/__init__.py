"""`Memory`: the verbs, and the order of their steps. Each step is a room's; there is no logic here."""

from mnesis.memory.asking import Asking
from mnesis.memory.judging import Judging
from mnesis.memory.knowing import Knowing
from mnesis.memory.nights import Sleeping
from mnesis.memory.order import Keeping
from mnesis.memory.teaching import Teaching
from mnesis.memory.telling import Telling
from mnesis.memory.work import Working


class Memory(Telling, Asking, Knowing, Teaching, Judging, Working, Sleeping, Keeping):
    """One scope of one store: tell it what happened, ask it what matters now.

    Safe to share between threads. Open one with `mnesis.open`; use it as a context manager or `close` it.
    """


__all__ = ["Memory"]
