"""Commands that other packages add."""

from pathlib import Path

import pytest

from .conftest import Mnesis


@pytest.fixture
def _package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An installed distribution with a good command, one that is none, and one whose module fails."""
    site = tmp_path / "site"
    info = site / "plug-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: plug\nVersion: 1.0\n")
    entries = ["[mnesis.commands]", "greet = plug:greet", "number = plug:number", "broken = plug_broken:x"]
    (info / "entry_points.txt").write_text("\n".join(entries))
    (site / "plug.py").write_text(
        'import click\n@click.command()\ndef greet():\n    """Say hello."""\n    click.echo("hello")\nnumber = 7\n'
    )
    (site / "plug_broken.py").write_text("1 / 0")
    monkeypatch.syspath_prepend(site)


@pytest.mark.usefixtures("_package")
def test_a_plugin_is_a_command(mnesis: Mnesis) -> None:
    assert mnesis("greet").out == "hello\n"
    assert mnesis("greet").code == 0


@pytest.mark.usefixtures("_package")
def test_a_broken_plugin_costs_a_warning_and_itself(mnesis: Mnesis) -> None:
    shown = mnesis("--help")
    assert shown.code == 0
    assert "greet" in shown.out
    assert "Say hello." in shown.out
    assert "'broken' (plug_broken:x) cannot be loaded: ZeroDivisionError" in shown.err
    assert "'number' (plug:number) is not a click command" in shown.err
    assert mnesis("broken").code == 2
    assert mnesis("remember", "Still works.").code == 0
