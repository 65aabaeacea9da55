"""LlamaIndex's synchronous calls leave an event loop behind, where it is theirs to make one."""

import asyncio

import pytest


@pytest.fixture(autouse=True)
def no_loop_is_left() -> None:
    """They take `asyncio.get_event_loop()`, which makes a loop in a thread that never had one, and do not close it: the
    test that ran as it was collected failed. In a thread that has had one they run in a loop that is closed."""
    asyncio.set_event_loop(None)
