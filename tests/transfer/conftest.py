"""Files for readers to read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Write = Callable[[str, str | bytes], Path]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes a file with this name and content; text as UTF-8 with the line ends it has."""

    def write(name: str, content: str | bytes) -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


@pytest.fixture
def chatgpt() -> Callable[..., dict[str, Any]]:
    """One conversation as ChatGPT exports it, from (role, text, time) in order."""

    def make(*turns: tuple[str, str, float | None], id: str = "c-1", title: str = "Bread") -> dict[str, Any]:
        nodes: dict[str, Any] = {"root": {"id": "root", "message": None, "parent": None, "children": []}}
        last = "root"
        for number, (role, text, time) in enumerate(turns):
            name = f"n{number}"
            message = {
                "id": f"m{number}",
                "author": {"role": role, "name": None, "metadata": {}},
                "create_time": time,
                "content": {"content_type": "text", "parts": [text]},
                "metadata": {},
                "recipient": "all",
            }
            nodes[name] = {"id": name, "message": message, "parent": last, "children": []}
            nodes[last]["children"].append(name)
            last = name
        return {"title": title, "create_time": 1_700_000_000.5, "mapping": nodes, "current_node": last, "id": id}

    return make
