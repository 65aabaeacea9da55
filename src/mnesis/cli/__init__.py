"""The `mnesis` command: the verbs of `Memory` for people and shell scripts."""

import sys


def main() -> None:
    """Run the command line and leave with its exit code."""
    try:
        from mnesis.cli.app import run

        sys.exit(run(sys.argv[1:]))
    except KeyboardInterrupt:  # before there is a command to interrupt
        sys.exit(130)
