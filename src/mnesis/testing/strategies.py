"""Random changes, filters and orders for hypothesis, from so few ids, words and values that they meet often."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st

from mnesis.errors import MnesisError
from mnesis.model import (
    COLUMNS,
    Add,
    All,
    AnyOf,
    Applied,
    Board,
    Change,
    Column,
    Compression,
    Embed,
    Entity,
    EntityType,
    Episode,
    Erase,
    Expect,
    Filter,
    Finish,
    Hold,
    Item,
    Job,
    Key,
    KeyKind,
    Kind,
    Not,
    Outcome,
    Preference,
    Put,
    Record,
    Scope,
    Session,
    Sort,
    Space,
    Touch,
    Use,
    Where,
    content_hash,
    within,
)
from mnesis.stores.contract import Store
from mnesis.testing import values
from mnesis.testing.values import HERE, SPACE, START, unit

SCOPES = (HERE, Scope("local", "other"), Scope("tenant", "main"))
SPACES = (SPACE, Space("test", "2", 8))
KINDS: tuple[Kind, ...] = (Episode, Episode, Session, Entity, Preference, Job, Board, Item)
TEXTS = ("Otto runs", "running in Berlin", "an apple", "apple apple Berlin", "東京 größe", "", "?!")
IDS = ("a", "b", "c", "d", "e", "B")
SESSIONS = ("s1", "s2")
NAMES = ("Otto", "otto", "Ötto", "Berlin")
MOMENTS = tuple(START + timedelta(hours=hours) for hours in (-1, 0, 1))

TELLING = {"id", "importance", "timestamp", "expires_at", "speaker", "outcome", "tags", "session_id", "name", "key"}
"""Fields in which random records differ."""

ids = st.sampled_from(IDS)
jobs = st.sampled_from(("a", "b"))
sessions = st.sampled_from(SESSIONS)
texts = st.sampled_from(TEXTS)
names = st.sampled_from(NAMES)
moments = st.sampled_from(MOMENTS)
importances = st.sampled_from((1, 3, 5, 7, 9))
job_keys = st.none() | st.just("k")
workers = st.sampled_from(("v", "w", "w", "w"))
ends = st.none() | moments
blobs = st.none() | st.sampled_from((b"", b"\0\xff"))
told = st.dictionaries(ids, st.integers(0, 2), max_size=2)

Scopes = st.SearchStrategy[Scope]


# --- changes ------------------------------------------------------------------------------------------------


def episodes(scopes: Scopes) -> st.SearchStrategy[Record]:
    return st.builds(
        values.make_episode,
        ids,
        texts,
        scope=scopes,
        session_id=sessions,
        details=st.none() | texts,
        timestamp=moments,
        expires_at=st.none() | moments,
        importance=importances,
        tags=st.lists(st.sampled_from(("x", "y")), max_size=2).map(tuple),
        speaker=st.none() | names,
        outcome=st.none() | st.sampled_from(Outcome),
        compression=st.sampled_from(Compression),
        position=st.integers(0, 3),
        folded_into=st.none() | ids,
        covers=st.integers(0, 2),
        standby=st.booleans(),
        parent_id=st.sampled_from((*[None] * 8, *IDS)),
    )


def others(scopes: Scopes) -> st.SearchStrategy[Record]:
    """Sessions, entities, preferences, jobs, boards and items."""
    kinds = st.sampled_from((EntityType.PERSON, EntityType.TOOL))
    keys = st.sampled_from(("tone", "pace", "length"))
    return st.one_of(
        st.builds(values.make_session, sessions, scope=scopes, channel=st.none() | texts),
        st.builds(values.make_entity, ids, scope=scopes, name=names, type=kinds, importance=importances),
        st.builds(values.make_preference, ids, scope=scopes, key=keys, strength=st.sampled_from((0, 0.5, 1))),
        st.builds(values.make_job, jobs, scope=scopes, priority=st.integers(-1, 1), run_at=moments, key=job_keys),
        st.builds(values.make_board, sessions, scope=scopes, state=told, cites=st.lists(ids, max_size=2).map(tuple)),
        st.builds(
            values.make_item, ids, scope=scopes, key=keys, value=told, data=blobs, expires_at=st.none() | moments
        ),
    )


@st.composite
def found_by(draw: st.DrawFn, record: Record) -> tuple[Key, ...]:
    """Up to three keys of a record, its own text mostly among them where it has one."""
    if not isinstance(record, Episode | Entity | Item):
        return ()
    kinds = draw(st.lists(st.sampled_from((KeyKind.WINDOW, KeyKind.PART)), unique=True))
    keys = [Key(record.id, kind, 0, draw(texts), draw(st.booleans()), draw(st.booleans())) for kind in kinds]
    own = isinstance(record, Episode) and draw(st.integers(0, 4)) > 0
    return (Key(record.id), *keys) if own else tuple(keys)


@st.composite
def writes(draw: st.DrawFn, scopes: Scopes) -> Change:
    record = draw(st.one_of(episodes(scopes), episodes(scopes), others(scopes)))
    keys = draw(found_by(record))
    made: tuple[Change, ...] = Add(record, keys), Add(record, keys), Put(record, keys), Put(record)
    return draw(st.sampled_from(made))


@st.composite
def touches(draw: st.DrawFn, scopes: Scopes) -> Change:
    some: list[tuple[Kind, dict[str, Any]]] = [
        (Episode, {"importance": draw(importances), "tags": ("z",)}),
        (Episode, {"expires_at": draw(moments)}),
        (Episode, {"parent_id": draw(ids)}),
        (Session, {"summary": draw(texts)}),
        (Entity, {"name": draw(names)}),
        (Job, {"priority": 7}),
        (Job, {"state": draw(st.sampled_from(("ready", "cancelled"))), "worker": None, "leased_until": None}),
        (Board, {"cites": (draw(ids),)}),
        (Item, {"value": draw(told), "data": draw(blobs)}),
    ]
    kind, fields = draw(st.sampled_from(some))
    return Touch(kind, draw(scopes), draw({Session: sessions, Board: sessions, Job: jobs}.get(kind, ids)), fields)


def embeds(scopes: Scopes) -> st.SearchStrategy[Change]:
    vectors = st.tuples(st.integers(1, 3), st.integers(-3, 3)).map(lambda pair: unit(*pair))
    return st.builds(Embed, scopes, st.sampled_from((SPACE, *SPACES)), texts.map(content_hash), vectors)


@st.composite
def erasures(draw: st.DrawFn, scopes: Scopes) -> Change:
    kind = draw(st.sampled_from(KINDS))
    some: Filter = Where("id", "in", draw(st.sampled_from((IDS[:2], IDS[2:4], SESSIONS[:1]))))
    return Erase(kind, within(draw(scopes), draw(st.one_of(st.just(some), conditions(kind)))))


def mistakes(scopes: Scopes) -> st.SearchStrategy[Change]:
    """Changes that are mostly or always refused."""
    return st.one_of(
        st.builds(Add, st.builds(values.make_episode, ids, scope=scopes, importance=st.just(11))),
        st.builds(Put, st.builds(values.make_episode, ids, texts, scope=scopes, parent_id=st.just("nobody"))),
        st.builds(Touch, st.just(Episode), scopes, ids, st.just({"colour": "red"})),
        st.builds(Touch, st.just(Session), scopes, sessions, st.just({"episode_count": 3})),
        st.builds(Embed, scopes, st.just(Space("unknown", "1", 8)), texts.map(content_hash), st.just(unit(1))),
        st.builds(Expect, st.sampled_from(KINDS), scopes, ids, st.integers(0, 2)),
    )


def finishes(scopes: Scopes) -> st.SearchStrategy[Change]:
    ended = st.builds(values.make_job, jobs, scope=scopes, run_at=moments, result=told, ended_at=st.none() | moments)
    return st.builds(Finish, ended, workers, st.none() | texts, st.booleans())


def holds(scopes: Scopes) -> st.SearchStrategy[Change]:
    said = {"done": st.integers(0, 2), "note": st.none() | texts, "checkpoint": told, "result": told}
    return st.builds(Hold, st.builds(values.make_job, jobs, scope=scopes, **said), workers, moments)


def changes(scopes: Sequence[Scope] = SCOPES) -> st.SearchStrategy[Change]:
    """Any change but Use, each within one of these scopes; about one in ten is refused."""
    among = st.sampled_from((scopes[0], *scopes))
    common = writes(among), embeds(among)
    rare = touches(among), erasures(among), holds(among), finishes(among), mistakes(among)
    return st.one_of(*common, *common, *common, *rare)


uses: st.SearchStrategy[Change] = st.builds(
    Use, st.sampled_from(SPACES), st.sampled_from(("active", "building", "retired")), st.booleans()
)


def rarities(scopes: Sequence[Scope] = SCOPES) -> st.SearchStrategy[Change]:
    """The changes that `changes` makes seldom, and Use."""
    among = st.sampled_from((scopes[0], scopes[0], *scopes))
    return st.one_of(touches(among), erasures(among), erasures(among), holds(among), finishes(among), uses)


def populations(scopes: Sequence[Scope] = SCOPES) -> st.SearchStrategy[list[Change]]:
    """Something to begin with: a space in use, then writes (some of which may be refused) and their vectors."""
    among = st.sampled_from((scopes[0], scopes[0], *scopes))
    written = st.lists(writes(among), min_size=8, max_size=20)
    embedded = st.lists(embeds(among), min_size=4, max_size=10)
    first: list[Change] = [Use(SPACES[1], "building"), Use(SPACE, "active")]
    return st.builds(lambda writes, vectors: [*first, *writes, *vectors], written, embedded)


def outcome(store: Store, made: Sequence[Change]) -> Applied | str:
    """What an apply gave: its answer, or the name of its error."""
    try:
        return store.apply(made)
    except MnesisError as error:
        return type(error).__name__


# --- questions ----------------------------------------------------------------------------------------------


def filters(kind: Kind) -> st.SearchStrategy[Filter]:
    """Any tree of conditions on a kind's fields; one in a few does not make sense."""
    return st.recursive(
        conditions(kind),
        lambda parts: st.one_of(
            st.lists(parts, min_size=1, max_size=3).map(lambda some: All(tuple(some))),
            st.lists(parts, min_size=1, max_size=3).map(lambda some: AnyOf(tuple(some))),
            parts.map(Not),
        ),
        max_leaves=6,
    )


