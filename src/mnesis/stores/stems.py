"""Texts as the lexical indexes see them."""

import threading
from typing import cast

import apsw

from mnesis.text.lexical import index_text


class Stemmer:
    """Cuts texts into stems exactly as the full-text index of SQLite does. Safe to share between threads."""

    def __init__(self) -> None:
        self._cutting = threading.Lock()  # the tokenizer is not made for two threads at once
        self._tokenizer = apsw.Connection(":memory:").fts5_tokenizer("porter", ["unicode61", "remove_diacritics", "2"])

    def stems(self, text: str) -> tuple[str, ...]:
        """The stems of a text, in order."""
        raw = index_text(text).encode("utf-8", "replace")
        with self._cutting:
            cut = self._tokenizer(
                raw, apsw.FTS5_TOKENIZE_DOCUMENT, None, include_offsets=False, include_colocated=False
            )
        return tuple(cast(list[str], cut))
