"""Files that are sent here: written to disk as they come, since importers read them more than once."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path, PurePath

from fastapi import Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile

from mnesis.errors import InvalidInput

_FILE = "file"
_PIECE = 1 << 20


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came in, in a folder of its own. Whoever takes it removes it."""

    folder: tempfile.TemporaryDirectory[str]
    path: Path

    def told(self, error: str) -> str:
        """What an error says, without where the file lies here."""
        return error.replace(f"{self.path.parent}/", "")


async def uploaded(request: Request, name: str | None) -> Upload:
    """The file that a request brings: the field `file` of a form, or else its body. Raises InvalidInput."""
    if request.headers.get("content-type", "").startswith("multipart/form-data"):
        async with request.form(max_files=1, max_fields=10) as form:
            sent = form.get(_FILE)
            if not isinstance(sent, UploadFile):
                raise InvalidInput(what="form", problem="has no file in its field `file`")
            return await _written(_pieces(sent), name or sent.filename)
    return await _written(request.stream(), name)


async def _pieces(sent: UploadFile) -> AsyncIterator[bytes]:
    while piece := await sent.read(_PIECE):
        yield piece


async def _written(pieces: AsyncIterator[bytes], name: str | None) -> Upload:
    folder = tempfile.TemporaryDirectory(prefix="mnesis-")
    try:
        path = Path(folder.name) / _safe(name)
        with path.open("wb") as out:
            async for piece in pieces:
                await run_in_threadpool(out.write, piece)
    except BaseException:
        folder.cleanup()
        raise
    return Upload(folder, path)


def _safe(name: str | None) -> str:
    """The last part of a name, of characters that every file system has: formats are told by it."""
    last = PurePath((name or "").replace("\\", "/")).name
    kept = "".join(letter if letter.isalnum() or letter in "-_. " else "_" for letter in last).strip(". ")
    return kept.encode()[:150].decode(errors="ignore") or "upload"
