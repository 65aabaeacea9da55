"""What counts as the same: keys of preferences, their values, and tasks."""

import re
from functools import lru_cache

from mnesis.model import PreferenceCategory
from mnesis.text.lexical import fold, terms

_C, _F, _W = PreferenceCategory.COMMUNICATION, PreferenceCategory.FORMATTING, PreferenceCategory.WORKFLOW
_T, _S = PreferenceCategory.TOOLS, PreferenceCategory.SCHEDULING

_LISTED: tuple[tuple[PreferenceCategory, str, str], ...] = (
    (_C, "verbosity", "brevity conciseness response_length answer_length level_of_detail"),
    (_C, "tone", "formality tone_of_voice"),
    (_C, "language", "response_language reply_language"),
    (_C, "emojis", "emoji emoticons"),
    (_F, "code_comments", "comments comment code_comment comment_style"),
    (_F, "indentation", "indent indent_style tabs_or_spaces"),
    (_F, "markdown", "markdown_style"),
    (_W, "commits", "commit git_commits commit_style commit_messages"),
    (_W, "testing", "tests test run_tests"),
    (_T, "package_manager", "pkg_manager packagemanager node_package_manager js_package_manager package_managers"),
    (_T, "editor", "code_editor text_editor ide"),
    (_T, "shell", "command_shell"),
    (_T, "browser", "web_browser"),
    (_S, "work_hours", "working_hours office_hours"),
    (_S, "quiet_hours", "do_not_disturb quiet_time"),
    (_S, "meetings", "meeting_times meeting_time"),
)
_KEYS = {other: (category, key) for category, key, others in _LISTED for other in (key, *others.split())}

_FRAMES = frozenset(
    ("whenever", "every", "each", "any", "time", "user", "ask", "want", "need", "mention", "someone", "somebody")
)
"""Words (without endings) that only lead up to a task: "whenever the user asks to deploy"."""

_ENDINGS = re.compile(r"(?:ing|ed|es|s|e)$")
_EDGES = " \t\n.,;:!?\"'`“”‘’"


@lru_cache(maxsize=4096)
def canonical(category: PreferenceCategory, key: str) -> tuple[PreferenceCategory, str]:
    """The category and key under which a preference is kept: keys in snake case, listed ones under one name and in the
    category that is theirs."""
    plain = re.sub(r"[\W_]+", "_", fold(key)).strip("_")
    if plain == "language" and category is _T:
        return category, plain  # one to program in
    return _KEYS.get(plain, (category, plain))


def bare(text: str) -> str:
    """A text without space and punctuation around it."""
    return " ".join(text.split()).strip(_EDGES)


@lru_cache(maxsize=4096)
def same(text: str) -> str:
    """What two values that are one have in common."""
    return fold(bare(text))


@lru_cache(maxsize=4096)
def task(trigger: str, context: str | None = None) -> str:
    """What two triggers of one task have in common: their words without order, endings, stop words and what only
    leads up to it. Where a context says when a recipe holds, it is part of the task."""
    return "|".join(" ".join(sorted({*words(text)} - _FRAMES or {*words(text)})) for text in (trigger, context or ""))


def words(text: str) -> list[str]:
    """The words of a text that carry meaning, in order, without their commonest English endings."""
    return [_stem(word) for word in terms(text)]


def _stem(word: str) -> str:
    short = _ENDINGS.sub("", word)
    if len(short) < 3:
        return word
    return short[:-1] if short[-1] == short[-2] else short
