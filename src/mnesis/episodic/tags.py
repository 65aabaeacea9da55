"""What a memory is tagged with at write time: what kind of thing it is, never its topics.

Topic words are not made into tags: full-text search finds them anyway, and wrong tags mislead more than missing ones.
"""

from collections.abc import Callable

from mnesis.text import forms

_FORMS: tuple[tuple[str, Callable[[str], bool]], ...] = (
    ("correction", forms.is_correction),
    ("preference", forms.states_preference),
    ("decision", forms.states_decision),
    ("major-decision", forms.states_major_decision),
    ("milestone", forms.states_milestone),
    ("emotion", forms.is_emotional),
    ("security", forms.is_security),
    ("instruction", forms.is_instruction),
    ("question", forms.is_question),
    ("lookup", forms.is_lookup),
    ("code", forms.has_code),
)
_PERSONAL = frozenset(("correction", "preference", "decision", "major-decision", "milestone", "emotion", "instruction"))
_READ = 4_000


def tags_of(text: str, actor: str = "user") -> tuple[str, ...]:
    """The tags of a text, in a fixed order; `acknowledgement` stands alone.

    Only a person's own words state preferences, decisions and feelings, so nobody else's are tagged with them; an agent
    that explains how to keep a secret is no security event either. Reads the first 4,000 characters.
    """
    head = text[:_READ]
    if forms.is_acknowledgement(head):
        return ("acknowledgement",)
    return tuple(tag for tag, holds in _FORMS if _may_carry(actor, tag) and holds(head))


def _may_carry(actor: str, tag: str) -> bool:
    return actor == "user" or not (tag in _PERSONAL or (tag == "security" and actor == "agent"))
