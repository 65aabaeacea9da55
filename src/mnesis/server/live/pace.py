"""How quick live updates are, and how patient."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Seconds, all of them."""

    poll: float = 0.25
    """Until what another process wrote is noticed; what this one wrote is at once."""
    heartbeat: float = 20.0
    """Between two pings. Who says nothing for two and a half of these is taken for dead."""
    recheck: float = 2.0
    """Between two looks at whether a key still holds."""
    hello: float = 10.0
    """For the first message."""
    sending: float = 20.0
    """For one message to leave: a client that takes no more for so long is let go."""
