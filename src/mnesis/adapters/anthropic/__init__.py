"""mnesis behind the memory tool of Claude."""

from mnesis.adapters.anthropic.files import MemoryFiles
from mnesis.adapters.extras import needed

with needed("The memory tool for Claude", "anthropic", module="anthropic"):
    from mnesis.adapters.anthropic.tool import AsyncMnesisMemoryTool, MnesisMemoryTool

__all__ = ["AsyncMnesisMemoryTool", "MemoryFiles", "MnesisMemoryTool"]
