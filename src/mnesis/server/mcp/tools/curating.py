"""Tools that set right and take away."""

from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.errors import InvalidInput
from mnesis.model import Episode, Fact, Preference, Procedure, within
from mnesis.server.mcp import wording
from mnesis.server.mcp.calling import Answer, Call
from mnesis.server.mcp.toolbox import takes
from mnesis.server.mcp.tools.arguments import Text, Time
from mnesis.shapes import practice


class Forgotten(TypedDict):
    """How many memories were erased, and the lines of the audit trail that say so."""

    erased: int
    trail: list[str]


LEARNT: tuple[type[Fact | Preference | Procedure], ...] = (Fact, Preference, Procedure)


@takes("Correct", practice.Learned)
def correct(
    call: Call,
    id: Annotated[
        str, Field(min_length=4, max_length=26, description="Id of a fact or preference, as `facts` shows it.")
    ],
    value: Annotated[Text | None, Field(description="What is right. Without it: it is withdrawn.")] = None,
    valid_from: Annotated[Time | None, Field(description="Since when the fact holds.")] = None,
    valid_until: Annotated[
        Time | None, Field(description="From when on it no longer holds: it was true, and is over.")
    ] = None,
) -> Answer:
    """Set right what a fact or preference says, or when a fact holds; with the id alone, it is believed no more.

    Call it instead of telling a second version when the user says something known is wrong. Where the world changed
    ("I moved"), `remember` what was said: that ends the old fact by itself. Nothing is deleted; `why` still tells it.

    Examples: {"id": "7KQ2M9P", "value": "Hamburg"}, {"id": "7KQ2M9P"}
    """
    which = call.id(id, Fact, Preference)
    done = call.memory.correct(which, value, valid_from=valid_from, valid_until=valid_until)
    return Answer(wording.learned(done, none="It stood like this already."), shapes.learned(done))


@takes("Forget", Forgotten)
def forget(
    call: Call,
    ids: Annotated[
        list[Annotated[str, Field(min_length=4, max_length=26)]],
        Field(min_length=1, max_length=50, description="Ids of memories, as `recall` and `timeline` show them."),
    ],
) -> Answer:
    """Erase memories for good: their words, and what was learnt from nothing else. It cannot be undone.

    Call it only when the user asks for it, with ids that you have just seen in `recall` or `timeline`, and say what you
    are about to erase. For what is merely wrong or over, use `correct`. Ids that are not there are no error.
    """
    whole = [call.id(id, Episode, *LEARNT) for id in ids]
    for id in whole:
        if any(call.memory.store.get(kind, [id], within(call.memory.scope)) for kind in LEARNT):
            problem = "is something learnt, no memory: `correct` withdraws it, `why` tells which memories it stands on"
            raise InvalidInput(what=id, problem=problem)
    gone = []
    for at, id in enumerate(whole):
        call.step(at, len(whole))
        gone.append(call.memory.forget(id))
    erased = sum(one.erased for one in gone)
    text = f"{wording.many(erased, 'memory')} erased for good." if erased else "Nothing with such an id is here."
    return Answer(text, {"erased": erased, "trail": [one.audit_id for one in gone if one.audit_id]})
