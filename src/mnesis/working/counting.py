"""Counters of tokens: by what is on this machine, never by a download."""

import hashlib
import tempfile
from collections.abc import Callable
from pathlib import Path

from mnesis.errors import InvalidInput
from mnesis.providers.embedders.onnx import load_tokenizer
from mnesis.providers.models.layout import DEFAULT_MODEL, TOKENIZER
from mnesis.text.tokens import count_tokens
from mnesis.working.contract import Counter

_REMEMBERED = 50_000
"""How many counts are remembered before all are forgotten: a few megabytes."""

_VOCABULARIES = {
    "o200k_base": "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d",
    "cl100k_base": "223921b76ee99bde995b7ff738513eef100fb51d18c93597a113bcffe865b2a7",
}
"""The hash (SHA-256) that tiktoken asks of a vocabulary; it downloads one that is not so."""
_HOME = "https://openaipublic.blob.core.windows.net/encodings/{}.tiktoken"
"""Where tiktoken has it from: the file in its cache is named by the hash (SHA-1) of this."""

_OLDER = ("gpt-4-", "gpt-3.5", "gpt-35", "text-embedding-", "ft:gpt-4:", "ft:gpt-3.5")
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

    Exact for models of the BERT family only. Of English it counts a tenth more than chat models do, of other scripts
    one and a half to three and a half times as much, of signs that it does not know too little.
    """
    tokenizer = load_tokenizer(models / model / TOKENIZER, _UNLIMITED)

    def count(text: str) -> int:
        return len(tokenizer.encode(text.encode("utf-8", "replace").decode(), add_special_tokens=False).ids)

    return Counted(model, count)


def tiktoken(model: str | None, cache: str | None) -> Counter | None:
    """Counts by tiktoken, as the named model does (unknown ones as the latest of OpenAI); None where tiktoken or its
    vocabulary is not on this machine, or is not whole.

    `cache` is the folder where tiktoken keeps vocabularies, as TIKTOKEN_CACHE_DIR or DATA_GYM_CACHE_DIR say; None where
    they say nothing.
    """
    name = "cl100k_base" if model == "gpt-4" or (model or "").startswith(_OLDER) else "o200k_base"
    try:
        import tiktoken
    except ImportError:
        return None
    if not _is_here(name, cache):
        return None
    encoding = tiktoken.get_encoding(name)

    def count(text: str) -> int:
        return len(encoding.encode_ordinary(text))

    return Counted(name, count)


class Counters:
    """The counter for a model by its name, or for any. Safe to share between threads.

    "auto" is tiktoken where it and its vocabulary are present, and the estimate elsewhere: the estimate is fitted to
    the vocabulary of current models, which that of the embedding model is not. "tiktoken", "local" and "estimate" are
    what they say. Raises InvalidInput for another name, and where tiktoken is wanted and not there.
    """

    def __init__(self, name: str = "auto", *, models: Path, cache: str | None = None) -> None:
        if name not in ("auto", "tiktoken", "local", "estimate"):
            raise InvalidInput(what="counter", problem=f"{name!r} is none of auto, tiktoken, local, estimate")
        self._name = name
        self._models = models
        self._cache = cache
        self._made: dict[str | None, Counter] = {}

    def __call__(self, model: str | None = None) -> Counter:
        name = model if self._name in ("auto", "tiktoken") else None
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, model: str | None) -> Counter:
        if self._name == "estimate":
            return estimate()
        if self._name == "local":
            return local(self._models)
        found = tiktoken(model, self._cache)
        if found is None and self._name == "tiktoken":
            raise InvalidInput(what="counter", problem="tiktoken, or its vocabulary, is not on this machine")
        return found or estimate()


def _is_here(name: str, cache: str | None) -> bool:
    if cache == "":  # so tiktoken is told to keep nothing, and to download each time
        return False
    folder = Path(cache) if cache else Path(tempfile.gettempdir()) / "data-gym-cache"
    file = folder / hashlib.sha1(_HOME.format(name).encode(), usedforsecurity=False).hexdigest()
    return file.is_file() and hashlib.sha256(file.read_bytes()).hexdigest() == _VOCABULARIES[name]
