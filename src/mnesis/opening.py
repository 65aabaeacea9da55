"""`open`: the one place that names concrete backends."""

from collections.abc import Callable
from pathlib import Path
from typing import Literal

from mnesis.errors import InvalidInput
from mnesis.extraction.contract import Extractor
from mnesis.extraction.rules.extractor import RulesExtractor
from mnesis.memory import Memory
from mnesis.model import Clock, Scope, utc_now
from mnesis.providers.embedders.contract import Embedder
from mnesis.providers.llms.contract import LLM
from mnesis.retrieval.indexing import Indexer
from mnesis.settings import Settings
from mnesis.steps.context.making import Contexts
from mnesis.steps.understanding import FactKeys, Reading, When
from mnesis.stores.cold.contract import Archive
from mnesis.stores.cold.memory import MemoryArchive
from mnesis.stores.contract import Store
from mnesis.working.counting import Counters


def open(
    url: str | Path | Store | None = None,
    *,
    key: str | None = None,
    scope: str | Scope | None = None,
    embedder: Embedder | Literal["auto", "none"] = "auto",
    settings: Settings | None = None,
    clock: Clock = utc_now,
) -> Memory:
    """Open a memory, creating it where there is none.

    `url` is a path, `sqlite:///PATH`, `memory://` (nothing is kept), or a store already open (which has no archive;
    `Memory.retaining` gives it one). `key` encrypts the whole file, and the archive beside it. Where these and `scope`
    are None, the settings say. `embedder` is "auto" for the one the settings name, "none" for search by words and time
    only, or an object of your own; no model is loaded until one is needed.

    Raises StoreForeign, StoreNewer, StoreUnreadable, StoreLocked, StoreReadOnly, InvalidInput.
    """
    settings = settings or Settings.from_env()
    if isinstance(url, Store):
        store, archive = url, None  # it might be encrypted, and who opened it alone knows the key
    else:
        url = url or settings.database
        key = settings.encryption_key() if key is None else key
        store = open_store(url, key=key, settings=settings)
        archive = open_archive(url, key=key, settings=settings)
    where = scope if isinstance(scope, Scope) else Scope(settings.tenant, scope or settings.scope)
    indexer = Indexer(store, _loader(embedder, settings))
    counters = Counters(settings.counter, models=settings.model_dir, cache=settings.tiktoken_cache())
    contexts = Contexts(store, indexer, counters)
    memory = Memory(store, indexer, where, clock, reading=_reading(settings), contexts=contexts)
    return memory.retaining(archive, settings.retention)


def open_store(url: str | Path, *, key: str | None, settings: Settings, must_exist: bool = False) -> Store:
    """The store behind a URL. Raises InvalidInput for a scheme nobody answers to, and what `open` raises."""
    if key == "":
        raise InvalidInput(what="key", problem="is empty, which would leave the file readable by everybody")
    scheme, rest = _place(str(url))
    if scheme == "memory":
        from mnesis.stores.memory import MemoryStore

        return MemoryStore()
    if scheme == "sqlite":
        from mnesis.stores.sqlite.store import SQLiteStore

        return SQLiteStore(Path(rest), key=key, must_exist=must_exist, busy_seconds=settings.busy_seconds)
    raise InvalidInput(what=f"URL {str(url)!r}", problem="mnesis opens a path, sqlite:///PATH or memory://")


def is_there(url: str | Path) -> bool:
    """Whether there is a file already at the place of a URL; in memory there never is."""
    scheme, rest = _place(str(url))
    return scheme == "sqlite" and Path(rest).is_file()


def _place(url: str) -> tuple[str, str]:
    """Scheme and place of a URL; a path is one of SQLite."""
    if url == ":memory:":
        return "memory", ""
    scheme, separator, rest = url.partition("://")
    if not separator:
        return "sqlite", url
    return scheme, rest.removeprefix("/") if scheme == "sqlite" else rest


def open_archive(url: str | Path, *, key: str | None, settings: Settings) -> Archive:
    """Where memories of the store behind a URL go by age: files beside the database, or where the settings say."""
    scheme, place = _place(str(url))
    if scheme == "memory":
        return MemoryArchive()
    from mnesis.stores.cold.parquet import ParquetArchive

    return ParquetArchive(settings.archive or Path(f"{place}.archive"), key)


def load_embedder(settings: Settings) -> Embedder | None:
    """The embedder the settings name; None for `none`. Raises ModelMissing, ModelDamaged, InvalidInput."""
    if settings.embedder == "none":
        return None
    if settings.embedder == "openai":
        from mnesis.providers.embedders.openai import OpenAIEmbedder

        return OpenAIEmbedder(
            base_url=settings.embedding_url,
            model=settings.embedding_model,
            dimension=settings.embedding_dimension,
            api_key=settings.embedding_key,
        )
    from mnesis.providers.embedders.onnx import load

    return load(settings.model_dir, precision=settings.precision, threads=settings.threads)


def load_llm(settings: Settings) -> LLM | None:
    """The language model the settings name; None for `none`. Raises InvalidInput."""
    if settings.llm == "none":
        return None
    from mnesis.providers.endpoint import Patience
    from mnesis.providers.llms.openai import OpenAILLM, Prices

    price_in, price_out = settings.llm_price_in, settings.llm_price_out
    return OpenAILLM(
        base_url=settings.llm_url,
        model=settings.llm_model,
        api_key=settings.llm_key,
        prices=None if price_in is None or price_out is None else Prices(price_in, price_out),
        patience=Patience(timeout=settings.llm_timeout_seconds, total=5 * settings.llm_timeout_seconds),
    )


def load_extractor(llm: LLM | None) -> Extractor:
    """Who reads what was said: the rules, or a language model with the rules behind it."""
    if llm is None:
        return RulesExtractor()
    from mnesis.extraction.llm.extractor import LLMExtractor

    return LLMExtractor(llm, RulesExtractor())


def _reading(settings: Settings) -> Reading:
    llm = load_llm(settings)
    auto = When.INLINE if llm is None else When.JOBS
    when = auto if settings.understanding == "auto" else When(settings.understanding)
    return Reading(load_extractor(llm), when, FactKeys(settings.fact_keys), llm)


def _loader(embedder: Embedder | Literal["auto", "none"], settings: Settings) -> Callable[[], Embedder | None]:
    if embedder == "none":
        return lambda: None
    if embedder == "auto":
        return lambda: load_embedder(settings)
    return lambda: embedder
