"""Items of a LangGraph store, as LangMem keeps memories: a namespace, a key and a value.

The value is `{"content": words}` from LangMem's tools, `{"kind": schema, "content": fields}` from its managers, or
whatever an application put there, which is told field by field. A triple is learnt as a fact. A namespace is a session.
What names an item is its words and its time, so the order of a file does not matter.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from mnesis.model import Claim, EpisodeType, Message, Named
from mnesis.transfer.formats.contract import Format, Refuse, Sample, conversations, each
from mnesis.transfer.moments import UNKNOWN
from mnesis.transfer.records import Entry, Labelled
from mnesis.transfer.shapes import Wrong, array, table, text_of, time_of, whole
from mnesis.transfer.source import Source

_PLAIN = {"content", "text", "memory"}


def _recognises(sample: Sample) -> bool:
    first = sample.first
    if isinstance(first, dict) and isinstance(first.get("items"), list):
        first = next(iter(first["items"]), None)
    return isinstance(first, dict) and {"namespace", "key", "value"} <= first.keys()


def _read(source: Source) -> Iterator[Entry]:
    return conversations(source, _record)


def _record(refuse: Refuse, value: Any) -> Iterator[Entry]:
    record = table(value, "an item")
    if "items" in record:
        yield from each(array(record["items"], "'items'"), lambda one: [_item(table(one, "an item"))], refuse)
    else:
        yield _item(record)


def _item(record: Mapping[str, Any]) -> Labelled:
    names = array(record.get("namespace"), "'namespace'")
    if not all(isinstance(one, str) for one in names):
        raise Wrong("'namespace' must be a list of strings")
    session = whole("/".join(names))[:200] or "store"
    value = table(record.get("value"), "'value'")
    text = whole(_told(value)).strip()
    if not text:
        raise Wrong("'value' holds no words")
    times = (time_of(record, name) for name in ("updated_at", "updatedAt", "created_at", "createdAt"))
    message = Message(
        text=text,
        session=session,
        time=next(filter(None, times), UNKNOWN),
        channel="langmem",
        type=EpisodeType.OBSERVATION,
        tags=tuple(filter(None, [text_of(value, "kind")])),
        claims=_claims(value, text),
    )
    return Labelled(message, text_of(record, "key"))


def _told(value: Mapping[str, Any]) -> str:
    """What a value says, in its own words where it has any, else field by field."""
    inner = value.get("content") if value.keys() <= {"kind", "content"} else value
    if isinstance(inner, dict) and len(inner) == 1 and inner.keys() <= _PLAIN:
        inner = next(iter(inner.values()))
    if isinstance(inner, dict):
        if triple := _triple(inner):
            words = " ".join(one.replace("_", " ") for one in triple)
            context = inner.get("context")
            return f"{words} ({context})" if isinstance(context, str) and context.strip() else words
        return "\n".join(f"{name}: {_plain(one)}" for name, one in inner.items() if one not in (None, "", [], {}))
    return _plain(inner) if inner is not None else ""


def _plain(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _triple(content: Any) -> tuple[str, str, str] | None:
    if not isinstance(content, dict) or not content.keys() <= {"subject", "predicate", "object", "context"}:
        return None
    given = [content.get(name) for name in ("subject", "predicate", "object")]
    parts = [whole(one).strip() for one in given if isinstance(one, str) and one.strip()]
    return (parts[0], parts[1], parts[2]) if len(parts) == 3 else None


def _claims(value: Mapping[str, Any], text: str) -> tuple[Claim, ...]:
    if triple := _triple(value.get("content")):
        subject, predicate, thing = triple
        return (Claim(subject=Named(name=subject), predicate=predicate, object=thing, quote=text),)
    return ()


FORMAT = Format(
    name="langmem",
    recognised_by="JSON records with `namespace`, `key` and `value`, alone or under `items`",
    produced_by="LangMem or any LangGraph store: `json.dump([item.dict() for item in store.search(())], file)`",
    recognises=_recognises,
    read=_read,
)
