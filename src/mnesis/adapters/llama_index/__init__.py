"""LlamaIndex: a chat store for its `Memory`, and a memory block that tells what matters now."""

from typing import Any

from mnesis.adapters.extras import needed
from mnesis.memory import Memory

with needed("The LlamaIndex adapter", "llama-index", module="llama_index"):
    from llama_index.core.memory import Memory as LlamaMemory

    from mnesis.adapters.llama_index.block import MnesisMemoryBlock
    from mnesis.adapters.llama_index.store import MnesisChatStore


def memory_of(memory: Memory, session_id: str, *, budget: int = 1_000, **more: Any) -> LlamaMemory:
    """LlamaIndex's `Memory` of one conversation on both: its messages in a chat store, and before the model a block of
    about `budget` tokens with what matters of all conversations. `more` goes to `Memory.from_defaults`."""
    block = MnesisMemoryBlock(memory=memory, budget=budget, accept_short_term_memory=False)
    blocks = [block, *more.pop("memory_blocks", ())]
    return LlamaMemory.from_defaults(
        session_id=session_id, chat_store=MnesisChatStore(memory=memory), memory_blocks=blocks, **more
    )


__all__ = ["MnesisChatStore", "MnesisMemoryBlock", "memory_of"]
