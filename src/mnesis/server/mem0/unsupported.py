"""What Mem0's platform does and mnesis does not: answered with 501 and the reason."""

from collections.abc import Callable

from fastapi import APIRouter
from starlette.exceptions import HTTPException

from mnesis.server.mem0.callers import Asking

REASONS = {
    "/configure": "The server is configured by its settings, not by its clients.",
    "/reset": "Nobody empties a whole store over the network: delete what belongs to each user.",
    "/v1/exports/": "Exports by a schema need a language model; `mnesis export` writes everything.",
    "/v1/exports/get/": "Exports by a schema need a language model; `mnesis export` writes everything.",
    "/v1/summary/": "There are no summaries of exports; ask POST /v1/context for a block of text on what matters.",
    "/v1/event/{rest:path}": "Memories are there when `add` returns: there are no events to wait for.",
    "/v1/events/": "Memories are there when `add` returns: there are no events to wait for.",
    "/v2/entities/user/{id}/profile/": "Profiles by a schema need a language model; GET /v1/preferences is near to it.",
    "/v2/profiles/{rest:path}": "Profiles by a schema need a language model; GET /v1/preferences is near to it.",
    "/api/v1/{rest:path}": "Organisations, projects, members and webhooks are Mem0's; see keys, scopes and /v1/live.",
}


class Unsupported(HTTPException):
    """Mem0 has it, and mnesis does not."""

    def __init__(self, reason: str) -> None:
        super().__init__(501, f"Not supported by mnesis. {reason}")


router = APIRouter()


def _refusing(reason: str) -> Callable[[Asking], None]:
    def refuse(_: Asking) -> None:
        raise Unsupported(reason)

    return refuse


for path, reason in REASONS.items():
    router.add_api_route(path, _refusing(reason), methods=["GET", "POST", "PUT", "PATCH", "DELETE"])
