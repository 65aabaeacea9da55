"""What a file, and a folder, still tell a stranger."""

from pathlib import Path

from mnesis.model import Recall


def files_with(folder: Path, *words: str) -> list[str]:
    """`name: word` for each file under the folder in which one of the words stands, in UTF-8 or UTF-16, in any case."""
    found = []
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        content = path.read_bytes()
        lower = content.lower()
        for word in words:
            if word.lower().encode() in lower or word.encode("utf-16-le") in content:
                found.append(f"{path.name}: {word}")
    return found


def texts(answer: Recall) -> list[str]:
    """The texts of the hits, best first."""
    return [hit.memory.text for hit in answer.hits]


def ranking(answer: Recall) -> list[tuple[str, float]]:
    """Ids and scores, best first."""
    return [(hit.id, hit.score) for hit in answer.hits]
