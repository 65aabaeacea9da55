"""Every error mnesis raises on purpose, on one page.

The docstring of a class is its default message. What a caller may want to act on travels as attributes
(`error.path`, `error.line`), and is formatted into the message where the docstring names it in braces.
"""

from typing import Any


class MnesisError(Exception):
    """Something went wrong in mnesis."""

    def __init__(self, message: str | None = None, **data: Any) -> None:
        text = message or " ".join((type(self).__doc__ or "").split())
        super().__init__(text.format_map(_Shown(data)) if message is None else text)
        self.__dict__.update(data)
        self.data = data


class _Shown(dict[str, Any]):
    """Leaves a placeholder readable where the raiser gave no value for it."""

    def __missing__(self, key: str) -> str:
        return f"<{key}>"


# --- the caller's input -------------------------------------------------------------------------------------


class InvalidInput(MnesisError, ValueError):
    """{what}: {problem}."""


class UnknownFormat(InvalidInput):
    """{path}: no importer recognises this file. Name the format with --format ({formats})."""


class BadRecord(InvalidInput):
    """{path}, line {line}: {problem}."""


class NotFound(MnesisError, LookupError):
    """No {kind} with id {id} in this scope."""


# --- who asks -------------------------------------------------------------------------------------------------


class Unauthenticated(MnesisError):
    """No valid key. Send `Authorization: Bearer mn_…`; make a key with `mnesis keys create`."""


class Forbidden(MnesisError):
    """This key may not {right} in scope {scope!r}. Use another key, or ask who made it for a wider one."""


# --- the store ----------------------------------------------------------------------------------------------


class StoreError(MnesisError):
    """The store failed: {problem}."""


class ArchiveError(StoreError):
    """The archive {path} failed: {problem}."""


class StoreMissing(StoreError):
    """{path} does not exist. Create it by remembering something, or check the path."""


class StoreLocked(StoreError):
    """{path} is locked by another program and did not come free within {seconds} s. Try again when it is done."""


class StoreForeign(StoreError):
    """{path} is a SQLite database of another program, not of mnesis. Choose another path."""


class StoreUnreadable(StoreError):
    """{path} is not a database this key opens: the key is wrong or missing, or the file is no database."""


class StoreNewer(StoreError):
    """{path} was written by a newer mnesis (schema {found}, this one knows {known}). Upgrade mnesis."""


class StoreCorrupt(StoreError):
    """{path} is damaged ({problem}). Copy it first, then run `mnesis doctor`."""


class StoreFull(StoreError):
    """No space left for {path} (full disk, or a limit). Nothing of this write was kept; free some space, try again."""


class StoreReadOnly(StoreError):
    """{path} cannot be written: check the permissions of the file and of its folder."""


class Conflict(StoreError):
    """{kind} {id} was changed by someone else (version {found}, expected {expected}). Read it again and retry."""


class LeaseLost(StoreError):
    """Job {id} is no longer held by {worker}: it was cancelled or given back, or its lease ran out and somebody else
    took it."""


class Busy(StoreError):
    """Another program is at {what} of scope {scope}. Try again when it is done; one that was killed is given up within
    a minute."""


class UnknownOperator(StoreError, ValueError):
    """No filter operator {op!r}."""


class UnknownField(StoreError, ValueError):
    """{kind} has no field {field!r} to filter or order by."""


# --- providers ----------------------------------------------------------------------------------------------


class ProviderError(MnesisError):
    """{provider} failed: {problem}."""


class ModelMissing(ProviderError):
    """The embedding model {model} is not installed. Run `mnesis model install` once; until then search is by words and
    time."""


class ModelDamaged(ProviderError):
    """The embedding model in {path} is damaged ({problem}). Run `mnesis model install --force`."""


class SpaceMismatch(ProviderError):
    """The store holds vectors of {stored}, the embedder makes {offered}. Open with the stored model, or run `mnesis
    reembed` to move."""


class LLMUnavailable(ProviderError):
    """{provider} gave no answer: {problem}. Check MNESIS_LLM_URL, MNESIS_LLM_MODEL and MNESIS_LLM_KEY, or try again
    later."""


class LLMRefused(ProviderError):
    """{provider} will not answer this: {problem}. Ask about less at once, or ask another model."""


class LLMTruncated(ProviderError):
    """{provider} was cut off after {limit} tokens. Ask about less at once, or allow a longer answer."""


class LLMGarbled(ProviderError):
    """{provider} answered what cannot be read: {problem}. Ask again, or ask another model."""


class MissingExtra(MnesisError, ImportError):
    """{feature} needs an optional dependency: pip install 'mnesis[{extra}]'."""
