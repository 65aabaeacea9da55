"""The JSON of keys: everything about them but the secret."""

from typing_extensions import TypedDict

from mnesis import model
from mnesis.shapes.memories import moment


class Key(TypedDict):
    """A key to a shared memory; what it opens is told once, when it is made."""

    id: str
    tenant: str
    name: str
    role: str
    places: list[str]
    created_at: str
    expires_at: str | None
    last_used_at: str | None
    revoked_at: str | None
    replaces: str | None


def key(one: model.ApiKey) -> Key:
    return {
        "id": one.id,
        "tenant": one.scope.tenant,
        "name": one.name,
        "role": one.role.value,
        "places": list(one.places),
        "created_at": moment(one.created_at),
        "expires_at": moment(one.expires_at),
        "last_used_at": moment(one.last_used_at),
        "revoked_at": moment(one.revoked_at),
        "replaces": one.replaces,
    }
