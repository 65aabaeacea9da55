"""The values everything else speaks in: frozen, complete, and free of I/O."""

from mnesis.model.change import (
    RECORDS,
    Add,
    Applied,
    Change,
    Embed,
    Erase,
    Expect,
    Finish,
    Kind,
    Put,
    Record,
    Touch,
    Use,
)
from mnesis.model.condition import check_filter, check_order
from mnesis.model.episode import Compression, Cue, Episode, EpisodeType, Outcome, Session, check_actor
from mnesis.model.filter import EVERYTHING, All, AnyOf, Filter, Not, Where, field_of, matches, within
from mnesis.model.finding import USER, Claim, Findings, Named, Recipe, Wish
from mnesis.model.given import check_given
from mnesis.model.hit import Evidence, Hit, Reason, Recall, Scored
from mnesis.model.key import Key, KeyKind, content_hash
from mnesis.model.knowledge import Entity, EntityType, Fact, Relationship, SourceType
from mnesis.model.message import Message, as_message
from mnesis.model.moment import Clock, Moment, as_utc, from_iso, to_iso, utc_now
from mnesis.model.practice import Preference, PreferenceCategory, Procedure
from mnesis.model.predicate import PREDICATES, Decay, Predicate, predicate_name, predicate_of
from mnesis.model.receipt import Forgotten, Ingested, Remembered
from mnesis.model.schema import COLUMNS, UNIQUE, Column, Sort, check_value, stored
from mnesis.model.scope import Scope
from mnesis.model.space import Space, SpaceState, SpaceUse
from mnesis.model.story import Event, Happening, Story, What
from mnesis.model.work import Audit, Job, JobState

__all__ = [
    "COLUMNS",
    "EVERYTHING",
    "PREDICATES",
    "RECORDS",
    "UNIQUE",
    "USER",
    "Add",
    "All",
    "AnyOf",
    "Applied",
    "Audit",
    "Change",
    "Claim",
    "Clock",
    "Column",
    "Compression",
    "Cue",
    "Decay",
    "Embed",
    "Entity",
    "EntityType",
    "Episode",
    "EpisodeType",
    "Erase",
    "Event",
    "Evidence",
    "Expect",
    "Fact",
    "Filter",
    "Findings",
    "Finish",
    "Forgotten",
    "Happening",
    "Hit",
    "Ingested",
    "Job",
    "JobState",
    "Key",
    "KeyKind",
    "Kind",
    "Message",
    "Moment",
    "Named",
    "Not",
    "Outcome",
    "Predicate",
    "Preference",
    "PreferenceCategory",
    "Procedure",
    "Put",
    "Reason",
    "Recall",
    "Recipe",
    "Record",
    "Relationship",
    "Remembered",
    "Scope",
    "Scored",
    "Session",
    "Sort",
    "SourceType",
    "Space",
    "SpaceState",
    "SpaceUse",
    "Story",
    "Touch",
    "Use",
    "What",
    "Where",
    "Wish",
    "as_message",
    "as_utc",
    "check_actor",
    "check_filter",
    "check_given",
    "check_order",
    "check_value",
    "content_hash",
    "field_of",
    "from_iso",
    "matches",
    "predicate_name",
    "predicate_of",
    "stored",
    "to_iso",
    "utc_now",
    "within",
]
