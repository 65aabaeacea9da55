"""What a server is told about itself: limits, and whom it answers."""

from dataclasses import dataclass
from typing import Self

from mnesis.settings import Settings

EVERY_HOST = "*"
"""Whatever the header Host says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Config:
    """How a server behaves. Every field is a setting of the same name with `server_` before it."""

    origins: tuple[str, ...] = ()
    """Origins of pages that may call it from a browser (`https://app.example`); its own needs none."""
    hosts: tuple[str, ...] = (EVERY_HOST,)
    """Names it answers to in the header Host, so that no page of somebody else's can reach it by a name of its own."""
    body_bytes: int = 32 * 1024 * 1024
    upload_bytes: int = 1024 * 1024 * 1024
    """The same for imports of whole files."""
    request_seconds: float = 60.0
    grace_seconds: float = 20.0
    """What running requests have to end in when the server stops."""
    threads: int = 4
    """Verbs that run at once."""
    queue: int = 4000
    """Requests that run or wait at once; more are told to come again."""
    rate: float = 0.0
    """Requests a second that a key may make on average; 0: as many as it likes."""
    burst: int = 100
    """Requests a key may make at once, where `rate` limits it."""

    def answers_to(self, host: str) -> bool:
        """Whether a header Host (a name, maybe with a port) names this server."""
        name = host[: host.rfind("]") + 1] if host.startswith("[") else host.partition(":")[0]
        return EVERY_HOST in self.hosts or name.lower() in self.hosts

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """What the settings say."""
        return cls(**{name: getattr(settings, f"server_{name}") for name in cls.__dataclass_fields__})
