"""Where results are written, and what every one of them says about itself."""

import json
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from mnesis.bench import machine
from mnesis.bench.cases import Set
from mnesis.bench.figures import Figures
from mnesis.bench.screen import plain
from mnesis.model import to_iso
from mnesis.providers.embedders.contract import Embedder
from mnesis.settings import Settings

FOLDER = Path("bench-results")
SECRET = ("key", "key_file", "embedding_key", "llm_key", "database")


def about(name: str, settings: Settings, embedder: Embedder | None, at: datetime, **more: Any) -> dict[str, Any]:
    """What was run, when, where, with what. Settings that are secret or private are left out."""
    chosen = {name: value for name, value in asdict(settings).items() if name not in SECRET}
    return {
        "bench": name,
        "at": to_iso(at),
        "machine": machine.machine(),
        "versions": machine.versions(),
        "space": embedder.space.name if embedder else None,
        "settings": {name: str(value) if isinstance(value, Path) else value for name, value in chosen.items()},
        **more,
    }


def about_set(questions: Set) -> dict[str, Any]:
    """Which data, and what of it was used."""
    return {
        "sha256": questions.sha256,
        "files": {Path(path).name if len(questions.files) == 1 else path: sum for path, sum in questions.files.items()},
        "conversations": len(questions.chats),
        "messages": sum(len(chat.turns) for chat in questions.chats),
        "questions": sum(len(chat.cases) for chat in questions.chats),
        "left_out": dict(questions.left_out),
        "left_out_of_gold": dict(questions.unscored),
        "now": "the time of the conversation's last message, the same for each of its questions",
    }


def figures_record(found: Figures) -> dict[str, Any]:
    """Both levels by kind."""
    return {
        level: {row.kind: {"n": row.n, **row.means, "recall@10 interval": list(row.interval)} for row in rows}
        for level, rows in (("turns", found.turns), ("sessions", found.sessions))
    }


def place(output: Path | None, name: str, at: datetime) -> Path:
    """The JSON file to write: as asked, or `bench-results/<name>-<time>.json`; its folder is made."""
    path = output or FOLDER / f"{name}-{at:%Y%m%dT%H%M%SZ}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    return path


def save(path: Path, record: dict[str, Any]) -> None:
    """Write JSON, whole or not at all. NaN becomes null."""
    part = path.with_name(path.name + ".part")
    part.write_text(json.dumps(plain(record), indent=2, ensure_ascii=False) + "\n", "utf-8")
    part.replace(path)
