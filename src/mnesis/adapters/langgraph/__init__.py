"""mnesis in LangGraph: a store for what agents keep across threads, a checkpointer for threads themselves, and
a node that remembers what is said."""

from mnesis.adapters.extras import needed

with needed("The LangGraph adapter", "langgraph", module="langgraph"):
    from mnesis.adapters.langgraph.node import remembering
    from mnesis.adapters.langgraph.saver import MnesisSaver
    from mnesis.adapters.langgraph.store import MnesisStore

__all__ = ["MnesisSaver", "MnesisStore", "remembering"]
