"""What Mem0's clients call, answered by mnesis. docs/how-to/move-from-mem0.md says what means what here.

It is not part of the API description: it is Mem0's, and follows its clients.
"""

from fastapi import FastAPI

from mnesis.server.mem0.routes import router
from mnesis.server.mem0.unsupported import router as unsupported


def mount(app: FastAPI) -> None:
    """Serve the paths of Mem0's platform and of its open-source server."""
    app.include_router(router, include_in_schema=False)
    app.include_router(unsupported, include_in_schema=False)


__all__ = ["mount"]
