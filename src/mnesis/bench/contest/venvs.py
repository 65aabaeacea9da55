"""A virtual environment for each set of packages, made once."""

import hashlib
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

PATIENCE = 900
"""Seconds an installation may take."""
_DONE = "packages.txt"


class NotInstalled(Exception):
    """Why a peer cannot take part, in one line."""


def python_with(packages: Sequence[str], folder: Path) -> tuple[Path, list[str]]:
    """A Python that has these packages, and every package with its version. Makes the environment in `folder` where
    it is not there yet; one that was broken off is made again. Raises NotInstalled."""
    wanted = "\n".join((*packages, sys.version))
    home = folder / hashlib.blake2b(wanted.encode(), digest_size=6).hexdigest()
    python, done = home / "bin" / "python", home / _DONE
    if not done.exists():
        shutil.rmtree(home, ignore_errors=True)
        _run([sys.executable, "-m", "venv", str(home)])
        _run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages])
        done.write_text(_run([str(python), "-m", "pip", "freeze", "--disable-pip-version-check"]))
    return python, done.read_text().split("\n")[:-1]


def _run(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=PATIENCE).stdout
    except subprocess.CalledProcessError as error:
        errors = [line for line in error.stderr.splitlines() if "ERROR" in line] or error.stderr.splitlines()[-1:]
        raise NotInstalled(" ".join(errors) or f"{command[0]} ended with {error.returncode}") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotInstalled(str(error)) from error
