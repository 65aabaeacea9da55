"""One frozen tree of settings. This is the only file that reads the environment."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import Field, dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, Self, get_args

from mnesis.errors import InvalidInput

EmbedderName = Literal["local", "openai", "none"]
Precision = Literal["int8", "fp32"]
Understanding = Literal["auto", "inline", "jobs", "off"]
FactKeysName = Literal["off", "lexical", "both"]
LLMName = Literal["none", "openai"]
RetentionName = Literal["archive", "delete"]
CounterName = Literal["auto", "tiktoken", "local", "estimate"]


def _data_home() -> Path:
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "mnesis"


def _cache_home() -> Path:
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mnesis"


def _setting(help: str, **default: Any) -> Any:
    return field(metadata={"help": help}, **default)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything that can be set. Each field `x` is read from `MNESIS_X`; `help()` lists them."""

    database: str = _setting(
        "Path or URL of the store: a path, sqlite:///PATH, or memory://.",
        default_factory=lambda: str(_data_home() / "mnesis.db"),
    )
    tenant: str = _setting("Tenant whose memory is opened.", default="local")
    scope: str = _setting("Scope within the tenant.", default="main")
    key: str | None = _setting("Key that encrypts the whole file; prefer key_file.", default=None, repr=False)
    key_file: Path | None = _setting("File whose first line is the key.", default=None)
    busy_seconds: float = _setting("How long a write waits for another process's write.", default=30.0)
    embedder: EmbedderName = _setting(
        "Where vectors come from: local, openai (any compatible endpoint) or none.", default="local"
    )
    model_dir: Path = _setting("Folder of installed models.", default_factory=lambda: _cache_home() / "models")
    precision: Precision = _setting("Which build of the local model to use: int8 or fp32.", default="int8")
    threads: int = _setting("CPU threads for embedding.", default_factory=lambda: min(4, os.cpu_count() or 1))
    embedding_url: str = _setting(
        "Base URL of an OpenAI-compatible embeddings endpoint.", default="https://api.openai.com/v1"
    )
    embedding_model: str = _setting("Model to ask that endpoint for.", default="text-embedding-3-small")
    embedding_dimension: int = _setting("Dimension of that model's vectors.", default=1536)
    embedding_key: str | None = _setting("API key for that endpoint.", default=None, repr=False)
    llm: LLMName = _setting(
        "Language model that reads what was said, beside the rules: none, or openai (any compatible endpoint).",
        default="none",
    )
    llm_url: str = _setting("Base URL of an OpenAI-compatible chat endpoint.", default="https://api.openai.com/v1")
    llm_model: str = _setting("Model to ask that chat endpoint for.", default="gpt-4o-mini")
    llm_key: str | None = _setting("API key for that chat endpoint.", default=None, repr=False)
    llm_timeout_seconds: float = _setting("How long one answer of that model may take.", default=120.0)
    llm_price_in: float | None = _setting("USD for a million tokens sent to that model.", default=None)
    llm_price_out: float | None = _setting("USD for a million tokens of its answers.", default=None)

    understanding: Understanding = _setting(
        "When what is kept is understood: inline (by the call that keeps it), jobs (by a worker), off, or auto (inline"
        " by rules, by a worker with an LLM).",
        default="auto",
    )
    fact_keys: FactKeysName = _setting(
        "Whether memories are also found by the facts drawn from them: off, lexical or both.", default="off"
    )

    retention: RetentionName = _setting(
        "What a night does with memories whose time is over: archive (to the cold files) or delete.", default="archive"
    )
    archive: Path | None = _setting("Folder of the cold files; beside the database where it is not set.", default=None)
    night: str = _setting("When the daemon runs a night, as cron writes it, in UTC.", default="0 3 * * *")
    server_origins: tuple[str, ...] = _setting(
        "Origins of pages that may call the server from a browser, with commas between them.", default=()
    )
    server_hosts: tuple[str, ...] = _setting(
        "Names the server answers to beside localhost and the one it listens on, with commas between them; * is any.",
        default=(),
    )
    server_body_bytes: int = _setting("Bytes of a request, at most.", default=32 * 1024 * 1024)
    server_upload_bytes: int = _setting("Bytes of a file that is sent to be imported, at most.", default=1024**3)
    server_request_seconds: float = _setting("How long a request may take before it is answered.", default=60.0)
    server_grace_seconds: float = _setting(
        "How long the server waits for running requests when it is told to stop.", default=20.0
    )
    server_threads: int = _setting(
        "Requests that the server works on at once; the others wait, but for long work, which has as many again.",
        default=4,
    )
    server_queue: int = _setting("Requests at once from which on the server turns more away.", default=4000)
    server_rate: float = _setting("Requests a second that each key may make on average; 0: any number.", default=0.0)
    server_burst: int = _setting("Requests that a key may make at once where server_rate limits it.", default=100)
    context_window: int = _setting("Tokens of the context window whose sessions the daemon watches.", default=128_000)
    counter: CounterName = _setting(
        "How the tokens of a context are counted: tiktoken, local (the local model's vocabulary), estimate, or auto"
        " (tiktoken where it and its vocabulary are on this machine, else the estimate).",
        default="auto",
    )

    @classmethod
    def from_env(cls, environment: Mapping[str, str] | None = None, **overrides: Any) -> Self:
        """Defaults, then `MNESIS_*` variables, then overrides that are not None. Raises InvalidInput."""
        source = os.environ if environment is None else environment
        values = {
            one.name: _parse(one, source[variable])
            for one in fields(cls)
            if (variable := variable_of(one.name)) in source
        }
        return cls(**values | {name: value for name, value in overrides.items() if value is not None})

    def encryption_key(self) -> str | None:
        """The key itself, from `key` or the first line of `key_file`. Raises InvalidInput where the file has none."""
        if self.key_file is None:
            return self.key
        try:
            lines = self.key_file.read_text("utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            raise InvalidInput(what=f"key file {self.key_file}", problem=str(error)) from error
        if not lines or not lines[0].strip():
            raise InvalidInput(what=f"key file {self.key_file}", problem="its first line is empty")
        return lines[0].strip()

    @staticmethod
    def tiktoken_cache() -> str | None:
        """Where tiktoken keeps its vocabularies, as its own variables say; None where they do not."""
        return os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))

    @staticmethod
    def variables(names: Sequence[str]) -> dict[str, str]:
        """Those of these variables of other programs that are set, such as where their settings are."""
        return {name: os.environ[name] for name in names if os.environ.get(name)}

    @classmethod
    def help(cls) -> dict[str, str]:
        """Environment variable → what it sets."""
        return {variable_of(one.name): one.metadata["help"] for one in fields(cls)}


