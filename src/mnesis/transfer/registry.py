"""The formats mnesis reads, in the order in which they are tried."""

from mnesis.transfer.formats import beam, chatgpt, claude, jsonl, locomo, text
from mnesis.transfer.formats.contract import Format

FORMATS: dict[str, Format] = {
    one.name: one for one in (chatgpt.FORMAT, claude.FORMAT, locomo.FORMAT, beam.FORMAT, jsonl.FORMAT, text.FORMAT)
}
