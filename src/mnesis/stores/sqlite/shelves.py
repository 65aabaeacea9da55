"""Keys on their shelves: rows of `keys`, and what the full-text index holds of them."""

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

import apsw

from mnesis.model import Key, Kind, Scope, content_hash
from mnesis.stores.sqlite.rows import table
from mnesis.stores.sqlite.sql import Container, integers, row, rows, value
from mnesis.text.lexical import index_text

_MERGE = "merge words"


@dataclass(frozen=True, slots=True)
class Entry:
    """A key to be put on a shelf: the `no` of its memory, the memory's own text, the key, the text it stands for."""

    memory: int
    own: str | None
    key: Key
    text: str

    @property
    def kept(self) -> tuple[str | None, bool]:
        """What `keys` keeps of the text, and whether the memory's own words follow it."""
        text = self.key.text
        if text and self.own and len(text) > len(self.own) and text.endswith(self.own):
            return text[: -len(self.own)], True
        return text, False


@dataclass(frozen=True, slots=True)
class Shelf(Container):
    """The keys of one kind of memory in one scope, as the database counts them: `lexical` keys of `tokens` tokens."""

    lexical: int
    tokens: int


def shelf_of(db: apsw.Connection, scope: Scope, kind: Kind) -> Shelf | None:
    """The shelf, or None where the scope never had a key of this kind."""
    sql = "SELECT no, next, changes, lexical, tokens FROM shelves WHERE tenant = ? AND scope = ? AND kind = ?"
    found = row(db, sql, (scope.tenant, scope.name, table(kind).label))
    return Shelf(*found) if found else None


def _shelf(db: apsw.Connection, scope: Scope, kind: Kind) -> Shelf:
    found = shelf_of(db, scope, kind)
    if found is None:
        label = table(kind).label
        db.execute("INSERT INTO shelves (tenant, scope, kind) VALUES (?, ?, ?)", (scope.tenant, scope.name, label))
        found = Shelf(db.last_insert_rowid(), 0, 0, 0, 0)
        db.execute("INSERT OR IGNORE INTO derived (name, maker) VALUES ('keys_fts', ?)", (maker(),))
    return found


@cache
def maker() -> str:
    """Names the way texts are normalised for the full-text index: another name, other words."""
    sample = index_text("Straße İstanbul café ΣΊΣΥΦΟΣ ﬁne 東京タワー 한국어 ภาษาไทย العربية हिन्दी don't e-mail 42ª")
    return f"{content_hash(sample).hex()} Unicode {unicodedata.unidata_version}"


def is_current(db: apsw.Connection) -> bool:
    """Whether the full-text index was made as this program would make it."""
    made = row(db, "SELECT maker FROM derived WHERE name = 'keys_fts'")
    return made is None or made[0] == maker()


def from_hash(digest: bytes) -> int:
    """A content hash as the integer the tables keep."""
    return int.from_bytes(digest, "big", signed=True)


def to_hash(number: int) -> bytes:
    """The content hash of that integer."""
    return number.to_bytes(8, "big", signed=True)


def place(db: apsw.Connection, scope: Scope, kind: Kind, entries: Sequence[Entry]) -> set[int]:
    """Put keys on their shelf and into the full-text index; the hashes of the dense ones."""
    if not entries:
        return set()
    shelf = _shelf(db, scope, kind)
    start = shelf.first + shelf.next
    hashes = [from_hash(content_hash(entry.text)) for entry in entries]
    db.executemany(
        "INSERT INTO keys (no, memory, kind, ordinal, text, tail, lexical, dense, hash) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (start + at, e.memory, e.key.kind, e.key.ordinal, *e.kept, e.key.lexical, e.key.dense, digest)
            for at, (e, digest) in enumerate(zip(entries, hashes, strict=True))
        ),
    )
    words = [(start + at, entry.text) for at, entry in enumerate(entries) if entry.key.lexical]
    index(db, words)
    db.execute(
        "UPDATE shelves SET next = next + ?1, keys = keys + ?1, lexical = lexical + ?2, tokens = tokens + ?3 "
        "WHERE no = ?4",
        (len(entries), len(words), _tokens(db, [no for no, _ in words]), shelf.no),
    )
    return {digest for entry, digest in zip(entries, hashes, strict=True) if entry.key.dense}


