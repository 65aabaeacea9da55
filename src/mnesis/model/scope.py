"""Whose memory it is."""

import re
from dataclasses import dataclass

from mnesis.errors import InvalidInput
from mnesis.model.given import check_given


@dataclass(frozen=True, slots=True, order=True)
class Scope:
    """One isolated memory: a name within a tenant. Nothing read in one scope ever comes from another."""

    tenant: str = "local"
    name: str = "main"

    def __post_init__(self) -> None:
        for what, value in (("tenant", self.tenant), ("scope", self.name)):
            check_given(what, value, str)
            if not value or len(value) > 200 or re.search("[\0\ud800-\udfff]", value):
                raise InvalidInput(what=what, problem="must be 1 to 200 characters without NUL or lone surrogates")

    def __str__(self) -> str:
        return f"{self.tenant}/{self.name}"
