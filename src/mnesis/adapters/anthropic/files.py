"""Files under /memories, as Claude's memory tool sees them, kept on a shelf."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mnesis.adapters.anthropic.paths import ROOT, Parts, parts_of, path_of
from mnesis.adapters.anthropic.telling import listing, once, snippet, viewed
from mnesis.adapters.shelf import Document, Edit, Kept, Place, Shelf, as_read
from mnesis.errors import InvalidInput
from mnesis.memory import Memory

_FILES = "files"
_TREE: Place = (("tree",), "names")
"""A document that changes with every name: what is decided on the names that there are is decided again where another
process has changed them meanwhile."""

Change = tuple[list[Document], list[Kept]]
"""What is put, and what is taken away."""


@dataclass(frozen=True, slots=True)
class FoundFile:
    """A file that a search found: its path, its text, a score from 0 to 1."""

    path: str
    text: str
    score: float


class MemoryFiles:
    """The commands of the memory tool. Each tells what the tool of Anthropic's SDK tells that keeps files on a disk, in
    the same words, and raises InvalidInput with what that one raises.

    Each is one transaction: nothing is half done, and of two processes that edit a file at once neither loses
    anything. A folder is there as long as a file is in it; its size is that of its files.
    """

    def __init__(self, memory: Memory) -> None:
        self._shelf = Shelf(memory, "anthropic", "memories")

    # --- looking ---------------------------------------------------------------------------------------------

    def view(self, path: str, view_range: Sequence[int] | None = None) -> str:
        """A file with numbered lines, from the first to the last of `view_range` (-1: to the end); or what is in a
        folder, two levels deep."""
        parts = parts_of(path)
        if parts and (kept := self._file(parts)):
            return viewed(path, _text(kept), view_range)
        files = self._below(parts)
        if parts and not files:
            raise InvalidInput(f"The path {path} does not exist. Please provide a valid path.")
        sizes = {_parts(one)[len(parts) :]: len(one.data or b"") for one in files}
        return listing(path, sizes)

    def search(self, query: str, limit: int = 10) -> list[FoundFile]:
        """Files by the meaning and the words of their names and texts, best first."""
        found = self._shelf.search(query, (_FILES,), limit=limit)
        return [FoundFile(path_of(_parts(one.kept)), _text(one.kept), one.score) for one in found]

    # --- changing --------------------------------------------------------------------------------------------

    def create(self, path: str, file_text: str) -> str:
        """A new file."""
        parts = parts_of(path)

        def decide() -> Change:
            if not parts or self._at(parts):
                raise InvalidInput(f"File {path} already exists")
            self._check_folders(parts)
            return [_document(parts, file_text)], []

        self._rename(decide)
        return f"File created successfully at: {path}"

    def str_replace(self, path: str, old_str: str, new_str: str) -> str:
        """A file with `new_str` in the one place where it says `old_str`."""
        told = ""

        def change(text: str) -> str:
            nonlocal told
            at = once(path, text, old_str)
            edited = text[:at] + new_str + text[at + len(old_str) :]
            told = snippet(edited, line=text[:at].count("\n"))
            return edited

        self._rewrite(path, change)
        return told

    def insert(self, path: str, insert_line: int, insert_text: str) -> str:
        """A file with more lines after the one with this number, 0 being before the first."""

        def change(text: str) -> str:
            lines = text.split("\n")
            if lines[-1] == "":
                lines.pop()
            if not 0 <= insert_line <= len(lines):
                problem = f"It should be within the range [0, {len(lines)}]."
                raise InvalidInput(f"Invalid `insert_line` parameter: {insert_line}. {problem}")
            lines.insert(insert_line, insert_text.rstrip("\n"))
            edited = "\n".join(lines)
            return edited if edited.endswith("\n") else f"{edited}\n"

        self._rewrite(path, change)
        return f"The file {path} has been edited."

    def delete(self, path: str) -> str:
        """A file, or a folder with all that is in it, taken away."""
        parts = parts_of(path)
        if not parts:
            raise InvalidInput(f"Cannot delete the {ROOT} directory itself")

        def decide() -> Change:
            gone = self._at(parts)
            if not gone:
                raise InvalidInput(f"The path {path} does not exist")
            return [], gone

        self._rename(decide)
        return f"Successfully deleted {path}"

    def rename(self, old_path: str, new_path: str) -> str:
        """A file or a folder under another name."""
        old, new = parts_of(old_path), parts_of(new_path)
        if not old:
            raise InvalidInput(f"Cannot rename the {ROOT} directory itself")

        def decide() -> Change:
            if not new or self._at(new):
                raise InvalidInput(f"The destination {new_path} already exists")
            moved = self._at(old)
            if not moved:
                raise InvalidInput(f"The path {old_path} does not exist")
            if new[: len(old)] == old:
                raise InvalidInput(f"Cannot rename {old_path} to a path inside itself")
            self._check_folders(new)
            return [_document((*new, *_parts(one)[len(old) :]), _text(one)) for one in moved], moved

        self._rename(decide)
        return f"Successfully renamed {old_path} to {new_path}"

    def clear(self) -> str:
        """Everything taken away."""
        self._rename(lambda: ([], self._below(())))
        return "All memory cleared"

    # --- files -----------------------------------------------------------------------------------------------

    def _file(self, parts: Parts) -> Kept | None:
        return self._shelf.get(*_place(parts)) if parts else None

    def _below(self, parts: Parts) -> list[Kept]:
        return self._shelf.find((_FILES, *parts))

    def _at(self, parts: Parts) -> list[Kept]:
        """The file with this name, or those in the folder with this name."""
        kept = self._file(parts)
        return [kept] if kept else self._below(parts)

    def _check_folders(self, parts: Parts) -> None:
        for length in range(1, len(parts)):
            if self._file(parts[:length]):
                raise InvalidInput(f"The path {path_of(parts[:length])} is not a directory.")

    def _rewrite(self, path: str, change: Callable[[str], str]) -> None:
        parts = parts_of(path)

        def decide() -> Edit:
            kept = self._file(parts)
            if kept is None and (not parts or self._below(parts)):
                raise InvalidInput(f"The path {path} is not a file.")
            if kept is None:
                raise InvalidInput(f"The path {path} does not exist. Please provide a valid path.")
            return Edit([_document(parts, change(_text(kept)))], seen={kept.place: kept.version})

        self._shelf.change(decide)

    def _rename(self, decide: Callable[[], Change]) -> None:
        """Put and take away what `decide` says; it is called again where a name was changed meanwhile."""

        def edit() -> Edit:
            tree = self._shelf.get(*_TREE)  # before anything that is decided on
            puts, gone = decide()
            seen = {_TREE: tree.version if tree else 0, **as_read(gone)}
            return Edit([*puts, Document(namespace=_TREE[0], key=_TREE[1])], [one.place for one in gone], seen)

        self._shelf.change(edit)


def _place(parts: Parts) -> Place:
    return (_FILES, *parts[:-1]), parts[-1]


def _parts(kept: Kept) -> Parts:
    return (*kept.namespace[1:], kept.key)


def _text(kept: Kept) -> str:
    return (kept.data or b"").decode()


def _document(parts: Parts, text: str) -> Document:
    namespace, key = _place(parts)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(f"The text of {path_of(parts)} is no Unicode text: {error}") from error
    return Document(namespace=namespace, key=key, data=data, texts=(f"{' '.join(parts)}\n{text}",))
