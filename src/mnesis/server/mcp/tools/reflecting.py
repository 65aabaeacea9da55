"""Tools for the work that memories take."""

from datetime import timedelta
from typing import Annotated

from pydantic import Field
from typing_extensions import TypedDict

from mnesis import shapes
from mnesis.model import Reflection, Right, as_day
from mnesis.server.mcp.calling import Answer, Call
from mnesis.server.mcp.toolbox import tells
from mnesis.server.mcp.tools.arguments import Time
from mnesis.shapes import reflections


class Reflections(TypedDict):
    """What days came to, the first day first."""

    days: list[reflections.Reflection]


@tells("Reflect", Reflections, Right.WORK, idempotent=True, long=True)
def reflect(
    call: Call,
    day: Annotated[Time | None, Field(description="The last day to look back on, in UTC. Default: today.")] = None,
    days: Annotated[int, Field(ge=1, le=31, description="How many days, this one included.")] = 1,
) -> Answer:
    """Look back on days: their main points, what was learnt, what recurs. Done again it changes nothing.

    Call it at the end of a working day, or for "sum up this week". It takes a while and tells how far it is; stopped,
    the days that were done stay done.

    Example: {"day": "2026-05-08", "days": 5}
    """
    last = as_day(day) if day else call.now.date()
    done: list[Reflection] = []
    for back in reversed(range(days)):
        at = last - timedelta(days=back)
        call.step(len(done), days, f"{at}")
        done.append(call.memory.reflect(at))
    call.step(days, days)
    text = "\n".join(map(_told, done))
    return Answer(text, {"days": [shapes.reflection(one) for one in done]})


def _told(one: Reflection) -> str:
    points = [f"- {f'{each.who}: ' if each.who else ''}{each.text}" for each in one.digest.points]
    learnt = [f"- {each.how}: {each.text}" for each in one.learnt]
    recurring = [f"- recurs: {each.text} ({each.occasions} occasions)" for each in one.recurring]
    head = f"{one.digest.date}:" if points or learnt else f"{one.digest.date}: nothing to look back on."
    return "\n".join([head, *points, *learnt, *recurring, *(f"Note: {each}" for each in one.notices)])
