"""Claude is told the same as by the SDK's own tool for a disk, command for command."""

import asyncio
import random
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("anthropic")

from anthropic.lib.tools import ToolError
from anthropic.tools.memory import BetaLocalFilesystemMemoryTool

import mnesis
from mnesis.adapters.anthropic import AsyncMnesisMemoryTool, MemoryFiles, MnesisMemoryTool
from mnesis.testing import HashEmbedder


@pytest.fixture(params=["memory", "file"])
def memory(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[mnesis.Memory]:
    url = "memory://" if request.param == "memory" else str(tmp_path / "memory.db")
    with mnesis.open(url, embedder=HashEmbedder()) as memory:
        yield memory


@pytest.fixture
def tool(memory: mnesis.Memory) -> MnesisMemoryTool:
    return MnesisMemoryTool(memory)


def told(tool: Any, command: str, **given: Any) -> str:
    """What Claude is told: the result, or the error after a mark."""
    try:
        return str(tool.call({"command": command, **given}))
    except ToolError as error:
        return f"! {error}"


# --- as the SDK's tool does it -------------------------------------------------------------------------------

TEXT = "first\nsecond\nthird\nfourth\nfifth\nsixth\nseventh\n"
SCRIPT: list[tuple[str, dict[str, Any]]] = [
    ("view", {"path": "/memories"}),
    ("create", {"path": "/memories/notes.md", "file_text": TEXT}),
    ("create", {"path": "/memories/notes.md", "file_text": "again"}),
    ("create", {"path": "/memories", "file_text": "root"}),
    ("create", {"path": "/memories/a/b/c/deep.txt", "file_text": "ä\u2028ö"}),
    ("create", {"path": "/memories/a/.hidden", "file_text": "secret"}),
    ("create", {"path": "/memories/a/empty", "file_text": ""}),
    ("create", {"path": "/memories/a", "file_text": "a folder"}),
    ("view", {"path": "/memories"}),
    ("view", {"path": "/memories/a"}),
    ("view", {"path": "/memories/a/b/"}),
    ("view", {"path": "/memories/a/empty"}),
    ("view", {"path": "/memories/a/.hidden"}),
    ("view", {"path": "/memories/a/b/c/deep.txt"}),
    ("view", {"path": "/memories/none"}),
    ("view", {"path": "/memories/notes.md/inside"}),
    *(
        ("view", {"path": "/memories/notes.md", "view_range": wanted})
        for wanted in ([2, 3], [3, -1], [0, 2], [-5, 1], [7, 99], [50, 60], [3, 2], [2], [], None)
    ),
    ("str_replace", {"path": "/memories/notes.md", "old_str": "fourth", "new_str": "4\n4b"}),
    ("str_replace", {"path": "/memories/notes.md", "old_str": "first", "new_str": "1st"}),
    ("str_replace", {"path": "/memories/notes.md", "old_str": "seventh\n", "new_str": "7"}),
    ("str_replace", {"path": "/memories/notes.md", "old_str": "th", "new_str": "x"}),
    ("str_replace", {"path": "/memories/notes.md", "old_str": "eighth", "new_str": "x"}),
    ("str_replace", {"path": "/memories/notes.md", "old_str": "", "new_str": "x"}),
    ("str_replace", {"path": "/memories/a", "old_str": "x", "new_str": "y"}),
    ("str_replace", {"path": "/memories", "old_str": "x", "new_str": "y"}),
    ("str_replace", {"path": "/memories/none", "old_str": "x", "new_str": "y"}),
    ("insert", {"path": "/memories/notes.md", "insert_line": 0, "insert_text": "zeroth\n"}),
    ("insert", {"path": "/memories/notes.md", "insert_line": 3, "insert_text": "between\nlines\n\n"}),
    ("insert", {"path": "/memories/notes.md", "insert_line": 99, "insert_text": "x"}),
    ("insert", {"path": "/memories/notes.md", "insert_line": -1, "insert_text": "x"}),
    ("insert", {"path": "/memories/a/empty", "insert_line": 0, "insert_text": ""}),
    ("insert", {"path": "/memories/a/empty", "insert_line": 1, "insert_text": "end"}),
    ("insert", {"path": "/memories/a", "insert_line": 0, "insert_text": "x"}),
    ("insert", {"path": "/memories/none", "insert_line": 0, "insert_text": "x"}),
    ("view", {"path": "/memories/notes.md"}),
    ("view", {"path": "/memories/a/empty"}),
    ("rename", {"old_path": "/memories/notes.md", "new_path": "/memories/new/place/notes.md"}),
    ("rename", {"old_path": "/memories/notes.md", "new_path": "/memories/other"}),
    ("rename", {"old_path": "/memories/a", "new_path": "/memories/new"}),
    ("rename", {"old_path": "/memories/a", "new_path": "/memories/z"}),
    ("rename", {"old_path": "/memories", "new_path": "/memories/z2"}),
    ("rename", {"old_path": "/memories/z", "new_path": "/memories"}),
    ("view", {"path": "/memories"}),
    ("view", {"path": "/memories/z/b/c"}),
    ("delete", {"path": "/memories/z/b/c/deep.txt"}),
    ("delete", {"path": "/memories/none"}),
    ("delete", {"path": "/memories"}),
    ("delete", {"path": "/memories/z"}),
    ("view", {"path": "/memories/z"}),
    ("view", {"path": "/memories/new/place/notes.md"}),
    *(
        ("view", {"path": path})
        for path in ("/etc/passwd", "memories/x", "/memories/../x", "/memories/a/../../..", "/memories/../memories_2/x")
    ),
    ("create", {"path": "/memories/x/../../out", "file_text": ""}),
    ("rename", {"old_path": "/memories/new", "new_path": "/memories/../new"}),
    ("view", {"path": "/memories/new/./place/../place//notes.md"}),
]


def alike(text: str) -> str:
    """Without the sizes of folders: a disk says how large their own entries are."""
    lines = text.split("\n")
    if "up to 2 levels deep" not in lines[0]:
        return text
    return "\n".join(
        [lines[0], re.sub("^.*\t", "\t", lines[1]), *(re.sub("^.*\t(?=.*/$)", "\t", one) for one in lines[2:])]
    )


def swept(root: Path) -> None:
    """Take empty folders away: here a folder is there as long as a file is in it."""
    for one in sorted(root.rglob("*"), reverse=True):
        if one.is_dir() and not any(one.iterdir()):
            one.rmdir()


def test_every_answer_is_the_same(tool: MnesisMemoryTool, tmp_path: Path) -> None:
    disk = BetaLocalFilesystemMemoryTool(str(tmp_path / "disk"))
    for command, given in SCRIPT:
        swept(disk.memory_root)
        assert alike(told(tool, command, **given)) == alike(told(disk, command, **given)), (command, given)


@pytest.mark.parametrize("seed", range(20))
def test_any_commands_in_any_order_leave_the_same_files(seed: int, tmp_path: Path) -> None:
    chance = random.Random(seed)
    disk = BetaLocalFilesystemMemoryTool(str(tmp_path / "disk"))
    with mnesis.open("memory://", embedder="none") as memory:
        tool = MnesisMemoryTool(memory)
        for _ in range(60):
            command, given = any_command(chance)
            swept(disk.memory_root)
            try:
                expected = told(disk, command, **given)
            except OSError:  # which the SDK lets through: a file in place of a folder
                assert told(tool, command, **given).startswith("! "), (command, given)
                continue
            assert alike(told(tool, command, **given)) == alike(expected), (command, given)
        swept(disk.memory_root)
        assert alike(told(tool, "view", path="/memories")) == alike(told(disk, "view", path="/memories"))


def any_command(chance: random.Random) -> tuple[str, dict[str, Any]]:
    def path() -> str:
        return "/memories" + "".join(f"/{chance.choice('abc')}" for _ in range(chance.randint(0, 3)))

    text = "".join(chance.choice(["one\n", "two\n", "three", "\n", ""]) for _ in range(chance.randint(0, 5)))
    return chance.choice(
        [
            ("view", {"path": path()}),
            ("view", {"path": path(), "view_range": [chance.randint(-1, 4), chance.randint(-1, 4)]}),
            ("create", {"path": path(), "file_text": text}),
            ("create", {"path": path(), "file_text": text}),
            ("str_replace", {"path": path(), "old_str": chance.choice(["one", "two\n", "e\n"]), "new_str": text}),
            ("insert", {"path": path(), "insert_line": chance.randint(0, 3), "insert_text": text}),
            ("delete", {"path": path()}),
            ("rename", {"old_path": path(), "new_path": path()}),
        ]
    )


# --- what is different here ----------------------------------------------------------------------------------


def test_a_folder_says_how_much_is_in_it(tool: MnesisMemoryTool) -> None:
    told(tool, "create", path="/memories/a/b/large", file_text="x" * 1536)
    told(tool, "create", path="/memories/a/small", file_text="xé")
    told(tool, "create", path="/memories/empty", file_text="")
    assert told(tool, "view", path="/memories").split("\n")[1:] == [
        *("1.5K\t/memories", "1.5K\t/memories/a/", "1.5K\t/memories/a/b/"),
        *("3B\t/memories/a/small", "0B\t/memories/empty"),
    ]


def test_a_name_that_only_begins_like_the_root_is_refused(tool: MnesisMemoryTool) -> None:
    assert told(tool, "view", path="/memories2") == "! Path must start with /memories, got: /memories2"


def test_nothing_is_moved_into_itself_or_put_below_a_file(tool: MnesisMemoryTool) -> None:
    told(tool, "create", path="/memories/a/file", file_text="x")
    assert told(tool, "rename", old_path="/memories/a", new_path="/memories/a/b") == (
        "! Cannot rename /memories/a to a path inside itself"
    )
    refused = "! The path /memories/a/file is not a directory."
    assert told(tool, "create", path="/memories/a/file/b", file_text="x") == refused
    assert told(tool, "rename", old_path="/memories/a/file", new_path="/memories/a/file/b").startswith("! ")
    assert told(tool, "create", path="/memories/\ud800", file_text="x").startswith("File created")
    assert told(tool, "create", path="/memories/b", file_text="\ud800").startswith(
        "! The text of /memories/b is no Unicode"
    )


def test_odd_names_and_texts_are_kept_exactly(tool: MnesisMemoryTool) -> None:
    for name in ("%", "%2f", "a b", "\0", "ü", "line\nbreak", "c:\\x"):
        path = f"/memories/{name}"
        assert told(tool, "create", path=path, file_text=f"\0 {name}\r\n") == f"File created successfully at: {path}"
        assert told(tool, "view", path=path).endswith(f"     1\t\0 {name}\r\n     2\t" if "\n" not in name else "\t")
    assert told(tool, "create", path="/memories/%", file_text="") == "! File /memories/% already exists"


def test_files_are_found_by_words_names_and_meaning(memory: mnesis.Memory, tool: MnesisMemoryTool) -> None:
    told(tool, "create", path="/memories/people/ana.md", file_text="Repairs violins in Porto.\nPrefers tea.")
    told(tool, "create", path="/memories/people/otto.md", file_text="Likes boats.")
    told(tool, "create", path="/memories/log.txt", file_text="x\n" * 3000 + "the password hint is plover")
    assert tool.files.search("Who repairs violins?")[0].path == "/memories/people/ana.md"
    assert tool.files.search("plover")[0].path == "/memories/log.txt"
    assert tool.files.search("otto", limit=1)[0].text == "Likes boats."
    told(tool, "str_replace", path="/memories/people/ana.md", old_str="violins", new_str="cellos")
    assert "violins" not in {word for one in tool.files.search("violins") for word in one.text.split()}
    assert MemoryFiles(memory.within("other")).search("violins") == []


def test_clearing_takes_everything(memory: mnesis.Memory, tool: MnesisMemoryTool) -> None:
    told(tool, "create", path="/memories/a/b", file_text="x")
    assert tool.clear_all_memory() == "All memory cleared"
    assert told(tool, "view", path="/memories").endswith("0B\t/memories")
    assert tool.files.search("x") == []


# --- several at once -----------------------------------------------------------------------------------------


def test_edits_at_once_lose_nothing(tool: MnesisMemoryTool) -> None:
    told(tool, "create", path="/memories/list", file_text="")

    def add(who: int) -> None:
        for number in range(10):
            told(tool, "insert", path="/memories/list", insert_line=0, insert_text=f"{who}-{number}")

    threads = [threading.Thread(target=add, args=(who,)) for who in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    lines = [line.split("\t")[1] for line in told(tool, "view", path="/memories/list").split("\n")[1:-1]]
    assert sorted(lines) == sorted(f"{who}-{number}" for who in range(4) for number in range(10))


def test_of_two_who_create_one_file_one_is_told_that_it_is_there(tool: MnesisMemoryTool) -> None:
    answers: list[str] = []

    def create(who: int) -> None:
        for number in range(10):
            path = f"/memories/{number}" if who % 2 else f"/memories/{number}/below"
            answers.append(told(tool, "create", path=path, file_text=str(who)))

    threads = [threading.Thread(target=create, args=(who,)) for who in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sum(not one.startswith("! ") for one in answers) == 10
    assert len(answers) == 40


def test_what_one_process_writes_another_reads(tmp_path: Path) -> None:
    path = tmp_path / "memory.db"
    code = (
        "import sys, mnesis\n"
        "from mnesis.adapters.anthropic import MnesisMemoryTool\n"
        "with mnesis.open(sys.argv[1], embedder='none') as memory:\n"
        "    tool = MnesisMemoryTool(memory)\n"
        "    tool.call({'command': 'str_replace', 'path': '/memories/a', 'old_str': 'hello', 'new_str': 'good day'})\n"
    )
    with mnesis.open(path, embedder="none") as memory:
        tool = MnesisMemoryTool(memory)
        told(tool, "create", path="/memories/a", file_text="hello there")
        subprocess.run([sys.executable, "-c", code, str(path)], check=True)
        assert told(tool, "view", path="/memories/a").endswith("     1\tgood day there")


def test_it_is_awaited_too(memory: mnesis.Memory) -> None:
    tool = AsyncMnesisMemoryTool(memory, cache_control={"type": "ephemeral"})
    assert tool.to_dict() == {"type": "memory_20250818", "name": "memory", "cache_control": {"type": "ephemeral"}}
    a, b = "/memories/a", "/memories/b"
    commands: list[tuple[dict[str, Any], str]] = [
        ({"command": "create", "path": a, "file_text": "one\n"}, f"File created successfully at: {a}"),
        ({"command": "insert", "path": a, "insert_line": 1, "insert_text": "two"}, f"The file {a} has been edited."),
        ({"command": "rename", "old_path": a, "new_path": b}, f"Successfully renamed {a} to {b}"),
        ({"command": "str_replace", "path": b, "old_str": "two", "new_str": "2"}, "     2\t2\n     3\t"),
        ({"command": "view", "path": b, "view_range": [2, 2]}, "     2\t2"),
        ({"command": "delete", "path": b}, f"Successfully deleted {b}"),
    ]

    async def go() -> None:
        for command, expected in commands:
            assert str(await tool.call(command)).endswith(expected)
        with pytest.raises(ToolError, match="does not exist"):
            await tool.call({"command": "delete", "path": b})
        assert await tool.clear_all_memory() == "All memory cleared"

    asyncio.run(go())
