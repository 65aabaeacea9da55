"""Counters of tokens: by what is on this machine, never by a download."""

import hashlib
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from mnesis.errors import InvalidInput
from mnesis.providers.embedders.onnx import load_tokenizer
from mnesis.providers.models.layout import DEFAULT_MODEL, TOKENIZER
from mnesis.text.tokens import count_tokens
from mnesis.working.contract import Counter

_REMEMBERED = 50_000
"""How many counts are remembered before all are forgotten: a few megabytes."""

_ENCODINGS = {
    "o200k_base": "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken",
    "cl100k_base": "https://openaipublic.blob.core.windows.net/encodings/cl100k_base.tiktoken",
}
"""Where tiktoken has its vocabularies from: a file in its cache is named by the hash of this."""

_OLDER = ("gpt-4-", "gpt-3.5", "text-embedding-")
_UNLIMITED = 10_000_000


class Counted(Counter):
    """A counter that remembers what it has counted, by hash: what is forgotten elsewhere is not kept here."""

    def __init__(self, name: str, count: Callable[[str], int]) -> None:
        self._name = name
        self._count = count
        self._known: dict[tuple[int, int], int] = {}

    @property
    def name(self) -> str:
        return self._name

    def count(self, text: str) -> int:
        key = (hash(text), len(text))
        found = self._known.get(key)
        if found is None:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            found = self._known[key] = self._count(text)
        return found


def estimate() -> Counter:
    """Counts as `text.tokens` estimates: fitted to the 200k vocabulary of current OpenAI models, in no need of it."""
    return Counted("estimate", count_tokens)


def local(models: Path, model: str = DEFAULT_MODEL) -> Counter:
    """Counts by the vocabulary of an installed embedding model. Raises ModelDamaged where it cannot be read.

    Exact for models of the BERT family only: it knows no white space, and takes a word in a script it does not know for
    one token.
    """
    tokenizer = load_tokenizer(models / model / TOKENIZER, _UNLIMITED)

    def count(text: str) -> int:
        return len(tokenizer.encode(text.encode("utf-8", "replace").decode(), add_special_tokens=False).ids)

    return Counted(model, count)


def tiktoken(model: str | None, environment: Mapping[str, str]) -> Counter | None:
    """Counts by tiktoken, as the named model does; None where tiktoken or its vocabulary is not on this machine.

    `environment` says where tiktoken keeps its vocabularies (TIKTOKEN_CACHE_DIR, DATA_GYM_CACHE_DIR).
    """
    name = "cl100k_base" if (model or "").startswith(_OLDER) or model == "gpt-4" else "o200k_base"
    if not _vocabulary(name, environment).is_file():
        return None
    try:
        import tiktoken
    except ImportError:
        return None
    encoding = tiktoken.get_encoding(name)

    def count(text: str) -> int:
        return len(encoding.encode_ordinary(text))

    return Counted(name, count)


def counter(name: str, models: Path, environment: Mapping[str, str], model: str | None = None) -> Counter:
    """The counter of this name: "tiktoken", "local", "estimate"; or "auto", which is tiktoken where it and its
    vocabulary are present and the estimate elsewhere. Raises InvalidInput for another name, and for one that is not
    there."""
    if name == "estimate":
        return estimate()
    if name == "local":
        return local(models)
    found = tiktoken(model, environment) if name in ("auto", "tiktoken") else None
    if found or name == "auto":
        return found or estimate()
    if name == "tiktoken":
        raise InvalidInput(what="counter", problem="tiktoken, or its vocabulary, is not on this machine")
    raise InvalidInput(what="counter", problem=f"{name!r} is none of auto, tiktoken, local, estimate")


def _vocabulary(name: str, environment: Mapping[str, str]) -> Path:
    folder = environment.get("TIKTOKEN_CACHE_DIR") or environment.get("DATA_GYM_CACHE_DIR")
    cache = Path(folder) if folder else Path(tempfile.gettempdir()) / "data-gym-cache"
    return cache / hashlib.sha1(_ENCODINGS[name].encode(), usedforsecurity=False).hexdigest()
