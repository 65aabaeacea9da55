"""The tools, in the order in which they are listed: what an agent needs most comes first."""

from mnesis.server.mcp.toolbox import Tool
from mnesis.server.mcp.tools.asking import context, recall, sessions, timeline
from mnesis.server.mcp.tools.curating import correct, forget
from mnesis.server.mcp.tools.knowing import entities, facts, preferences, procedures, relations, why
from mnesis.server.mcp.tools.reflecting import reflect
from mnesis.server.mcp.tools.teaching import feedback, learn, outcome
from mnesis.server.mcp.tools.telling import close_session, remember, remember_many

TOOLS: tuple[Tool, ...] = (
    recall,
    context,
    remember,
    remember_many,
    learn,
    facts,
    why,
    preferences,
    procedures,
    outcome,
    entities,
    relations,
    timeline,
    sessions,
    correct,
    forget,
    feedback,
    close_session,
    reflect,
)
