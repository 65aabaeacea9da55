"""The console: pages for people, served by the process that serves REST. Plain files, nothing to build; what they show
they ask of /v1 with the key of whoever looks."""

from pathlib import Path

from fastapi import FastAPI
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

STATIC = Path(__file__).parent / "static"

HEADERS = {
    "Content-Security-Policy": "; ".join(
        (
            "default-src 'self'",
            "base-uri 'none'",
            "form-action 'none'",
            "frame-ancestors 'none'",
            "object-src 'none'",
            "require-trusted-types-for 'script'",
            "trusted-types 'none'",
        )
    ),
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-cache",
}
"""What every file comes with, beside what all answers of the server do: nothing from elsewhere, no inline scripts, text
never becomes markup, shown in nobody's frame, and asked for anew so that an update arrives."""


def mount(app: FastAPI) -> None:
    """Serves the console at /console/, and leads there from / and /console. Nobody needs a key for it: it is the same
    for all, and knows nothing."""
    app.add_route("/", _home, include_in_schema=False)
    app.add_route("/console", _home, include_in_schema=False)
    app.mount("/console", _Files(directory=STATIC, html=True), name="console")


async def _home(request: Request) -> Response:
    """Relative, so that it holds behind a proxy that adds a prefix."""
    return RedirectResponse("console/")


class _Files(StaticFiles):
    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        response.headers.update(HEADERS)
        return response
