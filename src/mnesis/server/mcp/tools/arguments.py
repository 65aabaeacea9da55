"""Arguments that several tools take."""

from typing import Annotated

from pydantic import Field

LONG = 100_000
"""Characters of a text, at most."""
SHORT = 1_000

Time = Annotated[str, Field(max_length=40, examples=["2026-05-04", "2026-05-04T18:30+02:00"])]
Role = Annotated[
    str,
    Field(
        pattern=r"^(user|agent|system|tool:.{1,100})$",
        description="Who said it: `user`, `agent` (you), `system` or `tool:<name>`.",
    ),
]
Session = Annotated[
    str | None,
    Field(max_length=200, description="Id of the conversation. Keep one for all of it. Default: one for each day."),
]
Speaker = Annotated[str | None, Field(max_length=200, description="Name of who said it, such as `Marta`.")]
Text = Annotated[str, Field(min_length=1, max_length=LONG)]
Words = Annotated[str, Field(min_length=1, max_length=SHORT)]


Few = Annotated[int, Field(ge=1, le=50, description="How many, at most.")]
Many = Annotated[int, Field(ge=1, le=200, description="How many, at most.")]
