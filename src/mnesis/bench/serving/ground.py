"""The ground a run stands on: one store of generated memories, a key to it, and copies for each measurement."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal, TypeVar

from mnesis.bench.progress import Watch, moves
from mnesis.bench.serving.asking import Matter, matter
from mnesis.bench.serving.load import Target
from mnesis.bench.serving.served import Served, serving
from mnesis.bench.speed.generate import messages
from mnesis.model import Role
from mnesis.opening import open as open_memory
from mnesis.settings import Settings
from mnesis.steps.keyring import Keyring

EmbedderName = Literal["local", "none"]
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Ground:
    """A filled store, what there is to ask of it, and the key of the clients."""

    database: Path
    settings: Settings
    about: Matter
    token: str

    @contextmanager
    def copy(self) -> Iterator[Path]:
        """The store once more, in a folder of its own, for as long as the body runs."""
        with TemporaryDirectory(dir=self.database.parent) as folder:
            yield Path(shutil.copy(self.database, folder))

    @contextmanager
    def served(self) -> Iterator[tuple[Served, Target]]:
        """A server of its own over a copy. Raises NotServing."""
        environment = {"MNESIS_EMBEDDER": self.settings.embedder, "MNESIS_SERVER_RATE": "0"}
        with self.copy() as path, serving(path, environment, (), path.parent / "server.log") as one:
            yield one, Target(one.port, self.token)


def filled(folder: Path, memories: int, embedder: EmbedderName, watch: Watch) -> Ground:
    """Make a store of so many generated memories, embedded as the server will embed queries. Raises ModelMissing."""
    path, settings = folder / "bench.db", Settings.from_env(embedder=embedder, scope="main", tenant="local")
    with open_memory(path, settings=settings) as memory:
        step = watch(f"remembering {memories:,}", memories)
        memory.remember_many(messages(0, memories), progress=moves(step))
        ids = tuple(one.id for one in memory.episodes(limit=memories))
        made = Keyring(memory.store).make("local", "bench", Role.MEMBER)
    return Ground(path, settings, matter(memories, ids), made.token)


def alone(run: Callable[..., R], *given: Any) -> R:
    """What a function gives, run in a fresh process: its work is not on the shoulders of who asks."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(run, *given).result()
