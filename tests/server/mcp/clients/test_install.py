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
from mnesis.server.mcp.clients.installing import HOMES
from mnesis.server.mcp.clients.programs import BY_NAME, CLIENTS, VARIABLES, Client
from mnesis.server.mcp.clients.setup import BACKUP, Place, install, uninstall
from mnesis.server.mcp.clients.trouble import NotEdited
from mnesis.settings import Settings

WHOLE = {
    "json": '{\n  // mine\n  "theme": "dark",\n  "%s": {\n    "other": {"command": "x"}\n  }\n}\n',
    "toml": '# mine\nmodel = "o"\n\n[%s.other]\ncommand = "x"\n',
}


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in (*VARIABLES, *HOMES, "MNESIS_DATABASE", "MNESIS_SCOPE"):
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


THEIRS = {
    "json": '{"%s": {"mnesis": {"url": "http://memory.example/mcp", "headers": {"Authorization": "Bearer x"}}}}',
    "toml": '[%s.mnesis]\nurl = "http://memory.example/mcp" # ours\n\n[%s.mnesis.headers]\nA = "b"\n\n# end\n[x]\n',
}


@pytest.mark.parametrize("client", CLIENTS, ids=lambda one: one.name)
def test_another_server_of_the_name_comes_back_byte_for_byte(client: Client) -> None:
    place = place_of(client)
    place.path.parent.mkdir(parents=True, exist_ok=True)
    before = THEIRS[client.kind].replace("%s", client.section).encode()
    place.path.write_bytes(before)
    assert f"{client.name:<15} not set up" in run("clients").output
    for scope in ("one", "two"):
        assert run("install", client.name, "--yes", "--scope", scope).exit_code == 0
        assert place.entry()["args"] == ["mcp", "--scope", scope]  # type: ignore[index]
    assert run("uninstall", client.name, "--yes").exit_code == 0
    assert place.path.read_bytes() == before
    assert not place.backup.exists()


@pytest.mark.parametrize("client", CLIENTS, ids=lambda one: one.name)
def test_what_its_user_added_to_the_entry_stays(client: Client) -> None:
    place = place_of(client)
    run("install", client.name, "--yes")
    text = place.path.read_text()
    if client.kind == "json":
        text = text.replace('"args"', '// mine\n"env": {"MNESIS_EMBEDDER": "none"}, "timeout": 9.5, "args"')
    else:
        text += "timeout = 9.5\n\n[mcp_servers.mnesis.env] # mine\nMNESIS_EMBEDDER = 'none'\n"
    place.path.write_text(text)
    assert "Nothing to change" in run("install", client.name, "--yes").output
    assert place.path.read_text() == text
    assert run("install", client.name, "--yes", "--scope", "work").exit_code == 0
    entry = place.entry()
    assert entry
    assert (entry["args"], entry["timeout"]) == (["mcp", "--scope", "work"], 9.5)
    assert entry["env"] == {"MNESIS_EMBEDDER": "none"}
    assert run("uninstall", client.name, "--yes").exit_code == 0
    assert place.entry() is None


def test_the_tenant_is_carried_into_the_entry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MNESIS_TENANT", "acme")
    run("install", "cursor", "--yes")
    entry = place_of(CLIENTS[2]).entry()
    assert entry
    assert entry["env"] == {"MNESIS_TENANT": "acme"}


def test_where_memories_are_is_the_same_for_a_client_that_passes_no_variables_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Codex starts servers with little more than HOME and PATH; programs with windows never saw the shell's."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    here = Settings.from_env()
    run("install", "codex", "--yes")
    entry = place_of(BY_NAME["codex"]).entry()
    assert entry
    for name in HOMES:
        monkeypatch.delenv(name)
    assert Settings.from_env().database != here.database
    for name, value in entry["env"].items():
        monkeypatch.setenv(name, value)
    assert (Settings.from_env().database, Settings.from_env().model_dir) == (here.database, here.model_dir)


@pytest.mark.skipif(sys.platform == "win32", reason="rights are others there")
def test_a_file_that_is_read_only_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "mcp.json"
    path.write_text("{}\n")
    path.chmod(0o444)
    done = run("install", "cursor", "--yes", "--config", str(path))
    assert isinstance(done.exception, NotEdited)
    assert "read-only" in str(done.exception)
    assert [one.name for one in tmp_path.iterdir()] == ["mcp.json"]
    assert path.read_text() == "{}\n"


@pytest.mark.parametrize("entry", ["null", "[]", '{"command": "x", "args": null}', '{"command": 1, "args": "mcp"}'])
def test_an_entry_of_any_kind_can_be_listed_and_replaced(home: Path, entry: str) -> None:
    path = home / ".cursor" / "mcp.json"
    path.parent.mkdir()
    path.write_text(f'{{"mcpServers": {{"mnesis": {entry}}}}}')
    assert "cursor          not set up" in run("clients").output
    assert run("install", "cursor", "--yes").exit_code == 0
    assert "cursor          set up" in run("clients").output
    assert run("uninstall", "cursor", "--yes").exit_code == 0
    assert path.read_text() == f'{{"mcpServers": {{"mnesis": {entry}}}}}'


def test_a_backup_of_an_earlier_time_is_not_put_back(home: Path) -> None:
    path = home / ".cursor" / "mcp.json"
    path.parent.mkdir()
    path.write_text("{}\n")
    run("install", "cursor", "--yes")
    path.unlink()
    run("install", "cursor", "--yes")
    run("uninstall", "cursor", "--yes")
    assert list(path.parent.iterdir()) == []


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "mcp.json"
    path.write_text("{}\n")

    def full(*given: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        install(Place(CLIENTS[2], path), ["mnesis", "mcp"]).apply()
    assert [(one.name, one.read_text()) for one in tmp_path.iterdir()] == [("mcp.json", "{}\n")]
