"""The formats mnesis reads, in the order in which they are tried."""

from mnesis.transfer.formats import (
    beam,
    chatgpt,
    claude,
    jsonl,
    langmem,
    letta,
    locomo,
    mcp_memory,
    mem0,
    text,
    zep,
)
from mnesis.transfer.formats.contract import Format

FORMATS: dict[str, Format] = {
    one.name: one
    for one in (
        chatgpt.FORMAT,
        claude.FORMAT,
        mem0.FORMAT,
        zep.FORMAT,
        letta.FORMAT,
        langmem.FORMAT,
        mcp_memory.FORMAT,
        locomo.FORMAT,
        beam.FORMAT,
        jsonl.FORMAT,
        text.FORMAT,
    )
}
