"""Remember a fact and recall it through MCP, with a server process of its own: `python first_fact.py kira.db`."""

# ruff: noqa: T201
import asyncio
import sys
from pathlib import Path

from mcp.client.client import Client
from mcp.client.stdio import StdioServerParameters, stdio_client


async def main(database: str) -> None:
    command = str(Path(sys.executable).with_name("mnesis"))
    server = StdioServerParameters(command=command, args=["mcp", "--db", database])
    async with Client(stdio_client(server)) as client:
        for tool, arguments in (
            ("remember", {"text": "I moved to Berlin last month.", "speaker": "Otto"}),
            ("recall", {"query": "Which city did Otto move to?"}),
            ("facts", {"subject": "Otto"}),
        ):
            result = await client.call_tool(tool, arguments)
            print(f"{tool}: {result.content[0].text}")


asyncio.run(main(*sys.argv[1:]))
