"""Putting mnesis into a client's configuration, and taking it out: planned first, shown, then written with care."""

import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Any

from mnesis.server.mcp.clients import jsonc, toml
from mnesis.server.mcp.clients.programs import Client
from mnesis.server.mcp.clients.trouble import CannotEdit, NotEdited

BACKUP = ".before-mnesis"
"""What the name of the backup ends with; it stands beside the file."""
_FORMATS: Mapping[str, ModuleType] = {"json": jsonc, "toml": toml}


@dataclass(frozen=True, slots=True)
class Place:
    """A file of a client, and the name under which mnesis stands in it."""

    client: Client
    path: Path
    name: str = "mnesis"

    @property
    def real(self) -> Path:
        """The file itself, where the path is a link."""
        return self.path.resolve()

    @property
    def backup(self) -> Path:
        return self.real.with_name(self.real.name + BACKUP)

    def found(self) -> bytes | None:
        """What is in the file; None where there is none."""
        return self.real.read_bytes() if self.real.exists() else None

    def entry(self) -> dict[str, Any] | None:
        """What the file says of mnesis. Raises NotEdited where it cannot be read."""
        return _entry(self, _text(self, self.found()))


@dataclass(frozen=True, slots=True)
class Plan:
    """A change of a file. `after` None: the file goes, as there was none before mnesis came."""

    place: Place
    before: bytes | None
    after: bytes | None
    exact: bool = False
    """The file becomes what it was before mnesis came, byte for byte; the backup goes too."""
    comes: bool = False
    """mnesis was not in the file: `before` is what is kept beside it."""

    def __bool__(self) -> bool:
        return self.before != self.after

    def diff(self) -> str:
        """The change as a unified diff."""
        path = str(self.place.path)
        old, new = ((text or b"").decode().splitlines(keepends=True) for text in (self.before, self.after))
        lines = unified_diff(old, new, path if self.before is not None else os.devnull, path)
        return "".join(line if line.endswith("\n") else f"{line}\n" for line in lines)

    def apply(self) -> None:
        """Write it, whole or not at all. Raises NotEdited where the file has changed since it was planned, OSError."""
        place = self.place
        if place.found() != self.before:
            raise NotEdited(path=place.path, problem="it was changed a moment ago", what="start the command again")
        if self.before is not None and not place.real.stat().st_mode & 0o222:
            raise NotEdited(path=place.path, problem="it is read-only", what="let it be written, then start again")
        if self.after is None:
            place.real.unlink()
            return
        place.real.parent.mkdir(parents=True, exist_ok=True)
        if self.exact:
            _write(place.real, self.after)
            place.backup.unlink(missing_ok=True)
            return
        if self.comes:
            _keep(place.backup, self.before)
        _write(place.real, self.after)


def entry_of(client: Client, command: list[str], variables: Mapping[str, str]) -> dict[str, Any]:
    """What the configuration says: which program, with which arguments and variables."""
    spoken = {"type": "stdio"} if client.typed else {}
    return {**spoken, "command": command[0], "args": command[1:], **({"env": dict(variables)} if variables else {})}


def install(place: Place, command: list[str], variables: Mapping[str, str] = MappingProxyType({})) -> Plan:
    """The change that makes a client start this command. What its user has added to the entry stays. Raises
    NotEdited."""
    before = place.found()
    text = _text(place, before)
    old = _entry(place, text)
    ours = is_ours(old)
    said = old if old and ours else {}
    entry = {**said, **entry_of(place.client, command, {**said.get("env", {}), **variables})}
    after = before if entry == old else _put(place, text, entry).encode()
    return Plan(place, before, after, comes=not ours)


def is_ours(entry: Mapping[str, Any] | None) -> bool:
    """Whether an entry starts `mnesis mcp`; another server may stand there under the same name."""
    match entry:
        case {"command": str(program), "args": [*args]} if entry and "mcp" in args:
            before = [program, *args[: args.index("mcp")]]
            named = any(isinstance(one, str) and Path(one).stem == "mnesis" for one in before)
            return named and isinstance(entry.get("env", {}), dict)
    return False


def uninstall(place: Place) -> Plan:
    """The change that takes mnesis out again: where nothing else has changed since, the file is what it was, byte for
    byte, and is gone where there was none. Raises NotEdited."""
    before = place.found()
    text = _text(place, before)
    entry = _entry(place, text)
    if before is None or entry is None:
        return Plan(place, before, before)
    first = place.backup.read_bytes() if place.backup.exists() else None
    if _put(place, _text(place, first), entry).encode() == before:
        return Plan(place, before, first, exact=True)
    after = _checked(place, text, "removed", place.client.section, place.name)
    return Plan(place, before, after.encode())


# --- reading and writing -----------------------------------------------------------------------------------------


def _text(place: Place, found: bytes | None) -> str:
    try:
        return (found or b"").decode()
    except UnicodeDecodeError as error:
        raise _by_hand(place, "it is not UTF-8") from error


def _entry(place: Place, text: str) -> dict[str, Any] | None:
    try:
        section = _FORMATS[place.client.kind].read(text).get(place.client.section, {})
    except CannotEdit as error:
        raise _by_hand(place, str(error)) from error
    found = section.get(place.name) if isinstance(section, dict) else None
    return found if isinstance(found, dict) else None


def _put(place: Place, text: str, entry: Mapping[str, Any]) -> str:
    return _checked(place, text, "put", place.client.section, place.name, entry)


def _checked(place: Place, text: str, verb: str, section: str, name: str, *entry: Mapping[str, Any]) -> str:
    """The text after an edit that did what it should and nothing else. Raises NotEdited."""
    form = _FORMATS[place.client.kind]
    try:
        wanted = form.read(text)
        edited: str = getattr(form, verb)(text, section, name, *entry)
        said = form.read(edited)
    except CannotEdit as error:
        raise _by_hand(place, str(error)) from error
    servers = {key: one for key, one in wanted.get(section, {}).items() if key != name} | dict(
        zip([name], entry, strict=False)
    )
    if said.get(section, {}) != servers or {**said, section: None} != {**wanted, section: None}:
        raise _by_hand(place, "it is written in a way that an edit could damage")
    return edited


def _by_hand(place: Place, problem: str) -> NotEdited:
    what = f"put mnesis under {place.client.section!r} as docs/how-to/use-with-mcp.md shows"
    return NotEdited(path=place.path, problem=problem, what=what)


def _keep(backup: Path, before: bytes | None) -> None:
    """Keep what the file was; one of an earlier time says nothing of a file that was not there."""
    if before is None:
        backup.unlink(missing_ok=True)
    else:
        _write(backup, before)


def _write(path: Path, content: bytes) -> None:
    """Write a file whole or not at all, with the rights that it had."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    part = tempfile.NamedTemporaryFile(dir=path.parent, prefix=f".{path.name}.", delete=False)  # noqa: SIM115
    try:
        with part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        os.chmod(part.name, mode)
        os.replace(part.name, path)
    finally:
        Path(part.name).unlink(missing_ok=True)