@st.composite
def conditions(draw: st.DrawFn, kind: Kind) -> Filter:
    columns = [column for column in COLUMNS[kind].values() if column.sort is not Sort.BYTES]
    telling = [column for column in columns if column.name in TELLING]
    places = Column("tenant", Sort.TEXT), Column("scope", Sort.TEXT)
    column = draw(st.sampled_from(telling) | st.sampled_from([*columns, *places]))
    if column.sort is Sort.TEXTS:
        return Where(column.name, "has", draw(st.sampled_from(("x", "y", "", None))))
    value = st.sampled_from(operands(column))
    if draw(st.booleans()):
        return Where(column.name, "in", tuple(draw(st.lists(value, min_size=1, max_size=4))))
    return Where(column.name, draw(st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge"))), draw(value))


def operands(column: Column) -> Sequence[Any]:
    """Values a field may be compared with, most of them such as records hold."""
    if column.sort is Sort.MOMENT:
        return None, *MOMENTS
    if column.sort in (Sort.INTEGER, Sort.NUMBER):
        return None, 0, 0.5, 1, 2, 5, 5.0, 8.5
    if column.choices:
        return None, *column.choices
    held = {"id": IDS, "parent_id": IDS, "session_id": SESSIONS, "summary": TEXTS, "details": TEXTS}
    return None, *held.get(column.name, (*NAMES, "main", "local", "user"))


def orders(kind: Kind) -> st.SearchStrategy[list[str]]:
    """Up to three fields to order by, either way; a list or a mapping among them is refused."""
    fields = st.sampled_from([*COLUMNS[kind], "tenant", "scope"])
    return st.lists(st.tuples(st.sampled_from(("", "-")), fields).map("".join), max_size=3)
