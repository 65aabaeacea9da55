"""The clients, and where each keeps its configuration."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal


@dataclass(frozen=True, slots=True)
class Machine:
    """What the places depend on: `sys.platform`, the home folder, and the variables of `VARIABLES` that are set."""

    platform: str
    home: PurePath
    variables: Mapping[str, str] = field(default_factory=dict)

    def folder(self, variable: str, *otherwise: str) -> PurePath:
        """The folder that a variable names, else one below home."""
        named = self.variables.get(variable)
        return self.home.__class__(named) if named else self.home.joinpath(*otherwise)

    @property
    def configuration(self) -> PurePath:
        """Where programs with windows keep their settings."""
        if self.platform == "darwin":
            return self.home / "Library" / "Application Support"
        if self.platform == "win32":
            return self.folder("APPDATA", "AppData", "Roaming")
        return self.folder("XDG_CONFIG_HOME", ".config")


VARIABLES = ("APPDATA", "XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "CODEX_HOME")


@dataclass(frozen=True, slots=True)
class Client:
    """A client: `section` of its file has the servers by name; `typed`: each says that it speaks stdio."""

    name: str
    title: str
    place: Callable[[Machine], PurePath]
    section: str
    then: str
    """What its user does next."""
    kind: Literal["json", "toml"] = "json"
    typed: bool = False


CLIENTS = (
    Client(
        name="claude-desktop",
        title="Claude Desktop",
        place=lambda machine: machine.configuration / "Claude" / "claude_desktop_config.json",
        section="mcpServers",
        then="Quit Claude Desktop and start it again.",
    ),
    Client(
        name="claude-code",
        title="Claude Code",
        place=lambda machine: machine.folder("CLAUDE_CONFIG_DIR") / ".claude.json",
        section="mcpServers",
        then="Start a new session; `/mcp` shows the server.",
        typed=True,
    ),
    Client(
        name="cursor",
        title="Cursor",
        place=lambda machine: machine.home / ".cursor" / "mcp.json",
        section="mcpServers",
        then="Turn the server on: Customize in the sidebar, MCPs (before: Settings, Tools & MCP).",
    ),
    Client(
        name="vscode",
        title="VS Code",
        place=lambda machine: machine.configuration / "Code" / "User" / "mcp.json",
        section="servers",
        then="Run `MCP: List Servers` in the command palette and start it.",
        typed=True,
    ),
    Client(
        name="codex",
        title="Codex",
        place=lambda machine: machine.folder("CODEX_HOME", ".codex") / "config.toml",
        section="mcp_servers",
        then="Start a new session; `/mcp` shows the server.",
        kind="toml",
    ),
    Client(
        name="gemini-cli",
        title="Gemini CLI",
        place=lambda machine: machine.home / ".gemini" / "settings.json",
        section="mcpServers",
        then="Start a new session in a folder that Gemini CLI trusts (`/permissions`); `/mcp` shows the server.",
    ),
)
BY_NAME = {one.name: one for one in CLIENTS}
