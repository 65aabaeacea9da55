"""The JSON of what was thought of answers and memories, as docs/reference/cli.md describes it."""

from typing_extensions import TypedDict

from mnesis import model
from mnesis.shapes.memories import moment


class Feedback(TypedDict):
    """What somebody thought of an answer, with its hits, or of a record; `hits` is None then."""

    id: str
    subject: str
    at: str
    rating: float
    query: str | None
    note: str | None
    hits: list[str] | None


def feedback(one: model.Feedback) -> Feedback:
    hits = one.detail.get("hits")
    return {
        "id": one.id,
        "subject": one.subject,
        "at": moment(one.at),
        "rating": one.rating,
        "query": one.query,
        "note": one.note,
        "hits": None if hits is None else list(hits),
    }
