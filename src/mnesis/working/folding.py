"""A remembered text made into part of a line of ours: it keeps its words and loses what it could fake with them."""

import re

_FENCE = re.compile(r"(```.*?(?:```|\Z))", re.DOTALL)
_BREAKS = re.compile(r"\s*[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
_LABEL = re.compile(r"\[\s*(\w\s*\d+)\s*\]")
_LEADING = re.compile(r"[#>[]")


def folded(text: str) -> str:
    """A text on one line: breaks become blanks, in fenced code "\\n" with the indentation kept.

    What looks like a heading, a label or a mark of a chat format is made harmless: a sign in front gets a backslash,
    the brackets of a label become round, "<|" is pulled apart.
    """
    line = text.strip()
    if not line.isprintable():
        if "```" in line:
            parts = enumerate(_FENCE.split(line))
            line = "".join("\\n".join(part.splitlines()) if at % 2 else _BREAKS.sub(" ", part) for at, part in parts)
        line = _CONTROL.sub(" ", _BREAKS.sub(" ", line))
    if "[" in line:
        line = _LABEL.sub(r"(\1)", line)
    line = line.replace("<|", "< |")
    return f"\\{line}" if _LEADING.match(line) else line
