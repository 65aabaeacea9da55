"""What the bytes of a file are for, to the page."""

import apsw

from mnesis.stores.sqlite.sql import rows, value

PARTS = ("text", "metadata", "keys", "text index", "vectors", "knowledge", "other", "free")

_PART_OF = {
    "episode_rows": "metadata",
    "scopes": "metadata",
    "names": "metadata",
    "sessions": "metadata",
    "keys": "keys",
    "shelves": "keys",
    "keys_fts": "text index",
    "vectors": "vectors",
    "blocks": "vectors",
    "wanted": "vectors",
    "spaces": "vectors",
    "entities": "knowledge",
    "relationships": "knowledge",
    "facts": "knowledge",
    "procedures": "knowledge",
    "preferences": "knowledge",
}
"""Which part a table belongs to, with its indexes; what is not named is "other"."""


def footprint(db: apsw.Connection) -> dict[str, int]:
    """Bytes by part, which come to the size of the file. "text" is the episodes' own texts as they lie there;
    "metadata" is all else of the tables of episodes and sessions: other columns, indexes, room left in pages."""
    parts = dict.fromkeys(PARTS, 0)
    parts["text"] = value(db, _TEXT)
    parts["metadata"] = -parts["text"]
    parts["free"] = int(db.pragma("freelist_count")) * int(db.pragma("page_size"))
    sql = (
        "SELECT coalesce(s.tbl_name, d.name), sum(d.pgsize) FROM dbstat AS d LEFT JOIN sqlite_schema AS s "
        "ON s.name = d.name WHERE d.aggregate = TRUE GROUP BY 1"
    )
    for name, size in rows(db, sql):
        parts[_PART_OF.get("keys_fts" if name.startswith("keys_fts") else name, "other")] += size
    return parts


_TEXT = "SELECT coalesce(sum(octet_length(summary) + coalesce(octet_length(details), 0)), 0) FROM episode_rows"
