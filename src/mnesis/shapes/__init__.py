"""Values as JSON, the same wherever they leave the house: the command line, HTTP, tools."""

from mnesis.shapes.contexts import context
from mnesis.shapes.knowledge import edge, entity, fact, happening, near, story
from mnesis.shapes.memories import compact, episode, evidence, hit, job, moment, recall, rounded, session
from mnesis.shapes.practice import changed, history, learned, preference, procedure

__all__ = [
    "changed",
    "compact",
    "context",
    "edge",
    "entity",
    "episode",
    "evidence",
    "fact",
    "happening",
    "history",
    "hit",
    "job",
    "learned",
    "moment",
    "near",
    "preference",
    "procedure",
    "recall",
    "rounded",
    "session",
    "story",
]
