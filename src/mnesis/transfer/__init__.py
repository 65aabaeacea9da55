"""In and out: reads what people have, and writes what is remembered."""

from mnesis.transfer.adoption import adopted
from mnesis.transfer.formats.contract import Format
from mnesis.transfer.reading import detect, read, read_entries, read_groups
from mnesis.transfer.records import Entry, Labelled, SessionNote
from mnesis.transfer.registry import FORMATS
from mnesis.transfer.writing import write_jsonl, write_markdown

__all__ = [
    "FORMATS",
    "Entry",
    "Format",
    "Labelled",
    "SessionNote",
    "adopted",
    "detect",
    "read",
    "read_entries",
    "read_groups",
    "write_jsonl",
    "write_markdown",
]
