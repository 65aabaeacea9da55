"""Processes that write to one archive; run with the folder, a prefix of ids, and how many writes."""

import sys
from pathlib import Path

from mnesis.stores.cold.contract import Cold
from mnesis.stores.cold.parquet import ParquetArchive
from mnesis.testing.values import HERE, make_episode


def main(folder: str, prefix: str, writes: int) -> None:
    archive = ParquetArchive(Path(folder))
    for n in range(writes):
        memories = [Cold(make_episode(f"{prefix}-{n:03}-{m}", f"text {n} {m}")) for m in range(5)]
        archive.keep(HERE, memories, None)
        sys.stdout.write(f"{n}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
