"""Documents of a framework in a memory's own store, by namespace and key: what every adapter keeps its things on."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import blake2b
from secrets import randbits
from typing import Any

from mnesis.memory import Memory
from mnesis.model import (
    EVERYTHING,
    All,
    AnyOf,
    Change,
    Erase,
    Expect,
    Filter,
    Item,
    Key,
    KeyKind,
    Put,
    Touch,
    Where,
    as_utc,
    within,
)
from mnesis.steps.writing import Decided, Writer
from mnesis.text.lexical import terms

Namespace = tuple[str, ...]
Place = tuple[Namespace, str]
"""Where a document stands: its namespace and its key."""

PART = 1000
"""Characters of a text that get a vector together; a model reads little more at once."""
PARTS = 32
"""How many such parts of a text get vectors. All of it is found by its words."""
_VERSION = 48
"""Bits of the version that a document begins with, so that no reader of one that went takes the next for it."""
WORDS = 0.5
"""What the best match by words is worth; a cosine is worth itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What is put on a shelf. `value` is a JSON object; `texts` are what it is found by."""

    namespace: Namespace
    key: str
    value: Mapping[str, Any] = field(default_factory=dict)
    data: bytes | None = None
    texts: tuple[str, ...] = ()
    expires_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A document as it stands on a shelf. Times are in UTC and whole milliseconds."""

    namespace: Namespace
    key: str
    value: Mapping[str, Any]
    data: bytes | None
    created_at: datetime
    updated_at: datetime
    expires_at: datetime | None
    version: int

    @property
    def place(self) -> Place:
        return self.namespace, self.key


@dataclass(frozen=True, slots=True)
class Found:
    """A document that a search found, with a score from 0 to 1."""

    kept: Kept
    score: float


@dataclass(frozen=True, slots=True)
class Edit:
    """What is to be changed on a shelf, all of it or nothing. Deletes come first. `seen` holds the versions that the
    decision rests on, 0 for a place that was empty."""

    puts: Sequence[Document] = ()
    deletes: Iterable[Place] = ()
    seen: Mapping[Place, int] = field(default_factory=dict)


