"""What the user did over again in another way: the agent's command with another tool, its text in another style.

Nothing is said in such a turn, so what it shows is inferred, and only where the two are clearly the same thing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from mnesis.extraction.contract import Passage
from mnesis.extraction.rules.tools import Tool, tool_at
from mnesis.model.finding import Wish
from mnesis.model.knowledge import SourceType
from mnesis.model.practice import PreferenceCategory

TOOL_STRENGTH, STYLE_STRENGTH = 0.6, 0.5
"""How strongly a wish is held that was only shown: less than any that was said."""

_ALIKE = 0.75
_FEWEST_WORDS = 6
_LONGEST = 20_000
_MOST = 50
_FENCE = re.compile(r"```[^\n`]*\n(.*?)(?:```|\Z)", re.DOTALL)
_TICKS = re.compile(r"`([^`\n]{3,200})`")
_PROMPT = re.compile(r"^\s*(?:[$%>#]\s+|(?:sudo|time|npx|env)\s+)*")
_COMMAND = re.compile(r"[a-z][\w.+-]*(?:\s+[^\s]+)*\s*")
_NO_COMMAND = re.compile(
    r"[?!]\s*$|(?<!-)\b(?:is|are|was|the|a|my|that|this|please|error|failed|why|what|you|i|it)\b",
    re.IGNORECASE,
)
_DOUBT = re.compile(r"\?|\b(?:error|fails?|failed|why|doesn't|does not|won't|traceback|exception)\b", re.IGNORECASE)
_SAME_DEED = {
    "install": "add",
    "i": "add",
    "exec": "run",
    "dlx": "run",
    "x": "run",
    "ci": "add",
    "uninstall": "remove",
    "rm": "remove",
}
_WORD = re.compile(r"[^\W_]+")


def redone(passage: Passage) -> Wish | None:
    """The wish that shows where the speaker does what the agent did last, with another tool or in another style."""
    agent = next((turn.text for turn in reversed(passage.before) if turn.actor == "agent"), "")
    if not agent or len(agent) + len(passage.text) > _LONGEST or _DOUBT.search(_prose(passage.text)):
        return None
    again = _other_tool(agent, passage.text)
    longer, shorter = max(len(agent), len(passage.text)), min(len(agent), len(passage.text))
    return again or (_other_style(agent, passage.text) if longer <= 3 * shorter else None)


def _prose(text: str) -> str:
    return _FENCE.sub("", text)


# --- the same command with another tool -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Command:
    tool: Tool
    deeds: frozenset[str]
    line: str


def _other_tool(agent: str, user: str) -> Wish | None:
    said = list(_commands(user))
    theirs = list(_commands(agent)) if said else []
    for mine in said:
        for other in theirs[:_MOST]:
            if _same_deed(mine, other):
                return _shown(PreferenceCategory.TOOLS, (mine.tool.kind, mine.tool.name, other.tool.name), mine.line)
    return None


def _commands(text: str) -> Iterator[_Command]:
    """The command lines of a text: in fences, in backticks, after a prompt, or standing alone on a line."""
    pieces = [line for fence in _FENCE.findall(text) for line in fence.splitlines()]
    plain = _prose(text)
    pieces += _TICKS.findall(plain) + plain.splitlines()
    for piece in pieces:
        line = _PROMPT.sub("", piece).strip()
        found = (
            tool_at(line) if len(line) <= 200 and _COMMAND.fullmatch(line) and not _NO_COMMAND.search(line) else None
        )
        if found is not None and line[found[1] : found[1] + 1] in ("", " "):
            words = line[found[1] :].split()
            yield _Command(found[0], frozenset(_SAME_DEED.get(word, word) for word in words if word[0] != "-"), line)


def _same_deed(mine: _Command, other: _Command) -> bool:
    if mine.tool.kind != other.tool.kind or mine.tool.name.lower() == other.tool.name.lower():
        return False
    shared, every = mine.deeds & other.deeds, mine.deeds | other.deeds
    return bool(shared) and 2 * len(shared) >= len(every)


# --- the same words in another style --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Style:
    """What a text has or has not; `value` is what a user wants who takes it out, `kept` one who puts it in."""

    category: PreferenceCategory
    key: str
    value: str
    kept: str | None
    seen: re.Pattern[str]


_FORMATTING, _COMMUNICATION = PreferenceCategory.FORMATTING, PreferenceCategory.COMMUNICATION
_STYLES = (
    _Style(_COMMUNICATION, "emojis", "none", None, re.compile("[\U0001f300-\U0001faff\u2600-\u27bf]")),
    _Style(
        _FORMATTING,
        "code_comments",
        "none",
        None,
        re.compile(r"^\s*(?:#(?!!)|//)\s?\w|\S\s{1,8}(?:#|//) \w", re.MULTILINE),
    ),
    _Style(_FORMATTING, "indentation", "spaces", "tabs", re.compile(r"^\t+\S", re.MULTILINE)),
    _Style(_FORMATTING, "lists", "none", "bullet points", re.compile(r"^\s*[-*•]\s+\S", re.MULTILINE)),
    _Style(_FORMATTING, "semicolons", "none", "semicolons", re.compile(r"\S;\s*$", re.MULTILINE)),
    _Style(_FORMATTING, "headings", "none", None, re.compile(r"^#{1,4} \S", re.MULTILINE)),
    _Style(_COMMUNICATION, "exclamation_marks", "none", None, re.compile(r"\w!(?:\s|$)")),
)
_COMMENT = re.compile(r"^\s*(?:#|//).*$|(?<=\S)\s{1,8}(?:#|//) .*$", re.MULTILINE)


def _other_style(agent: str, user: str) -> Wish | None:
    theirs, mine = _subject(agent), _subject(user)
    bare, mine_bare = _words(theirs), _words(mine)
    if min(len(bare), len(mine_bare)) < _FEWEST_WORDS or theirs == mine:
        return None
    if len(bare & mine_bare) < _ALIKE * len(bare | mine_bare):
        return None
    for style in _STYLES:
        had, has = style.seen.search(theirs) is not None, style.seen.search(mine) is not None
        wanted = style.value if had and not has else style.kept if has and not had else None
        if wanted is not None:
            return _shown(style.category, (style.key, wanted, None), user.strip())
    return None


def _subject(text: str) -> str:
    """The code of a text that has a fence, else the text."""
    fences: list[str] = _FENCE.findall(text)
    return "\n".join(fences) if fences else text


def _words(text: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORD.findall(_COMMENT.sub("", text)))


def _shown(category: PreferenceCategory, choice: tuple[str, str, str | None], quote: str) -> Wish:
    key, value, instead = choice
    strength = TOOL_STRENGTH if category is PreferenceCategory.TOOLS else STYLE_STRENGTH
    return Wish(
        category=category,
        key=key,
        value=value,
        quote=quote,
        instead_of=instead,
        strength=strength,
        source_type=SourceType.INFERRED,
    )
