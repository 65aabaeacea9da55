"""In and out: files of every format that is imported, and everything of a scope as JSONL."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Annotated, Any, Literal

from fastapi import Depends, Query, Request
from starlette.responses import StreamingResponse
from typing_extensions import TypedDict

from mnesis.errors import BadRecord, InvalidInput
from mnesis.memory import Memory
from mnesis.model import Ingested
from mnesis.server.answering import FOLLOWED, Routes
from mnesis.server.streaming import piped
from mnesis.server.uploads import Upload, uploaded
from mnesis.server.visits import Reading, Visit, Writing
from mnesis.transfer import FORMATS, SessionNote, adopted, annotating, detect, read_entries, write_jsonl

router = Routes(tags=["transfer"])
NDJSON = "application/x-ndjson"
RECORDS = 100
"""Records that are written at a time."""

_BINARY = {"schema": {"type": "string", "format": "binary"}}
_FORM = {"schema": {"type": "object", "properties": {"file": _BINARY["schema"]}, "required": ["file"]}}
_BODY = {
    "required": True,
    "content": {"application/octet-stream": _BINARY, NDJSON: _BINARY, "multipart/form-data": _FORM},
}


class Skipped(TypedDict):
    """A record that could not be read."""

    line: int | None
    message: str


class Imported(TypedDict):
    """What a file came to."""

    format: str
    added: int
    duplicates: int
    sessions: int
    skipped: list[Skipped]
    notices: list[str]


class Sent:
    """The file of a request, with what is said of it."""

    def __init__(self, upload: Upload, format: str | None, skip: bool) -> None:
        self.upload, self.format, self.skip = upload, format, skip


async def _sent(
    request: Request,
    _: Writing,  # before anything is read
    name: Annotated[
        str | None, Query(max_length=300, description="Its file name, which helps to tell what it is.")
    ] = None,
    format: Annotated[str | None, Query(max_length=40, description="What it is. Default: look.")] = None,
    on_error: Annotated[Literal["stop", "skip"], Query(description="What a bad record does.")] = "stop",
) -> Sent:
    if format is not None and format not in FORMATS:
        raise InvalidInput(what=f"format {format!r}", problem=f"must be one of {', '.join(FORMATS)}")
    return Sent(await uploaded(request, name), format, on_error == "skip")


@router.post("/import", openapi_extra={**FOLLOWED, "requestBody": _BODY})
def import_(visit: Writing, sent: Annotated[Sent, Depends(_sent)]) -> Imported:
    """Remember what a file holds: any that `mnesis import` reads. Importing twice adds nothing."""
    with sent.upload.folder:
        try:
            return _taken(visit, sent)
        except InvalidInput as error:
            raise InvalidInput(sent.upload.told(str(error))) from error


def _taken(visit: Visit, sent: Sent) -> Imported:
    memory, path = visit.memory, sent.upload.path
    format = sent.format or detect(path)
    skipped: list[BadRecord] = []
    notes: list[SessionNote] = []
    bad = skipped.append if sent.skip else None
    entries = read_entries(path, format=format, progress=visit.progress, skip=bad)
    counts: Ingested = memory.remember_many(adopted(entries, memory.scope, notes.append))
    annotating.annotate(memory.store, memory.scope, notes)
    return {
        "format": format,
        "added": counts.added,
        "duplicates": counts.duplicates,
        "sessions": counts.sessions,
        "skipped": [{"line": one.data.get("line"), "message": sent.upload.told(str(one))} for one in skipped],
        "notices": list(counts.notices),
    }


@router.get(
    "/export",
    response_class=StreamingResponse,
    responses={200: {"content": {NDJSON: {"schema": {"type": "string"}}}, "description": "One record a line."}},
)
def export(visit: Reading) -> Any:
    """All memories of the scope as JSONL that loses nothing: imported into an empty scope of that name it gives the
    same memories."""
    return StreamingResponse(piped(lambda: _lines(visit.memory)), media_type=NDJSON)


def _lines(memory: Memory) -> Iterator[bytes]:
    records = memory.scan()
    while some := list(islice(records, RECORDS)):
        out = io.StringIO()
        write_jsonl(some, out)
        yield out.getvalue().encode()
