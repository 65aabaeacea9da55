"""The memory tool of Anthropic's SDK, for its tool runner."""

import asyncio
from typing import Any

from anthropic.lib.tools import BetaAbstractMemoryTool, BetaAsyncAbstractMemoryTool, ToolError
from anthropic.types.beta import (
    BetaCacheControlEphemeralParam,
    BetaMemoryTool20250818CreateCommand,
    BetaMemoryTool20250818DeleteCommand,
    BetaMemoryTool20250818InsertCommand,
    BetaMemoryTool20250818RenameCommand,
    BetaMemoryTool20250818StrReplaceCommand,
    BetaMemoryTool20250818ViewCommand,
)

from mnesis.adapters.anthropic.files import MemoryFiles
from mnesis.errors import InvalidInput
from mnesis.memory import Memory


class MnesisMemoryTool(BetaAbstractMemoryTool):
    """Claude's memory tool over files in a memory's scope: `tools=[MnesisMemoryTool(memory)]`.

    What Claude is told is what `BetaLocalFilesystemMemoryTool` tells. Safe to share between threads and processes.
    """

    def __init__(self, memory: Memory, *, cache_control: BetaCacheControlEphemeralParam | None = None) -> None:
        super().__init__(cache_control=cache_control)
        self.files = MemoryFiles(memory)

    def view(self, command: BetaMemoryTool20250818ViewCommand) -> str:
        return _told(self.files.view, command.path, command.view_range)

    def create(self, command: BetaMemoryTool20250818CreateCommand) -> str:
        return _told(self.files.create, command.path, command.file_text)

    def str_replace(self, command: BetaMemoryTool20250818StrReplaceCommand) -> str:
        return _told(self.files.str_replace, command.path, command.old_str, command.new_str)

    def insert(self, command: BetaMemoryTool20250818InsertCommand) -> str:
        return _told(self.files.insert, command.path, command.insert_line, command.insert_text)

    def delete(self, command: BetaMemoryTool20250818DeleteCommand) -> str:
        return _told(self.files.delete, command.path)

    def rename(self, command: BetaMemoryTool20250818RenameCommand) -> str:
        return _told(self.files.rename, command.old_path, command.new_path)

    def clear_all_memory(self) -> str:
        return self.files.clear()


class AsyncMnesisMemoryTool(BetaAsyncAbstractMemoryTool):
    """`MnesisMemoryTool` for the asynchronous client."""

    def __init__(self, memory: Memory, *, cache_control: BetaCacheControlEphemeralParam | None = None) -> None:
        super().__init__(cache_control=cache_control)
        self._tool = MnesisMemoryTool(memory)
        self.files = self._tool.files

    async def view(self, command: BetaMemoryTool20250818ViewCommand) -> str:
        return await asyncio.to_thread(self._tool.view, command)

    async def create(self, command: BetaMemoryTool20250818CreateCommand) -> str:
        return await asyncio.to_thread(self._tool.create, command)

    async def str_replace(self, command: BetaMemoryTool20250818StrReplaceCommand) -> str:
        return await asyncio.to_thread(self._tool.str_replace, command)

    async def insert(self, command: BetaMemoryTool20250818InsertCommand) -> str:
        return await asyncio.to_thread(self._tool.insert, command)

    async def delete(self, command: BetaMemoryTool20250818DeleteCommand) -> str:
        return await asyncio.to_thread(self._tool.delete, command)

    async def rename(self, command: BetaMemoryTool20250818RenameCommand) -> str:
        return await asyncio.to_thread(self._tool.rename, command)

    async def clear_all_memory(self) -> str:
        return await asyncio.to_thread(self._tool.clear_all_memory)


def _told(verb: Any, *given: Any) -> str:
    """What a command tells, or refuses in the SDK's own way: the model is told then that it was an error."""
    try:
        return str(verb(*given))
    except InvalidInput as error:
        raise ToolError(str(error)) from error
