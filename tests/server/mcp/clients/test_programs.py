"""Where clients keep their configuration, on every platform."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest

from mnesis.server.mcp.clients.programs import BY_NAME, CLIENTS, Machine

LINUX = Machine("linux", PurePosixPath("/home/o"))
MAC = Machine("darwin", PurePosixPath("/Users/o"))
WINDOWS = Machine("win32", PureWindowsPath("C:/Users/o"), {"APPDATA": "D:\\Roaming"})


@pytest.mark.parametrize(
    ("client", "machine", "path"),
    [
        ("claude-desktop", LINUX, "/home/o/.config/Claude/claude_desktop_config.json"),
        ("claude-desktop", MAC, "/Users/o/Library/Application Support/Claude/claude_desktop_config.json"),
        ("claude-desktop", WINDOWS, "D:\\Roaming\\Claude\\claude_desktop_config.json"),
        ("claude-code", LINUX, "/home/o/.claude.json"),
        ("claude-code", WINDOWS, "C:\\Users\\o\\.claude.json"),
        ("cursor", MAC, "/Users/o/.cursor/mcp.json"),
        ("vscode", LINUX, "/home/o/.config/Code/User/mcp.json"),
        ("vscode", MAC, "/Users/o/Library/Application Support/Code/User/mcp.json"),
        ("vscode", WINDOWS, "D:\\Roaming\\Code\\User\\mcp.json"),
        ("codex", LINUX, "/home/o/.codex/config.toml"),
        ("gemini-cli", WINDOWS, "C:\\Users\\o\\.gemini\\settings.json"),
    ],
)
def test_places(client: str, machine: Machine, path: str) -> None:
    assert str(BY_NAME[client].place(machine)) == path


def test_variables_of_the_clients_come_first() -> None:
    variables = {"XDG_CONFIG_HOME": "/x", "CODEX_HOME": "/c", "CLAUDE_CONFIG_DIR": "/d"}
    machine = Machine("linux", PurePosixPath("/home/o"), variables)
    assert {one.name: str(one.place(machine)) for one in CLIENTS} == {
        "claude-desktop": "/x/Claude/claude_desktop_config.json",
        "claude-code": "/d/.claude.json",
        "cursor": "/home/o/.cursor/mcp.json",
        "vscode": "/x/Code/User/mcp.json",
        "codex": "/c/config.toml",
        "gemini-cli": "/home/o/.gemini/settings.json",
    }
    assert str(BY_NAME["claude-desktop"].place(Machine("win32", PureWindowsPath("C:/Users/o")))) == (
        "C:\\Users\\o\\AppData\\Roaming\\Claude\\claude_desktop_config.json"
    )
