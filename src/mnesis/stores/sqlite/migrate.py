"""Bringing a file to the schema this version knows: each numbered file in `migrations/` is a step and a transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import apsw

from mnesis.errors import StoreForeign, StoreNewer

APPLICATION_ID = 0x6D6E6573  # "mnes", in the file's header: whose file this is


@dataclass(frozen=True, slots=True)
class Migration:
    """The statements that bring a database from version `number - 1` to `number`."""

    number: int
    sql: str


def migrations() -> list[Migration]:
    """Every step there is, in order, numbered from 1 without a gap."""
    folder = resources.files(__package__) / "migrations"
    files = sorted((file for file in folder.iterdir() if file.name.endswith(".sql")), key=lambda file: file.name)
    return [Migration(int(file.name.split("_")[0]), file.read_text("utf-8")) for file in files]


def identify(db: apsw.Connection, path: Path, steps: Sequence[Migration]) -> int:
    """The version of the database; 0 for an empty one. Changes nothing.

    Raises StoreForeign for another program's database, StoreNewer for one that is ahead of `steps`.
    """
    version = int(db.pragma("user_version"))
    ours = db.pragma("application_id") == APPLICATION_ID
    if not ours and (version or db.execute("SELECT count(*) FROM sqlite_schema").get):
        raise StoreForeign(path=path)
    if version > len(steps):
        raise StoreNewer(path=path, found=version, known=len(steps))
    return version


def migrate(db: apsw.Connection, path: Path, steps: Sequence[Migration]) -> None:
    """Apply the steps the database lacks. Several processes may call this at once: one works, the others wait."""
    while (version := identify(db, path, steps)) < len(steps):
        db.execute("BEGIN IMMEDIATE")
        try:
            if identify(db, path, steps) == version:  # nobody else did it while this one waited
                db.execute(steps[version].sql).fetchall()
                db.pragma("application_id", APPLICATION_ID)
                db.pragma("user_version", steps[version].number)
            db.execute("COMMIT")
        except BaseException:
            db.execute("ROLLBACK")
            raise
