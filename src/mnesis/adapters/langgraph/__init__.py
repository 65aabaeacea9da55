"""mnesis in LangGraph: a store for what agents keep across threads, and a checkpointer for threads themselves."""

from mnesis.adapters.extras import needed

with needed("The LangGraph adapter", "langgraph", module="langgraph"):
    from mnesis.adapters.langgraph.saver import MnesisSaver
    from mnesis.adapters.langgraph.store import MnesisStore

__all__ = ["MnesisSaver", "MnesisStore"]