def variable_of(name: str) -> str:
    """The environment variable of a setting."""
    return f"MNESIS_{name.upper()}"


_CHOICES = {
    "embedder": get_args(EmbedderName),
    "precision": get_args(Precision),
    "understanding": get_args(Understanding),
    "fact_keys": get_args(FactKeysName),
    "llm": get_args(LLMName),
    "retention": get_args(RetentionName),
    "counter": get_args(CounterName),
}


def _names(text: str) -> tuple[str, ...]:
    return tuple(name.strip() for name in text.split(",") if name.strip())


def _parse(one: Field[Any], text: str) -> Any:
    choices = _CHOICES.get(one.name)
    if choices and text not in choices:
        raise InvalidInput(what=variable_of(one.name), problem=f"{text!r} is not one of {', '.join(choices)}")
    convert: dict[str, Any] = {
        "busy_seconds": float,
        "threads": int,
        "embedding_dimension": int,
        "model_dir": Path,
        "key_file": Path,
        "archive": Path,
        "context_window": int,
        "server_origins": _names,
        "server_hosts": _names,
        "server_body_bytes": int,
        "server_upload_bytes": int,
        "server_request_seconds": float,
        "server_grace_seconds": float,
        "server_threads": int,
        "server_queue": int,
        "server_rate": float,
        "server_burst": int,
        "llm_timeout_seconds": float,
        "llm_price_in": float,
        "llm_price_out": float,
    }
    try:
        return convert.get(one.name, str)(text)
    except ValueError as error:
        raise InvalidInput(what=variable_of(one.name), problem=f"{text!r} is not a number") from error
