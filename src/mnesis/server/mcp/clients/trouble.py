"""Why a configuration is left alone."""

from mnesis.errors import InvalidInput


class CannotEdit(ValueError):
    """A file that cannot be changed safely, and why not."""


class NotEdited(InvalidInput):
    """{path} is not changed: {problem}. Do it by hand: {what}"""
