"""Plain, gzip and zip files; damage; progress; lines."""

import gzip
import io
import json
import random
import tracemalloc
import zipfile
from pathlib import Path
from typing import Any

import pytest

from mnesis.errors import BadRecord, InvalidInput, UnknownFormat
from mnesis.transfer import detect, lines, read
from mnesis.transfer.lines import lines as lines_of
from mnesis.transfer.source import Source

LINES = "".join(json.dumps({"text": f"message {n}", "session": "s"}) + "\n" for n in range(500))


def zipped(**members: str | bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


class Pipe(io.RawIOBase):
    """A file that cannot be sought in, so that a zip written to it has the sizes of members only behind them."""

    def __init__(self, out: io.BytesIO) -> None:
        self._out = out

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self._out.write(data)


def test_plain_gzip_and_zip_give_the_same(write: Any) -> None:
    plain = list(read(write("m.jsonl", LINES)))
    assert len(plain) == 500
    assert list(read(write("m.jsonl.gz", gzip.compress(LINES.encode())))) == plain
    assert list(read(write("m.zip", zipped(**{"m.jsonl": LINES})))) == plain
    assert list(read(write("m.jsonl", "\ufeff" + LINES.replace("\n", "\r\n")))) == plain


def test_the_right_member_of_a_zip_is_read(write: Any, chatgpt: Any) -> None:
    one, two = (json.dumps([chatgpt(("user", f"hello {n}", 1.7e9), id=f"c{n}")]) for n in "12")
    other = {"user.json": "{}", "chat.html": "<html>", "__MACOSX/conversations.json": "junk", "a/b.png": b"\x89PNG"}
    assert [m.text for m in read(write("x.zip", zipped(**{"conversations.json": one}, **other)))] == ["hello 1"]
    split = {"export/conversations-001.json": two, "export/conversations-000.json": one}
    assert [m.text for m in read(write("y.zip", zipped(**split, **other)))] == ["hello 1", "hello 2"]
    chat = {"_chat.txt": "[31/12/2023, 21:15:03] Alice: hi\n", "00000012-PHOTO.jpg": b"\xff\xd8"}
    assert [m.session for m in read(write("WhatsApp - Alice.zip", zipped(**chat)))] == ["WhatsApp - Alice/2023-12-31"]
    with pytest.raises(UnknownFormat, match="nothing to import"):
        list(read(write("z.zip", zipped(**other))))


def test_a_damaged_archive_says_where(write: Any) -> None:
    packed = gzip.compress(LINES.encode())
    skipped: list[BadRecord] = []
    got = list(read(write("m.jsonl.gz", packed[: len(packed) // 2]), skip=skipped.append))
    assert 0 < len(got) < 500
    assert [(error.line, "cannot be read beyond" in str(error)) for error in skipped] == [(len(got) + 1, True)]


@pytest.mark.parametrize(
    ("streamed", "packed"), [(False, zipfile.ZIP_DEFLATED), (True, zipfile.ZIP_DEFLATED), (False, zipfile.ZIP_STORED)]
)
def test_a_zip_cut_off_gives_what_it_holds(write: Any, streamed: bool, packed: int) -> None:
    noise = random.Random(3).randbytes(9000)
    out = io.BytesIO()
    with zipfile.ZipFile(Pipe(out) if streamed else out, "w", packed) as archive:
        archive.writestr("chat.html", noise, zipfile.ZIP_DEFLATED)
        archive.writestr("conversations.json", LINES, packed)
        archive.writestr("user.json", noise)
    whole, skipped = out.getvalue(), []
    path = write("export.zip", whole[:-40])
    assert len(list(read(path, format="jsonl", skip=skipped.append))) == 500
    assert "the end of the zip is missing" in str(skipped[-1])
    path.write_bytes(whole[: whole.index(b"conversations.json") + 700])
    got = []
    with pytest.raises(BadRecord, match=r"export.zip:conversations.json, line \d+: .*the zip"):
        got.extend(read(path, format="jsonl"))
    assert 0 < len(got) < 500


def test_a_zip_damaged_anywhere_raises_nothing_else(write: Any) -> None:
    whole = zipped(**{"conversations.json": LINES[:4000], "user.json": "{}"})
    chance = random.Random(11)
    for _ in range(300):
        broken = bytearray(whole)
        broken[chance.randrange(len(whole))] = chance.randrange(256)
        try:
            got = list(read(write("broken.zip", bytes(broken)), format="jsonl", skip=lambda error: None))
        except (BadRecord, UnknownFormat):
            continue
        assert len(got) <= 500


@pytest.mark.parametrize("name", ["m.jsonl", "m.jsonl.gz", "m.zip"])
def test_progress_rises_to_the_total(write: Any, name: str) -> None:
    many = LINES * 40
    data = {"m.jsonl": many.encode(), "m.jsonl.gz": gzip.compress(many.encode()), "m.zip": zipped(m=many)}[name]
    seen: list[tuple[int, int]] = []
    list(read(write(name, data), format="jsonl", progress=lambda done, total: seen.append((done, total))))
    done = [step for step, _ in seen]
    assert done == sorted(done)
    assert seen[-1][0] == seen[-1][1] > 0
    assert len(seen) < 50


def test_files_that_cannot_be_opened(tmp_path: Path) -> None:
    for path in (tmp_path / "missing.jsonl", tmp_path):
        with pytest.raises(InvalidInput, match="file "):
            list(read(path))
        with pytest.raises(InvalidInput):
            list(read(path, format="jsonl"))


def test_an_empty_file_is_told(write: Any) -> None:
    with pytest.raises(BadRecord, match="empty"):
        detect(write("conversations.json", ""))
    with pytest.raises(BadRecord, match="empty"):
        detect(write("chat.txt", " \n \n"))
    assert list(read(write("nothing.jsonl", ""))) == []


def test_a_bad_line_does_not_lose_the_rest(write: Any) -> None:
    content = b'{"text": "one"}\n{"text": "\xff"}\n{"text": \n{"speaker": "x"}\n\n{"text": "two"}\n'
    path, skipped = write("m.jsonl", content), []
    assert [m.text for m in read(path, skip=skipped.append)] == ["one", "two"]
    assert [error.line for error in skipped] == [2, 3, 4]
    assert [part in str(error) for part, error in zip(("UTF-8", "JSON", "'text'"), skipped, strict=True)] == [True] * 3
    stream = read(path)
    assert next(stream).text == "one"
    with pytest.raises(BadRecord) as caught:
        next(stream)
    assert (caught.value.path, caught.value.line) == (path, 2)


def test_a_line_too_long_is_refused(write: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lines, "LONGEST", 100)
    skipped: list[BadRecord] = []
    path = write("a.txt", "short\n" + "x" * 1000 + "\nafter\n")
    assert list(lines_of(Source(path, skip=skipped.append))) == [(1, "short"), (3, "after")]
    assert skipped[0].line == 2


def test_memory_is_bounded_by_a_conversation(write: Any, chatgpt: Any) -> None:
    conversation = json.dumps(
        chatgpt(*((role, "words " * 50, 1.7e9 + n) for n, role in enumerate(["user", "assistant"] * 10)))
    )
    path = write("conversations.json", "[" + ",\n".join([conversation] * 2000) + "]")
    assert path.stat().st_size > 15e6
    tracemalloc.start()
    assert sum(1 for _ in read(path)) == 40_000
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4e6
