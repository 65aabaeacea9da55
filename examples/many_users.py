"""One file for many users, from asyncio: each has a scope of its own, and none sees another's.

    python examples/many_users.py

A server does this for every request; reads run side by side, writes one after another.
"""
# ruff: noqa: T201

import asyncio

import mnesis
from mnesis import AsyncMemory, Message

SAID = {
    "anna": ["My cat is called Mia.", "I am allergic to hazelnuts.", "Mia is afraid of the vacuum cleaner."],
    "otto": ["My greyhound is called Miso.", "I run on Tuesdays.", "I am allergic to nothing at all."],
}


async def serve(everybody: AsyncMemory, user: str) -> str:
    """What a request of one user does: keep some messages, answer a question."""
    memory = everybody.within(user)
    await memory.remember_many([Message(text=text, session="intro") for text in SAID[user]])
    answer = await memory.recall("What am I allergic to?", limit=1)
    return f"{user}: {answer[0].text}"


async def main() -> None:
    async with AsyncMemory(mnesis.open("memory://")) as everybody:
        for line in await asyncio.gather(*(serve(everybody, user) for user in SAID)):
            print(line)


if __name__ == "__main__":
    asyncio.run(main())
