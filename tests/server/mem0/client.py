"""What a program does with Mem0's own client; run in an environment that has it, against a server that runs."""

import asyncio
import sys
from typing import Any

from mem0 import AsyncMemoryClient, MemoryClient
from mem0.exceptions import MemoryError, MemoryNotFoundError


def raised(call: Any) -> type[Exception] | None:
    try:
        call()
    except (MemoryError, ValueError) as error:
        return type(error)
    return None


def plain(key: str, host: str) -> None:
    client = MemoryClient(api_key=key, host=host)
    said = [{"role": "user", "content": "I moved to Berlin."}, {"role": "assistant", "content": "Noted."}]
    first, _ = client.add(said, user_id="alice", metadata={"topic": "home"})["results"]
    [tea] = client.add("She likes tea.", user_id="alice", agent_id="bot", run_id="r1", infer=False)["results"]
    found = client.search("Berlin", filters={"user_id": "alice"}, top_k=1)["results"]
    assert [one["id"] for one in found] == [first["id"]], found
    both = {"AND": [{"user_id": "alice"}, {"metadata": {"topic": "home"}}]}
    assert {one["memory"] for one in client.search("tea", filters=both)["results"]} <= {"I moved to Berlin.", "Noted."}
    page = client.get_all(filters={"user_id": "alice"}, page=1, page_size=2)
    assert (page["count"], len(page["results"])) == (3, 2), page
    assert client.get(tea["id"])["run_id"] == "r1"
    client.update(first["id"], text="I moved to Hamburg.", metadata={"topic": "home", "n": 2})
    assert client.get(first["id"])["memory"] == "I moved to Hamburg."
    assert [one["event"] for one in client.history(first["id"])] == ["ADD", "UPDATE"]
    assert client.feedback(first["id"], "positive")["feedback"] == "POSITIVE"
    client.batch_update([{"memory_id": tea["id"], "text": "She likes coffee."}])
    client.batch_delete([{"memory_id": tea["id"]}])
    assert raised(lambda: client.get(tea["id"])) is MemoryNotFoundError
    assert {(one["type"], one["name"]) for one in client.users()["results"]} >= {("user", "alice"), ("agent", "bot")}
    client.delete(first["id"])
    client.delete_all(user_id="alice")
    assert client.get_all(filters={"user_id": "alice"})["count"] == 0
    client.delete_users(user_id="alice")
    client.reset()
    assert raised(client.get_summary) is MemoryError
    assert raised(lambda: client.project.get()) is MemoryError
    assert raised(lambda: client.search("tea", filters={"user_id": "alice", "colour": "red"})) is not None
    assert raised(lambda: MemoryClient(api_key="mn_no_no", host=host)) is ValueError


async def awaited(key: str, host: str) -> None:
    client = AsyncMemoryClient(api_key=key, host=host)
    [kept] = (await client.add("We use pnpm.", agent_id="bot"))["results"]
    assert (await client.get(kept["id"]))["agent_id"] == "bot"
    assert (await client.search("pnpm", filters={"agent_id": "bot"}))["results"][0]["id"] == kept["id"]
    await client.delete(kept["id"])
    assert (await client.get_all(filters={"agent_id": "bot"}))["count"] == 0


if __name__ == "__main__":
    plain(sys.argv[1], sys.argv[2])
    asyncio.run(awaited(sys.argv[1], sys.argv[2]))
