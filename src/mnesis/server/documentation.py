"""The description of the API: /openapi.json, and pages at /docs that ask no other host for anything."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.staticfiles import StaticFiles

ABOUT = """Long-term memory for AI agents. Every operation needs a key (`Authorization: Bearer mn_…`) and is done in one
scope: the parameter `scope`, or else the home of the key. Errors are `application/problem+json`. Lists come in pages:
give `next` as `cursor`. Operations marked `x-mnesis-progress` tell how they go on to whoever accepts
`text/event-stream`."""

_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>mnesis API</title>
<link rel="stylesheet" href="docs/assets/swagger-ui.css">
<link rel="icon" href="docs/assets/favicon.png">
<div id="api"></div>
<script src="docs/assets/swagger-ui-bundle.js"></script>
<script src="docs/begin.js"></script>
"""
_BEGIN = """SwaggerUIBundle({
  url: "openapi.json",
  dom_id: "#api",
  deepLinking: true,
  persistAuthorization: false,
  validatorUrl: null,
  presets: [SwaggerUIBundle.presets.apis],
});
"""


def mount(app: FastAPI) -> None:
    """Serve the description and its pages."""

    def description() -> dict[str, Any]:
        if app.openapi_schema is None:
            told = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
            told["components"]["securitySchemes"] = {"key": {"type": "http", "scheme": "bearer"}}
            app.openapi_schema = told
        return app.openapi_schema

    app.openapi = description  # type: ignore[method-assign]
    app.add_route("/docs", _page, include_in_schema=False)
    app.add_route("/docs/begin.js", _begin, include_in_schema=False)
    app.mount("/docs/assets", StaticFiles(packages=[("fastapi_offline", "static")]), name="docs")


async def _page(request: Request) -> Response:
    return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY, "Referrer-Policy": "no-referrer"})


async def _begin(request: Request) -> Response:
    return Response(_BEGIN, media_type="text/javascript")
