"""Paths under /memories, which lead nowhere else."""

from posixpath import normpath

from mnesis.errors import InvalidInput

ROOT = "/memories"

Parts = tuple[str, ...]
"""The names on the way from the root to a file or folder; () is the root itself."""


def parts_of(path: str) -> Parts:
    """The names in a path. Raises InvalidInput for one that does not begin with /memories, or leads out of it."""
    if path != ROOT and not path.startswith(f"{ROOT}/"):
        raise InvalidInput(f"Path must start with {ROOT}, got: {path}")
    plain = normpath(f"{ROOT}/{path.removeprefix(ROOT).lstrip('/')}")
    if plain != ROOT and not plain.startswith(f"{ROOT}/"):
        raise InvalidInput(f"Path {path} would escape {ROOT} directory")
    return tuple(plain.removeprefix(ROOT).split("/")[1:])


def path_of(parts: Parts) -> str:
    return "/".join((ROOT, *parts))