class Shelf:
    """The documents below one namespace of a memory's scope; namespaces given and told are relative to it.

    Any text is a part of a namespace or a key, and names one place only. Safe to share between threads and processes.
    What has expired is as good as gone. Raises InvalidInput for a value that is no JSON object, and what
    `Store.apply` raises.
    """

    def __init__(self, memory: Memory, *root: str) -> None:
        self._root = root
        self._store, self._scope, self._clock = memory.store, memory.scope, memory._clock
        self._indexer = memory._indexer
        self._writer = Writer(self._store, self._indexer, self._scope)

    # --- writing ---------------------------------------------------------------------------------------------

    def put(self, *documents: Document) -> None:
        """Put documents in their places, in one transaction; what was there goes, and its `created_at` stays."""
        self.change(lambda: Edit(documents))

    def delete(self, *places: Place) -> None:
        """Empty these places, in one transaction; an empty one stays empty."""
        self.change(lambda: Edit(deletes=places))

    def change(self, decide: Callable[[], Edit]) -> None:
        """Make the changes that `decide` says; it is called again where what it has `seen` was changed meanwhile."""
        self._writer.write(lambda: Decided(self.changes(decide()), None))

    def changes(self, edit: Edit) -> list[Change]:
        """What an edit changes in the store: for a transaction that holds more than that."""
        deletes = [self._id(place) for place in edit.deletes]
        ids = {self._id(place) for place in (*edit.seen, *((one.namespace, one.key) for one in edit.puts))}
        there = self._olds(ids) if ids else {}
        changes: list[Change] = []
        for place, version in edit.seen.items():
            old = there.get(self._id(place))
            expired = old is not None and not self._lives(old)  # it stands there still, and counts for nothing
            changes.append(Expect(Item, self._scope, self._id(place), old.version if old and expired else version))
        if deletes:
            changes.append(Erase(Item, within(self._scope, Where("id", "in", tuple(deletes)))))
        changes += [self._put(one, there.get(self._id((one.namespace, one.key)))) for one in edit.puts]
        return changes

    def clear(self, prefix: Namespace = (), where: Filter = EVERYTHING) -> int:
        """Delete everything in and below a namespace that the filter over `Item` holds for; how many there were."""
        return self._writer.apply([Erase(Item, within(self._scope, self._below(prefix), where))]).erased

    def prolong(self, documents: Iterable[Kept], until: datetime) -> None:
        """Let documents expire at another time, those that still stand there as they were read."""
        read = {self._id(one.place): one.version for one in documents}
        fields = {"expires_at": as_utc(until)}

        def decide() -> Decided[None]:
            there = self._store.pick(Item, self._scope, list(read), ("version",))
            same = [id for id, (version,) in there.items() if version == read[id]]
            expected = [Expect(Item, self._scope, id, read[id]) for id in same]
            return Decided([*expected, *(Touch(Item, self._scope, id, fields) for id in same)], None)

        self._writer.write(decide)

    def sweep(self) -> int:
        """Delete what has expired, as a night does; how many there were."""
        return self.clear(where=Where("expires_at", "le", self.now()))

    # --- reading ---------------------------------------------------------------------------------------------

    def get(self, namespace: Namespace, key: str) -> Kept | None:
        """The document in a place."""
        return self.get_many([(namespace, key)]).get((namespace, key))

    def get_many(self, places: Iterable[Place]) -> dict[Place, Kept]:
        """The documents in these places; empty ones are left out."""
        ids = [self._id(place) for place in dict.fromkeys(places)]
        items = self._store.get(Item, ids, within(self._scope, self._live())) if ids else []
        return {kept.place: kept for kept in map(self._kept, items)}

    def versions(self, places: Iterable[Place]) -> dict[Place, int]:
        """The versions of the documents in these places; empty ones are left out. Their contents are not read."""
        ids = {self._id(place): place for place in places}
        return {ids[id]: old.version for id, old in self._olds(ids).items() if self._lives(old)}

    def find(
        self,
        prefix: Namespace = (),
        where: Filter = EVERYTHING,
        *,
        order: Sequence[str] = ("-updated_at",),
        limit: int | None = None,
    ) -> list[Kept]:
        """The documents in and below a namespace for which a filter over `Item` holds, in an order of its fields."""
        wanted = within(self._scope, self._below(prefix), self._live(), where)
        return [self._kept(one) for one in self._store.find(Item, wanted, order=order, limit=limit)]

    def namespaces(self, prefix: Namespace = ()) -> list[Namespace]:
        """The namespaces in and below one that hold documents, in order."""
        low = self._joined(prefix)
        told = [
            name
            for name in self._store.distinct(Item, "namespace", self._scope)
            if not low or name == low or name.startswith(f"{low}/")
        ]
        gone = Where("expires_at", "le", self.now())
        fading = {item.namespace for item in self._store.find(Item, within(self._scope, self._below(prefix), gone))}
        empty = {name for name in fading if not self._store.count(Item, self._holding(name))}
        return sorted(self._parts(name) for name in told if name not in empty)

    def search(
        self,
        query: str,
        prefix: Namespace = (),
        keep: Callable[[Kept], bool] | None = None,
        *,
        limit: int = 10,
    ) -> list[Found]:
        """Documents in and below a namespace by meaning and words, best first; of those that `keep` holds for, if it is
        given. A document that has no texts, or nothing in common with the query, is not found.

        The score joins cosine c and BM25 b, of which the best is m, as independent grounds: 1 - (1 - c) * (1 - b / 2m).
        """
        where = within(self._scope, self._below(prefix), self._live())
        wide = self._store.count(Item, where) if keep else max(3 * limit, 30)
        scores = self._scores(query, where, wide)
        items = [self._kept(one) for one in self._store.get(Item, list(scores), where)]
        found = [Found(one, scores[self._id(one.place)]) for one in items if keep is None or keep(one)]
        return sorted(found, key=lambda one: (-one.score, one.kept.place))[: max(limit, 0)]

    def _scores(self, query: str, where: Filter, limit: int) -> dict[str, float]:
        words = self._store.matching(Item, terms(query), self._scope, where, limit)
        grounds = {one.id: WORDS * one.score / words[0].score for one in words}
        embedder, _ = self._indexer.ready()
        if embedder is None or not query.strip():
            return grounds
        [vector] = embedder.embed([query])
        near = self._store.nearest(Item, embedder.space, vector, self._scope, where, limit)
        cosines = self._store.cosines(Item, embedder.space, vector, self._scope, list(grounds))
        for id, cosine in {**cosines, **{one.id: one.score for one in near}}.items():
            if cosine > 0:
                grounds[id] = 1 - (1 - min(cosine, 1.0)) * (1 - grounds.get(id, 0.0))
        return grounds

    # --- places ----------------------------------------------------------------------------------------------

    def _joined(self, namespace: Namespace) -> str:
        return "/".join(_written(part, _PART) or _EMPTY for part in (*self._root, *namespace))

    def _parts(self, joined: str) -> Namespace:
        parts = joined.split("/") if joined else []
        return tuple(_read(part) for part in parts[len(self._root) :])

    def _id(self, place: Place) -> str:
        namespace, key = place
        name = f"{self._joined(namespace)}\0{_written(key, _KEY)}"
        return blake2b(name.encode(), digest_size=16).hexdigest()

    def _below(self, prefix: Namespace) -> Filter:
        """What stands in a namespace or below it. "0" comes right after "/"."""
        low = self._joined(prefix)
        if not low:
            return EVERYTHING
        below = within(self._scope, Where("namespace", "gt", f"{low}/"), Where("namespace", "lt", f"{low}0"))
        return AnyOf((Where("namespace", "eq", low), below))

    def _holding(self, joined: str) -> Filter:
        return within(self._scope, Where("namespace", "eq", joined), self._live())

    # --- documents and items ---------------------------------------------------------------------------------

    def now(self) -> datetime:
        """The time by the memory's clock."""
        return as_utc(self._clock())

    def _live(self) -> Filter:
        return AnyOf((Where("expires_at", "eq", None), Where("expires_at", "gt", self.now())))

    def _olds(self, ids: Iterable[str]) -> dict[str, "_Old"]:
        picked = self._store.pick(Item, self._scope, list(ids), ("version", "created_at", "expires_at"))
        return {id: _Old(*fields) for id, fields in picked.items()}

    def _put(self, document: Document, old: "_Old | None") -> Put:
        id, now = self._id((document.namespace, document.key)), self.now()
        item = Item(
            id=id,
            scope=self._scope,
            namespace=self._joined(document.namespace),
            key=_written(document.key, _KEY),
            value=document.value,
            data=document.data,
            expires_at=document.expires_at,
            created_at=old.created_at if old and self._lives(old) else now,
            updated_at=now,
            version=1 + randbits(_VERSION),
        )
        return Put(item, _keys(id, document.texts))

    def _lives(self, item: "_Old") -> bool:
        return item.expires_at is None or item.expires_at > self.now()

    def _kept(self, item: Item) -> Kept:
        return Kept(
            namespace=self._parts(item.namespace),
            key=_read(item.key),
            value=item.value,
            data=item.data,
            created_at=item.created_at,
            updated_at=item.updated_at,
            expires_at=item.expires_at,
            version=item.version,
        )


