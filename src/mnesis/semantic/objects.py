"""When two objects are the same thing under different words."""

import re

from mnesis.semantic.naming import folded

_SMALL = re.compile(r"\b(?:a|an|the)\b(?! ?[.+#])|^(?:my|our|his|her|their|your|its)\b")


def plain(object: str) -> str:
    """An object without differences of case, accents, articles and possessives; "" where it names nothing."""
    text = folded(object)
    return " ".join(_SMALL.sub(" ", text).split()) or text
