"""The JSON of what a day came to, as docs/reference/cli.md describes it."""

from typing_extensions import TypedDict

from mnesis import model


class Point(TypedDict):
    """A main point of a day, and the episodes it stands on."""

    text: str
    who: str
    kind: str
    episodes: list[str]


class Learnt(TypedDict):
    """What happened on a day to something known."""

    kind: str
    id: str
    how: str
    text: str
    episodes: list[str]


class Recurring(TypedDict):
    """What came up on several occasions."""

    kind: str
    id: str
    text: str
    occasions: int


class Promotion(TypedDict):
    """A fact that is believed more, because it recurred."""

    fact: str
    text: str
    before: float
    after: float


class PageEdit(TypedDict):
    """An edit of a page by hand that was read back."""

    what: str
    page: str
    line: str
    kind: str | None
    id: str | None


class Reflection(TypedDict):
    """What a day came to."""

    day: str
    by: str
    points: list[Point]
    learnt: list[Learnt]
    recurring: list[Recurring]
    promoted: list[Promotion]
    edits: list[PageEdit]
    written: list[str]
    notices: list[str]


def reflection(done: model.Reflection) -> Reflection:
    return {
        "day": done.digest.date.isoformat(),
        "by": done.digest.by,
        "points": [
            {"text": one.text, "who": one.who, "kind": one.kind, "episodes": list(one.episodes)}
            for one in done.digest.points
        ],
        "learnt": [
            {"kind": one.kind, "id": one.id, "how": one.how, "text": one.text, "episodes": list(one.episodes)}
            for one in done.learnt
        ],
        "recurring": [
            {"kind": one.kind, "id": one.id, "text": one.text, "occasions": one.occasions} for one in done.recurring
        ],
        "promoted": [
            {"fact": one.fact, "text": one.text, "before": one.before, "after": one.after} for one in done.promoted
        ],
        "edits": [
            {"what": one.what.value, "page": one.page, "line": one.line, "kind": one.kind, "id": one.id}
            for one in done.edits
        ],
        "written": [str(path) for path in done.written],
        "notices": list(done.notices),
    }
