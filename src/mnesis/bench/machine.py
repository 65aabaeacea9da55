"""Where and with what a figure was made."""

import os
import platform
import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import apsw

import mnesis

PACKAGES = ("mnesis", "numpy", "onnxruntime", "tokenizers", "numkong", "apsw-sqlite3mc")


def machine() -> dict[str, Any]:
    """Processor, cores this process may use, bytes of memory, operating system, and the load when this was called."""
    affinity = getattr(os, "sched_getaffinity", None)
    return {
        "cpu": _cpu(),
        "cores": len(affinity(0)) if affinity else os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "os": platform.platform(),
        "load": [round(one, 2) for one in os.getloadavg()],
    }


def versions() -> dict[str, Any]:
    """Python, SQLite, packages, and the commit where mnesis runs from a checkout (`-dirty` where files differ from
    it)."""
    found = {name: _version(name) for name in PACKAGES}
    return {"python": platform.python_version(), "sqlite": apsw.sqlite_lib_version(), **found, "commit": commit()}


def commit() -> str | None:
    """The commit of the checkout the package lies in; None where it lies in none or git is missing."""
    home = Path(mnesis.__file__).parent
    try:
        told = subprocess.run(
            ["git", "-C", str(home), "describe", "--always", "--dirty", "--abbrev=40", "--exclude=*"],
            capture_output=True,
            text=True,
            check=True,
            timeout=30,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return told.stdout.strip() or None


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()
