"""Random changes, filters and orders for hypothesis, from few enough ids and words that they meet often."""

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
    Change,
    Compression,
    Embed,
    Entity,
    EntityType,
    Episode,
    Erase,
    Expect,
    Filter,
    Finish,
    Job,
    JobState,
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
KINDS: tuple[Kind, ...] = (Episode, Session, Entity, Preference, Job)
TEXTS = ("Otto runs", "running in Berlin", "an apple", "apple apple Berlin", "東京 größe", "", "?!")
IDS = ("a", "b", "c", "B")
MOMENTS = tuple(START + timedelta(hours=hours) for hours in (-1, 0, 1))

ids = st.sampled_from(IDS)
texts = st.sampled_from(TEXTS)
moments = st.sampled_from(MOMENTS)
importances = st.sampled_from((1, 5, 5, 9, 11))  # one of them is refused


def episodes(scopes: st.SearchStrategy[Scope]) -> st.SearchStrategy[Record]:
    return st.builds(
        values.make_episode,
        ids,
        texts,
        scope=scopes,
        session_id=st.sampled_from(("s1", "s2")),
        details=st.none() | texts,
        timestamp=moments,
        importance=importances,
        tags=st.lists(st.sampled_from(("x", "y")), max_size=2).map(tuple),
        speaker=st.sampled_from((None, "Otto", "otto", "Ötto")),
        outcome=st.none() | st.sampled_from(Outcome),
        compression=st.sampled_from(Compression),
        parent_id=st.sampled_from((None, None, None, *IDS)),
    )


def records(scopes: st.SearchStrategy[Scope]) -> st.SearchStrategy[Record]:
    """A record of one of the KINDS, now and then one that is refused."""
    sessions = st.builds(values.make_session, st.sampled_from(("s1", "s2")), scope=scopes, channel=st.none() | texts)
    kinds = st.sampled_from((EntityType.PERSON, EntityType.TOOL))
    names = st.sampled_from(("Otto", "otto", "Berlin"))
    entities = st.builds(values.make_entity, ids, scope=scopes, name=names, type=kinds, importance=importances)
    keys = st.sampled_from(("tone", "pace"))
    preferences = st.builds(values.make_preference, ids, scope=scopes, key=keys, strength=st.sampled_from((0, 0.5, 2)))
    jobs = st.builds(values.make_job, ids, scope=scopes, priority=st.integers(-1, 1), run_at=moments)
    return st.one_of(episodes(scopes), episodes(scopes), sessions, entities, preferences, jobs)


@st.composite
def keys(draw: st.DrawFn, record: Record) -> tuple[Key, ...]:
    """Up to three keys of a record, its own text among them where it has one."""
    own = Key(record.id, lexical=draw(st.booleans()), dense=draw(st.booleans()))
    first = [own] if isinstance(record, Episode) and draw(st.booleans()) else []
    kinds = draw(st.lists(st.sampled_from((KeyKind.WINDOW, KeyKind.PART)), unique=True))
    return (*first, *(Key(record.id, kind, 0, draw(texts)) for kind in kinds))


@st.composite
def writes(draw: st.DrawFn, scopes: st.SearchStrategy[Scope]) -> Change:
    record = draw(records(scopes))
    found_by = draw(keys(record)) if isinstance(record, Episode | Entity) else ()
    written: tuple[Change, ...] = Add(record, found_by), Put(record, found_by), Put(record)
    return draw(st.sampled_from(written))


@st.composite
def touches(draw: st.DrawFn, scopes: st.SearchStrategy[Scope]) -> Change:
    some: list[tuple[Kind, dict[str, Any]]] = [
        (Episode, {"importance": draw(st.integers(1, 10)), "tags": ("z",)}),
        (Episode, {"expires_at": draw(moments)}),
        (Episode, {"colour": "red"}),
        (Session, {"summary": draw(texts)}),
        (Session, {"episode_count": 3}),
        (Entity, {"mention_count": 2}),
        (Job, {"priority": 7}),
    ]
    kind, fields = draw(st.sampled_from(some))
    id = draw(st.sampled_from(("s1", "s2")) if kind is Session else ids)
    return Touch(kind, draw(scopes), id, fields)


