"""Frameworks are optional: what to do where one is missing."""

from collections.abc import Iterator
from contextlib import contextmanager

from mnesis.errors import MissingExtra


@contextmanager
def needed(feature: str, extra: str, module: str) -> Iterator[None]:
    """Import inside this what needs a framework, of which `module` is the top. Raises MissingExtra where it is not
    installed."""
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != module.split(".")[0]:
            raise
        raise MissingExtra(feature=feature, extra=extra) from error
