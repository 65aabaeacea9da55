"""Values as JSON, the same wherever they leave the house: the command line, HTTP, tools.

A function gives the JSON of a value; the class of the same name, capitalised, in the file beside it says its fields.
"""

from mnesis.shapes.contexts import context
from mnesis.shapes.judging import feedback
from mnesis.shapes.keys import key
from mnesis.shapes.knowledge import edge, edges, entity, fact, happening, near, path, story
from mnesis.shapes.memories import compact, episode, evidence, hit, moment, recall, remembered, rounded, session
from mnesis.shapes.practice import changed, history, learned, preference, procedure
from mnesis.shapes.reflections import reflection
from mnesis.shapes.work import compacted, extracted, job, pruned, slept, space, trail

__all__ = [
    "changed",
    "compact",
    "compacted",
    "context",
    "edge",
    "edges",
    "entity",
    "episode",
    "evidence",
    "extracted",
    "fact",
    "feedback",
    "happening",
    "history",
    "hit",
    "job",
    "key",
    "learned",
    "moment",
    "near",
    "path",
    "preference",
    "procedure",
    "pruned",
    "recall",
    "reflection",
    "remembered",
    "rounded",
    "session",
    "slept",
    "space",
    "story",
    "trail",
]
