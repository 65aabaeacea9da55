"""A chat that remembers, with no language model: each line is kept, and what it brings to mind is shown.

    python examples/chat_loop.py kira.db

An agent does the same, and puts what came to mind into its prompt. End with an empty line.
"""
# ruff: noqa: T201

import sys
from datetime import UTC, datetime

import mnesis


def main(path: str) -> None:
    session = f"chat-{datetime.now(UTC):%Y-%m-%dT%H:%M:%S}"
    kept = 0
    with mnesis.open(path) as memory:
        while line := input("you: ").strip():
            # Ask before you tell: a line should not remind of itself.
            for hit in memory.recall(line, limit=2).hits:
                said = hit.memory
                print(f"  {said.timestamp:%Y-%m-%d} {said.speaker or said.actor}: {said.text}")
            kept += memory.remember(line, session=session).created
        if kept:
            print(memory.close_session(session).summary)


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else "memory://")
