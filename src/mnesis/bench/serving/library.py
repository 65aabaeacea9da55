"""The same calls in process: so many threads, each asking again as soon as it is answered."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import perf_counter

from mnesis.bench.serving.asking import calls, verbs
from mnesis.bench.serving.load import Load, Plan
from mnesis.opening import open as open_memory
from mnesis.settings import Settings


def run(path: Path, settings: Settings, plan: Plan) -> Load:
    """Open the store and ask as the plan says, a thread a client."""
    load, lock = Load(), threading.Lock()
    with open_memory(path, settings=settings) as memory, ThreadPoolExecutor(plan.clients) as pool:
        does, began = verbs(memory), perf_counter()
        counted = began + plan.warm_up
        until = counted + plan.seconds

        def client(number: int) -> None:
            own, mine = Load(), list[str]()
            for call in calls(plan.mix, plan.about, number, mine):
                start = perf_counter()
                if start >= until:
                    break
                made = does[call.verb](call.value)
                if start >= counted:
                    own.took(call.verb, (perf_counter() - start) * 1e3)
                if made:
                    mine.append(made)
            with lock:
                for verb, ms in own.ms.items():
                    load.ms.setdefault(verb, []).extend(ms)

        list(pool.map(client, range(plan.clients)))
        load.seconds = perf_counter() - counted
    return load
