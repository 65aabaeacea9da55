"""`mnesis bench`: the commands. What they run is imported when they run, so that `mnesis --help` stays quick."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

PATH = click.Path(path_type=Path)
Paths = tuple[Path, ...]


def reported(command: F) -> F:
    """The options of every bench that writes a result."""
    command = click.option("--json", "as_json", is_flag=True, help="Print the result file's JSON, no tables.")(command)
    return click.option("--output", type=PATH, help="Result file; default bench-results/<bench>-<time>.json.")(command)


def set_options(command: F) -> F:
    """The options of a run over a question set."""
    command = click.option("--no-vectors", is_flag=True, help="Without the embedder: words and time only.")(command)
    command = click.option("--ablate", is_flag=True, help="Ask again without each part of the ranking.")(command)
    command = click.option("--keep", type=PATH, help="Keep the database here; it must not exist yet.")(command)
    return reported(command)


@click.group()
def bench() -> None:
    """Measure quality and speed; every claimed figure has its command here."""


@bench.command()
@click.option("--data", type=PATH, multiple=True, required=True, help="A LoCoMo file; may be given several times.")
@set_options
@click.pass_context
def locomo(context: click.Context, /, data: tuple[Path, ...], **options: Any) -> None:
    """Evidence recall on LoCoMo: turns, categories 1 to 4."""
    from mnesis.bench.evaluation import Options, evaluate
    from mnesis.bench.sets.locomo import load

    evaluate(lambda: load(data), "turns", Options(**_common(context, options)))


@bench.command()
@click.option("--data", type=PATH, multiple=True, required=True, help="A folder of BEAM chats; may be repeated.")
@set_options
@click.pass_context
def beam(context: click.Context, /, data: tuple[Path, ...], **options: Any) -> None:
    """Evidence recall on BEAM: messages, every kind of question that has gold."""
    from mnesis.bench.evaluation import Options, evaluate
    from mnesis.bench.sets.beam import load

    evaluate(lambda: load(data), "messages", Options(**_common(context, options)))


@bench.command()
@click.option("--data", type=PATH, multiple=True, required=True, help="A LoCoMo file; may be given several times.")
@click.option("--venvs", type=PATH, default="bench-results/venvs", show_default=True, help="Peers' environments, kept.")
@click.option("--only", multiple=True, metavar="NAME", help="This peer; may be repeated. Default: all.")
@reported
@click.pass_context
def peers(context: click.Context, /, data: tuple[Path, ...], **options: Any) -> None:
    """The same questions through what one would take instead, side by side."""
    from mnesis.bench.contest.run import Options, compare
    from mnesis.bench.sets.locomo import load

    compare(load(data), Options(**_common(context, options)))


@bench.command()
@click.option("--sizes", default="1k,10k,100k,1M", show_default=True, help="Memories in one scope, comma-separated.")
@click.option("--scopes", default="1000x1k", show_default=True, help="Scopes x memories each; empty: none.")
@click.option("--folder", type=PATH, help="Where the files of the run lie; default: the temporary folder.")
@reported
@click.pass_context
def speed(context: click.Context, /, sizes: str, scopes: str, folder: Path | None, **options: Any) -> None:
    """Recall, ingestion, space on generated memories, beside their limits."""
    from mnesis.bench.speed.run import measure

    names = [name.strip() for name in f"{sizes},{scopes}".split(",") if name.strip()]
    measure(names, folder=folder, **_common(context, options))


@bench.command()
@click.option("--memories", type=click.IntRange(min=100), default=10_000, show_default=True, help="In the store.")
@click.option("--starts", type=click.IntRange(min=1), default=5, show_default=True, help="Processes started.")
@click.option("--calls", type=click.IntRange(min=1), default=200, show_default=True, help="Calls of each tool.")
@reported
@click.pass_context
def mcp(context: click.Context, /, memories: int, starts: int, calls: int, **options: Any) -> None:
    """`mnesis mcp`: cold start to first recall, and what a tool costs over the same call in process."""
    from mnesis.bench.mcp import measure

    measure(memories, starts, calls, **_common(context, options))


@bench.command()
@click.option("--sizes", default="10k,100k", show_default=True, help="Generated memories a file; empty: none.")
@click.option("--locomo", type=PATH, multiple=True, help="A LoCoMo file; may be repeated.")
@click.option("--beam", type=PATH, multiple=True, help="A folder of BEAM chats; may be repeated.")
@click.option("--no-vectors", is_flag=True, help="Words and time only.")
@click.option(
    "--understanding", type=click.Choice(("off", "inline")), default="inline", show_default=True, help="Facts too?"
)
@click.option("--folder", type=PATH, help="Where the files of the run lie; default: the temporary folder.")
@reported
@click.pass_context
def storage(context: click.Context, /, sizes: str, no_vectors: bool, **options: Any) -> None:
    """Bytes a memory on disk, by what they are for."""
    from mnesis.bench.storage.run import Options, measure

    names = [name.strip() for name in sizes.split(",") if name.strip()]
    locomo, beam = options.pop("locomo"), options.pop("beam")
    sets = _sets(locomo, beam) if locomo or beam or not names else []
    measure(names, sets, Options(vectors=not no_vectors, **_common(context, options)))


@bench.command()
@click.option("--locomo", type=PATH, multiple=True, help="A LoCoMo file; may be repeated.")
@click.option("--beam", type=PATH, multiple=True, help="A folder of BEAM chats; may be repeated.")
@reported
@click.pass_context
def fit(context: click.Context, /, locomo: tuple[Path, ...], beam: tuple[Path, ...], **options: Any) -> None:
    """The weights of the ranking, fitted and cross-validated by conversation."""
    from mnesis.bench.learning import Options, learn

    learn(_sets(locomo, beam), Options(**_common(context, options)))


@bench.command()
@click.option("--data", type=PATH, multiple=True, help="A labelled file instead of the shipped ones; may be repeated.")
@click.option("--part", type=click.Choice(("dev", "sealed", "both")), default="both", show_default=True)
@click.option(
    "--extractor", type=click.Choice(("rules", "settings")), default="rules", show_default=True, help="Whose findings."
)
@click.option("--misses", is_flag=True, help="Show what went wrong, in words; never for the sealed half.")
@reported
@click.pass_context
def extract(context: click.Context, /, **options: Any) -> None:
    """Precision and recall of extraction on the labelled set."""
    from mnesis.bench.extraction.run import Options, measure

    measure(Options(**_common(context, options)))


@bench.command()
@click.option("--locomo", type=PATH, multiple=True, help="A LoCoMo file; may be repeated.")
@click.option("--beam", type=PATH, multiple=True, help="A folder of BEAM chats; may be repeated.")
@click.option("--sample", type=int, default=0, metavar="N", help="Only write N findings to judge by hand.")
@reported
@click.pass_context
def facts(context: click.Context, /, locomo: tuple[Path, ...], beam: tuple[Path, ...], **options: Any) -> None:
    """What is drawn from real conversations, how much is junk, what it costs."""
    from mnesis.bench.extraction.drawing import Options, measure

    measure(_sets(locomo, beam), Options(**_common(context, options)))


@bench.command()
@click.option("--locomo", type=PATH, multiple=True, help="A LoCoMo file; may be repeated.")
@click.option("--beam", type=PATH, multiple=True, help="A folder of BEAM chats; may be repeated.")
@click.option("--budgets", default="512,1k,2k,4k,8k", show_default=True, help="Tokens, comma-separated.")
@click.option("--limit", type=int, metavar="N", help="Only the first N conversations of each set.")
@click.option("--no-vectors", is_flag=True, help="Without the embedder: words and time only.")
@reported
@click.pass_context
def context(run: click.Context, /, locomo: tuple[Path, ...], beam: tuple[Path, ...], **options: Any) -> None:
    """Evidence inside a block of so many tokens, beside plain packing and search."""
    from mnesis.bench.packing.run import Options
    from mnesis.bench.packing.run import run as measure

    measure(_sets(locomo, beam), Options(**_common(run, options)))


@bench.command()
@click.option("--locomo", type=PATH, multiple=True, help="A LoCoMo file; may be repeated.")
@click.option("--beam", type=PATH, multiple=True, help="A folder of BEAM chats; may be repeated.")
@click.option("--window", type=int, default=8_000, show_default=True, help="Tokens of the window and of a context.")
@click.option("--seed", type=int, default=1, show_default=True, help="Of the facts that are planted.")
@click.option("--limit", type=int, help="Only the first conversations of each set.")
@click.option("--memories", default="", help="Also time contexts over so many generated memories: 100k, or several.")
@reported
@click.pass_context
def continuity(context: click.Context, /, locomo: Paths, beam: Paths, memories: str, **options: Any) -> None:
    """What is still known of conversations longer than their window."""
    from mnesis.bench.continuity.run import Options, measure
    from mnesis.bench.speed.run import shape_of

    sizes = [shape_of(name).each for name in memories.split(",") if name.strip()]
    sets = _sets(locomo, beam) if locomo or beam or not sizes else []
    measure(sets, Options(memories=sizes, **_common(context, options)))


@bench.command()
@click.option("--locomo", type=PATH, multiple=True, help="A LoCoMo file; may be repeated.")
@click.option("--beam", type=PATH, multiple=True, help="A folder of BEAM chats; may be repeated.")
@click.option("--days", default=365, show_default=True, help="How long after its first message each is asked.")
@click.option("--every", default=1, show_default=True, metavar="N", help="A night every N days.")
@click.option("--ending", type=click.Choice(("archive", "delete")), default="archive", show_default=True)
@click.option("--limit", type=int, metavar="N", help="Only the first N conversations of each set.")
@click.option("--memories", default="", help="Also time nights over so many generated memories: 10k, comma-separated.")
@click.option("--no-vectors", is_flag=True, help="Without the embedder: words and time only.")
@reported
@click.pass_context
def night(context: click.Context, /, locomo: tuple[Path, ...], beam: tuple[Path, ...], **options: Any) -> None:
    """A simulated year with its nights: size, evidence, facts, before and after."""
    from mnesis.bench.nights.run import Options, measure
    from mnesis.bench.packing.run import sizes

    counts = sizes(options["memories"]) if options["memories"] else ()
    sets = _sets(locomo, beam) if locomo or beam or not counts else []
    measure(sets, Options(**_common(context, options | {"memories": counts})))


def serving_options(command: F) -> F:
    """The options of a run against a server."""
    command = click.option(
        "--embedder", type=click.Choice(("local", "none")), default="local", show_default=True, help="The server's."
    )(command)
    command = click.option("--memories", default=10_000, show_default=True, metavar="N", help="In the store.")(command)
    return reported(command)


@bench.command()
@click.option("--clients", default="1,10,100,1000", show_default=True, help="At once; comma-separated.")
@click.option("--seconds", default=60.0, show_default=True, help="Of each load.")
@serving_options
@click.pass_context
def serve(context: click.Context, /, clients: str, **options: Any) -> None:
    """How many clients `mnesis serve` bears, beside the same calls in process."""
    from mnesis.bench.serving.run import Options, measure
    from mnesis.bench.speed.run import shape_of

    counts = [shape_of(name).each for name in clients.split(",") if name.strip()]
    measure(Options(**_common(context, options | {"clients": counts})))


@bench.command()
@click.option("--minutes", default=30.0, show_default=True, help="How long.")
@click.option("--rate", default=20.0, show_default=True, help="Requests a second.")
@serving_options
@click.pass_context
def soak(context: click.Context, /, **options: Any) -> None:
    """A steady load on `mnesis serve` for long: whether its memory grows, and errors."""
    from mnesis.bench.serving.soak import Options, measure

    measure(Options(**_common(context, options)))


@bench.command()
@click.argument("rankings", type=PATH)
@click.option("--json", "as_json", is_flag=True, help="Print JSON, no tables.")
@click.pass_context
def rescore(context: click.Context, /, rankings: Path, as_json: bool) -> None:
    """Compute the figures again from a file of RANKINGS."""
    from mnesis.bench.evaluation import score_again

    score_again(rankings, as_json=as_json or _json_everywhere(context))


def _sets(locomo: tuple[Path, ...], beam: tuple[Path, ...]) -> list[Any]:
    from mnesis.bench.sets import beam as beam_set
    from mnesis.bench.sets import locomo as locomo_set

    sets = [*([locomo_set.load(locomo)] if locomo else []), *([beam_set.load(beam)] if beam else [])]
    if not sets:
        raise click.UsageError("Name some data with --locomo or --beam.")
    return sets


def _common(context: click.Context, options: dict[str, Any]) -> dict[str, Any]:
    return options | {"as_json": options["as_json"] or _json_everywhere(context)}


def _json_everywhere(context: click.Context) -> bool:
    """Whether the command line around this group was told `--json`."""
    return bool(getattr(context.find_root().obj, "json", False))