def embeds(scopes: st.SearchStrategy[Scope]) -> st.SearchStrategy[Change]:
    vectors = st.tuples(st.integers(1, 3), st.integers(-3, 3)).map(lambda pair: unit(*pair))
    return st.builds(Embed, scopes, st.sampled_from(SPACES), texts.map(content_hash), vectors)


@st.composite
def erasures(draw: st.DrawFn, scopes: st.SearchStrategy[Scope]) -> Change:
    kind = draw(st.sampled_from(KINDS))
    return Erase(kind, within(draw(scopes), draw(filters(kind))))


def changes(scopes: Sequence[Scope] = SCOPES) -> st.SearchStrategy[Change]:
    """Any change but Use, each within one of these scopes."""
    among = st.sampled_from(scopes)
    jobs = st.builds(values.make_job, ids, scope=among, run_at=moments)
    finishes = st.builds(Finish, jobs, st.sampled_from(("v", "w")), st.none() | texts, st.booleans())
    expects = st.builds(Expect, st.sampled_from(KINDS), among, ids, st.integers(0, 2))
    return st.one_of(writes(among), writes(among), touches(among), embeds(among), erasures(among), finishes, expects)


uses: st.SearchStrategy[Change] = st.builds(
    Use, st.sampled_from(SPACES), st.sampled_from(("active", "building", "retired")), st.booleans()
)


@st.composite
def filters(draw: st.DrawFn, kind: Kind) -> Filter:
    """Any tree of conditions on a kind's fields; one in a few does not make sense."""
    leaves = conditions(kind)
    tree: st.SearchStrategy[Filter] = st.recursive(
        leaves,
        lambda parts: st.one_of(
            st.lists(parts, max_size=3).map(lambda some: All(tuple(some))),
            st.lists(parts, max_size=3).map(lambda some: AnyOf(tuple(some))),
            parts.map(Not),
        ),
        max_leaves=6,
    )
    return draw(tree)


@st.composite
def conditions(draw: st.DrawFn, kind: Kind) -> Filter:
    names = [name for name, column in COLUMNS[kind].items() if column.sort is not Sort.BYTES]
    field = draw(st.sampled_from([*names, "tenant", "scope"]))
    sort = COLUMNS[kind][field].sort if field in names else Sort.TEXT
    if sort is Sort.TEXTS:
        return Where(field, "has", draw(st.sampled_from(("x", "y", "", None))))
    value = operands(sort)
    if draw(st.booleans()):
        return Where(field, "in", tuple(draw(st.lists(value, max_size=3))))
    return Where(field, draw(st.sampled_from(("eq", "ne", "lt", "le", "gt", "ge"))), draw(value))


def operands(sort: Sort) -> st.SearchStrategy[Any]:
    """Values a field of this sort may be compared with, None among them."""
    if sort is Sort.MOMENT:
        return st.none() | moments
    if sort in (Sort.INTEGER, Sort.NUMBER):
        return st.sampled_from((None, 0, 1, 2, 5, 5.0, 8.5))
    return st.sampled_from((None, "", "Otto", "otto", "a", "s1", "raw", "main", *JobState, Outcome.FAILURE))


def orders(kind: Kind) -> st.SearchStrategy[list[str]]:
    """Up to three fields to order by, either way; a list or a mapping among them is refused."""
    names = st.sampled_from([*COLUMNS[kind], "tenant", "scope"])
    return st.lists(st.tuples(st.sampled_from(("", "-")), names).map("".join), max_size=3)


def outcome(store: Store, made: Sequence[Change]) -> Applied | str:
    """What an apply gave: its answer, or the name of its error."""
    try:
        return store.apply(made)
    except MnesisError as error:
        return type(error).__name__
