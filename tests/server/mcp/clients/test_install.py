"""`mnesis mcp install` and `uninstall` as a user runs them."""

import json
import stat
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from mnesis.cli.app import app
from mnesis.cli.desk import Desk
from mnesis.errors import InvalidInput
from mnesis.server.mcp.clients.programs import CLIENTS, Client
from mnesis.server.mcp.clients.setup import BACKUP, Place, install, uninstall
from mnesis.server.mcp.clients.trouble import NotEdited

WHOLE = {
    "json": '{\n  // mine\n  "theme": "dark",\n  "%s": {\n    "other": {"command": "x"}\n  }\n}\n',
    "toml": '# mine\nmodel = "o"\n\n[%s.other]\ncommand = "x"\n',
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("APPDATA", "XDG_CONFIG_HOME", "CLAUDE_CONFIG_DIR", "CODEX_HOME", "MNESIS_DATABASE", "MNESIS_SCOPE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    return tmp_path


def run(*args: str) -> Result:
    return CliRunner().invoke(app, ["mcp", *args], obj=Desk())


def place_of(client: Client) -> Place:
    from mnesis.server.mcp.clients.installing import place_of as found

    return found(client, None, "mnesis")


@pytest.mark.parametrize("client", CLIENTS, ids=lambda one: one.name)
def test_a_file_that_was_not_there_is_made_and_is_gone_again(client: Client, home: Path) -> None:
    done = run("install", client.name, "--yes")
    assert done.exit_code == 0, done.output
    place = place_of(client)
    assert home in place.path.parents
    entry = place.entry()
    assert entry
    assert Path(entry["command"]).is_absolute()
    assert entry["args"] == ["mcp"]
    assert client.then in done.output
    assert "Nothing to change" in run("install", client.name, "--yes").output
    assert run("uninstall", client.name, "--yes").exit_code == 0
    assert not place.path.exists()
    assert list(place.path.parent.iterdir()) == []


@pytest.mark.parametrize("client", CLIENTS, ids=lambda one: one.name)
def test_what_was_there_comes_back_byte_for_byte(client: Client) -> None:
    place = place_of(client)
    place.path.parent.mkdir(parents=True, exist_ok=True)
    before = (WHOLE[client.kind] % client.section).encode()
    place.path.write_bytes(before)
    place.path.chmod(0o640)
    for more in ([], ["--scope", "work"], ["--db", "other.db"]):  # set up again with something else
        done = run("install", client.name, "--yes", *more)
        assert done.exit_code == 0, done.output
        assert place.backup.read_bytes() == before
    if sys.platform != "win32":
        assert stat.S_IMODE(place.path.stat().st_mode) == 0o640
    assert "mine" in place.path.read_text()
    assert run("uninstall", client.name, "--yes").exit_code == 0
    assert place.path.read_bytes() == before
    assert not place.backup.exists()


@pytest.mark.parametrize("client", CLIENTS, ids=lambda one: one.name)
def test_what_was_changed_meanwhile_stays(client: Client) -> None:
    place = place_of(client)
    place.path.parent.mkdir(parents=True, exist_ok=True)
    place.path.write_text(WHOLE[client.kind] % client.section)
    run("install", client.name, "--yes")
    place.path.write_text(place.path.read_text().replace('"x"', '"y"'))
    assert run("uninstall", client.name, "--yes").exit_code == 0
    assert place.entry() is None
    assert place.path.read_text() == (WHOLE[client.kind] % client.section).replace('"x"', '"y"')
    assert place.backup.exists()


def test_what_the_command_line_says_is_carried_into_the_command(home: Path) -> None:
    run("install", "cursor", "--yes", "--db", "x.db", "--scope", "work", "--key-file", "k")
    shown = json.loads(run("clients", "--json").stdout)["clients"]
    [cursor] = [one for one in shown if one["client"] == "cursor"]
    assert cursor["command"][1:] == [
        "mcp",
        "--db",
        str(Path("x.db").absolute()),
        "--scope",
        "work",
        "--key-file",
        str(Path("k").absolute()),
    ]
    assert [one["exists"] for one in shown] == [one["client"] == "cursor" for one in shown]
    assert "cursor          set up" in run("clients").output


def test_the_change_is_shown_and_nothing_is_done_unasked(home: Path) -> None:
    done = run("install", "cursor")
    assert '+    "mnesis": {' in done.output
    assert done.exit_code != 0
    assert "--yes" in done.output
    assert not (home / ".cursor").exists()


def test_a_file_that_cannot_be_edited_safely_is_left_alone(home: Path) -> None:
    path = home / ".cursor" / "mcp.json"
    path.parent.mkdir()
    for content in (b'{"mcpServers": [}', b"\xff\xfe{}", b'{"mcpServers": ["x"]}', b'{"a": 1, "a": 2}'):
        path.write_bytes(content)
        done = run("install", "cursor", "--yes")
        assert isinstance(done.exception, NotEdited)
        assert "by hand" in str(done.exception)
        assert path.read_bytes() == content
    codex = home / ".codex" / "config.toml"
    codex.parent.mkdir()
    codex.write_text('mcp_servers = { other = { command = "x" } }\n')
    assert isinstance(run("install", "codex", "--yes").exception, NotEdited)


def test_a_file_that_changes_after_it_was_shown_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    place = Place(CLIENTS[2], path)
    plan = install(place, ["mnesis", "mcp"])
    path.write_text('{"new": true}')
    with pytest.raises(NotEdited, match="a moment ago"):
        plan.apply()
    assert path.read_text() == '{"new": true}'


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    real, link = tmp_path / "dotfiles.json", tmp_path / "mcp.json"
    real.write_text("{}\n")
    link.symlink_to(real)
    place = Place(CLIENTS[2], link)
    install(place, ["mnesis", "mcp"]).apply()
    assert link.is_symlink()
    assert "mnesis" in real.read_text()
    assert (tmp_path / f"dotfiles.json{BACKUP}").exists()
    uninstall(place).apply()
    assert real.read_text() == "{}\n"


def test_an_unknown_client_is_named(home: Path) -> None:
    done: Any = run("install", "notepad", "--yes")
    assert isinstance(done.exception, InvalidInput)
    assert "claude-desktop" in str(done.exception)
