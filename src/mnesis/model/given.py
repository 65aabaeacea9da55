"""What a caller gives must be of the right kind; what is not is refused in words."""

from types import UnionType
from typing import get_args

from mnesis.errors import InvalidInput

_NAMES = {str: "text", type(None): "None", int: "a whole number"}


def check_given(what: str, value: object, kind: type | UnionType) -> None:
    """Raises InvalidInput where an argument is of another type than `kind` (or one of its parts)."""
    if not isinstance(value, kind):
        wanted = " or ".join(_NAMES.get(one, one.__name__) for one in get_args(kind) or (kind,))
        raise InvalidInput(what=what, problem=f"must be {wanted}, not {_NAMES.get(type(value), type(value).__name__)}")