def index(db: apsw.Connection, words: Iterable[tuple[int, str]]) -> None:
    """Enter texts into the full-text index under the numbers of their keys."""
    db.executemany("INSERT INTO keys_fts (rowid, text) VALUES (?, ?)", ((no, index_text(text)) for no, text in words))


def remove(db: apsw.Connection, scope: Scope, kind: Kind, memories: Sequence[int]) -> set[int]:
    """Take the keys of these memories (by `no`) from their shelf and from the full-text index, while the memories are
    still as they were; the hashes of the dense ones."""
    shelf = shelf_of(db, scope, kind)
    if shelf is None or not memories:
        return set()
    here = table(kind)
    sql = (
        f"SELECT k.no, k.lexical, k.dense, k.hash, {here.key_text} FROM carray(?) AS a "
        f"JOIN keys AS k ON k.memory = a.value AND k.no BETWEEN ? AND ? JOIN {here.name} AS m ON m.no = k.memory"
    )
    found = list(rows(db, sql, (integers(memories), shelf.first, shelf.last)))
    if not found:
        return set()
    words = [(no, text) for no, lexical, _, _, text in found if lexical]
    tokens = _tokens(db, [no for no, _ in words])
    db.executemany(
        "INSERT INTO keys_fts (keys_fts, rowid, text) VALUES ('delete', ?, ?)",
        ((no, index_text(text)) for no, text in words),
    )
    if words:
        db.execute("INSERT OR IGNORE INTO chores (name) VALUES (?)", (_MERGE,))
    db.execute("DELETE FROM keys WHERE no IN (SELECT value FROM carray(?))", (integers(one[0] for one in found),))
    db.execute(
        "UPDATE shelves SET changes = changes + 1, keys = keys - ?, lexical = lexical - ?, tokens = tokens - ? "
        "WHERE no = ?",
        (len(found), len(words), tokens, shelf.no),
    )
    return {digest for _, _, dense, digest, _ in found if dense}


def holds_deleted(db: apsw.Connection) -> bool:
    """Whether texts were taken from the full-text index since it was last merged: it may still hold their words."""
    return value(db, "SELECT 1 FROM chores WHERE name = ?", (_MERGE,)) is not None


def merge(db: apsw.Connection) -> bool:
    """Make the full-text index one segment; whether that holds no deleted word now.

    FTS5 drops deleted words only from a segment that it puts in the highest level, and leaves a small one below it.
    """
    db.execute("INSERT INTO keys_fts (keys_fts) VALUES ('optimize')")
    db.execute("DELETE FROM chores WHERE name = ?", (_MERGE,))
    structure = value(db, "SELECT block FROM keys_fts_data WHERE id = 10")  # ends with the number of segments in the
    return not structure.endswith(b"\0\0")  # highest level and what they are, and with two zeros where there is none


def keys_of(db: apsw.Connection, scope: Scope, kind: Kind, id: str, memory: int) -> tuple[Key, ...]:
    """The keys of one memory, by its id and `no`, in the order they came."""
    shelf = shelf_of(db, scope, kind)
    if shelf is None:
        return ()
    here = table(kind)
    sql = (
        f"SELECT k.kind, k.ordinal, iif(k.tail, {here.key_text}, k.text), k.lexical, k.dense FROM keys AS k "
        f"CROSS JOIN {here.name} AS m ON m.no = k.memory WHERE k.memory = ? AND k.no BETWEEN ? AND ? ORDER BY k.no"
    )
    found = rows(db, sql, (memory, shelf.first, shelf.last))
    return tuple(Key(id, key, ordinal, text, bool(words), bool(dense)) for key, ordinal, text, words, dense in found)


def _tokens(db: apsw.Connection, numbers: Sequence[int]) -> int:
    """How many tokens FTS5 counted for these keys, which it keeps in a table of its own."""
    if not numbers:
        return 0
    sql = "SELECT sz FROM keys_fts_docsize WHERE id IN (SELECT value FROM carray(?))"
    return sum(varint(size) for (size,) in rows(db, sql, (integers(numbers),)))


def varint(data: bytes) -> int:
    """An SQLite variable-length integer below 2**56."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