@dataclass(frozen=True, slots=True)
class _Old:
    """What a document that stands there already means for a change."""

    version: int
    created_at: datetime
    expires_at: datetime | None


def as_read(documents: Iterable[Kept]) -> dict[Place, int]:
    """What an edit that rests on these documents has `seen`."""
    return {one.place: one.version for one in documents}


def empty(place: Place) -> Document:
    """A document that says nothing but that it is there."""
    return Document(namespace=place[0], key=place[1])


def beginning(start: str) -> Filter:
    """A filter over `Item`: its key begins with a text."""
    low = _written(start, _KEY)
    return All((Where("key", "ge", low), Where("key", "lt", f"{low}\U0010ffff")))


# --- names and texts -----------------------------------------------------------------------------------------

_PART = re.compile("[%/\0\ud800-\udfff]")
_KEY = re.compile("[%\0\ud800-\udfff]")
_EMPTY = "%"
"""An empty part, so that () and ("",) differ; no other part is written so."""


def _written(text: str, odd: re.Pattern[str]) -> str:
    """A text as a store takes it: odd characters as their code, in hex, between two percent signs."""
    return odd.sub(lambda one: f"%{ord(one[0]):x}%", text)


def _read(text: str) -> str:
    return "" if text == _EMPTY else re.sub("%([0-9a-f]+)%", lambda one: chr(int(one[1], 16)), text)


def _keys(id: str, texts: Iterable[str]) -> tuple[Key, ...]:
    """The keys of an item: each text by its words, and by the meaning of its parts."""
    keys: list[Key] = []
    for number, text in enumerate(dict.fromkeys(filter(str.strip, map(_plain, texts)))):
        short = len(text) <= PART
        keys.append(Key(id, KeyKind.TEXT, number, text, dense=short))
        parts = [] if short else parts_of(text)[:PARTS]
        keys += [Key(id, KeyKind.PART, number * PARTS + at, part, lexical=False) for at, part in enumerate(parts)]
    return tuple(keys)


def _plain(text: str) -> str:
    return re.sub("[\0\ud800-\udfff]", " ", text)


def parts_of(text: str) -> list[str]:
    """A text in parts of at most PART characters, cut at the end of a line or sentence, or between words, where one
    ends in the second half."""
    parts = []
    while len(text) > PART:
        ends = [text.rfind(mark, PART // 2, PART) for mark in ("\n", ". ", " ")]
        cut = next((end + 1 for end in ends if end >= 0), PART)
        parts.append(text[:cut].strip())
        text = text[cut:]
    return [part for part in (*parts, text.strip()) if part]
