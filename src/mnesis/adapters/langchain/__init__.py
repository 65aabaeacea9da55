"""mnesis in LangChain: a retriever, a chat history, and tools for agents."""

from mnesis.adapters.extras import needed

with needed("The LangChain adapter", "langchain", module="langchain_core"):
    from mnesis.adapters.langchain.history import MnesisChatMessageHistory
    from mnesis.adapters.langchain.retriever import MnesisRetriever
    from mnesis.adapters.langchain.tools import memory_tools

__all__ = ["MnesisChatMessageHistory", "MnesisRetriever", "memory_tools"]
